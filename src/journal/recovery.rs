//! Reading a journal as it is: every line that proves good, and exactly what is damaged.
//!
//! A damaged line costs itself and nothing else. Reading goes on at the next newline, and inside
//! a bad line at each place where a line could begin and whose sum proves that it did (two lines
//! glued together by a lost newline are both read).

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::clocks::Clocks;
use super::codec::{LINE_START, Repeated, VERSION};
use super::line::{self, Line, Link};
use super::medium::{Access, Medium, MediumFile};
use crate::beside::both;
use crate::timeline::Order;

/// Longest line that is ever written, newline included; longer text becomes evidence.
pub const LINE_LIMIT: usize = 64 * 1024;

/// One thing found in a journal, with the bytes it takes up there.
#[derive(Debug)]
pub struct Found {
    /// The line of the file, from 1, when reading began at its start.
    pub line: u64,
    pub at: Range<u64>,
    pub what: What,
}

/// What was found.
#[derive(Debug)]
pub enum What {
    Line(Line),
    /// Bytes that are no valid line, with a newline after them: a line that was torn and fenced,
    /// or damage. The chain tells which; without a line after them, whether they break off as a
    /// torn line does.
    Bad {
        cut_off: bool,
    },
    /// The same at the end of the file, without a newline: still arriving, or torn.
    Tail,
}

/// How much is read at a time.
const CHUNK: usize = 1 << 20;

/// Reads a journal from `from` to its end, handing over what is found in order.
///
/// # Errors
/// As the medium reports them.
pub fn scan(file: &dyn MediumFile, from: u64, writer: &Arc<str>, found: &mut dyn FnMut(Found)) -> io::Result<u64> {
    let mut buffer = vec![0; CHUNK];
    let mut held: Vec<u8> = Vec::new();
    let (mut held_at, mut offset, mut line) = (from, from, 1);
    loop {
        let read = match file.read_at(offset, &mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        offset += read as u64;
        let searched = held.len();
        held.extend_from_slice(&buffer[..read]);
        let Some(last) = held[searched..].iter().rposition(|b| *b == b'\n') else { continue };
        let end = searched + last;
        let pieces: Vec<&[u8]> = held[..end].split(|b| *b == b'\n').collect();
        for (bytes, read) in pieces.iter().zip(read_each(&pieces, writer)) {
            made_out(Piece { bytes, line, at: held_at, fenced: true }, read, writer, found);
            held_at += bytes.len() as u64 + 1;
            line += 1;
        }
        held.drain(..=end);
    }
    if !held.is_empty() {
        made_out(Piece { bytes: &held, line, at: held_at, fenced: false }, line::read(&held, writer), writer, found);
    }
    Ok(offset)
}

/// From so many lines on a second thread is worth its making.
const MANY: usize = 256;

/// What each piece is, as a line. Every line proves itself alone, so two halves are read at a time.
fn read_each(pieces: &[&[u8]], writer: &Arc<str>) -> Vec<Option<Line>> {
    let read = |pieces: &[&[u8]]| {
        let mut repeated = Repeated::default();
        pieces.iter().map(|bytes| line::read_after(bytes, writer, &mut repeated)).collect::<Vec<_>>()
    };
    if pieces.len() < MANY {
        return read(pieces);
    }
    let (first, second) = pieces.split_at(pieces.len() / 2);
    let (mut lines, rest) = both(|| read(first), || read(second));
    lines.extend(rest);
    lines
}

/// The bytes between two newlines.
struct Piece<'a> {
    bytes: &'a [u8],
    /// Where they stand in the file.
    line: u64,
    at: u64,
    /// Whether a newline follows.
    fenced: bool,
}

/// Hands over what a piece is: the line that was read of it, or the lines that can be made out inside.
fn made_out(piece: Piece<'_>, read: Option<Line>, writer: &Arc<str>, found: &mut dyn FnMut(Found)) {
    let bytes = piece.bytes;
    let mut found = |range: Range<usize>, what: What| {
        let at = piece.at + range.start as u64..piece.at + range.end as u64;
        found(Found { line: piece.line, at, what });
    };
    if let Some(line) = read {
        return found(0..bytes.len(), What::Line(line));
    }
    // An empty line is a fence that met a whole line: nothing is missing.
    if bytes.is_empty() {
        return;
    }
    let bad = |range: Range<usize>| What::Bad { cut_off: is_cut_off(&bytes[range]) };
    let mut bad_from = 0;
    let mut from = 0;
    while let Some(start) = find(&bytes[from..], LINE_START).map(|start| from + start) {
        let end = object_end(&bytes[start..]).map(|len| start + len);
        match end.and_then(|end| Some((end, line::read(&bytes[start..end], writer)?))) {
            Some((end, line)) => {
                if bad_from < start {
                    found(bad_from..start, bad(bad_from..start));
                }
                found(start..end, What::Line(line));
                (bad_from, from) = (end, end);
            }
            None => from = start + LINE_START.len(),
        }
    }
    if bad_from < bytes.len() {
        let rest = bad_from..bytes.len();
        found(rest.clone(), if piece.fenced { bad(rest) } else { What::Tail });
    }
}

