//! Sentences that promise something, or ask for it.

use super::clauses;

/// Whether a sentence begins with the verb of what is to be done.
pub(super) fn asks(sentence: &str) -> bool {
    clauses::begins_plain(sentence) && is_imperative(sentence)
}

/// What a statement begins with.
const SUBJECTS: &str = "\
    the a an this that these those we i they it there our my in on by at to for from as if when \
    while after before additionally finally however also he she you things some all";

/// Whether a sentence begins with what is to be done: no article, no pronoun, no `there`.
pub(super) fn is_imperative(text: &str) -> bool {
    /// Behind one of these near its beginning, a sentence states something.
    const STATING: &[&str] =
        &["is", "are", "was", "were", "will", "would", "should", "has", "have", "had", "can", "could"];
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase());
    // Behind these stands a clause of its own.
    let words =
        words.take_while(|word| !["when", "if", "that", "which", "who", "where", "what"].contains(&word.as_str()));
    let words: Vec<String> = words.take(6).collect();
    let begins = words.first().is_some_and(|first| !SUBJECTS.split_whitespace().any(|subject| subject == first));
    begins && !words.iter().any(|word| STATING.contains(&word.as_str()))
}

/// Whether a sentence says what is going to be done.
pub(super) fn is_promise(sentence: &str) -> bool {
    /// What a promise says, in small letters and between blanks.
    const PROMISING: &[&str] = &[
        " should ",
        " we will ",
        " we'll ",
        " i will ",
        " i'll ",
        " need to ",
        " needs to ",
        " plan to ",
        " plans to ",
        " planning to ",
        " going to ",
        " must ",
        " team will ",
        " would be to ",
        " will implement ",
        " ensure to ",
        " intend to ",
    ];
    /// What takes it back.
    const NOT: &[&str] = &[" should have ", " could have ", " should not have ", " shouldn't have "];
    /// A sentence that begins so says more of the one before.
    const GOING_ON: &[&str] = &["this ", "these ", "that ", "it ", "such ", "by doing "];
    let lower = format!(" {} ", sentence.to_lowercase().replace('’', "'"));
    let goes_on = GOING_ON.iter().any(|begin| lower.trim_start().starts_with(begin));
    PROMISING.iter().any(|words| lower.contains(words)) && !NOT.iter().any(|words| lower.contains(words)) && !goes_on
}
