//! A person at the keyboard of the recorder: keys in, screens out.
//!
//! The screens are plain files under `tests/golden/screens`; open them.

pub mod desk;
pub mod glass;
mod typing;
