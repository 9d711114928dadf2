//! Time as people on call state it: to the second when a key was pressed, `~10:15` when not.
//!
//! [`Moment`] and [`Stamp`] are instants, [`When`] is what was said about one, [`Span`] the time
//! between two of them, [`Zone`] where the clock on the wall hangs, [`Clock`] the machine's own.

mod clock;
mod interval;
pub mod phrase;
mod stamp;
mod zone;

pub use clock::{Clock, SinceBoot, SystemClock};
pub use interval::{Interval, Said, Span, When};
pub use stamp::{Moment, NotAStamp, Offset, Stamp};
pub use zone::{Local, Zone, ZoneProblem};
