//! What should not leave with a text: secrets, and what names people and machines.
//!
//! The rows are in `assets/sensitive.tsv`. A secret is warned of when it is entered and masked in
//! every document; mail addresses, phone numbers, links and hosts are masked in what is published
//! outside. A pattern can't know everything: what it finds is masked, what it misses is not safe.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex_lite::Regex;

/// What sort of thing was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Secret,
    Mail,
    Phone,
    Link,
    Address,
    Host,
}

impl Kind {
    /// Everything that names a person or a machine; not the secrets.
    pub const PERSONAL: [Kind; 5] = [Kind::Mail, Kind::Phone, Kind::Link, Kind::Address, Kind::Host];

    fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "secret" => Kind::Secret,
            "mail" => Kind::Mail,
            "phone" => Kind::Phone,
            "link" => Kind::Link,
            "address" => Kind::Address,
            "host" => Kind::Host,
            _ => return None,
        })
    }
}

/// One find in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    pub kind: Kind,
    /// What the mask says was there: `AWS access key`.
    pub name: &'static str,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// Which of what a pattern finds counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Check {
    Any,
    Mixed,
    Host,
}

struct Row {
    kind: Kind,
    name: &'static str,
    needs: Vec<&'static str>,
    check: Check,
    pattern: Regex,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let rows = include_str!("../assets/sensitive.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(row).collect()
});

/// A row of the table; one that can't be read is left out, which the tests do not let pass.
fn row(line: &'static str) -> Option<Row> {
    let mut columns = line.split('\t');
    let (kind, name, needs) = (Kind::named(columns.next()?)?, columns.next()?, columns.next()?);
    let check = match columns.next()? {
        "any" => Check::Any,
        "mixed" => Check::Mixed,
        "host" => Check::Host,
        _ => return None,
    };
    let needs = needs.split(' ').filter(|word| *word != "-").collect();
    Some(Row { kind, name, needs, check, pattern: Regex::new(columns.next()?).ok()? })
}

/// What stands in front of a number and is no machine.
const NO_HOSTS: [&str; 30] = [
    "utf", "sha", "md", "covid", "sev", "severity", "tier", "phase", "step", "http", "part", "level", "version", "v",
    "top", "p", "prio", "priority", "day", "week", "month", "quarter", "ipv", "layer", "iso", "rfc", "cve", "t", "q",
    "chapter",
];

/// Everything of these kinds in a text, in order; what overlaps is one find.
pub fn find(text: &str, kinds: &[Kind]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    if kinds == [Kind::Secret] && !could_hold_secret(text) {
        return found;
    }
    let lower = text.to_ascii_lowercase();
    for row in ROWS.iter().filter(|row| kinds.contains(&row.kind)) {
        if !row.needs.is_empty() && !row.needs.iter().any(|word| lower.contains(word)) {
            continue;
        }
        for captures in row.pattern.captures_iter(text) {
            let Some(at) = captures.iter().skip(1).flatten().next().or(captures.get(0)) else { continue };
            // What stands where something was masked is the mask.
            let is_mask = at.as_str().starts_with(MASK);
            if !at.is_empty() && !is_mask && row.check.passes(at.as_str()) {
                found.push(Found { kind: row.kind, name: row.name, at: at.range() });
            }
        }
    }
    found.sort_by_key(|found| (found.at.start, usize::MAX - found.at.end));
    found.dedup_by(|next, before| {
        let overlaps = next.at.start < before.at.end;
        if overlaps {
            before.at.end = before.at.end.max(next.at.end);
        }
        overlaps
    });
    found
}

/// What a byte can be for [`could_hold_secret`].
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Other,
    Blank,
    /// One of the words that announce a secret can begin with it.
    Begins,
}

/// Of every byte.
static SORTS: [Sort; 256] = {
    let mut sorts = [Sort::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        sorts[byte] = match byte as u8 {
            byte if byte.is_ascii_whitespace() => Sort::Blank,
            byte if matches!(byte | 0x20, b'p' | b's' | b't' | b'k' | b'c' | b'a' | b':' | b'-') => Sort::Begins,
            _ => Sort::Other,
        };
        byte += 1;
    }
    sorts
};

/// What of a text a secret would need: a long word, or a word that announces one. Spares most
/// texts the patterns.
fn could_hold_secret(text: &str) -> bool {
    const LONG: usize = 16;
    const ANNOUNCE: [&[u8]; 10] =
        [b"pass", b"pwd", b"secret", b"token", b"key", b"credential", b"authorization", b"://", b"-p", b"-u"];
    let bytes = text.as_bytes();
    let mut run = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let sort = SORTS[usize::from(*byte)];
        run = if sort == Sort::Blank { 0 } else { run + 1 };
        // Where none of them begins, none of them is looked for.
        let begins = sort == Sort::Begins;
        let is_announced = || {
            let rest = &bytes[at..];
            let is_here = |word: &&[u8]| rest.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
            ANNOUNCE.iter().filter(|word| word[0] == byte | 0x20).any(is_here)
        };
        if run >= LONG || begins && is_announced() {
            return true;
        }
    }
    false
}

impl Check {
    fn passes(self, found: &str) -> bool {
        match self {
            Check::Any => true,
            Check::Mixed => {
                let is = |wanted: fn(&char) -> bool| found.chars().any(|c| wanted(&c));
                is(|c| c.is_alphabetic())
                    && (is(|c| c.is_ascii_digit()) || is(|c| c.is_ascii_punctuation() && !".-/".contains(*c)))
            }
            Check::Host => {
                let lower = found.to_ascii_lowercase();
                !NO_HOSTS.contains(&lower.rsplit_once('-').map_or("", |(name, _)| name))
            }
        }
    }
}

