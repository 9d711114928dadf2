//! The program from outside: at the keyboard, in a real terminal, and on disks that fail.

mod browser;
mod commands;
mod deck;
mod demo;
mod directions;
mod disk;
mod fuzzed;
mod golden;
mod journal;
mod keyboard;
mod patience;
mod recorder;
mod recording;
mod recordings;
mod responder;
mod running;
mod screen;
mod secrets;
mod simulation;
mod storm;
mod terminal;
mod writeups;
