//! What could be forgotten in the middle of an outage: a row and a function for each, the most
//! pressing first. One is shown at a time; none of them asks for an answer.

use super::due::{next_update, until_due};
use super::timers::Minutes;
use super::{Timers, has_number};
use crate::time::{Moment, Stamp};
use crate::timeline::{Event, EventBody, KnownHypothesis, RecordId, State, Summary, Tag, Timeline};
use crate::words;

/// Something worth a word now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prompt {
    /// What it is about: the same until it is settled, so that it can be put away.
    pub about: About,
    pub words: String,
}

/// Which row, and what of: a hypothesis, a question, a number of minutes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct About {
    pub prompt: &'static str,
    pub of: Option<RecordId>,
    pub at: Option<i64>,
}

/// One row of the table of prompts.
#[derive(Debug)]
pub struct PromptRow {
    pub name: &'static str,
    pub help: &'static str,
    ask: fn(&Situation) -> Vec<Asked>,
}

/// What is to be said, of what.
struct Asked {
    of: Option<RecordId>,
    at: Option<i64>,
    words: String,
}

impl Asked {
    fn saying(words: impl Into<String>) -> Asked {
        Asked { of: None, at: None, words: words.into() }
    }
}

/// Every prompt, the most pressing first.
pub const PROMPTS: &[PromptRow] = &[
    row("came back", "something was felt after the resolution: is it back?", came_back),
    row("update due", "a status update is due soon, now, or was", update_due),
    row("answer due", "somebody was asked, and their time is up", answer_due),
    row("dry hypothesis", "a hypothesis is open and nothing was found for long", dry_hypothesis),
    row("no hypothesis", "no hypothesis is open, and the cause is not known", no_hypothesis),
    row("silence", "nothing was entered for long", silence),
    row("detection", "nothing says how it was found", detection),
    row("commander", "nobody is in command", commander),
    row("impact number", "the impact has no number", impact_number),
    row("severity check", "every so often of a severity 1 or 2: is it still right?", severity_check),
    row(QUESTIONS, "it is resolved: what is best asked while everybody still knows", questions),
    row("all clear", "it was resolved a while ago: does it hold?", all_clear),
];

/// The prompt that offers the questions of the end.
pub const QUESTIONS: &str = "questions";

const fn row(name: &'static str, help: &'static str, ask: fn(&Situation) -> Vec<Asked>) -> PromptRow {
    PromptRow { name, help, ask }
}

/// What a prompt looks at.
pub struct Situation<'a> {
    pub timeline: &'a Timeline,
    pub summary: &'a Summary,
    pub timers: &'a Timers,
    pub now: Moment,
}

/// How long a remark that is made every so often stays.
const STAYS_MS: i64 = 2 * MINUTE_MS;
/// An answer that was due longer ago than this is not waited for any more.
const ANSWER_GIVEN_UP_MS: i64 = 30 * MINUTE_MS;
/// After so many minutes nobody is there any more to whom anything could be said: half a day.
const GIVEN_UP: i64 = 720;
const MINUTE_MS: i64 = 60_000;
/// So many entries of a tag are looked at, however many there are.
const RECENT: usize = 500;

impl Situation<'_> {
    /// Everything that is worth a word, the most pressing first. Nothing for an incident that was
    /// written down afterwards: nobody is fighting it.
    pub fn prompts(&self) -> impl Iterator<Item = Prompt> {
        let live = self.summary.incident.started.is_none() && self.summary.state != State::Closed;
        let rows = PROMPTS.iter().filter(move |_| live);
        rows.flat_map(|row| {
            (row.ask)(self)
                .into_iter()
                .map(|Asked { of, at, words }| Prompt { about: About { prompt: row.name, of, at }, words })
        })
    }

    fn is_fought(&self) -> bool {
        !self.summary.state.is_over()
    }

    /// Minutes since a moment, whole ones.
    fn minutes_since(&self, at: Moment) -> i64 {
        self.now.millis_since(at).div_euclid(MINUTE_MS)
    }

    /// Minutes since the start, where so many have passed and it is still fought.
    fn into(&self, after: Minutes) -> Option<i64> {
        let since = self.minutes_since(self.summary.start()?.moment);
        (after > 0 && since >= i64::from(after) && self.is_fought()).then_some(since)
    }

    fn clock(&self, at: Moment) -> String {
        self.summary.incident.zone().stamp(at).local().format("%H:%M").to_string()
    }
}

