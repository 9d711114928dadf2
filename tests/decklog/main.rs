//! The program from outside: in a real pseudo-terminal, with real bytes.

mod commands;
mod deck;
mod directions;
mod recorder;
mod screen;
mod terminal;
