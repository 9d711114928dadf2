//! What follows from a timeline: milestones, paths and their minutes, metrics.
//!
//! Pure functions of a [`Timeline`](crate::timeline::Timeline): no file, no clock, the same answer
//! on every machine and at any hour. What was not recorded stays unknown; nothing is filled in.

mod bounds;
mod metrics;
mod milestones;
mod misled;
mod paths;
#[cfg(test)]
pub(crate) mod recorded;

pub use bounds::Bounds;
pub use metrics::{METRICS, Metric, MetricRow, MetricState, metrics};
pub(crate) use milestones::is_standing_cause;
pub use milestones::{Impact, Milestones, impact, milestones};
pub use misled::misled;
pub use paths::{Path, PathState, paths};
