//! The program from outside: in a real pseudo-terminal, with real bytes; and at the keyboard of a
//! terminal of cells.

mod directions;
mod keyboard;
mod recordings;
mod screen;
mod terminal;
