//! Being told of changes in a directory, where the system tells of all of them.
//!
//! It knows what goes through itself: of a file system that another machine or another program writes
//! to it may tell nothing, and nobody is told there.

use std::io;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fd::OwnedFd;
use rustix::fs::inotify::{self, CreateFlags, WatchFlags};

use super::medium::Watch;
use super::volume::{Doubt, Volume};

/// A directory that is watched since this was made.
pub(super) struct Notice(OwnedFd);

impl Notice {
    /// None where the system can't tell, or has told too many already.
    pub fn of(dir: &Path, volume: &Volume) -> Option<Notice> {
        if !volume.is_known() || !matches!(volume.doubt(), None | Some(Doubt::Memory)) {
            return None;
        }
        let notice = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok()?;
        let names = WatchFlags::CREATE | WatchFlags::MOVE | WatchFlags::DELETE;
        let itself = WatchFlags::DELETE_SELF | WatchFlags::MOVE_SELF | WatchFlags::ONLYDIR;
        inotify::add_watch(&notice, dir, WatchFlags::MODIFY | names | itself).ok()?;
        Some(Notice(notice))
    }
}

impl Watch for Notice {
    fn wait(&self, longest: Duration) -> io::Result<bool> {
        let longest = Timespec::try_from(longest).map_err(|_| io::ErrorKind::InvalidInput)?;
        Ok(rustix::event::poll(&mut [PollFd::new(&self.0, PollFlags::IN)], Some(&longest))? > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(kind: &str) -> Volume {
        Volume { kind: kind.to_owned(), free: 0 }
    }

    #[test]
    fn what_happens_in_a_directory_is_told_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.jsonl");
        std::fs::write(&file, "one").unwrap();
        let is_told = |change: &dyn Fn()| {
            let notice = Notice::of(dir.path(), &volume("ext4")).unwrap();
            assert!(!notice.wait(Duration::ZERO).unwrap(), "nothing happened");
            change();
            notice.wait(Duration::ZERO).unwrap()
        };
        assert!(is_told(&|| std::fs::write(&file, "more").unwrap()));
        assert!(is_told(&|| std::fs::write(dir.path().join("b.jsonl"), "").unwrap()));
        assert!(is_told(&|| std::fs::rename(&file, dir.path().join("c.jsonl")).unwrap()));
        assert!(is_told(&|| std::fs::remove_file(dir.path().join("c.jsonl")).unwrap()));
        assert!(!is_told(&|| drop(std::fs::read(dir.path().join("b.jsonl")).unwrap())));
        assert!(is_told(&|| std::fs::rename(dir.path(), dir.path().with_extension("away")).unwrap()));
        std::fs::rename(dir.path().with_extension("away"), dir.path()).unwrap();
    }

    #[test]
    fn nobody_is_told_where_others_write_unseen_or_nothing_is_there() {
        let dir = tempfile::tempdir().unwrap();
        for kind in ["nfs", "fuse", "0x12345"] {
            assert!(Notice::of(dir.path(), &volume(kind)).is_none(), "{kind}");
        }
        assert!(Notice::of(dir.path(), &volume("tmpfs")).is_some());
        assert!(Notice::of(&dir.path().join("nowhere"), &volume("ext4")).is_none());
    }
}
