//! Where things lie: the data directory, the incidents on it, which one is open, who writes.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::append::{JournalPath, NotSaved, random};
use super::dirs::{make_dirs, sync_around};
use super::line;
use super::lock::lock;
use super::medium::{Access, Medium, MediumFile};
use super::reading::is_writer;
use crate::time::Stamp;

/// The data directory.
#[derive(Clone)]
pub struct Shelf {
    pub medium: Arc<dyn Medium>,
    pub root: PathBuf,
    /// Where records are kept while this directory takes none; the first that can be had.
    pub fallback: Arc<[PathBuf]>,
}

/// The machine that this installation runs on, as far as it names its journals.
#[derive(Clone, Debug)]
pub struct Machine {
    pub host: String,
    /// Something that stays with the machine and with no copy of it.
    pub machine_id: String,
    pub program: String,
}

impl Machine {
    fn digest(&self) -> String {
        line::hex(&line::digest(&self.machine_id)[..8])
    }
}

/// Why no incident could be found.
#[derive(Debug, thiserror::Error)]
pub enum NotFound {
    #[error("there is no incident yet; “decklog” or “decklog log TEXT” starts one")]
    None,
    #[error("no incident matches “{0}”; “decklog list” shows them")]
    Unmatched(String),
    #[error("“{name}” can mean {}; say more of the id", crate::words::list(ids))]
    Ambiguous { name: String, ids: Vec<String> },
    #[error("cannot read {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
}

/// Whether this can be the id of an incident: lower-case letters, digits and hyphens, and no path.
pub fn is_incident(name: &str) -> bool {
    const LONGEST: usize = 100;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !name.is_empty() && name.len() <= LONGEST && name.bytes().all(plain) && !name.starts_with('-')
}

