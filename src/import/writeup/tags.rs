//! The tag of an imported event: what it is called first, then what its words speak for, then its verb,
//! then its place in the story.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::thread;

use super::entries::{Entry, Shape};
use super::prose::words_of;
use super::{clauses, prose};
use crate::entry::suggest::{Suggestion, looked_at, outstanding, suggest, weigh};
use crate::timeline::{TAGS, Tag};

/// What a label may call an event; the first row with such words counts.
const CALLED: &[(&[&str], Tag)] = &[
    (
        &[
            "misleading",
            "false lead",
            "wild goose",
            "red herring",
            "dead end",
            "wrong path",
            "false assumption",
            "wrong assumption",
            "ruled out",
        ],
        Tag::MisleadingPath,
    ),
    (&["root cause", "cause found", "cause identified"], Tag::Cause),
    (&["escalation", "escalated", "escalate", "escalating"], Tag::Escalation),
    (&["resolution", "resolved", "service restored", "all clear", "recovered"], Tag::Resolution),
    (&["mitigation", "mitigated", "workaround", "temporary fix"], Tag::Mitigation),
    (&["detection", "detected", "alert", "alerts", "issue detected", "first report"], Tag::Detection),
    (&["acknowledged", "acknowledgement"], Tag::Acknowledged),
    (&["impact", "impact begins", "outage begins"], Tag::Impact),
    (&["hypothesis", "assumption", "initial assumption", "theory"], Tag::Hypothesis),
    (&["finding"], Tag::Finding),
    (&["decision"], Tag::Decision),
    (&["status update", "communication", "announcement"], Tag::Update),
    (&["action", "actions", "actions taken", "action taken"], Tag::Action),
    (&["change", "deployment"], Tag::Change),
    (&["question"], Tag::Question),
];

/// The tags of events, in their order.
pub(super) fn tags(entries: &[Entry]) -> Vec<Tag> {
    let mut found = read_all(entries);
    by_their_place(&mut found, entries);
    found.into_iter().map(|read| read.tag).collect()
}

/// What an event was read as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Read {
    tag: Tag,
    ground: Ground,
}

/// Why it was read so; the later, the less it takes to read it otherwise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Debug)]
enum Ground {
    /// It is called so.
    Name,
    /// Its words speak for it.
    Words,
    /// Its verb, or nothing.
    Verb,
}

/// What each is read as: the slowest step of an import, so that of many each processor reads its part.
fn read_all(entries: &[Entry]) -> Vec<Read> {
    /// For fewer it is not worth to begin another thread.
    const LEAST: usize = 1_000;
    let at_once = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut parts = entries.chunks(entries.len().div_ceil(at_once).max(LEAST));
    let read_part = |part: &[Entry]| part.iter().map(read).collect::<Vec<Read>>();
    thread::scope(|scope| {
        let own = parts.next().unwrap_or_default();
        let others: Vec<_> =
            parts.map(|part| (part, thread::Builder::new().spawn_scoped(scope, move || read_part(part)))).collect();
        let mut found = read_part(own);
        for (part, thread) in others {
            // Where no thread is to be had, this one reads that part, too.
            found.extend(thread.ok().and_then(|thread| thread.join().ok()).unwrap_or_else(|| read_part(part)));
        }
        found
    })
}

fn read(entry: &Entry) -> Read {
    let text = &*without_links(&entry.text);
    let by_words = |tag| Read { tag, ground: Ground::Words };
    let called = entry.called.or_else(|| called(text, entry.strong)).or_else(|| bounded(text));
    if let Some(tag) = called {
        return Read { tag, ground: Ground::Name };
    }
    let first = prose::sentences(text).next().unwrap_or_default();
    let main = clauses::main_clause(first);
    let mut weighed = Weighed::default();
    if entry.shape == Shape::Message {
        // Who talks does not report: a verb in a chat says little of what happened.
        let tag =
            weighed.standing_out(&[without_reason(first), first, text]).or_else(|| weighed.leaning(&[first, text]));
        return by_words(tag.unwrap_or_default());
    }
    let verb = clauses::told_in(&main);
    if let Some(tag) = weighed.standing_out(&[without_reason(&main), &main, first]) {
        return by_words(corrected(tag, verb, text));
    }
    if let Some(tag) = verb {
        return Read { tag, ground: Ground::Verb };
    }
    match weighed.standing_out(&[text]) {
        Some(tag) => by_words(tag),
        None => {
            let tag = clauses::told_by(text).or_else(|| weighed.leaning(&[first, text]));
            Read { tag: tag.unwrap_or_default(), ground: Ground::Verb }
        }
    }
}

/// What the parts of an event speak for, each weighed once: of a single sentence many are the same.
#[derive(Default)]
struct Weighed<'a>(Vec<(&'a str, Vec<Suggestion>)>);

