//! A command line in words: as one would type it, and as a shell takes it.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;

use crate::words;

/// The words of a command, each quoted as far as it has to be. What is no text or would drive a
/// terminal is written out (`$'\xFF'`), as bash, zsh and others read it.
pub fn quoted(command: &[OsString]) -> String {
    let words: Vec<String> = command.iter().map(|word| quoted_word(word.as_bytes())).collect();
    words.join(" ")
}

fn quoted_word(word: &[u8]) -> String {
    match std::str::from_utf8(word) {
        Ok(text) if is_plain(text) => text.to_owned(),
        Ok(text) if !text.contains(words::is_unsafe_to_show) => shell_words::quote(text).into_owned(),
        _ => written_out(word),
    }
}

/// Whether no shell sees more in a word than the word.
fn is_plain(word: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,@%+=".contains(c);
    !word.is_empty() && !word.starts_with('=') && word.chars().all(is_plain)
}

fn written_out(word: &[u8]) -> String {
    let mut text = "$'".to_owned();
    for chunk in word.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                '\r' => text.push_str("\\r"),
                '\'' | '\\' => text.extend(['\\', c]),
                c if words::is_unsafe_to_show(c) => {
                    c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| text.push_str(&format!("\\x{byte:02X}")));
                }
                c => text.push(c),
            }
        }
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("\\x{byte:02X}")));
    }
    text.push('\'');
    text
}

#[cfg(test)]
mod tests {
    use std::os::unix::ffi::OsStringExt as _;
    use std::process::Command;

    use proptest::prelude::*;

    use super::*;

    fn words(words: &[&[u8]]) -> Vec<OsString> {
        words.iter().map(|word| OsString::from_vec(word.to_vec())).collect()
    }

    #[test]
    fn a_command_reads_as_it_is_typed() {
        for (command, line) in [
            (&[&b"systemctl"[..], b"restart", b"payments.service"][..], "systemctl restart payments.service"),
            (&[b"sh", b"-c", b"echo it's $HOME"], r"sh -c 'echo it'\''s $HOME'"),
            (&[b"echo", b"", "é".as_bytes()], "echo '' é"),
            (&[b"ssh", b"ana@db-1", b"cat ~/x"], "ssh ana@db-1 'cat ~/x'"),
            (&[b"printf", b"a\nb\t\\'"], r"printf $'a\nb\t\\\''"),
            (&[b"rm", b"caf\xe9", b"\x1b[2J"], r"rm $'caf\xE9' $'\x1B[2J'"),
        ] {
            assert_eq!(quoted(&words(command)), line);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// What is recorded can be pasted back into the shell.
        #[test]
        fn a_shell_takes_it_for_the_same_words(
            command in prop::collection::vec(prop::collection::vec(1u8..=255, 0..12), 1..5)
        ) {
            let line = quoted(&words(&command.iter().map(Vec::as_slice).collect::<Vec<_>>()));
            prop_assert!(!line.contains(words::is_unsafe_to_show), "{line:?}");
            let script = format!("printf '%s\\0' {line}");
            let told = Command::new("bash").env_clear().args(["-c", &script]).output().unwrap();
            let expected: Vec<u8> = command.iter().flat_map(|word| [word.as_slice(), b"\0"].concat()).collect();
            prop_assert_eq!(told.stdout, expected, "{}", line);
        }
    }
}