/// Whether bytes are the beginning of a line and no more. A whole line in which something was
/// changed still ends as lines do, or is no JSON before it ends.
fn is_cut_off(bytes: &[u8]) -> bool {
    let breaks_off = || match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
        Err(error) => error.is_eof(),
        Ok(_) => false,
    };
    let begins = bytes.starts_with(LINE_START) || LINE_START.starts_with(bytes);
    begins && !bytes.ends_with(b"}}") && breaks_off()
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// What follows `{"v":` in every version is a number and `"n"`.
fn begins_like_a_line(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(LINE_START) else { return false };
    let digits = rest.iter().take(20).take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && rest[digits..].starts_with(b",\"n\":")
}

/// The length of the JSON object that begins here, if it ends within the length of a line.
fn object_end(bytes: &[u8]) -> Option<usize> {
    if !begins_like_a_line(bytes) {
        return None;
    }
    let (mut depth, mut in_text, mut escaped) = (0_u32, false, false);
    for (at, byte) in bytes.iter().take(LINE_LIMIT).enumerate() {
        match byte {
            // No line holds another: where a second one begins, the first has lost its end. So
            // hostile bytes never cost more than they are long.
            b'{' if at > 0 && begins_like_a_line(&bytes[at..]) => return None,
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' if !in_text => depth += 1,
            b'}' if !in_text => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The end of a journal: what the next line is joined to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tail {
    /// The last line's number and sum, as stated; none in a journal without a readable line.
    pub link: Option<Link>,
    /// The hybrid clock of the last line that proves itself.
    pub order: Order,
    /// What the clocks showed when the line was made that was made last, of those that were read;
    /// none where that is not known.
    pub clocks: Option<Clocks>,
    /// Whole lines after that one that can't be read: their numbers are not given again, so that
    /// the gap in the chain goes on saying that something was there.
    pub unreadable: u64,
    /// The file does not end in a newline: the next append begins with one.
    pub torn: bool,
    /// How many bytes were read to know this.
    pub read: u64,
}

/// Reads the end of a journal, as little of it as will do.
///
/// # Errors
/// As the medium reports them.
pub fn tail(file: &dyn MediumFile) -> io::Result<Tail> {
    let len = file.size()?;
    let mut window = 4096;
    let mut read = 0;
    loop {
        let size = usize::try_from(len.min(window)).map_err(|_| io::ErrorKind::FileTooLarge)?;
        let bytes = file.read_range(len - size as u64, size)?;
        read += bytes.len() as u64;
        let torn = bytes.last().is_some_and(|last| *last != b'\n');
        let whole_file = size as u64 == len;
        // The first piece of a window that is not the whole file may have lost its beginning; the
        // last is what follows the last newline.
        let pieces: Vec<&[u8]> = bytes.split(|b| *b == b'\n').skip(usize::from(!whole_file)).collect();
        let last = pieces.iter().enumerate().rev().find_map(|(at, piece)| Some((at, last_stated(piece)?)));
        let proven: Vec<Line> = pieces.iter().flat_map(|piece| proven(piece)).collect();
        if last.is_some() && !proven.is_empty() || whole_file {
            let after = last.as_ref().map_or(0, |(at, _)| at + 1);
            let complete = &pieces[..pieces.len().saturating_sub(1)];
            let unreadable =
                complete.iter().skip(after).filter(|piece| !piece.is_empty() && !is_cut_off(piece)).count() as u64;
            let link = last.map(|(_, link)| link);
            // Of a line that does not prove itself, the clock may be the part that is wrong, and
            // a clock that ran ahead would never come back.
            let order = proven.last().and_then(|line| Some(line.recorded.as_ref()?.place.order)).unwrap_or_default();
            let clocks = proven.into_iter().fold(None, |latest, line| Some(clocks(line)?.latest_of(latest)));
            return Ok(Tail { link, order, clocks, unreadable, torn, read });
        }
        window *= 4;
    }
}

/// The end of the chain in the bytes between two newlines: as the line states it, or else as the
/// last line that proves itself among other bytes.
fn last_stated(bytes: &[u8]) -> Option<Link> {
    line::stated(bytes).or_else(|| proven(bytes).pop().map(|Line { n, sum, .. }| Link { n, sum }))
}

/// The lines in the bytes between two newlines that prove themselves: one, as a rule.
fn proven(bytes: &[u8]) -> Vec<Line> {
    let mut lines = Vec::new();
    let writer = Arc::from("");
    let piece = Piece { bytes, line: 1, at: 0, fenced: true };
    made_out(piece, line::read(bytes, &writer), &writer, &mut |found| {
        if let What::Line(line) = found.what {
            lines.push(line);
        }
    });
    lines
}

/// What the clocks showed when a line was made; a newer version may say that otherwise.
fn clocks(line: Line) -> Option<Clocks> {
    let recorded = line.recorded.filter(|_| line.v <= VERSION)?;
    Some(Clocks { at: recorded.at, up: recorded.up })
}

/// The tail of the journal at `path`; an empty one where there is no file.
///
/// # Errors
/// As the medium reports them.
pub fn tail_of(medium: &dyn Medium, path: &Path) -> io::Result<Tail> {
    match medium.open(path, Access::Read) {
        Ok(file) => tail(&*file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Tail::default()),
        Err(error) => Err(error),
    }
}
