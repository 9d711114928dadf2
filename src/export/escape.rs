//! Text made into Markdown, or into XML, that renders exactly as it was typed.
//!
//! Markdown under CommonMark and under GitHub's dialect of it. As little is escaped as that allows, because
//! the Markdown itself is read too: `snake_case`, `2.5`, `(x)` and `50%` stay as they are. A value
//! may be put at the start of a line, into a heading, a list item or a table cell; whatever could
//! act in one of them is escaped everywhere.

use crate::words;

/// One line of Markdown that renders as `text`, its white space folded and its control characters
/// written out.
pub fn markdown(text: &str) -> String {
    let mut written = String::new();
    push_markdown(&mut written, text);
    written
}

/// The same behind what is written already.
pub fn push_markdown(written: &mut String, text: &str) {
    if is_plain(text) {
        written.push_str(text);
    } else {
        written.push_str(&escaped(text));
    }
}

fn escaped(text: &str) -> String {
    let line = words::one_line(text);
    let mut written = String::with_capacity(line.len() + 8);
    let mut rest = &*line;
    if let Some(position) = block_mark(rest) {
        let (before, after) = rest.split_at(position);
        written.push_str(before);
        written.push('\\');
        // The mark itself, so that it is not looked at again.
        let mark = after.chars().next().map_or(0, char::len_utf8);
        written.push_str(&after[..mark]);
        rest = &after[mark..];
    }
    let closing = closing_hashes(rest);
    while let Some(c) = rest.chars().next() {
        // What an address can begin with.
        if matches!(c, 'h' | 'f' | 'w') {
            if let Some(url) = address(&line, rest).filter(|url| needs_brackets(url)) {
                written.extend(["<", url, ">"]);
                rest = &rest[url.len()..];
                continue;
            }
            // One that can stand neither bare nor in brackets is written so that nothing makes a link
            // of it: as the text that it was.
            if let Some(start) = start_of_link(&line, rest) {
                let (scheme, last) = rest[..start].split_at(start - 1);
                written.extend([scheme, "\\", last]);
                rest = &rest[start..];
                continue;
            }
        }
        let before = &line[..line.len() - rest.len()];
        let after = &rest[c.len_utf8()..];
        if c.is_ascii_punctuation() && (acts(before, c, after) || closing == Some(rest.len())) {
            written.push('\\');
        }
        written.push(c);
        rest = after;
    }
    written
}

/// Whether a text is one line of words, in which nothing could act: most are.
fn is_plain(text: &str) -> bool {
    let (mut before, mut first) = (b' ', true);
    for byte in text.bytes() {
        let plain = match byte {
            b' ' => before != b' ',
            b',' | b';' | b'%' | b'\'' | b'"' => true,
            // At the beginning these could make a list, or a time of day a number of one.
            b'-' | b'.' | b'(' | b')' => !first && !before.is_ascii_digit(),
            b':' => before.is_ascii_digit(),
            _ => byte.is_ascii_alphanumeric(),
        };
        if !plain {
            return false;
        }
        (before, first) = (byte, false);
    }
    // Blanks at the end are cut off.
    before != b' '
}

/// The name of a file as a link to it: what could end the link, or be taken for something else, as the
/// bytes it is (RFC 3986).
pub fn link(name: &str) -> String {
    let mut written = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

/// The characters of HTML or XML that show as `text`, in an element or between the quotes of an
/// attribute; control characters and what no XML may hold are written out, lines stay lines.
pub fn markup(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 8);
    let mut push = |c: char| match c {
        '&' => written.push_str("&amp;"),
        '<' => written.push_str("&lt;"),
        '>' => written.push_str("&gt;"),
        '"' => written.push_str("&quot;"),
        '\'' => written.push_str("&#39;"),
        _ => written.push(c),
    };
    for c in text.chars() {
        match c {
            // Not characters, says the standard of XML (1.0, production 2).
            '\u{fffe}' | '\u{ffff}' => format!("<U+{:04X}>", c as u32).chars().for_each(&mut push),
            _ if c != '\n' && words::is_unsafe_to_show(c) => {
                // What is written out has brackets of its own.
                let mut shown = String::new();
                words::push_visible(&mut shown, c);
                shown.chars().for_each(&mut push);
            }
            _ => push(c),
        }
    }
    written
}

