//! The journal on a disk that tears, reorders, damages and fails.

mod damage;
mod faults;
mod readers;
mod redaction;
mod reordering;
mod summary;
mod torn;
