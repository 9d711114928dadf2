//! The screen: keys in, drawings out.
//!
//! [`input`] turns what a terminal sends into [`key`]s, [`terminal`] takes the terminal over and
//! gives it back, [`theme`] says how things look, [`widget`] holds the parts a screen is made of.

pub mod input;
pub mod key;
pub mod terminal;
pub mod theme;
pub mod widget;
