//! A timeline as plain text, for a terminal or a pipe: a line an event, everything that was recorded,
//! and what the clocks did in its place among them.
//!
//! The first column is the short id that commands take. Nothing that was typed can drive the
//! terminal; struck, hidden and unfilled events are shown as what they are.

use std::collections::HashMap;
use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::Chosen;
use super::calendar::Calendar;
use crate::analysis::Analysis;
use crate::time::{Moment, When};
use crate::timeline::{Event, Evidence, Noted, Part, RecordId, Timeline};
use crate::words;

/// The timeline as text; `ascii` for terminals that show nothing else (what was typed stays). Of chosen
/// events no others are told, and how many those are.
pub fn text(timeline: &Timeline, ascii: bool, chosen: Option<&Chosen>) -> String {
    let page = Page::of(timeline, ascii);
    let is_chosen = |id| chosen.is_none_or(|chosen| chosen.has(id));
    let mut written = page.header();
    if let Some(chosen) = chosen {
        written.push_str(&chosen.count(timeline));
        written.push('\n');
    }
    if timeline.is_empty() {
        written.push_str("\nNo events yet.\n");
    }
    let mut day = None;
    for part in timeline.story().filter(|part| is_chosen(part.id())) {
        let date = part.at().map(|at| page.calendar.date_and_zone(at));
        if date != day {
            let later = part.at().map_or_else(String::new, |at| page.calendar.days_later(at));
            let later = if later.is_empty() { later } else { format!("  {later}") };
            let _ = writeln!(written, "\n{}{later}", date.as_deref().unwrap_or_default());
            day = date;
        }
        match part {
            Part::Event(event) => page.push_event(&mut written, event),
            Part::Clock(noted) => page.push_note(&mut written, noted),
        }
    }
    let mut untimed = timeline.untimed().filter(|event| is_chosen(event.id)).peekable();
    if untimed.peek().is_some() {
        written.push_str("\nTime not recorded\n");
        untimed.for_each(|event| page.push_event(&mut written, event));
    }
    page.push_notes(&mut written);
    written
}

/// What every line of one text has in common.
struct Page<'a> {
    timeline: &'a Timeline,
    calendar: Calendar,
    labels: HashMap<RecordId, &'a str>,
    ascii: bool,
    time_width: usize,
    tag_width: usize,
    label_width: usize,
}

