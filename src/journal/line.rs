//! One line of a journal: its sum, whether it is valid, and whether the chain goes on in it.
//!
//! The sum covers the exact bytes of the head and the *digest* of the payload, so that a payload
//! can be taken off the disk (its digest stays) without the chain losing a link.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::codec::{self, Head, Repeated};
use crate::timeline::{Place, Record, Recorded};

/// The sum of a line: the first 16 bytes of SHA-256, as 32 hex digits.
pub type Sum = String;

/// A whole, valid line.
#[derive(Clone, Debug)]
pub struct Line {
    pub v: u64,
    pub n: u64,
    pub prev: Sum,
    pub sum: Sum,
    /// What it records; none where the head is of a version that this program can't read.
    pub recorded: Option<Box<Recorded>>,
}

/// The end of a chain, to which the next line is joined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    pub n: u64,
    pub sum: Sum,
}

/// The link before line 0, from which every chain of this writer on this incident begins.
pub fn chain_start(incident: &str, writer: &str) -> Sum {
    let digest = Sha256::new().chain_update(incident).chain_update([0]).chain_update(writer).finalize();
    hex(&digest[..16])
}

/// SHA-256 of a payload's bytes, and of whatever else is named by its digest.
pub fn digest(bytes: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The sum of a line with these head bytes and a payload of this digest.
pub fn sum(head: &[u8], payload_digest: &[u8; 32]) -> Sum {
    let digest = Sha256::new().chain_update(head).chain_update(payload_digest).finalize();
    hex(&digest[..16])
}

/// Bytes as lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// Writes a line: head, sum, payload, newline. Gives the line and its sum.
pub fn write(head: &Head, payload: &str) -> (String, Sum) {
    let head = codec::encode_head(head);
    let sum = sum(head.as_bytes(), &digest(payload));
    (codec::encode_line(&head, &sum, payload), sum)
}

/// Reads a line (without its newline) that proves itself by its own sum.
pub fn read(bytes: &[u8], writer: &Arc<str>) -> Option<Line> {
    read_after(bytes, writer, &mut Repeated::default())
}

/// The same for one of many, each of which repeats much of the one before.
pub fn read_after(bytes: &[u8], writer: &Arc<str>, repeated: &mut Repeated) -> Option<Line> {
    let text = std::str::from_utf8(bytes).ok()?;
    let as_written = codec::decode_as_written(text, repeated);
    let is_looked_into = as_written.is_none();
    let parts = as_written.or_else(|| codec::decode_line_after(text, repeated))?;
    let digest = match codec::redacted_digest(parts.payload) {
        Some(digest) => unhex(digest)?,
        None => digest(parts.payload),
    };
    if sum(parts.head_bytes, &digest) != parts.sum {
        return None;
    }
    let (by, record) = codec::decode_payload(parts.v, parts.payload, repeated);
    // What was read as a record was JSON.
    if !is_looked_into && matches!(record, Record::Unknown { .. }) && !codec::is_json(parts.payload) {
        return None;
    }
    let recorded = parts.head.map(|head| {
        Box::new(Recorded {
            id: head.id,
            at: head.at,
            up: head.up,
            place: Place { order: head.order, writer: writer.clone(), n: head.n },
            group: head.group,
            by,
            saved: true,
            record,
        })
    });
    Some(Line { v: parts.v, n: parts.n, prev: parts.prev.to_owned(), sum: parts.sum.to_owned(), recorded })
}

/// What a line states of itself, right or wrong: where a chain goes on after damage.
pub fn stated(bytes: &[u8]) -> Option<Link> {
    let parts = codec::decode_line(std::str::from_utf8(bytes).ok()?)?;
    Some(Link { n: parts.n, sum: parts.sum.to_owned() })
}
