//! The medium under the journal: the few file operations it needs, and the real disk.
//!
//! Everything the journal does to files goes through [`Medium`], so that tests can put a disk
//! under it that loses unsynced writes, tears them, fills up, hangs, or fails to sync.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::volume::Volume;

/// How a file is opened. Symbolic links are never followed at the last step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// To read; it must exist.
    Read,
    /// To read, and to write at its end wherever that is by then; made when missing (0600).
    Append,
    /// To write from the start; it must not exist yet (0600).
    CreateNew,
}

/// Which file a path leads to at this moment: device and inode.
pub type Identity = (u64, u64);

/// A place where journals are kept.
pub trait Medium: Send + Sync {
    /// # Errors
    /// As the system reports them; so for all the operations below.
    fn open(&self, path: &Path, access: Access) -> io::Result<Box<dyn MediumFile>>;

    /// The file that `path` names now, and its length.
    fn stat(&self, path: &Path) -> io::Result<(Identity, u64)>;

    /// The names in a directory, sorted.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;

    /// Makes one directory (0700). Not an error when it is there already: `false` then.
    fn create_dir(&self, dir: &Path) -> io::Result<bool>;

    /// Makes the names in a directory durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Gives a file a second name; fails when that name is taken.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()>;

    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Who holds the lock on a file, in words, where the system tells.
    fn lock_holder(&self, path: &Path) -> Option<String>;

    /// Whether a directory is really one (no link), is ours, and nobody else can look into it or put
    /// another in its place.
    fn is_private(&self, dir: &Path) -> io::Result<bool> {
        self.stat(dir).map(|_| true)
    }

    /// The file system that something lies on, where it tells.
    fn volume(&self, path: &Path) -> Option<Volume> {
        let _ = path;
        None
    }

    /// What tells of changes in a directory from now on, whoever makes them; none where nobody does.
    fn watch(&self, dir: &Path) -> Option<Box<dyn Watch>> {
        let _ = dir;
        None
    }
}

/// A directory that is watched.
pub trait Watch {
    /// Whether anything has changed there, or does so soon enough.
    ///
    /// # Errors
    /// As the system reports them.
    fn wait(&self, longest: Duration) -> io::Result<bool>;
}

/// An open file of a [`Medium`].
pub trait MediumFile: Send {
    fn identity(&self) -> io::Result<Identity>;

    /// How many bytes it holds.
    fn size(&self) -> io::Result<u64>;

    /// Reads from `offset`; 0 at the end of the file.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// One write; how much of it was taken. At the end of the file, whatever was there before.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Makes what was written durable (`fdatasync`).
    fn sync(&mut self) -> io::Result<()>;

    /// Takes the exclusive lock unless another open file has it: `false` then. Given back when
    /// the file is closed.
    fn try_lock(&mut self) -> io::Result<bool>;
}

/// A file that is in memory, to be read as one on a disk is.
pub struct Held(pub Vec<u8>);

