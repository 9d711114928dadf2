//! What was felt, who told of it, and who was called.

use super::lacking;
use crate::analysis::lint::examined::{Examined, Passage, quoted};
use crate::analysis::lint::lists::List;
use crate::analysis::lint::prose::{self, Word};
use crate::analysis::lint::{Hit, Subject};
use crate::analysis::{has_number, share};
use crate::timeline::{Event, EventBody, Tag};

pub(super) fn detection(examined: &Examined) -> Vec<Hit> {
    let mut detections = examined.tagged(Tag::Detection);
    let Some((first, _)) = detections.next() else {
        return vec![Hit::of("nothing says how it was detected", Subject::Incident)];
    };
    let written = examined.section("detection").is_some_and(names_a_source);
    let known = examined
        .tagged(Tag::Detection)
        .any(|(event, passage)| event.body.details.contains_key(EventBody::SOURCE) || names_a_source(passage));
    let message = "the detection does not say what told of it: monitoring, staff, a customer";
    Hit::when(!known && !written, message, Subject::Event(first.id))
}

fn names_a_source(passage: &Passage) -> bool {
    passage.has(List::Machine) || passage.has(List::People)
}

pub(super) fn number(examined: &Examined) -> Vec<Hit> {
    let measured = examined.tagged(Tag::Impact).any(|(event, _)| has_number(event.text()));
    let written = examined.section("impact").is_some_and(|passage| has_number(passage.text));
    // A summary is full of figures; a share among them says how many.
    let shared = examined.of_the_impact().any(|passage| share(passage.text).is_some());
    Hit::when(!measured && !written && !shared, "the impact has no number", Subject::Section("impact"))
}

/// Within one text that names one share: what was everybody at ten may be a fifth at eleven.
pub(super) fn contradiction(examined: &Examined) -> Vec<Hit> {
    let hit = |passage: &Passage| {
        let is_only = passage.text.matches('%').count() == 1;
        let share = share(passage.text).filter(|share| *share < 100.0 && is_only)?;
        let found = List::Absolute.all_in(passage.words()).find(|found| !is_of_a_share(passage, found.end))?;
        let said = quoted(prose::text_of(passage.text, &passage.words()[found]));
        Some(Hit::of(format!("{said} stands against {share} %, in {}", passage.named()), passage.at()))
    };
    examined.of_the_impact().filter_map(hit).collect()
}

/// `inaccessible to 80% of users` says of whom; so does `for about 80 %`.
fn is_of_a_share(passage: &Passage, behind: usize) -> bool {
    let following = &passage.words()[behind..];
    let tied = following.first().is_some_and(|word| ["to", "for"].contains(&word.lower.as_str()));
    let number = following.iter().take(4).position(|word| has_number(&word.lower));
    tied && number.is_some_and(|at| {
        let end = following[at].at.end;
        following[at].lower.ends_with('%') || passage.text[end..].trim_start().starts_with('%')
    })
}

pub(super) fn hedge(examined: &Examined) -> Vec<Hit> {
    examined.of_the_impact().filter_map(|passage| hedged(passage).map(|said| estimate(passage, &said))).collect()
}

fn estimate(passage: &Passage, said: &str) -> Hit {
    Hit::of(format!("{said} in {} is an estimate without a range", passage.named()), passage.at())
}

/// The first number that is only about so much, with its hedge.
fn hedged(passage: &Passage) -> Option<String> {
    let words = &passage.words();
    let hedge = List::Hedge.all_in(words).find_map(|found| {
        let number = words.get(found.end).filter(|word| is_amount(passage, words, found.end, word))?;
        let behind =
            words.get(found.end + 1).is_some_and(|word| List::Range.holds(word) && gives_another(words, found.end));
        let dashed = passage.text[number.at.end..].trim_start_matches(['%', ' ']).starts_with(['-', '–', '±']);
        (!behind && !dashed && !words[found.start].last).then(|| words[found.start].at.start..number.at.end)
    });
    let tilde = || {
        let at =
            passage.text.find('~').filter(|at| passage.text[at + 1..].starts_with(|c: char| c.is_ascii_digit()))?;
        let end = words.iter().find(|word| word.at.start > at)?.at.end;
        Some(at..end)
    };
    hedge.or_else(tilde).map(|range| {
        let percent = passage.text[range.end..].trim_start().starts_with('%');
        quoted(&format!("{}{}", &passage.text[range], if percent { " %" } else { "" }))
    })
}

/// A number of users or requests, or a length of time; no clock time.
fn is_amount(passage: &Passage, words: &[Word], at: usize, word: &Word) -> bool {
    let is_clock = passage.text[word.at.end..].starts_with(':');
    let spelt = || prose::lengths(passage.text).iter().any(|length| length.at.start == word.at.start);
    let follows = words.get(at + 1).is_some();
    !is_clock && (has_number(&word.lower) && (follows || word.lower.ends_with('%')) || spelt())
}

/// Whether a number stands behind the word that joins a range: `about 30 to 40`.
fn gives_another(words: &[Word], number: usize) -> bool {
    words.get(number + 2).is_some_and(|word| has_number(&word.lower))
}

pub(super) fn symptom(examined: &Examined) -> Vec<Hit> {
    let told = examined.tagged(Tag::Impact).chain(examined.tagged(Tag::Detection)).map(|(_, passage)| passage);
    let seen = told.chain(examined.of_the_impact()).any(|passage| passage.has(List::Symptom));
    let unseen = Hit::when(!seen, "nothing says what a user could not do, or saw", Subject::Section("impact"));
    unseen.into_iter().chain(examined.of_the_impact().filter_map(uncounted_loss)).collect()
}

/// A loss that nobody gives a figure for, nor says that nobody counted it.
fn uncounted_loss(passage: &Passage) -> Option<Hit> {
    let sentence = passage.sentences().find(|sentence| {
        let counted = sentence.iter().any(|word| has_number(&word.lower) && !word.lower.ends_with('%'));
        List::Loss.is_in(sentence) && !counted && !List::NotCounted.is_in(sentence)
    })?;
    let found = List::Loss.found_in(sentence)?;
    let said = quoted(prose::text_of(passage.text, &sentence[found]));
    Some(Hit::of(format!("{said} in {} has no figure", passage.named()), passage.at()))
}

pub(super) fn escalation(examined: &Examined) -> Vec<Hit> {
    let called = examined.tagged(Tag::Escalation).next().is_some();
    // Looked for only where it matters: it may stand in any text.
    let answered = || examined.is_answered("escalations") || examined.says(List::FirstTeam);
    let message = "nobody was called, and nothing says that the first team needed nobody";
    Hit::when(!called && !answered(), message, Subject::Section("escalations"))
}

pub(super) fn escalations(examined: &Examined) -> Vec<Hit> {
    examined.tagged(Tag::Escalation).filter_map(|(event, passage)| incomplete(event, passage)).collect()
}

/// A name alone says whom; why takes a few words more, or a clause of its own.
fn incomplete(event: &Event, passage: &Passage) -> Option<Hit> {
    const NAME: usize = 3;
    let says_why = passage.words().len() > NAME || passage.text.contains([',', ':', ';', '(', '—', '–']);
    // What was taken off the disk is not missed.
    let told = event.redacted.is_none();
    let lacks = [
        (event.when().bound().is_none(), "when"),
        (told && passage.words().is_empty(), "to whom"),
        (told && !says_why, "why"),
    ];
    let message = format!("the escalation {} does not say {}", quoted(event.text()), lacking(&lacks)?);
    Some(Hit::of(message, passage.at()))
}
