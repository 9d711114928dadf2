//! The program from outside: in a real pseudo-terminal, with real bytes.

mod screen;
mod terminal;