impl MediumFile for Held {
    fn identity(&self) -> io::Result<Identity> {
        Ok((0, 0))
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.0.len() as u64)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.0.get(offset..)).unwrap_or_default();
        let read = rest.len().min(buffer.len());
        buffer[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }

    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn try_lock(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

impl dyn MediumFile + '_ {
    /// Reads the whole range or as much of it as the file has.
    ///
    /// # Errors
    /// As the medium reports them.
    pub fn read_range(&self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; len];
        let mut filled = 0;
        while filled < len {
            match self.read_at(offset + filled as u64, &mut bytes[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(filled);
        Ok(bytes)
    }

    /// Writes all of `bytes`, in as many writes as the medium wants.
    ///
    /// # Errors
    /// As the medium reports them; a write that takes nothing is [`io::ErrorKind::WriteZero`].
    pub fn write_whole(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(taken) => rest = &rest[taken..],
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl dyn Medium + '_ {
    /// Reads a whole file.
    ///
    /// # Errors
    /// As the medium reports them.
    pub fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = self.open(path, Access::Read)?;
        let len = usize::try_from(file.size()?).map_err(|_| io::ErrorKind::FileTooLarge)?;
        file.read_range(0, len)
    }

    /// Puts a whole file in place at once: a reader sees the old one or the new one.
    /// With `durable`, it has reached the disk, name and all, when this returns.
    ///
    /// # Errors
    /// As the medium reports them; the old file is untouched then.
    pub fn replace(&self, path: &Path, bytes: &[u8], durable: bool) -> io::Result<()> {
        let beside = unique_sibling(path);
        let put = || {
            let mut file = self.open(&beside, Access::CreateNew)?;
            file.write_whole(bytes)?;
            if durable {
                file.sync()?;
            }
            self.rename(&beside, path)?;
            match path.parent() {
                // The parent of a bare name is where we are.
                Some(dir) if durable && dir.as_os_str().is_empty() => self.sync_dir(Path::new(".")),
                Some(dir) if durable => self.sync_dir(dir),
                _ => Ok(()),
            }
        };
        put().inspect_err(|_| {
            let _ = self.remove(&beside);
        })
    }
}

/// A name beside `path` that no other process picks.
pub(super) fn unique_sibling(path: &Path) -> std::path::PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{}.new", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    path.with_file_name(name)
}

/// The machine's own disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};

    /// No link is followed at the last step, and a pipe in a journal's place is not waited for.
    const FLAGS: i32 = rustix::fs::OFlags::NOFOLLOW.union(rustix::fs::OFlags::NONBLOCK).bits() as i32;

    impl Medium for Disk {
        fn open(&self, path: &Path, access: Access) -> io::Result<Box<dyn MediumFile>> {
            let mut options = fs::OpenOptions::new();
            match access {
                Access::Read => options.read(true),
                Access::Append => options.read(true).append(true).create(true),
                Access::CreateNew => options.read(true).write(true).create_new(true),
            };
            let file = options.mode(0o600).custom_flags(FLAGS).open(path)?;
            if !file.metadata()?.is_file() {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
            }
            Ok(Box::new(DiskFile(file)))
        }

        fn stat(&self, path: &Path) -> io::Result<(Identity, u64)> {
            let meta = fs::symlink_metadata(path)?;
            Ok(((meta.dev(), meta.ino()), meta.len()))
        }

        fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
            let mut names = Vec::new();
            for entry in fs::read_dir(dir)? {
                // A name that is not UTF-8 can't be one of ours.
                names.extend(entry?.file_name().into_string());
            }
            names.sort();
            Ok(names)
        }

        fn create_dir(&self, dir: &Path) -> io::Result<bool> {
            match fs::DirBuilder::new().mode(0o700).create(dir) {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => Ok(false),
                Err(error) => Err(error),
            }
        }

        #[cfg(target_os = "linux")]
        fn watch(&self, dir: &Path) -> Option<Box<dyn Watch>> {
            let notice = crate::journal::notice::Notice::of(dir, &self.volume(dir)?)?;
            Some(Box::new(notice))
        }

        fn sync_dir(&self, dir: &Path) -> io::Result<()> {
            match fs::File::open(dir)?.sync_all() {
                // Some network file systems can't, and have nothing better to offer.
                Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
                    Ok(())
                }
                synced => synced,
            }
        }

        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            fs::rename(from, to)
        }

        fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
            fs::hard_link(from, to)
        }

        fn remove(&self, path: &Path) -> io::Result<()> {
            fs::remove_file(path)
        }

        /// Linux lists locks by inode in `/proc/locks`; elsewhere nobody tells.
        fn lock_holder(&self, path: &Path) -> Option<String> {
            let ((_, inode), _) = self.stat(path).ok()?;
            let locks = fs::read_to_string("/proc/locks").ok()?;
            let pid = locks.lines().find_map(|line| {
                let cells: Vec<&str> = line.split_whitespace().collect();
                let file = cells.iter().find(|cell| cell.matches(':').count() == 2)?;
                let at = cells.iter().position(|cell| cell == file)?;
                (file.rsplit(':').next()?.parse() == Ok(inode) && cells.contains(&"FLOCK")).then(|| cells[at - 1])
            })?;
            let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
            Some(format!("process {pid} ({})", crate::words::visible(name.trim())))
        }

        fn is_private(&self, dir: &Path) -> io::Result<bool> {
            const OTHERS: u32 = 0o077;
            const OTHERS_WRITE: u32 = 0o022;
            const STICKY: u32 = 0o1000;
            const ROOT: u32 = 0;
            let us = rustix::process::geteuid().as_raw();
            let meta = fs::symlink_metadata(dir)?;
            let around = fs::metadata(dir.parent().unwrap_or(Path::new("/")))?;
            let is_kept = [us, ROOT].contains(&around.uid())
                && (around.mode() & OTHERS_WRITE == 0 || around.mode() & STICKY != 0);
            Ok(meta.is_dir() && meta.uid() == us && meta.mode() & OTHERS == 0 && is_kept)
        }

        #[cfg(target_os = "linux")]
        fn volume(&self, path: &Path) -> Option<Volume> {
            let told = rustix::fs::statfs(path).ok()?;
            let piece = u64::try_from(told.f_bsize).unwrap_or(0);
            // Its number has 32 bits, whatever the system keeps it in.
            Some(Volume::of_kind(told.f_type as u32, (told.f_bavail as u64).saturating_mul(piece)))
        }
    }

    struct DiskFile(fs::File);

    impl MediumFile for DiskFile {
        fn identity(&self) -> io::Result<Identity> {
            let meta = self.0.metadata()?;
            Ok((meta.dev(), meta.ino()))
        }

        fn size(&self) -> io::Result<u64> {
            Ok(self.0.metadata()?.len())
        }

        fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
            FileExt::read_at(&self.0, buffer, offset)
        }

        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            io::Write::write(&mut self.0, bytes)
        }

        fn sync(&mut self) -> io::Result<()> {
            self.0.sync_data()
        }

        fn try_lock(&mut self) -> io::Result<bool> {
            match self.0.try_lock() {
                Ok(()) => Ok(true),
                Err(fs::TryLockError::WouldBlock) => Ok(false),
                Err(fs::TryLockError::Error(error)) => Err(error),
            }
        }
    }
}