/// A resolution holds until somebody says that it does not.
fn came_back(now: &Situation) -> Vec<Asked> {
    let resolved = now.summary.over_at().filter(|_| now.summary.state == State::Resolved);
    let felt = [Tag::Impact, Tag::Detection].into_iter().filter_map(|tag| {
        let event = now.timeline.tagged(tag).next_back()?;
        Some((event.bound()?, event.id))
    });
    let after = felt.max().filter(|(at, _)| resolved.is_some_and(|resolved| *at > resolved));
    let words = "felt after the resolution: is it back? “decklog reopen” says so";
    after.map(|(_, id)| Asked { of: Some(id), ..Asked::saying(words) }).into_iter().collect()
}

fn update_due(now: &Situation) -> Vec<Asked> {
    let Some(due) = next_update(now.summary, now.timers) else { return Vec::new() };
    let warning = i64::from(now.timers.update_warning) * MINUTE_MS;
    let is_due = due.millis_since(now.now) <= warning && now.minutes_since(due) < GIVEN_UP;
    if !is_due {
        return Vec::new();
    }
    let words = format!("next update due {}: {}", now.clock(due), until_due(due, now.now));
    vec![Asked { at: Some(due.millis() / MINUTE_MS), ..Asked::saying(words) }]
}

fn answer_due(now: &Situation) -> Vec<Asked> {
    let questions = now.summary.latest(Tag::Question).rev();
    let due = questions.filter_map(|question| Some((question, question.due()?.moment)));
    let up = due.filter(|(_, due)| (0..ANSWER_GIVEN_UP_MS).contains(&now.now.millis_since(*due)));
    let words = |text: &str, asked: Stamp, due: Moment| {
        let whom = text.split_whitespace().find(|word| word.starts_with('@')).unwrap_or("@");
        let whom = whom.trim_end_matches(|c: char| c.is_ascii_punctuation());
        let given = due.millis_since(asked.moment) / MINUTE_MS;
        format!("{}: time is up, {}", words::one_line(whom), words::minutes(given))
    };
    up.map(|(question, due)| Asked { of: Some(question.id), at: None, words: words(&question.text, question.at, due) })
        .collect()
}

fn dry_hypothesis(now: &Situation) -> Vec<Asked> {
    let least = i64::from(now.timers.dry_hypothesis);
    if least == 0 || !now.is_fought() {
        return Vec::new();
    }
    let open = now.summary.open().filter_map(|open| Some((open, now.minutes_since(open.opened?.moment))));
    let old: Vec<(&KnownHypothesis, i64)> = open.filter(|(_, minutes)| *minutes >= least).collect();
    if old.is_empty() {
        return Vec::new();
    }
    let since = now.now.plus_millis(-least * MINUTE_MS);
    // What was found in that time, newest first: of very much the newest tells enough.
    let recent: Vec<&Event> = [Tag::Finding, Tag::Hypothesis, Tag::Change]
        .into_iter()
        .flat_map(|tag| now.timeline.tagged(tag).rev().take(RECENT).take_while(|event| event.bound() > Some(since)))
        .collect();
    let speaks_of = |event: &&&Event, id: RecordId| match event.tag() {
        // A finding that names no hypothesis may be about any of them.
        Tag::Finding if event.body.about.is_empty() => true,
        _ => event.body.about.contains(&id),
    };
    let dry = old.into_iter().filter(|(open, _)| !recent.iter().any(|event| speaks_of(&event, open.id)));
    let words = |open: &KnownHypothesis, minutes: i64| {
        let label = words::one_line(&open.label);
        let minutes = words::minutes(minutes);
        format!("{label} {minutes}, nothing found. What would rule it out? Fresh eyes?")
    };
    dry.map(|(open, minutes)| Asked { of: Some(open.id), at: None, words: words(open, minutes) }).collect()
}

