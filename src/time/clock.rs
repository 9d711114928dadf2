//! The clock that is handed in: wall time and, where the system tells, time since boot.

use std::sync::Arc;
#[cfg(target_os = "linux")]
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use super::Moment;

/// How long the machine has been up, suspend included, and which boot that was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SinceBoot {
    /// The first four hex digits of the system's boot id: enough to tell two boots apart.
    pub boot: Arc<str>,
    pub millis: u64,
}

/// Where the program's time comes from. Tests hand in one that they move by hand.
pub trait Clock: Send + Sync {
    /// The wall clock, which may step.
    fn now(&self) -> Moment;

    /// Time since boot, which does not; `None` where the system does not tell.
    fn since_boot(&self) -> Option<SinceBoot>;

    /// How many milliseconds of its time since boot the machine has slept; `None` where the system
    /// does not tell, so that nothing is claimed of one that keeps it to itself.
    fn asleep(&self) -> Option<u64> {
        None
    }
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
        // No process outlives its boot; every record asks.
        static BOOT: OnceLock<Option<Arc<str>>> = OnceLock::new();
        let read = || {
            let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
            let boot: String = id.chars().filter(char::is_ascii_hexdigit).take(4).collect();
            (boot.len() == 4).then(|| Arc::from(boot))
        };
        let boot = BOOT.get_or_init(read).clone()?;
        let up = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        let millis = u64::try_from(up.tv_sec).ok()? * 1000 + u64::try_from(up.tv_nsec).ok()? / 1_000_000;
        Some(SinceBoot { boot, millis })
    }

    #[cfg(not(target_os = "linux"))]
    fn since_boot(&self) -> Option<SinceBoot> {
        None
    }

    #[cfg(target_os = "linux")]
    fn asleep(&self) -> Option<u64> {
        use rustix::time::{ClockId, Timespec, clock_gettime};
        let millis = |at: Timespec| at.tv_sec * 1000 + at.tv_nsec / 1_000_000;
        // Whoever is stopped between two looks at clocks sees one that jumped: the two that count
        // are between two of the same clock, which tell.
        for _ in 0..3 {
            let before = millis(clock_gettime(ClockId::Monotonic));
            let since_boot = millis(clock_gettime(ClockId::Boottime));
            let awake = millis(clock_gettime(ClockId::Monotonic));
            if awake - before < 100 {
                // Read a moment apart, the one that counts more can be behind by a tick.
                return u64::try_from((since_boot - awake).max(0)).ok();
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_slept_longer_than_the_machine_is_up() {
        let (asleep, up) = (SystemClock.asleep(), SystemClock.since_boot());
        assert_eq!(asleep.is_some(), up.is_some());
        assert!(asleep.zip(up).is_none_or(|(asleep, up)| asleep <= up.millis));
    }
}
