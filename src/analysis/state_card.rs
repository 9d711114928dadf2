//! The state card: what somebody who asks for the status needs to know, ready to paste.
//!
//! The fields are those of an incident state document (Google SRE book, chapter 14, and the
//! conditions-actions-needs report): what, since when, how bad, who, what is suspected, what was
//! done, when the next word comes, what is open. Made of the short account alone, so that it costs
//! the same whatever the incident's size.

use super::Timers;
use super::due::{next_update, until_due};
use crate::time::{Moment, Zone};
use crate::timeline::{KnownEvent, State, Summary, Tag};
use crate::words;

/// How an incident stands at a moment.
#[derive(Clone, PartialEq, Debug)]
pub struct StateCard {
    pub id: String,
    pub title: String,
    pub severity: Option<u8>,
    pub state: State,
    pub zone: Zone,
    /// When it began, as far as it is known.
    pub since: Option<Moment>,
    /// When it last came back, if it ever did.
    pub came_back: Option<Moment>,
    /// The latest that was said of the impact.
    pub impact: Option<String>,
    /// Who holds which role: `ic`, `ana`.
    pub roles: Vec<(String, String)>,
    pub hypotheses: Vec<OpenHypothesis>,
    /// The cause that was found and that nothing has overturned since.
    pub cause: Option<String>,
    /// What ended it, once it is resolved.
    pub resolution: Option<String>,
    /// What was done last, the newest last.
    pub actions: Vec<Done>,
    pub next_update: Option<Moment>,
    pub questions: u64,
    pub latest_question: Option<String>,
    pub todos: u64,
    pub events: u64,
    pub last_entry: Option<Moment>,
    /// When the card was made; for an incident that is over or was written down afterwards, its end.
    /// Looked back at, it is the moment that is looked at.
    pub now: Moment,
    /// It is written down afterwards: its clock is not that of whoever looks.
    pub afterwards: bool,
}

/// A hypothesis that is neither ruled out, confirmed nor parked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenHypothesis {
    pub label: String,
    pub name: String,
    pub opened: Option<Moment>,
}

/// Something that was done to the system.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Done {
    pub at: Moment,
    pub text: String,
}

/// So many hypotheses have a line of their own, so many of the last actions are told.
const HYPOTHESES: usize = 2;
const ACTIONS: usize = 3;
/// A line of the card is not longer than this, in characters.
const LINE: usize = 100;

impl StateCard {
    /// The card of an incident at a moment; of a summary of what was known then, also of the past.
    pub fn of(summary: &Summary, timers: &Timers, now: Moment) -> StateCard {
        let done = |event: &KnownEvent| Done { at: event.at.moment, text: words::one_line(&event.text) };
        let mut actions: Vec<Done> =
            summary.latest(Tag::Action).chain(summary.latest(Tag::Mitigation)).map(done).collect();
        actions.sort_by_key(|done| done.at);
        actions.drain(..actions.len().saturating_sub(ACTIONS));
        let open = summary.open().map(|open| OpenHypothesis {
            label: words::one_line(&open.label),
            name: words::one_line(&open.name),
            opened: open.opened.map(|at| at.moment),
        });
        let latest = |tag| summary.latest(tag).next_back().map(|event| words::one_line(&event.text));
        // Before a word of it was written, only who looks back at it asks: then its own clock runs.
        let afterwards = summary.incident.started.is_some();
        let looked_back = afterwards && summary.incident.begun.is_some_and(|begun| now < begun.moment);
        let stopped = summary.over_at().filter(|_| summary.state.is_over() || !looked_back);
        StateCard {
            id: summary.incident.id.clone(),
            title: words::one_line(summary.incident.title()),
            severity: summary.incident.severity,
            state: summary.state,
            zone: summary.incident.zone(),
            since: summary.start().map(|at| at.moment),
            came_back: summary.incident.reopened,
            impact: latest(Tag::Impact).filter(|text| !text.is_empty()),
            roles: roles(summary),
            hypotheses: open.collect(),
            cause: cause(summary),
            resolution: latest(Tag::Resolution).filter(|_| summary.over_at().is_some()),
            actions,
            next_update: next_update(summary, timers),
            questions: summary.questions,
            latest_question: latest(Tag::Question).filter(|text| !text.is_empty()),
            todos: summary.todos,
            events: summary.events,
            last_entry: summary.recorded.filter(|_| !looked_back),
            now: stopped.unwrap_or(now),
            afterwards,
        }
    }