impl<'a> Page<'a> {
    fn of(timeline: &'a Timeline, ascii: bool) -> Page<'a> {
        let labels = timeline.hypothesis_labels();
        let calendar = Calendar::of(timeline, timeline.events().next());
        let mut page = Page { timeline, calendar, labels, ascii, time_width: 0, tag_width: 0, label_width: 0 };
        let widest = |width: &dyn Fn(&Event) -> usize| timeline.all_events().map(width).max().unwrap_or(0);
        let time_width = widest(&|event| page.own(&page.calendar.exact_clock(event.when())).width());
        let notes = timeline.story().filter(|part| part.event().is_none()).filter_map(Part::at);
        let time_width = notes.map(|at| page.stamped(at).width()).max().unwrap_or(0).max(time_width);
        let tag_width = widest(&|event| event.tag().row().short.width());
        let label_width = widest(&|event| page.label(event).width());
        (page.time_width, page.tag_width, page.label_width) = (time_width, tag_width, label_width);
        page
    }

    /// Title, severity, state, and from when to when.
    fn header(&self) -> String {
        let mut parts = vec![words::one_line(self.timeline.incident().title())];
        parts.extend(self.timeline.severity().map(|severity| format!("SEV{severity}")));
        parts.push(self.timeline.state().name().to_owned());
        let analysis = Analysis::of(self.timeline);
        let impact = analysis.impact;
        if let Some((start, at)) = impact.start.zip(impact.start_at()) {
            let end =
                impact.end.map_or_else(String::new, |end| format!(" to {}", self.calendar.dated_clock(end.when())));
            let start = self.calendar.clock(start.when());
            let date = self.calendar.date(at.moment);
            parts.push(format!("{date}, {start}{end} {}", self.calendar.zone().label_at(at.moment)));
        }
        let length = analysis.metric("impact_duration");
        let gone = analysis
            .gone_away()
            .map_or_else(String::new, |gone| format!(" (without {} in which it had gone away)", words::span(gone)));
        parts.extend(length.and_then(|metric| metric.span).map(|length| words::span(length) + &gone));
        let written = self.calendar.written_afterwards(self.timeline.incident());
        parts.extend(written.map(|date| format!("written down {date}")));
        let mut header = self.own(&parts.join(" · "));
        header.push('\n');
        header
    }

    fn push_event(&self, written: &mut String, event: &Event) {
        let row = event.tag().row();
        let mark = if self.ascii { row.ascii_mark } else { row.mark };
        let time = self.own(&self.calendar.exact_clock(event.when()));
        let label = self.label(event);
        let columns = [
            (event.id.short(), 6),
            (time, self.time_width),
            (mark.to_owned(), 1),
            (row.short.to_owned(), self.tag_width),
            (label, self.label_width),
        ];
        let mut line = String::new();
        for (column, width) in columns.iter().filter(|(_, width)| *width > 0) {
            line.push_str(column);
            line.extend(std::iter::repeat_n(' ', width.saturating_sub(column.width()) + 2));
        }
        line.push_str(&self.words(event));
        let flags = flags(event, self.timeline.incident().is_written_afterwards());
        if !flags.is_empty() {
            let _ = write!(line, "  [{}]", flags.join("; "));
        }
        written.push_str(line.trim_end());
        written.push('\n');
        for Evidence { file, bytes, source, .. } in &event.evidence {
            let (source, file) = (words::one_line(source), words::one_line(file));
            let _ = writeln!(written, "        evidence: {source}, {}, {file}", words::count(clamp(*bytes), "byte"));
        }
    }

    /// What a clock did. It has no id, because there is nothing to be done with it.
    fn push_note(&self, written: &mut String, noted: Noted) {
        let time = self.stamped(noted.recorded.at.moment);
        let blanks = " ".repeat(self.time_width.saturating_sub(time.width()) + 2);
        let _ = writeln!(written, "        {time}{blanks}{}", self.own(&noted.sentence(self.calendar.zone())));
    }

    /// The time of what nobody stated.
    fn stamped(&self, at: Moment) -> String {
        self.own(&self.calendar.exact_clock(&When::live(self.calendar.zone().stamp(at))))
    }

    fn words(&self, event: &Event) -> String {
        match (&event.redacted, event.is_mark()) {
            (_, true) => "(mark, to fill in)".to_owned(),
            (Some(why), _) if event.text().is_empty() => format!("(words taken out: {})", words::one_line(why)),
            _ => words::visible(&event.body.said()).into_owned(),
        }
    }

    /// The hypotheses that an event speaks of: the one it opens, else those it decides on.
    fn label(&self, event: &Event) -> String {
        let labels = event.hypotheses().filter_map(|id| self.labels.get(&id));
        let mut labels: Vec<String> = labels.map(|label| self.label_shown(label)).collect();
        labels.dedup();
        labels.join(" ")
    }

    fn label_shown(&self, label: &str) -> String {
        self.own(&words::one_line(label))
    }

    /// Words of our own, in ASCII where nothing else is shown.
    fn own(&self, words: &str) -> String {
        if !self.ascii {
            return words.to_owned();
        }
        words::in_ascii(words)
    }

    /// What the reader must know of the journal itself.
    fn push_notes(&self, written: &mut String) {
        let mut kinds: Vec<String> = self.timeline.unknown().map(|(_, kind)| words::one_line(kind)).collect();
        if !kinds.is_empty() {
            let count = words::count(kinds.len(), "record");
            kinds.sort_unstable();
            kinds.dedup();
            let _ = writeln!(written, "\nNot shown: {count} of a newer version ({}).", words::list(&kinds));
        }
        let mut taken_back: Vec<String> = self.timeline.taken_back().map(|recorded| recorded.id.short()).collect();
        taken_back.sort_unstable();
        if !taken_back.is_empty() {
            let count = words::count(taken_back.len(), "event");
            let _ =
                writeln!(written, "\nTaken back, and still in the journal: {count} ({}).", words::list(&taken_back));
        }
        let gone = self.timeline.unexplained().count();
        if gone > 0 {
            let _ = writeln!(written, "\nDamaged: {} without content.", words::count(gone, "record"));
        }
    }
}

/// What is to be known of an event beside its words.
fn flags(event: &Event, afterwards: bool) -> Vec<String> {
    let mut flags = Vec::new();
    flags.extend(event.body.nuance().map(str::to_owned));
    flags.extend(event.body.outcome_in_words());
    if let Some(why) = &event.struck {
        let why = words::one_line(why);
        flags.push(if why.is_empty() { "struck".to_owned() } else { format!("struck: {why}") });
    }
    let from = event.body.moved_from();
    flags.extend(from.map(|(incident, _)| format!("moved from {}", words::one_line(incident))));
    let not_placed = event.when().words.as_deref().filter(|_| event.when().bound().is_none());
    flags.extend(not_placed.map(|said| format!("not placed: {}", words::one_line(said))));
    flags.extend(event.is_unconfirmed().then(|| "imported, not confirmed".to_owned()));
    let late = event.backdated_ms().filter(|_| !afterwards);
    flags.extend(late.map(|late| format!("backdated {}", words::elapsed(late))));
    match event.amendments {
        0 => {}
        1 => flags.push("amended".to_owned()),
        times => flags.push(format!("amended {times} times")),
    }
    for (holds, flag) in [
        (event.body.starred, "starred"),
        (event.body.hidden, "hidden"),
        (event.redacted.is_some() && !event.text().is_empty(), "words taken out"),
        (!event.saved, "not saved"),
    ] {
        flags.extend(holds.then(|| flag.to_owned()));
    }
    flags
}

fn clamp(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