/// Whether an address must stand in angle brackets: escapes inside a bare one would become part of
/// it where bare addresses are made into links.
fn needs_brackets(url: &str) -> bool {
    // A dollar sign closes a formula even there.
    let acts_in_brackets = url.contains(['|', '\\', '`', '$']) || url.split('&').skip(1).any(is_entity);
    url.contains(['_', '*', '~', '[']) && !acts_in_brackets
}

/// How far the beginning of a bare address goes (`https:`, `www.`), where escapes follow in it that
/// would become part of a link.
fn start_of_link(line: &str, rest: &str) -> Option<usize> {
    let begins_word = line[..line.len() - rest.len()].chars().next_back().is_none_or(|c| !c.is_ascii_alphanumeric());
    let start = ["https:", "http:", "ftp:", "www."].iter().find(|start| rest.starts_with(**start))?.len();
    let word = &rest[..rest.find(' ').unwrap_or(rest.len())];
    let at = line.len() - rest.len();
    let escapes = word.char_indices().any(|(i, c)| acts(&line[..at + i], c, &rest[i + c.len_utf8()..]));
    (begins_word && escapes).then_some(start)
}

/// Whether a character inside a line could do something other than show itself.
fn acts(before: &str, c: char, after: &str) -> bool {
    // What matters of a run of underscores is what stands around all of it.
    let (before, next) = match c {
        '_' => (before.trim_end_matches('_'), after.trim_start_matches('_')),
        _ => (before, after),
    };
    let (before, next) = (before.chars().next_back(), next.chars().next());
    let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match c {
        '`' | '[' | '|' => true,
        '*' => !(is_space(before) && is_space(next)),
        '_' => !(is_word(before) && is_word(next)),
        // One that can't close needs no escape, as every one that could close has its own.
        '~' => !((before.is_none() || is_space(before)) && is_word(next)),
        // The same for formulas.
        '$' => !(is_space(before) && is_word(next)),
        '<' => next.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) || is_mail(after),
        '&' => is_entity(after),
        '\\' => next.is_none_or(|c| c.is_ascii_punctuation()),
        _ => false,
    }
}

/// Whether what follows a `<` could be a mail address up to a `>`.
fn is_mail(after: &str) -> bool {
    after.find([' ', '<', '>']).is_some_and(|end| after[end..].starts_with('>') && after[..end].contains('@'))
}

/// Whether what follows an ampersand makes it an entity: `amp;`, `#35;`, `#x2a;`.
fn is_entity(after: &str) -> bool {
    let name = after.strip_prefix('#').unwrap_or(after);
    name.find(|c: char| !c.is_ascii_alphanumeric()).is_some_and(|end| end > 0 && name[end..].starts_with(';'))
}

/// Where the mark is that would make a line begin a list, a heading, a quote, a rule or a fence.
fn block_mark(line: &str) -> Option<usize> {
    let ends_there = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let first = line.chars().next()?;
    let after = &line[first.len_utf8()..];
    match first {
        '>' => Some(0),
        '-' if ends_there(after) || line.trim_end_matches(['-', ' ']).is_empty() => Some(0),
        '+' if ends_there(after) => Some(0),
        '=' if line.trim_end_matches('=').is_empty() => Some(0),
        '#' => (line.find(|c| c != '#').is_none_or(|end| ends_there(&line[end..]))).then_some(0),
        '0'..='9' => {
            let end = line.find(|c: char| !c.is_ascii_digit())?;
            (line[end..].starts_with(['.', ')']) && ends_there(&line[end + 1..])).then_some(end)
        }
        _ => None,
    }
}

/// How much of the line is left where hash signs begin that would close a heading.
fn closing_hashes(line: &str) -> Option<usize> {
    let text = line.trim_end_matches('#');
    (text.len() < line.len() && text.ends_with(' ')).then_some(line.len() - text.len())
}

