//! Lines of standard input, as text.

use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::{Receiver, sync_channel};

use crate::words;

/// A line of bytes as text.
pub struct Legible {
    pub text: String,
    /// What had to be written otherwise, if anything.
    pub odd: Option<String>,
}

impl Legible {
    /// Bytes that are not UTF-8 are written out (`\xFF`), so that nothing of them is lost.
    pub fn of(bytes: &[u8]) -> Legible {
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let (mut text, mut odd) = (String::new(), 0);
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            for byte in chunk.invalid() {
                text.push_str(&format!("\\x{byte:02X}"));
                odd += 1;
            }
        }
        let odd = (odd > 0).then(|| format!("{} not UTF-8; written as \\x..", words::count(odd, "byte")));
        Legible { text, odd }
    }
}

/// So many lines are read ahead of the disk.
const AHEAD: usize = 4096;

/// Reads lines in a thread, so that a pause in the input can be seen.
pub fn read_beside(stdin: Box<dyn Read + Send>) -> Receiver<std::io::Result<Legible>> {
    let (send, receive) = sync_channel(AHEAD);
    std::thread::spawn(move || {
        let mut stdin = BufReader::new(stdin);
        loop {
            let mut bytes = Vec::new();
            let read = stdin.read_until(b'\n', &mut bytes);
            // What came before an error is a line, too.
            if !bytes.is_empty() && send.send(Ok(Legible::of(&bytes))).is_err() {
                return;
            }
            match read {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) => return drop(send.send(Err(error))),
            }
        }
    });
    receive
}