/// First responders look for a change first.
fn no_hypothesis(now: &Situation) -> Vec<Asked> {
    let least = now.timers.no_hypothesis;
    let Some(start) = now.into(least).and_then(|_| now.summary.start()) else { return Vec::new() };
    let latest = |tag: Tag| now.timeline.tagged(tag).next_back().and_then(Event::bound);
    // A cause is known until it is overturned; one with no hypothesis behind it, until one is called
    // misleading that had none either.
    let alone = |tag: Tag| {
        let has_none = |event: &&Event| event.body.turns().next().is_none();
        now.timeline.tagged(tag).rev().take(RECENT).find(has_none).and_then(Event::bound)
    };
    let named = alone(Tag::Cause).is_some_and(|cause| alone(Tag::MisleadingPath).is_none_or(|later| cause >= later));
    let is_known = named || now.summary.hypotheses.iter().any(|known| known.confirmed);
    if is_known || now.summary.open().next().is_some() {
        return Vec::new();
    }
    let last = [latest(Tag::MisleadingPath), latest(Tag::Hypothesis)].into_iter().flatten().max();
    let idle = now.minutes_since(last.unwrap_or(start.moment));
    if idle < i64::from(least) {
        return Vec::new();
    }
    vec![Asked::saying(format!("{} without a suspect. What changed in the last hour?", words::minutes(idle)))]
}

fn silence(now: &Situation) -> Vec<Asked> {
    let least = i64::from(now.timers.silence.of(now.summary.incident.severity));
    let Some(last) = now.summary.recorded.filter(|_| least > 0 && now.is_fought()) else { return Vec::new() };
    let silent = now.minutes_since(last);
    if !(least..GIVEN_UP).contains(&silent) {
        return Vec::new();
    }
    vec![Asked { at: Some(last.millis()), ..Asked::saying(format!("{} silent", words::minutes(silent))) }]
}

fn detection(now: &Situation) -> Vec<Asked> {
    let missing = now.summary.detected.is_none();
    let asked = now.into(now.timers.detection).filter(|_| missing);
    let words = |since| format!("T+{since}: how was it found? d: monitoring, staff, a customer");
    asked.map(|since| Asked::saying(words(since))).into_iter().collect()
}

fn commander(now: &Situation) -> Vec<Asked> {
    let asked = now.into(now.timers.commander).filter(|_| !now.summary.is_held(EventBody::COMMANDER));
    asked.map(|since| Asked::saying(format!("T+{since}: nobody is in command yet. ic: who?"))).into_iter().collect()
}

fn impact_number(now: &Situation) -> Vec<Asked> {
    let Some(since) = now.into(now.timers.impact_number) else { return Vec::new() };
    if now.timeline.tagged(Tag::Impact).rev().take(RECENT).any(|event| has_number(event.text())) {
        return Vec::new();
    }
    vec![Asked::saying(format!("T+{since}: how many are affected, of how many? i: about 40% of users"))]
}

fn severity_check(now: &Situation) -> Vec<Asked> {
    let every = i64::from(now.timers.severity_check);
    let severity = now.summary.incident.severity.filter(|severity| *severity <= 2 && every > 0 && now.is_fought());
    let Some((severity, start)) = severity.zip(now.summary.start()) else { return Vec::new() };
    let into = now.now.millis_since(start.moment);
    let mark = into / (every * MINUTE_MS) * every;
    if mark <= 0 || into - mark * MINUTE_MS >= STAYS_MS {
        return Vec::new();
    }
    vec![Asked { at: Some(mark), ..Asked::saying(format!("T+{mark}: still a SEV{severity}? Who has to know?")) }]
}

/// Until the last of them is answered, and as long as anybody can be expected to be there.
fn questions(now: &Situation) -> Vec<Asked> {
    let owned = now.summary.is_held(EventBody::WRITE_UP);
    let resolved = now.summary.over_at().filter(|_| now.summary.state == State::Resolved && !owned);
    let fresh = resolved.filter(|at| now.minutes_since(*at) < GIVEN_UP);
    let words = "resolved: six questions, 90 seconds: C-x q";
    fresh.map(|at| Asked { at: Some(at.millis()), ..Asked::saying(words) }).into_iter().collect()
}

