//! JSON in which nothing can drive a terminal: what could is written as `\u` escapes, and comes out
//! as it was typed once parsed.

use std::io;

use serde::{Serialize, Serializer as _};
use serde_json::ser::{Formatter, PrettyFormatter};

use crate::words;

/// A value as indented JSON in which nothing can drive a terminal.
pub fn inert_json(value: &impl Serialize) -> String {
    let mut written = Vec::new();
    let formatter = Inert(PrettyFormatter::new());
    // Neither a vector nor these values can fail; what is written is UTF-8.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(&mut written, formatter));
    let mut text = String::from_utf8(written).unwrap_or_default();
    text.push('\n');
    text
}

/// Behind what is begun, the value of a field: these values as an array.
pub fn inert_array<T: Serialize>(begun: String, values: impl Iterator<Item = T>) -> String {
    let mut written = begun.into_bytes();
    let mut formatter = Inert(PrettyFormatter::new());
    // A field stands one step further in than its object.
    let _ = formatter.begin_object(&mut io::sink());
    let _ = serde_json::Serializer::with_formatter(&mut written, formatter).collect_seq(values);
    String::from_utf8(written).unwrap_or_default()
}

/// Writes indented JSON in which nothing can drive a terminal.
struct Inert(PrettyFormatter<'static>);

impl Formatter for Inert {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return writer.write_all(fragment.as_bytes());
        }
        for piece in fragment.split_inclusive(words::is_unsafe_to_show) {
            let unsafe_end = piece.char_indices().next_back().filter(|(_, c)| words::is_unsafe_to_show(*c));
            let plain = unsafe_end.map_or(piece, |(start, _)| &piece[..start]);
            writer.write_all(plain.as_bytes())?;
            for unit in unsafe_end.map(|(_, c)| c).into_iter().flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec()) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
