//! The clock that is handed in: wall time and, where the system tells, time since boot.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Moment;

/// How long the machine has been up, suspend included, and which boot that was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SinceBoot {
    /// The first four hex digits of the system's boot id: enough to tell two boots apart.
    pub boot: String,
    pub millis: u64,
}

/// Where the program's time comes from. Tests hand in one that they move by hand.
pub trait Clock: Send + Sync {
    /// The wall clock, which may step.
    fn now(&self) -> Moment;

    /// Time since boot, which does not; `None` where the system does not tell.
    fn since_boot(&self) -> Option<SinceBoot>;
}

/// The machine's own clocks.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let ms = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Moment::from_millis(ms)
    }

    #[cfg(target_os = "linux")]
    fn since_boot(&self) -> Option<SinceBoot> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let boot: String = id.chars().filter(char::is_ascii_hexdigit).take(4).collect();
        let up = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        let millis = u64::try_from(up.tv_sec).ok()? * 1000 + u64::try_from(up.tv_nsec).ok()? / 1_000_000;
        (boot.len() == 4).then_some(SinceBoot { boot, millis })
    }

    #[cfg(not(target_os = "linux"))]
    fn since_boot(&self) -> Option<SinceBoot> {
        None
    }
}