    /// The card in words, fewer than twelve lines, each safe to show.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.head()];
        lines.extend(self.since());
        lines.extend(self.impact.as_ref().map(|impact| format!("Impact: {impact}")));
        let held: Vec<String> = self.roles.iter().map(|(role, holder)| format!("{role} {holder}")).collect();
        lines.extend((!held.is_empty()).then(|| held.join(" · ")));
        lines.extend(self.cause.as_ref().map(|cause| format!("Cause: {cause}")));
        lines.extend(self.suspects());
        let action = |done: &Done| format!("{} {}", self.clock(done.at), done.text);
        lines.extend(self.actions.iter().map(action));
        let due = self.next_update.map(|due| format!("Next update {}, {}", self.clock(due), until_due(due, self.now)));
        lines.extend(due);
        lines.extend(self.resolution.as_ref().map(|text| format!("Resolved: {text}")));
        lines.extend(self.open());
        lines.into_iter().map(|line| words::shortened(&line, LINE)).collect()
    }

    /// `SEV1 · T+42 min · H2 22 min · update in 8 min`: for a shell prompt, without a word too many.
    pub fn in_a_line(&self) -> String {
        let age = |from: Moment| words::elapsed(self.now.millis_since(from));
        let mut parts: Vec<String> = self.severity.map(|severity| format!("SEV{severity}")).into_iter().collect();
        if self.state != State::Open {
            parts.push(self.state.name().to_owned());
        }
        parts.extend(self.since.map(|since| format!("T+{}", age(since))));
        let oldest = self.hypotheses.iter().filter_map(|open| Some((open.opened?, &open.label))).min();
        parts.extend(oldest.map(|(opened, label)| format!("{label} {}", age(opened))));
        parts.extend(self.next_update.map(|due| format!("update {}", until_due(due, self.now))));
        if parts.is_empty() { self.state.name().to_owned() } else { parts.join(" · ") }
    }

    fn head(&self) -> String {
        let severity = self.severity.map(|severity| format!("SEV{severity} · ")).unwrap_or_default();
        format!("{severity}{} · {}", self.state.name(), self.title)
    }

    fn since(&self) -> Option<String> {
        let since = self.since?;
        let at = self.zone.stamp(since).local().format("%a %-d %b %Y %H:%M");
        let length = words::elapsed(self.now.millis_since(since));
        let is_over = self.state.is_over();
        let length = match (is_over, self.afterwards) {
            (true, _) => format!("took {length}"),
            (false, true) => format!("{length} so far"),
            (false, false) => format!("{length} ago"),
        };
        let back = self.came_back.map_or_else(String::new, |at| format!(", back again at {}", self.clock(at)));
        let last = self.last_entry.filter(|_| !is_over && !self.afterwards);
        let last = last.map(|at| format!(", last entry {} ago", words::elapsed(self.now.millis_since(at))));
        Some(format!("Since {at} {}, {length}{back}{}", self.zone.short_at(since), last.unwrap_or_default()))
    }

    fn suspects(&self) -> Vec<String> {
        let age = |open: &OpenHypothesis| {
            let age = open.opened.map(|at| words::elapsed(self.now.millis_since(at)));
            age.map_or_else(String::new, |age| format!(" ({age})"))
        };
        // Once a cause is found, what else is suspected matters less.
        let most = if self.cause.is_some() { 1 } else { HYPOTHESES };
        let mut lines: Vec<String> = self
            .hypotheses
            .iter()
            .take(most)
            .map(|open| format!("{}{} open: {}", open.label, age(open), open.name))
            .collect();
        let more = self.hypotheses.len().saturating_sub(most);
        if let Some(last) = lines.last_mut().filter(|_| more > 0) {
            *last = format!("{} (and {more} more)", words::shortened(last, LINE - 15));
        }
        lines
    }

    /// What is open besides: questions and todos.
    fn open(&self) -> Option<String> {
        let count = |n: u64, noun: &str| words::count(usize::try_from(n).unwrap_or(usize::MAX), noun);
        let latest = self.latest_question.as_ref().map_or_else(String::new, |text| format!(" ({text})"));
        let questions = (self.questions > 0).then(|| format!("{}{latest}", count(self.questions, "open question")));
        let todos = (self.todos > 0).then(|| count(self.todos, "todo"));
        let parts: Vec<String> = [questions, todos].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    fn clock(&self, at: Moment) -> String {
        self.zone.stamp(at).local().format("%H:%M").to_string()
    }
}

