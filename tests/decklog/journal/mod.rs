//! The journal on a disk that tears, reorders, damages and fails.

mod clocks;
mod cross_check;
mod damage;
mod fallback;
mod faults;
mod moving;
mod readers;
mod redaction;
mod reordering;
mod summary;
mod torn;
