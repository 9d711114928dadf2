//! The program from outside: in a real pseudo-terminal with real bytes, and on disks that fail.

mod directions;
mod disk;
mod golden;
mod journal;
mod recording;
mod responder;
mod screen;
mod storm;
mod terminal;
