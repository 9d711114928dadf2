//! A person at the keyboard of the recorder: keys in, screens out.
//!
//! The screens are plain files under `tests/golden/screens`; open them.

mod amending;
mod asking;
mod backfilling;
mod card;
mod clock;
mod clocks;
mod commands;
mod confirming;
pub mod desk;
mod disks;
pub mod glass;
mod hypotheses;
mod incidents;
mod items;
mod loaded;
mod looks;
mod moving;
mod palette;
mod pasting;
mod pointing;
mod postmortem;
mod prompting;
mod remembering;
mod replaying;
mod review;
mod review_undone;
pub mod stream;
mod suggesting;
mod together;
mod trouble;
mod typing;
mod undoing;
mod wild;