impl<'a> Weighed<'a> {
    fn of(&mut self, part: &'a str) -> &[Suggestion] {
        let part = looked_at(part);
        let at = self.0.iter().position(|(known, _)| *known == part).unwrap_or_else(|| {
            self.0.push((part, weigh(part)));
            self.0.len() - 1
        });
        &self.0[at].1
    }

    /// What the first part speaks for in which a tag stands out.
    fn standing_out(&mut self, parts: &[&'a str]) -> Option<Tag> {
        parts.iter().find_map(|part| outstanding(self.of(part)).map(|suggestion| suggestion.tag))
    }

    /// What they lean to where they do not speak clearly: no tag on which the story turns, that takes more than
    /// a hint.
    fn leaning(&mut self, parts: &[&'a str]) -> Option<Tag> {
        parts.iter().find_map(|part| self.of(part).first().map(|most| most.tag).filter(|tag| !is_a_turn(*tag)))
    }
}

/// What the words speak for, put right by the verb where the verb knows better.
fn corrected(tag: Tag, verb: Option<Tag>, text: &str) -> Tag {
    match (tag, verb) {
        // Most of what is done to a system is done to mend it.
        (Tag::Action, Some(Tag::Mitigation)) => Tag::Mitigation,
        // Whoever assumes something goes on with why.
        (Tag::Finding | Tag::Cause, Some(Tag::Hypothesis)) => Tag::Hypothesis,
        (Tag::Impact, Some(Tag::Acknowledged | Tag::Mitigation)) => verb.unwrap_or(tag),
        // What gets better on the way, and is good in the end.
        (Tag::Mitigation | Tag::Impact, _) if ends_well(text) => Tag::Resolution,
        (Tag::Resolution, _) if clauses::is_endeavour(text) => Tag::Action,
        _ => tag,
    }
}

/// Whether a later sentence says that things are as they should be.
fn ends_well(text: &str) -> bool {
    prose::sentences(text).skip(1).any(|sentence| suggested(sentence) == Some(Tag::Resolution))
}

/// A text without the addresses in it: what stands there is no word of the story.
fn without_links(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::from(text);
    }
    text.split(' ').filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ").into()
}

/// `Outage begins`, `incident ends`: what the story is framed by.
fn bounded(text: &str) -> Option<Tag> {
    const WHAT: [&str; 5] = ["outage", "incident", "impact", "downtime", "disruption"];
    const BEGINS: [&str; 6] = ["begins", "began", "starts", "started", "begin", "start"];
    const ENDS: [&str; 5] = ["ends", "ended", "over", "end", "finishes"];
    prose::sentences(text).find_map(|sentence| {
        let words: Vec<String> = words_of(sentence).take(5).map(|(_, word)| word.to_lowercase()).collect();
        let [first, second, rest @ ..] = &words[..] else { return None };
        let is_what = |word: &String| WHAT.contains(&word.as_str());
        let verb = match rest {
            [] if is_what(first) => second,
            [third] if is_what(first) && ["is", "was"].contains(&second.as_str()) => third,
            [third] if second == "of" && is_what(third) => first,
            _ if is_what(first) => second,
            _ => return None,
        };
        let is = |known: &[&str]| known.contains(&verb.as_str());
        if is(&BEGINS) { Some(Tag::Impact) } else { is(&ENDS).then_some(Tag::Resolution) }
    })
}

fn suggested(text: &str) -> Option<Tag> {
    suggest(text).map(|suggestion| suggestion.tag)
}

/// A sentence without what it was done for, and why it happened: `checked the disk to make sure that it is
/// not full`.
fn without_reason(sentence: &str) -> &str {
    const REASONS: [&str; 11] = [
        "due to ",
        "because ",
        "to make sure",
        "to ensure",
        "to see if",
        "to check",
        "in order to",
        "to verify",
        "to avoid",
        "to prevent",
        "so that ",
    ];
    let begins = |at: &usize| {
        let (words, first) = (&sentence[at + 1..], sentence.as_bytes().get(at + 1));
        REASONS.iter().any(|reason| reason.as_bytes().first() == first && words.starts_with(reason))
    };
    let end = sentence.match_indices(' ').map(|(at, _)| at).find(begins);
    end.map_or(sentence, |end| &sentence[..end])
}

/// Whether the story turns on such an event.
fn is_a_turn(tag: Tag) -> bool {
    tag.row().strong || matches!(tag, Tag::Impact | Tag::Mitigation | Tag::Cause)
}

/// The tag that an event is called by: a label before its words, or all of a short title.
fn called(text: &str, strong: usize) -> Option<Tag> {
    const MOST_WORDS: usize = 5;
    let label = match text.split_once([':', '—']) {
        Some((label, _)) if label.split_whitespace().count() <= MOST_WORDS => label,
        // Without the addresses in it, a text may end elsewhere.
        _ if strong > 0 && strong < text.len() => &text[..text.floor_char_boundary(strong)],
        _ => return None,
    };
    named(label)
}

/// The tag that a label names, by our words for it or by others.
pub(super) fn named(label: &str) -> Option<Tag> {
    let of_prefix = || TAGS.iter().find(|row| row.prefixes.contains(&label.trim())).map(|row| row.tag);
    let of_name = || TAGS.iter().find(|row| row.name.eq_ignore_ascii_case(label.trim())).map(|row| row.tag);
    let words: Vec<String> = words_of(label).map(|(_, word)| word.to_lowercase()).collect();
    let line = format!(" {} ", words.join(" "));
    let of_words = || {
        CALLED.iter().find(|(ways, _)| ways.iter().any(|way| line.contains(&format!(" {way} ")))).map(|(_, tag)| *tag)
    };
    of_prefix().or_else(of_name).or_else(of_words)
}

/// What the place in the story says: it begins with what was noticed, and ends with what made it good.
fn by_their_place(found: &mut [Read], entries: &[Entry]) {
    end_with_the_outage(found, entries);
    find_detection(found, entries);
    take_back_what_is_too_early(found);
    leave_one_resolution(found, entries);
    find_resolution(found, entries);
}

/// The outage ends before the work on it does.
fn end_with_the_outage(found: &mut [Read], entries: &[Entry]) {
    let ends = |entry: &Entry, what: &str| entry.text.to_lowercase().contains(&format!("{what} end"));
    let Some(end) = entries.iter().position(|entry| ends(entry, "outage")) else { return };
    let later = found.iter_mut().zip(entries).skip(end + 1);
    later.filter(|(_, entry)| ends(entry, "incident")).for_each(|(read, _)| read.tag = Tag::Note);
}

/// Where nothing is called so, the first that may be it; whoever finds something before anybody has noticed
/// anything is the first to notice.
fn find_detection(found: &mut [Read], entries: &[Entry]) {
    if found.iter().any(|read| read.tag == Tag::Detection) {
        return;
    }
    let may_be = |(read, entry): (&Read, &Entry)| read.ground == Ground::Verb && leans_to(entry, Tag::Detection);
    let is_notice = |read: &Read| match read.tag {
        Tag::Finding => true,
        Tag::Escalation => read.ground == Ground::Verb,
        _ => false,
    };
    let noticed = || found.iter().take(2).position(is_notice);
    if let Some(first) = found.iter().zip(entries).position(may_be).or_else(noticed) {
        found[first].tag = Tag::Detection;
    }
}

/// Nobody mends what nobody has noticed: what was changed before that is what led to it.
fn take_back_what_is_too_early(found: &mut [Read]) {
    let is_noticed = |read: &Read| {
        matches!(read.tag, Tag::Detection | Tag::Impact | Tag::Acknowledged | Tag::Escalation | Tag::Hypothesis)
    };
    let noticed = found.iter().position(is_noticed).unwrap_or(0);
    let is_too_early =
        |read: &&mut Read| read.ground != Ground::Name && matches!(read.tag, Tag::Mitigation | Tag::Resolution);
    found[..noticed].iter_mut().filter(is_too_early).for_each(|read| read.tag = Tag::Change);
}

/// Of several that made it good, those before the last which only say what was mended mitigated it.
fn leave_one_resolution(found: &mut [Read], entries: &[Entry]) {
    let end = found.iter().rposition(|read| read.tag == Tag::Resolution).unwrap_or(0);
    for (read, entry) in found[..end].iter_mut().zip(entries) {
        let mends = || clauses::told_by(&entry.text) == Some(Tag::Mitigation) && !clauses::leaves_it_good(&entry.text);
        if read.tag == Tag::Resolution && read.ground != Ground::Name && mends() {
            read.tag = Tag::Mitigation;
        }
    }
}

/// Where nothing is called so: the last that leans to it, or that leaves things good, or that mended something,
/// if little comes after it.
fn find_resolution(found: &mut [Read], entries: &[Entry]) {
    let Some(last) = found.len().checked_sub(1).filter(|last| *last > 0) else { return };
    if found.iter().any(|read| read.tag == Tag::Resolution) {
        return;
    }
    let late = last - last / 3..=last;
    let is_open = |at: &usize| matches!(found[*at].tag, Tag::Note | Tag::Mitigation | Tag::Finding | Tag::Action);
    let leans = |at: &usize| is_open(at) && leans_to(&entries[*at], Tag::Resolution);
    let is_good = |at: &usize| (is_open(at) || *at == last) && clauses::leaves_it_good(&entries[*at].text);
    let mended = |at: &usize| found[*at].tag == Tag::Mitigation;
    let end = (0..=last).rev().find(leans);
    let end = end.or_else(|| late.clone().rev().find(is_good)).or_else(|| late.rev().find(mended));
    if let Some(at) = end {
        found[at].tag = Tag::Resolution;
    }
}

fn leans_to(entry: &Entry, tag: Tag) -> bool {
    weigh(&entry.text).iter().any(|weighed| weighed.tag == tag)
}