/// Letters that can't be mistaken for one another, for the end of an id.
const ID_LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Shelf {
    pub fn new(medium: Arc<dyn Medium>, root: impl Into<PathBuf>) -> Shelf {
        Shelf { medium, root: root.into(), fallback: Arc::new([]) }
    }

    /// The same with fallback places.
    pub fn with_fallback(self, places: impl Into<Arc<[PathBuf]>>) -> Shelf {
        Shelf { fallback: places.into(), ..self }
    }

    /// The directory of an incident.
    pub fn incident_dir(&self, id: &str) -> PathBuf {
        self.root.join("incidents").join(id)
    }

    /// Half-typed lines.
    pub fn drafts_dir(&self) -> PathBuf {
        self.root.join("drafts")
    }

    /// Where this writer's journal of an incident is, or will be.
    pub fn journal(&self, id: &str, writer: &Arc<str>, machine: &Machine) -> JournalPath {
        JournalPath {
            dir: self.incident_dir(id).join("journal"),
            incident: id.to_owned(),
            writer: writer.clone(),
            host: machine.host.clone(),
            program: machine.program.clone(),
        }
    }

    /// The ids of all incidents, oldest first.
    ///
    /// # Errors
    /// When the directory is there and can't be read.
    pub fn incidents(&self) -> Result<Vec<String>, NotFound> {
        let path = self.root.join("incidents");
        match self.medium.list(&path) {
            Ok(mut names) => {
                names.retain(|name| !name.starts_with('.') && self.has_begun(name));
                Ok(names)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(source) => Err(NotFound::Unreadable { path, source }),
        }
    }

    /// Whether anything of an incident is on disk. One that was named and whose first line never
    /// got there is none.
    pub fn has_begun(&self, id: &str) -> bool {
        let dir = self.incident_dir(id).join("journal");
        let files = match self.medium.list(&dir) {
            Ok(files) => files,
            // One that can't be looked into is there: to begin another would tear the story in two.
            Err(error) => return error.kind() != io::ErrorKind::NotFound,
        };
        files.iter().map(|file| dir.join(file)).any(|path| {
            let filled = self.medium.stat(&path).is_ok_and(|(_, len)| len > 0);
            // What stands in a journal's place and is none is for whoever opens it to say.
            filled || self.medium.open(&path, Access::Read).is_err()
        })
    }

    /// The id of the open incident, if one is open and has begun.
    ///
    /// # Errors
    /// When the file that says so is there and can't be read.
    pub fn current(&self) -> Result<Option<String>, NotFound> {
        let path = self.root.join("current");
        match self.medium.read(&path) {
            Ok(bytes) => {
                let id = String::from_utf8_lossy(&bytes).trim().to_owned();
                let plain = !id.is_empty() && !id.contains(['/', '\\']) && id != "..";
                Ok((plain && self.has_begun(&id)).then_some(id))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(NotFound::Unreadable { path, source }),
        }
    }

    /// Makes an incident the open one, or none.
    ///
    /// # Errors
    /// [`NotSaved`] when the file that says so can't be put in place.
    pub fn set_current(&self, id: Option<&str>) -> Result<(), NotSaved> {
        let path = self.root.join("current");
        let text = id.map(|id| format!("{id}\n")).unwrap_or_default();
        make_dirs(&*self.medium, &self.root)
            .and_then(|_| self.medium.replace(&path, text.as_bytes(), true))
            .map_err(|source| NotSaved { doing: "cannot write", path, source })
    }

    /// Has `append` begin a new incident, which becomes the open one; what `append` returned, and
    /// whether the incident could be made the open one.
    ///
    /// It is named before it is there: one that is named and missing is no open incident, but one
    /// that is there and not named would be overlooked. If it can't be named, it begins all the
    /// same; if it can't begin, the one that was open before still is.
    pub fn begin<T>(
        &self,
        id: &str,
        append: impl FnOnce() -> Result<T, NotSaved>,
    ) -> (Result<T, NotSaved>, Result<(), NotSaved>) {
        let before = self.current().ok().flatten().filter(|before| before != id);
        let named = self.set_current(Some(id));
        let appended = append();
        if let (Err(_), Some(before)) = (&appended, before) {
            let _ = self.set_current(Some(&before));
        }
        (appended, named)
    }

    /// The turn to start an incident, until it is dropped: of several commands that find none open
    /// at the same moment, one starts it and the others find it.
    ///
    /// # Errors
    /// [`NotSaved`] when the lock can't be had.
    pub fn turn_to_start(&self) -> Result<Box<dyn MediumFile>, NotSaved> {
        let path = self.root.join("starting");
        let fail = |source| NotSaved { doing: "cannot lock", path: path.clone(), source };
        make_dirs(&*self.medium, &self.root).map_err(fail)?;
        let mut file = self.medium.open(&path, Access::Append).map_err(fail)?;
        lock(&mut *file, &*self.medium, &path).map_err(fail)?;
        Ok(file)
    }

    /// The incident meant by an id, a unique part of one, or a date.
    ///
    /// # Errors
    /// [`NotFound`], with the candidates where there are several.
    pub fn find(&self, name: &str) -> Result<String, NotFound> {
        let all = self.incidents()?;
        if let Some(exact) = all.iter().find(|id| *id == name) {
            return Ok(exact.clone());
        }
        let wanted = name.to_lowercase();
        let mut matching: Vec<String> = all.into_iter().filter(|id| id.contains(&wanted)).collect();
        match matching.len() {
            0 => Err(NotFound::Unmatched(name.to_owned())),
            1 => Ok(matching.remove(0)),
            _ => Err(NotFound::Ambiguous { name: name.to_owned(), ids: matching }),
        }
    }

    /// The open incident, else the one that was touched last.
    ///
    /// # Errors
    /// [`NotFound::None`] when there is none at all.
    pub fn latest(&self) -> Result<String, NotFound> {
        if let Some(id) = self.current()? {
            return Ok(id);
        }
        let touched = |id: &String| {
            let dir = self.incident_dir(id).join("journal");
            let files = self.medium.list(&dir).unwrap_or_default();
            let tails = files.iter().filter_map(|file| super::recovery::tail_of(&*self.medium, &dir.join(file)).ok());
            tails.map(|tail| tail.order).max()
        };
        let mut all: Vec<_> = self.incidents()?.into_iter().map(|id| (touched(&id), id)).collect();
        all.sort();
        all.pop().map(|(_, id)| id).ok_or(NotFound::None)
    }

    /// A new id: the day it began, its title, and four letters that make it unique.
    pub fn new_id(began: Stamp, title: Option<&str>) -> String {
        let slug = slug(title.unwrap_or_default());
        let middle = if slug.is_empty() { String::new() } else { format!("{slug}-") };
        format!("{}-{middle}{}", began.local().format("%Y-%m-%d"), letters(random(), 4))
    }

    /// The writer name of this machine, if it has one here; makes none.
    pub fn known_writer(&self, machine: &Machine) -> Option<Arc<str>> {
        writer_on(&self.medium.read(&self.root.join("writer")).ok()?, &machine.digest())
    }

    /// The writer name of this machine, made once. The file has a line for each machine: a copy on
    /// another one, or a home directory that several share, gets a name for each.
    ///
    /// # Errors
    /// [`NotSaved`] when it can't be kept; without a name nothing can be recorded.
    pub fn writer(&self, machine: &Machine) -> Result<Arc<str>, NotSaved> {
        let path = self.root.join("writer");
        let fail = |source| NotSaved { doing: "cannot write", path: path.clone(), source };
        let digest = machine.digest();
        let known = match self.medium.read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(NotSaved { doing: "cannot read", path, source: error }),
        };
        if let Some(writer) = writer_on(&known, &digest) {
            return Ok(writer);
        }
        let made = make_dirs(&*self.medium, &self.root).map_err(fail)?;
        let put = || -> io::Result<Vec<u8>> {
            let mut file = self.medium.open(&path, Access::Append)?;
            let fence = if known.last().is_none_or(|last| *last == b'\n') { "" } else { "\n" };
            file.write_whole(format!("{fence}{} {digest}\n", Self::new_writer(machine)).as_bytes())?;
            file.sync()?;
            self.medium.sync_dir(&self.root)?;
            sync_around(&*self.medium, made.iter().filter_map(|dir| dir.parent()))?;
            // Of several processes that made a name at once, the first one's is everybody's.
            self.medium.read(&path)
        };
        let bytes = put().map_err(fail)?;
        writer_on(&bytes, &digest).ok_or_else(|| fail(io::ErrorKind::InvalidData.into()))
    }

    /// A writer name that nobody has had: the host's, and four letters.
    pub fn new_writer(machine: &Machine) -> Arc<str> {
        let host: String = slug(&machine.host).chars().take(24).collect();
        let host = if host.is_empty() { "host" } else { host.trim_end_matches('-') };
        Arc::from(format!("{host}-{}", letters(random(), 4)))
    }
}

/// The first name in a writer file that was made on the machine of this digest.
fn writer_on(bytes: &[u8], digest: &str) -> Option<Arc<str>> {
    let whole = &bytes[..bytes.iter().rposition(|b| *b == b'\n')?];
    let lines = whole.split(|b| *b == b'\n').filter_map(|line| std::str::from_utf8(line).ok()?.split_once(' '));
    let mut ours = lines.filter(|(writer, made_on)| *made_on == digest && is_writer(writer));
    ours.next().map(|(writer, _)| Arc::from(writer))
}

/// Lower-case letters, digits and single hyphens of a text, forty at most.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 40 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn letters(mut random: u128, count: usize) -> String {
    let mut letters = String::new();
    for _ in 0..count {
        letters.push(char::from(ID_LETTERS[(random % 32) as usize]));
        random /= 32;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_the_day_and_the_title() {
        let began = Stamp::parse("2024-06-07T10:00:00+01:00").unwrap();
        let id = Shelf::new_id(began, Some("  Checkout is DOWN: 5xx / üñ  "));
        assert!(id.starts_with("2024-06-07-checkout-is-down-5xx-"), "{id}");
        let untitled = Shelf::new_id(began, None);
        assert_eq!(untitled.len(), "2024-06-07-k3x9".len(), "{untitled}");
    }
}
