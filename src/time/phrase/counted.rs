//! Numbers that count: `10 users` is no time of day. Where a number could be either, it counts.

/// Words after which nothing is counted any more: a clause begins.
const CLAUSE: &[&str] = &[
    "the",
    "a",
    "an",
    "i",
    "we",
    "he",
    "she",
    "it",
    "they",
    "you",
    "this",
    "that",
    "these",
    "those",
    "our",
    "my",
    "all",
    "everything",
    "everyone",
    "everybody",
    "nobody",
    "nothing",
    "someone",
    "somebody",
    "there",
    "then",
    "when",
    "with",
    "from",
    "at",
    "on",
    "for",
    "by",
    "but",
    "because",
    "after",
    "before",
    "until",
];

/// Words that follow a count (or a version, a code) although they are no plural.
const COUNTING: &[&str] = &[
    "of", "or", "and", "to", "out", "more", "less", "fewer", "percent", "people", "per", "hundred", "thousand",
    "million", "billion", "dozen", "is", "are", "was", "were", "has", "have", "x", "ms", "s", "sec", "m", "min", "h",
    "hr", "hour", "minute", "second", "day", "week", "k", "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "rps",
    "qps", "rpm", "tps", "req", "cpu", "vcpu", "nodes", "staff", "data", "times", "criteria", "indices",
];

/// How many words are looked at: an adjective or two before the noun.
const WORDS_AHEAD: usize = 3;

/// Whether a number that ends before `rest` could count what follows.
pub(super) fn counts(rest: &str) -> bool {
    // `3. Restart the pods` is the third of a list.
    if rest.starts_with('.') {
        return true;
    }
    for word in rest.split_whitespace().take(WORDS_AHEAD) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = bare.to_lowercase();
        if bare.is_empty() || CLAUSE.contains(&lower.as_str()) || word.starts_with(['@', '#', ':', ',', '—', '–']) {
            return false;
        }
        if COUNTING.contains(&lower.as_str()) || is_plural(&lower) {
            return true;
        }
        if word.ends_with([':', ',', '.', ';']) {
            return false;
        }
    }
    false
}

/// Whether a word has the look of a plural; `status`, `access` and `redis` have not.
fn is_plural(word: &str) -> bool {
    word.len() > 3 && word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_counted_and_clauses_are_not() {
        for rest in [
            " users",
            " errors on checkout",
            " people left",
            " failed logins",
            " of 12 pods",
            " min of downtime",
            ". Restart the pods",
        ] {
            assert!(counts(rest), "{rest}");
        }
        for rest in
            ["", " the pods died", " we saw it", ", 12 pods died", ": pods", " — pods", " d: alert", " @ana pods"]
        {
            assert!(!counts(rest), "{rest}");
        }
    }
}
