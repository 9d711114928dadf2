//! What `decklog import` is given: files, directories and standard input, read whole or refused before
//! anything of them is stored.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::lines::Legible;
use super::{Failure, World};
use crate::import::{JOURNAL, Source};
use crate::journal::reading::writer_of;

/// No source is longer than this, in bytes.
pub const LIMIT: u64 = 64 << 20;

/// What one argument, or several that belong together, gave.
pub enum Given {
    /// A text of some source, and what it is called.
    Text { name: String, text: String },
    /// The journals of other recorders.
    Journals(Vec<Journal>),
}

/// A journal's file, and where the evidence of its incident lies.
pub struct Journal {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    pub evidence: Option<PathBuf>,
}

/// Reads everything that was given. The days of a channel that lie in one directory are one text.
pub fn all(paths: &[PathBuf], from: Option<&str>, world: &mut World) -> Result<Vec<Given>, Failure> {
    let mut found = Vec::new();
    let mut rest = paths;
    while let Some(first) = rest.first() {
        let same = |path: &&PathBuf| is_a_day(path) && path.parent() == first.parent();
        let days = if is_a_day(first) { rest.iter().take_while(same).count() } else { 1 };
        let (together, behind) = rest.split_at(days.max(1));
        rest = behind;
        found.push(if together.len() > 1 { days_of(together, world)? } else { one(first, from, world)? });
    }
    Ok(found)
}

/// `2024-06-07.json`, as a channel's export calls its days.
fn is_a_day(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = stem.split('-').collect();
    let is_date = matches!(parts[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2));
    is_date && path.extension().is_some_and(|extension| extension == "json")
}

fn days_of(paths: &[PathBuf], world: &mut World) -> Result<Given, Failure> {
    let mut texts = Vec::new();
    let mut length = 0;
    for path in paths {
        let bytes = bytes_of(path, world)?;
        length += bytes.len() as u64;
        if length > LIMIT {
            return Err(too_long(path));
        }
        texts.push(Legible::of(&bytes).text);
    }
    let name = |path: &Path| path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let channel = paths[0].parent().map(name).filter(|name| !name.is_empty());
    let last = paths.last().map(|last| name(last)).unwrap_or_default();
    let name = format!("{} {} to {last}", channel.unwrap_or_default(), name(&paths[0]));
    Ok(Given::Text { name: name.trim().to_owned(), text: texts.join("\n") })
}

fn one(path: &Path, from: Option<&str>, world: &mut World) -> Result<Given, Failure> {
    if path != Path::new("-") && path.is_dir() {
        return directory(path, world);
    }
    let bytes = bytes_of(path, world)?;
    let is_journal = from.map_or_else(|| is_journal(&bytes), |from| from == JOURNAL);
    if is_journal {
        let evidence = path.canonicalize().ok().and_then(|path| Some(path.parent()?.parent()?.join("evidence")));
        return Ok(Given::Journals(vec![Journal { path: path.to_owned(), bytes, evidence }]));
    }
    let name = match path.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
    };
    let text = text_of(&bytes).ok_or_else(|| {
        Failure::Usage(format!("{name} is no text: save it as Markdown, plain text, CSV or JSON, and import that"))
    })?;
    Ok(Given::Text { name, text })
}

/// Bytes as text: UTF-8, UTF-16 where it says so at its beginning, else as Windows writes western
/// languages. None where no text has such bytes.
fn text_of(bytes: &[u8]) -> Option<String> {
    /// Where a byte that is none is looked for.
    const HEAD: usize = 8192;
    let pairs = |read: fn([u8; 2]) -> u16| -> String {
        let units = bytes[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xFF, 0xFE, ..] => return Some(pairs(u16::from_le_bytes)),
        [0xFE, 0xFF, ..] => return Some(pairs(u16::from_be_bytes)),
        _ => {}
    }
    if bytes[..bytes.len().min(HEAD)].contains(&0) {
        return None;
    }
    let text = std::str::from_utf8(bytes).map(str::to_owned);
    Some(text.unwrap_or_else(|_| bytes.iter().map(|byte| western(*byte)).collect()))
}

