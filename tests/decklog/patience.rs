//! How long a test waits for what another thread or process does.

use std::thread;
use std::time::{Duration, Instant};

/// Long, because a loaded machine is slow; a test that passes never waits for it.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Waits for something that nobody tells of.
#[track_caller]
pub fn until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        thread::park_timeout(Duration::from_millis(2));
    }
}