/// What a mask begins with.
const MASK: &str = "[removed:";

/// The text with everything of these kinds masked: `[removed: password]`.
pub fn masked<'a>(text: &'a str, kinds: &[Kind]) -> Cow<'a, str> {
    let found = find(text, kinds);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for Found { at, name, .. } in found {
        masked.push_str(&text[done..at.start]);
        masked.push_str(&format!("{MASK} {name}]"));
        done = at.end;
    }
    masked.push_str(&text[done..]);
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECRETS: &[Kind] = &[Kind::Secret];

    #[test]
    fn every_row_of_the_table_can_be_read() {
        let lines = include_str!("../assets/sensitive.tsv").lines().filter(|line| !line.starts_with('#'));
        let unread: Vec<&str> = lines.filter(|line| row(line).is_none()).collect();
        assert_eq!(unread, Vec::<&str>::new());
        assert!(ROWS.len() > 40);
    }

    #[test]
    fn secrets_are_masked_and_nothing_else() {
        // Parted, so that no scanner takes this file for a leak.
        let aws = ["AKIA", "ABCDEFGHIJKLMNOP"].concat();
        let github = ["ghp_", "abcdefghijklmnopqrstuvwxyz0123456789"].concat();
        let slack = ["xoxb-", "123456789012-abcdefABCDEF"].concat();
        let jwt = ["eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0NTY3ODkwIn0", ".abc"].concat();
        for (text, expected) in [
            (format!("key {aws} leaked"), "key [removed: AWS access key] leaked".to_owned()),
            (format!("TOKEN={github}"), "TOKEN=[removed: GitHub token]".to_owned()),
            (format!("bot {slack}"), "bot [removed: Slack token]".to_owned()),
            (format!("curl -H 'Authorization: Bearer {jwt}'"), {
                "curl -H 'Authorization: Bearer [removed: JSON web token]'".to_owned()
            }),
            ("set password=hunter2 on db".into(), "set password=[removed: password] on db".into()),
            ("the password is s3cr3t!x".into(), "the password is [removed: password]".into()),
            ("psql postgres://app:s3cr3t@db/x".into(), "psql postgres://app:[removed: password]@db/x".into()),
            ("mysql -u root -pS3cret9 shop".into(), "mysql -u root -p[removed: password] shop".into()),
            ("curl -u bo:open-sesame https://x".into(), "curl -u bo:[removed: password] https://x".into()),
            ("{\"password\":\"x y\"}".into(), "{\"password\":\"[removed: password]\"}".into()),
            ("api_key: 9f86d081884c7d65".into(), "api_key: [removed: secret]".into()),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY----- and more".into(),
                "-----BEGIN RSA PRIVATE KEY-----[removed: private key]-----END RSA PRIVATE KEY----- and more".into(),
            ),
            ("-----BEGIN PRIVATE KEY----- MIIEcut".into(), "-----BEGIN PRIVATE KEY-----[removed: private key]".into()),
        ] {
            assert_eq!(masked(&text, SECRETS), expected);
        }
        for innocent in [
            "password reset for all users, passwords: none changed",
            "the key: bad configuration of the load balancer",
            "rolled back to 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
            "password was expired everywhere",
            "token refresh fails; key takeaway = nothing",
            "see https://grafana.example/d/abc?from=1&to=2",
            "keyboard-interactive login of web-3 hangs",
            "secret: documentation",
        ] {
            assert_eq!(masked(innocent, SECRETS), innocent);
        }
    }

    #[test]
    fn what_names_people_and_machines_is_masked_outside() {
        for (text, expected) in [
            ("bo@shop.example.com called +44 20 7946 0958", "[removed: e-mail] called [removed: phone number]"),
            ("10.0.3.17 and fe80::1 are slow", "[removed: address] and [removed: address] are slow"),
            ("web-3 and db01.prod.internal down", "[removed: host] and [removed: host] down"),
            ("see https://wiki.corp/x?a=b.", "see [removed: link]"),
            (
                "tier-1 support, utf-8, 10:15:30, 2.5 s, 80%, 1.2.3",
                "tier-1 support, utf-8, 10:15:30, 2.5 s, 80%, 1.2.3",
            ),
        ] {
            assert_eq!(masked(text, &Kind::PERSONAL), expected);
        }
    }

    #[test]
    fn the_first_glance_overlooks_nothing_that_the_table_would_find() {
        for text in ["Authorization: Basic Ym9iOjE=", "credentials: abc123def4", "ftp://a:bcd@h1", "curl -u a:bcd x"] {
            assert!(!find(text, SECRETS).is_empty(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_masked_once_holds_nothing_more(text in "(password=|token: |https://|@|-p|[a-z0-9.:/=-]{0,12}| ){0,8}") {
            let once = masked(&text, SECRETS).into_owned();
            for Found { at, .. } in find(&once, SECRETS) {
                prop_assert!(once[at].contains("removed"), "{}", once);
            }
        }

        #[test]
        fn any_text_can_be_looked_through(text in any::<String>()) {
            let kinds = [SECRETS, &Kind::PERSONAL].concat();
            for Found { at, .. } in find(&text, &kinds) {
                prop_assert!(text.get(at).is_some());
            }
        }
    }
}