/// The web address that begins here, without what ends a sentence. One that follows a character
/// whose escape depends on its neighbours is left to be text.
fn address<'a>(line: &str, rest: &'a str) -> Option<&'a str> {
    let begins_word = line[..line.len() - rest.len()]
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_alphanumeric() && !"\\_~$".contains(c));
    let host = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://")).filter(|_| begins_word)?;
    host.starts_with(char::is_alphanumeric).then_some(())?;
    let end = rest.find([' ', '<', '>']).unwrap_or(rest.len());
    let closing = if rest[..end].contains('(') { "" } else { ")" };
    Some(rest[..end].trim_end_matches(|c| "?!.,:;*_~'\"".contains(c) || closing.contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_would_be_linked_wrongly_is_no_link() {
        // As GitHub's renderer shows them: the text as typed, and nothing linked.
        for (text, expected) in [
            ("https://g.example/x?left={[5m]|y}", "https\\://g.example/x?left={\\[5m]\\|y}"),
            ("www.g.example/a_b_", "www\\.g.example/a_b\\_"),
            ("see https://x.example/a`b`", "see https\\://x.example/a\\`b\\`"),
        ] {
            assert_eq!(markdown(text), expected, "{text}");
        }
        assert_eq!(markdown("https://x.example/a?b=c"), "https://x.example/a?b=c");
    }

    #[test]
    fn a_link_to_a_file_holds_nothing_that_ends_it() {
        assert_eq!(link("a>b (1)ä.svg"), "a%3Eb%20%281%29%C3%A4.svg");
    }

    #[test]
    fn in_xml_nothing_of_a_text_is_markup() {
        for (text, expected) in [
            ("a < b & \"c\" > 'd'", "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;"),
            ("&amp; ]]> <!-- ", "&amp;amp; ]]&gt; &lt;!-- "),
            ("\u{0}\u{1b}[0m\u{ffff}\u{202e}", "^@^[[0m&lt;U+FFFF&gt;&lt;U+202E&gt;"),
            ("é 日本 👩‍🚒", "é 日本 👩‍🚒"),
        ] {
            assert_eq!(markup(text), expected);
        }
    }

    #[test]
    fn what_reads_as_it_renders_is_left_alone() {
        for text in [
            "snake_case and a__b",
            "2.5 (x) a-b 50% don't!",
            "-5 min, --flag, +1, #db, #42",
            "5 * 3 < 20 && 4 > 2",
            "~10:00 to ~11:00",
            "costs $5, $PATH",
            "C:\\temp\\logs",
            "R&D, a & b, x&y=1",
            "https://grafana.example/d/abc?from=1&to=2",
            "10:15:30 ana@example.com {ok} ^C =) \"quoted\" 1.2.3",
        ] {
            assert_eq!(markdown(text), text);
        }
    }

    #[test]
    fn what_would_act_is_escaped_once() {
        for (text, expected) in [
            ("*bold* _it_ `code`", r"\*bold\* \_it\_ \`code\`"),
            ("~~gone~~ ~x~", r"\~\~gone\~\~ ~x\~"),
            ("# a", r"\# a"),
            ("#", r"\#"),
            ("a #", r"a \#"),
            ("- a", r"\- a"),
            ("---", r"\---"),
            ("1. a", r"1\. a"),
            ("12) a", r"12\) a"),
            ("> a", r"\> a"),
            ("===", r"\==="),
            ("a | b", r"a \| b"),
            ("[a](b) ![c](d)", r"\[a](b) !\[c](d)"),
            ("<script>alert(1)</script>", r"\<script>alert(1)\</script>"),
            ("&amp; &#35; &#x2a;", r"\&amp; \&#35; \&#x2a;"),
            (r"\* \", r"\\\* \\"),
            ("a$b$ $5", r"a\$b\$ $5"),
            ("see https://k.example/?_g=(a)&_a=1.", "see <https://k.example/?_g=(a)&_a=1>."),
            ("see https://k.example/_b_.", r"see <https://k.example/_b>\_."),
            ("a  \n b\t\u{1b}[0m", r"a b ^\[\[0m"),
        ] {
            assert_eq!(markdown(text), expected);
        }
    }
}
