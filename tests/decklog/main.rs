//! The program from outside: in a real pseudo-terminal, with real bytes.

mod directions;
mod screen;
mod terminal;