fn all_clear(now: &Situation) -> Vec<Asked> {
    let least = i64::from(now.timers.all_clear);
    let last = now.timeline.tagged(Tag::Resolution).next_back();
    let resolved = last.filter(|event| !event.body.is_all_clear() && now.summary.state == State::Resolved);
    let Some(at) = resolved.and_then(Event::bound).filter(|_| least > 0) else { return Vec::new() };
    let minutes = now.minutes_since(at);
    if !(least..GIVEN_UP).contains(&minutes) {
        return Vec::new();
    }
    vec![Asked::saying(format!("resolved {} ago. Does it hold? all clear: how you know", words::minutes(minutes)))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::BySeverity;
    use crate::analysis::recorded::Recording;
    use crate::timeline::{EventBody, Setting};

    const TIMERS: Timers = Timers {
        silence: BySeverity { sev1: 10, sev2: 15, sev3: 30 },
        update: BySeverity { sev1: 20, sev2: 30, sev3: 60 },
        update_after_mitigation: 2,
        update_warning: 3,
        dry_hypothesis: 20,
        no_hypothesis: 15,
        commander: 10,
        impact_number: 15,
        detection: 5,
        severity_check: 10,
        all_clear: 30,
        snooze: 10,
    };

    /// What is said at a time, most pressing first.
    fn at(log: &Recording, clock: &str) -> Vec<String> {
        let timeline = log.timeline();
        let mut summary = Summary::of(&timeline);
        // As if the last entry was made when it happened.
        summary.recorded = summary.latest.map(|at| at.moment);
        let now = log.stamp(clock).unwrap().moment;
        let situation = Situation { timeline: &timeline, summary: &summary, timers: &TIMERS, now };
        situation.prompts().map(|prompt| format!("{}: {}", prompt.about.prompt, prompt.words)).collect()
    }

    /// One prompt of those said at a time.
    fn said(log: &Recording, clock: &str, name: &str) -> Option<String> {
        let prefix = format!("{name}: ");
        at(log, clock).iter().find_map(|said| Some(said.strip_prefix(&prefix)?.to_owned()))
    }

    fn begun() -> Recording {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        log.set([Setting::Severity(1)]);
        log
    }

    #[test]
    fn nothing_is_said_of_an_incident_that_just_began_or_is_over() {
        assert!(at(&begun(), "10:00:30").is_empty());
        let mut over = begun();
        over.at("10:20").resolution("up");
        assert_eq!(at(&over, "10:45"), ["questions: resolved: six questions, 90 seconds: C-x q"]);
        over.at("10:46").with(Tag::Role, "bo", |body| drop(body.details.insert("role".into(), "write-up".into())));
        assert!(at(&over, "10:47").is_empty());
        over.set([Setting::Closed(true)]);
        assert!(at(&over, "11:30").is_empty());
        let mut afterwards = begun();
        let started = afterwards.stamp("10:00").unwrap();
        afterwards.set([Setting::Started(started)]);
        assert!(at(&afterwards, "11:30").is_empty());
    }

    #[test]
    fn each_is_said_from_its_time_on() {
        let log = begun();
        for (name, before, from, words) in [
            ("silence", "10:09:59", "10:10", "10 min silent"),
            ("commander", "10:09:59", "10:10", "T+10: nobody is in command yet. ic: who?"),
            ("impact number", "10:14:59", "10:15", "T+15: how many are affected, of how many? i: about 40% of users"),
            ("no hypothesis", "10:14:59", "10:15", "15 min without a suspect. What changed in the last hour?"),
            ("severity check", "10:09:59", "10:10", "T+10: still a SEV1? Who has to know?"),
            ("severity check", "10:19:59", "10:21:59", "T+20: still a SEV1? Who has to know?"),
        ] {
            assert_eq!(said(&log, before, name), None, "{name}");
            assert_eq!(said(&log, from, name).as_deref(), Some(words));
        }
        assert_eq!(said(&log, "10:12", "severity check"), None);
    }

    #[test]
    fn what_was_said_settles_it() {
        let mut log = begun();
        log.at("10:05").with(Tag::Role, "ana", |body| drop(body.details.insert("role".into(), "ic".into())));
        log.at("10:06").impact("3 of 40 offices");
        log.at("10:07").tagged(Tag::Cause, "the limit");
        assert_eq!(at(&log, "10:16"), Vec::<String>::new());
    }

    #[test]
    fn an_update_is_due_by_severity_or_as_it_was_promised() {
        let mut log = begun();
        log.at("10:10").tagged(Tag::Update, "posted");
        assert_eq!(said(&log, "10:26:59", "update due"), None);
        assert_eq!(said(&log, "10:27", "update due").as_deref(), Some("next update due 10:30: in 3 min"));
        assert_eq!(said(&log, "10:30", "update due").as_deref(), Some("next update due 10:30: now"));
        assert_eq!(said(&log, "10:34", "update due").as_deref(), Some("next update due 10:30: 4 min overdue"));
        assert!(at(&log, "10:34")[0].starts_with("update due"));
    }

    #[test]
    fn somebody_who_was_asked_has_their_time() {
        let mut log = begun();
        let due = log.stamp("10:08").unwrap();
        log.at("10:05").with(Tag::Question, "whose change, @bo? 3m", |body| {
            body.details.insert(EventBody::DUE.to_owned(), due.to_string());
        });
        assert_eq!(said(&log, "10:07:59", "answer due"), None);
        assert_eq!(said(&log, "10:08", "answer due").as_deref(), Some("@bo: time is up, 3 min"));
        assert_eq!(said(&log, "10:38", "answer due"), None);
    }

    #[test]
    fn a_hypothesis_is_dry_when_nothing_was_found_for_long() {
        let mut log = begun();
        let network = log.at("10:00").hypothesis("network");
        let expected = "H1 20 min, nothing found. What would rule it out? Fresh eyes?";
        assert_eq!(said(&log, "10:19:59", "dry hypothesis"), None);
        assert_eq!(said(&log, "10:20", "dry hypothesis").as_deref(), Some(expected));
        let found = log.at("10:10").tagged(Tag::Finding, "packets get lost");
        assert_eq!(said(&log, "10:20", "dry hypothesis"), None);
        assert!(said(&log, "10:31", "dry hypothesis").is_some());
        // One that is about another hypothesis says nothing of this one.
        let other = log.at("10:12").hypothesis("disk");
        log.link(found, other);
        assert_eq!(said(&log, "10:20", "dry hypothesis").as_deref(), Some(expected));
        log.at("10:20").rules_out(network, "clean");
        assert_eq!(said(&log, "10:20", "dry hypothesis"), None);
    }

    #[test]
    fn a_cause_that_was_overturned_is_looked_for_again() {
        let mut log = begun();
        log.at("10:01").tagged(Tag::Cause, "the limit");
        assert_eq!(said(&log, "10:20", "no hypothesis"), None);
        log.at("10:20").tagged(Tag::MisleadingPath, "it was not");
        assert_eq!(said(&log, "10:34", "no hypothesis"), None);
        assert!(said(&log, "10:35", "no hypothesis").is_some());
    }

    #[test]
    fn tidying_up_after_the_cause_was_found_asks_for_no_other() {
        let mut log = begun();
        let wrong = log.at("10:01").hypothesis("network");
        let right = log.at("10:02").hypothesis("limit");
        log.at("10:05").confirms(right, "it was");
        log.at("10:06").rules_out(wrong, "it was not");
        assert_eq!(said(&log, "10:30", "no hypothesis"), None);
        log.at("10:07").rules_out(right, "it was not either");
        assert!(said(&log, "10:30", "no hypothesis").is_some());
    }

    #[test]
    fn what_is_felt_after_the_resolution_may_be_back() {
        let mut log = begun();
        log.at("10:20").resolution("up");
        assert_eq!(said(&log, "10:25", "came back"), None);
        log.at("10:24").impact("100% of users again");
        let expected = "felt after the resolution: is it back? “decklog reopen” says so";
        assert_eq!(said(&log, "10:25", "came back").as_deref(), Some(expected));
    }

    #[test]
    fn an_update_without_a_warning_is_due_all_the_same_and_given_up_after_half_a_day() {
        let mut log = begun();
        log.at("10:10").tagged(Tag::Update, "posted");
        let timeline = log.timeline();
        let summary = Summary::of(&timeline);
        let timers = Timers { update_warning: 0, ..TIMERS };
        let says = |clock: &str| {
            let now = log.stamp(clock).unwrap().moment;
            let situation = Situation { timeline: &timeline, summary: &summary, timers: &timers, now };
            situation.prompts().any(|prompt| prompt.about.prompt == "update due")
        };
        assert_eq!(["10:29", "10:30", "22:29", "22:31"].map(says), [false, true, true, false]);
    }

    #[test]
    fn half_an_hour_after_the_resolution_it_is_asked_whether_it_holds() {
        let mut log = begun();
        log.at("10:20").resolution("up");
        let expected = "resolved 30 min ago. Does it hold? all clear: how you know";
        assert_eq!(said(&log, "10:50", "all clear").as_deref(), Some(expected));
        log.at("10:52").all_clear("quiet since");
        assert_eq!(said(&log, "10:55", "all clear"), None);
    }

    #[test]
    fn what_is_set_to_nothing_is_never_said() {
        let timeline = begun().timeline();
        let summary = Summary::of(&timeline);
        let never = Timers::default();
        let now = begun().stamp("11:30").unwrap().moment;
        let situation = Situation { timeline: &timeline, summary: &summary, timers: &never, now };
        assert_eq!(situation.prompts().count(), 0);
    }
}