/// The latest cause, unless its hypothesis was overturned since.
fn cause(summary: &Summary) -> Option<String> {
    let cause = summary.latest(Tag::Cause).next_back()?;
    let known = |id: &String| summary.hypotheses.iter().find(|known| known.id.to_string() == *id);
    let hypothesis = cause.detail.as_ref().and_then(known);
    let stands = hypothesis.is_none_or(|known| known.confirmed);
    let label = hypothesis.map_or_else(String::new, |known| format!(" ({})", words::one_line(&known.label)));
    stands.then(|| format!("{}{label}", words::one_line(&cause.text)))
}

/// Who holds which role, in the order of the registry: the last that was said of each.
pub fn roles(summary: &Summary) -> Vec<(String, String)> {
    let mut held: Vec<(String, String)> = Vec::new();
    for event in summary.latest(Tag::Role).rev() {
        let Some(role) = &event.detail else { continue };
        if !held.iter().any(|(known, _)| known == role) {
            held.push((role.clone(), words::one_line(&event.text)));
        }
    }
    let place = |role: &str| Tag::Role.row().prefixes.iter().position(|known| *known == role).unwrap_or(usize::MAX);
    held.sort_by_key(|(role, _)| place(role));
    held.into_iter().map(|(role, holder)| (words::one_line(&role), holder)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::BySeverity;
    use crate::analysis::recorded::Recording;
    use crate::timeline::{EventBody, Setting};

    fn timers() -> Timers {
        let update = BySeverity { sev1: 20, sev2: 30, sev3: 60 };
        Timers { update, update_after_mitigation: 2, ..Timers::default() }
    }

    fn card(log: &Recording, clock: &str) -> StateCard {
        let mut summary = Summary::of(&log.timeline());
        summary.recorded = summary.latest.map(|at| at.moment);
        StateCard::of(&summary, &timers(), log.stamp(clock).unwrap().moment)
    }

    fn role(log: &mut Recording, at: &str, role: &str, holder: &str) {
        log.at(at).with(Tag::Role, holder, |body| drop(body.details.insert("role".into(), role.into())));
    }

    /// An outage with something of everything.
    fn busy() -> Recording {
        let mut log = Recording::titled("Checkout is down", "WAT");
        log.set([Setting::Severity(1)]);
        log.at("10:00").detection("alert");
        log.at("10:01").impact("80% of users");
        role(&mut log, "10:02", "scribe", "bo");
        role(&mut log, "10:03", "ic", "ana");
        role(&mut log, "10:30", "scribe", "li");
        for (at, name) in [("10:05", "network"), ("10:10", "app server"), ("10:20", "database")] {
            log.at(at).hypothesis(name);
        }
        for (at, text) in [("10:06", "restarted a pod"), ("10:21", "scaled up"), ("10:25", "rolled back")] {
            log.at(at).tagged(Tag::Action, text);
        }
        log.at("10:28").tagged(Tag::Action, "drained\nnode 3");
        log.at("10:31").tagged(Tag::Update, "posted");
        log.at("10:32").tagged(Tag::Question, "who changed the limit?");
        log.at("10:33").tagged(Tag::Todo, "alert on connections");
        log.at("10:33").tagged(Tag::Todo, "runbook");
        log
    }

    #[test]
    fn a_card_says_how_it_stands_in_fewer_than_twelve_lines() {
        assert_eq!(
            card(&busy(), "10:42").lines(),
            [
                "SEV1 · open · Checkout is down",
                "Since Fri 7 Jun 2024 10:00 WAT, 42 min ago, last entry 9 min ago",
                "Impact: 80% of users",
                "ic ana · scribe li",
                "H1 (37 min) open: network",
                "H2 (32 min) open: app server (and 1 more)",
                "10:21 scaled up",
                "10:25 rolled back",
                "10:28 drained node 3",
                "Next update 10:51, in 9 min",
                "1 open question (who changed the limit?), 2 todos",
            ]
        );
    }

    #[test]
    fn a_card_of_nothing_says_that_there_is_nothing() {
        assert_eq!(card(&Recording::new(), "10:42").lines(), ["open · Untitled incident"]);
    }

    #[test]
    fn a_card_of_what_is_over_says_how_long_it_took() {
        let mut log = busy();
        log.at("11:30").resolution("up");
        log.at("12:00").note("review");
        let lines = card(&log, "15:00").lines();
        assert_eq!(
            lines[..2],
            ["SEV1 · resolved · Checkout is down", "Since Fri 7 Jun 2024 10:00 WAT, took 1 h 30 min"]
        );
        assert!(!lines.iter().any(|line| line.starts_with("Next update")));
    }

    #[test]
    fn a_card_of_what_came_back_says_so_and_begins_where_it_was_said_to_begin() {
        let mut log = busy();
        log.at("11:00").resolution("up");
        let back = log.stamp("11:10").unwrap();
        log.set([Setting::Reopened(back)]);
        log.at("9:45").with(Tag::Impact, "first errors", |body| {
            body.details.insert("impact".to_owned(), "start".to_owned());
        });
        let since = "Since Fri 7 Jun 2024 09:45 WAT, 1 h 45 min ago, back again at 11:10, last entry 30 min ago";
        assert_eq!(card(&log, "11:30").lines()[1], since);
    }

    #[test]
    fn a_long_text_is_cut_and_a_hostile_one_is_written_out() {
        let mut log = Recording::new();
        log.at("10:00").impact(&"x".repeat(300));
        let lines = card(&log, "10:42").lines();
        assert_eq!(lines[2].chars().count(), LINE);
        assert!(lines[2].ends_with('…'));
        let mut log = Recording::new();
        log.at("10:00").impact("\u{1b}[2J gone");
        assert_eq!(card(&log, "10:42").lines()[2], "Impact: ^[[2J gone");
    }

    #[test]
    fn a_line_for_a_prompt_is_short() {
        assert_eq!(card(&busy(), "10:42").in_a_line(), "SEV1 · T+42 min · H1 37 min · update in 9 min");
        assert_eq!(card(&Recording::new(), "10:42").in_a_line(), "open");
        let mut mitigated = Recording::new();
        mitigated.at("10:00").mitigation("better");
        assert_eq!(card(&mitigated, "10:42").in_a_line(), "mitigated · T+42 min");
    }

    #[test]
    fn the_cause_is_on_the_card_until_it_is_overturned() {
        let mut log = busy();
        let h = log.at("10:34").hypothesis("limit");
        log.at("10:35").confirms(h, "limit too low");
        let lines = card(&log, "10:42").lines();
        assert!(lines.len() < 12, "{lines:?}");
        assert_eq!(lines[4..6], ["Cause: limit too low (H4)", "H1 (37 min) open: network (and 2 more)"]);
        log.at("10:36").rules_out(h, "no");
        assert!(!card(&log, "10:42").lines().iter().any(|line| line.starts_with("Cause")));
    }

    #[test]
    fn what_is_written_down_afterwards_has_no_age() {
        let mut log = Recording::new();
        let started = log.stamp("10:00").unwrap();
        log.set([Setting::Started(started)]);
        log.at("10:00").detection("alert");
        log.at("11:30").note("still slow");
        assert_eq!(card(&log, "15:00").lines()[1], "Since Fri 7 Jun 2024 10:00 UTC, 1 h 30 min so far");
    }

    #[test]
    fn a_promise_is_on_the_card() {
        let mut log = Recording::new();
        let due = log.stamp("11:00").unwrap();
        log.at("10:00").with(Tag::Update, "posted", |body| {
            body.details.insert(EventBody::DUE.to_owned(), due.to_string());
        });
        assert_eq!(card(&log, "10:42").lines()[2], "Next update 11:00, in 18 min");
    }
}
