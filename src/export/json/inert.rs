//! JSON in which nothing can drive a terminal: what could is written as `\u` escapes, and comes out
//! as it was typed once parsed.

use std::io;

use serde::{Serialize, Serializer as _};
use serde_json::ser::Formatter;

use crate::words;

/// A value as indented JSON in which nothing can drive a terminal.
pub fn inert_json(value: &impl Serialize) -> String {
    let mut written = Vec::new();
    let formatter = Inert::default();
    // Neither a vector nor these values can fail; what is written is UTF-8.
    let _ = value.serialize(&mut serde_json::Serializer::with_formatter(&mut written, formatter));
    let mut text = String::from_utf8(written).unwrap_or_default();
    text.push('\n');
    text
}

/// Behind what is begun, the value of a field: these values as an array.
pub fn inert_array<T: Serialize>(begun: String, values: impl Iterator<Item = T>) -> String {
    let mut written = begun.into_bytes();
    let mut formatter = Inert::default();
    // A field stands one step further in than its object.
    let _ = formatter.begin_object(&mut io::sink());
    let _ = serde_json::Serializer::with_formatter(&mut written, formatter).collect_seq(values);
    String::from_utf8(written).unwrap_or_default()
}

/// Writes indented JSON in which nothing can drive a terminal: two blanks a step, as serde_json does it, each
/// indentation in one piece.
#[derive(Default)]
struct Inert {
    depth: usize,
    has_value: bool,
}

/// A comma, the end of a line, and as many blanks as most values stand behind.
const INDENT: &str = ",\n                                ";

impl Inert {
    /// A line for the next value, behind a comma unless it is the first.
    fn next_line<W: ?Sized + io::Write>(&self, writer: &mut W, first: bool) -> io::Result<()> {
        let (from, blanks) = (usize::from(first), 2 * self.depth);
        let most = INDENT.len() - 2;
        writer.write_all(&INDENT.as_bytes()[from..2 + blanks.min(most)])?;
        (most..blanks).try_for_each(|_| writer.write_all(b" "))
    }

    fn begin<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(bracket)
    }

    fn end<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.next_line(writer, true)?;
        }
        writer.write_all(bracket)
    }
}

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
        self.begin(writer, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next_line(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next_line(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_indented_as_serde_json_does_it_however_deep() {
        let mut deep = serde_json::json!({"a": [], "b": {}, "c": [1, "x", null, [2]], "d": {"e": {}}});
        for depth in 0..40 {
            deep = if depth % 2 == 0 { serde_json::json!([deep, 1]) } else { serde_json::json!({"f": deep, "g": []}) };
            let pretty = serde_json::to_string_pretty(&deep).unwrap();
            assert_eq!(inert_json(&deep), format!("{pretty}\n"));
        }
    }
}
