//! A person at the keyboard of the recorder: keys in, screens out.
//!
//! The screens are plain files under `tests/golden/screens`; open them.

mod amending;
mod asking;
mod card;
mod clock;
mod clocks;
pub mod desk;
mod disks;
pub mod glass;
mod hypotheses;
mod items;
mod looks;
mod moving;
mod pasting;
mod postmortem;
mod prompting;
mod review;
mod suggesting;
mod together;
mod trouble;
mod typing;
mod undoing;
mod wild;