/// A byte in the code page 1252 of Windows; what that leaves open is itself.
fn western(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    FROM_80.get(usize::from(byte).wrapping_sub(0x80)).copied().unwrap_or(char::from(byte))
}

fn is_journal(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(256)];
    Source::named(JOURNAL).is_some_and(|journal| (journal.sniff)(&String::from_utf8_lossy(head)))
}

/// A directory: an incident, all incidents of a data directory, or the days of a channel.
fn directory(path: &Path, world: &mut World) -> Result<Given, Failure> {
    let incidents = match path {
        _ if path.join("journal").is_dir() => vec![path.to_owned()],
        _ if path.join("incidents").is_dir() => entries(&path.join("incidents"))?,
        _ if path.ends_with("journal") => path.parent().map(Path::to_owned).into_iter().collect(),
        _ => {
            let days: Vec<PathBuf> = entries(path)?.into_iter().filter(|path| is_a_day(path)).collect();
            if !days.is_empty() {
                return days_of(&days, world);
            }
            return Err(Failure::Usage(format!(
                "{} is a directory, and neither an incident, a data directory nor a channel's export: name the files \
                 in it",
                path.display()
            )));
        }
    };
    let mut journals = Vec::new();
    for incident in incidents {
        let files = entries(&incident.join("journal")).unwrap_or_default();
        let named = |path: &PathBuf| path.file_name().and_then(|name| writer_of(name.to_str()?)).is_some();
        for path in files.into_iter().filter(named) {
            let bytes = bytes_of(&path, world)?;
            journals.push(Journal { path, bytes, evidence: Some(incident.join("evidence")) });
        }
    }
    if journals.is_empty() {
        return Err(Failure::NotFound(format!("there is no journal in {}", path.display())));
    }
    Ok(Given::Journals(journals))
}

/// What is in a directory, in the order of its names.
fn entries(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let cannot = |source| Failure::NotFound(format!("cannot read {}: {source}", path.display()));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(cannot)? {
        found.push(entry.map_err(cannot)?.path());
    }
    found.sort();
    Ok(found)
}

/// All bytes of a file, or of standard input.
fn bytes_of(path: &Path, world: &mut World) -> Result<Vec<u8>, Failure> {
    let cannot = |source: io::Error| Failure::NotFound(format!("cannot read {}: {source}", path.display()));
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        world.stdin.by_ref().take(LIMIT + 1).read_to_end(&mut bytes).map_err(cannot)?;
    } else {
        // A pipe is not waited for: what it is shows only once it is open.
        let flags = rustix::fs::OFlags::NONBLOCK.bits() as i32;
        let file = File::options().read(true).custom_flags(flags).open(path).map_err(cannot)?;
        let meta = file.metadata().map_err(cannot)?;
        if let Some(what) = odd_kind(&meta.file_type()) {
            let try_instead = "give a file, or its text on standard input (decklog import -)";
            return Err(Failure::Usage(format!("{} is {what}: {try_instead}", path.display())));
        }
        if meta.len() > LIMIT {
            return Err(too_long(path));
        }
        file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(cannot)?;
    }
    if bytes.len() as u64 > LIMIT {
        return Err(too_long(path));
    }
    Ok(bytes)
}

/// What something is that is no file.
fn odd_kind(kind: &std::fs::FileType) -> Option<&'static str> {
    match kind {
        _ if kind.is_file() => None,
        _ if kind.is_dir() => Some("a directory"),
        _ if kind.is_fifo() => Some("a pipe"),
        _ if kind.is_socket() => Some("a socket"),
        _ => Some("a device"),
    }
}

fn too_long(path: &Path) -> Failure {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    Failure::Usage(format!(
        "{name} is longer than {} MiB, which is the most that is imported at a time: import a part of it",
        LIMIT >> 20
    ))
}
