//! The lock on a file: waited for, but not for ever, and whoever holds it is named.

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::medium::{Medium, MediumFile};

/// How long to wait for another process that holds the lock.
pub const LOCK_DEADLINE: Duration = Duration::from_secs(3);

/// Waits for the lock, but not for ever: whoever holds it is named.
pub(super) fn lock(file: &mut dyn MediumFile, medium: &dyn Medium, path: &Path) -> io::Result<()> {
    let begun = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        match file.try_lock() {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        }
        if begun.elapsed() > LOCK_DEADLINE {
            let holder = medium.lock_holder(path).unwrap_or_else(|| "another process".to_owned());
            let message = format!("{holder} has held it for {} s", LOCK_DEADLINE.as_secs());
            return Err(io::Error::new(io::ErrorKind::WouldBlock, message));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}
