//! The parts that screens are made of.

pub mod line;
pub mod row;
pub mod text;
