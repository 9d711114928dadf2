//! The handover: what was entered since somebody was last here, sorted by what it is to them.

use crate::time::Moment;
use crate::timeline::{Event, Tag, Timeline};

/// What was entered since a moment.
#[derive(Clone, Debug)]
pub struct Handover<'a> {
    pub since: Moment,
    /// Each with the entries of its tags, in the order of the timeline; none that is empty.
    pub parts: Vec<HandoverPart<'a>>,
    /// Entries that say nothing of the kind.
    pub notes: usize,
}

/// The entries of one sort.
#[derive(Clone, Debug)]
pub struct HandoverPart<'a> {
    pub title: &'static str,
    pub entries: Vec<HandoverEntry<'a>>,
}

/// An entry, and what it speaks of.
#[derive(Clone, Debug)]
pub struct HandoverEntry<'a> {
    pub event: &'a Event,
    /// The labels of its hypotheses, and what it says of them: `H2`, `H2 parked`; mostly empty.
    pub of: String,
}

/// What is told together, what matters most to whoever takes over first.
const PARTS: &[(&str, &[Tag])] = &[
    ("Where it stands", &[Tag::Detection, Tag::Impact, Tag::Severity, Tag::Mitigation, Tag::Resolution]),
    ("Who", &[Tag::Role, Tag::Acknowledged, Tag::Escalation]),
    ("Decided", &[Tag::Decision]),
    ("Done", &[Tag::Action, Tag::Change]),
    ("Cause", &[Tag::Cause]),
    ("Ruled out", &[Tag::MisleadingPath]),
    ("Suspected and found", &[Tag::Hypothesis, Tag::Finding]),
    ("Told others", &[Tag::Update]),
    ("Open", &[Tag::Question, Tag::Todo]),
];

impl<'a> Handover<'a> {
    /// What was entered since a moment, whenever it happened: what came in late is new, too.
    pub fn since(timeline: &'a Timeline, since: Moment) -> Handover<'a> {
        let new: Vec<&Event> =
            timeline.all_events().filter(|event| event.is_told() && event.recorded.moment >= since).collect();
        let labels = timeline.hypothesis_labels();
        let entry = |event: &&'a Event| {
            let of = event.hypotheses().filter_map(|id| labels.get(&id).copied());
            HandoverEntry { event, of: of.chain(event.body.nuance()).collect::<Vec<_>>().join(" ") }
        };
        let part = |(title, tags): &(&'static str, &[Tag])| HandoverPart {
            title,
            entries: new.iter().filter(|event| tags.contains(&event.tag())).map(entry).collect(),
        };
        let parts = PARTS.iter().map(part).filter(|part| !part.entries.is_empty()).collect();
        Handover { since, parts, notes: new.iter().filter(|event| event.tag() == Tag::Note).count() }
    }

    /// How many entries there are in all.
    pub fn len(&self) -> usize {
        self.notes + self.parts.iter().map(|part| part.entries.len()).sum::<usize>()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::TAGS;

    #[test]
    fn every_tag_but_a_note_is_told_in_one_part() {
        for row in TAGS {
            let parts = PARTS.iter().filter(|(_, tags)| tags.contains(&row.tag)).count();
            assert_eq!(parts, usize::from(row.tag != Tag::Note), "{}", row.name);
        }
    }

    #[test]
    fn what_was_entered_since_then_is_told_by_what_it_is() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.at("10:10").tagged(Tag::Action, "restart");
        log.at("10:40").note("coffee");
        log.at("10:45").tagged(Tag::Action, "rollback");
        log.at("10:50").tagged(Tag::Decision, "fail over");
        let h = log.at("11:10").hypothesis("network");
        log.at("11:15").parks(h, "not today");
        log.at("11:20").rules_out(h, "clean");
        log.late("10:05", "11:00");
        let timeline = log.timeline();
        let told = |clock: &str| {
            let handover = Handover::since(&timeline, log.stamp(clock).unwrap().moment);
            let part = |part: &HandoverPart| {
                let texts: Vec<String> = part
                    .entries
                    .iter()
                    .map(|entry| match entry.of.as_str() {
                        "" => entry.event.text().to_owned(),
                        of => format!("{of} {}", entry.event.text()),
                    })
                    .collect();
                format!("{}: {}", part.title, texts.join(", "))
            };
            let parts: Vec<String> = handover.parts.iter().map(part).collect();
            format!("{}; {} notes of {}", parts.join("; "), handover.notes, handover.len())
        };
        let hypotheses = "Ruled out: H1 clean; Suspected and found: H1 network, H1 parked not today";
        assert_eq!(told("10:30"), format!("Decided: fail over; Done: rollback; {hypotheses}; 2 notes of 7"));
        assert_eq!(told("11:00"), format!("{hypotheses}; 1 notes of 4"));
        assert_eq!(told("11:30"), "; 0 notes of 0");
    }
}
