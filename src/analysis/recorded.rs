//! Timelines for tests, written down the way an incident is told: `at("10:00").detection("…")`.

use std::sync::Arc;

use crate::time::{Offset, Said, Stamp, When, Zone};
use crate::timeline::{
    ActionChange, Begin, EventBody, EventChange, Evidence, GroupId, Order, Place, Record, RecordId, Recorded, Setting,
    Tag, Timeline, Turn,
};

/// An incident being written down, in UTC on 7 June 2024 unless it says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    records: Vec<Recorded>,
    zone: Zone,
    day: String,
    by: &'static str,
}

/// The time of the next event; its last word is what happened.
pub(crate) struct Line<'a> {
    log: &'a mut Recording,
    when: When,
}

impl Recording {
    pub(crate) fn new() -> Recording {
        let mut log = Recording { records: Vec::new(), zone: Zone::utc(), day: "2024-06-07".to_owned(), by: "ana" };
        log.record(Record::Begin(Begin {
            incident: "2024-06-07-test-k3x9".to_owned(),
            writer: "web-3-7f3a".to_owned(),
            host: "web-3".to_owned(),
            program: "0.1.0".to_owned(),
        }));
        log
    }

    pub(crate) fn titled(title: &str, zone: &str) -> Recording {
        let mut log = Recording::new();
        log.zone = Zone::named(zone).unwrap();
        log.set([Setting::Title(title.to_owned()), Setting::Zone(zone.to_owned())]);
        log
    }

    pub(crate) fn set(&mut self, settings: impl IntoIterator<Item = Setting>) {
        self.record(Record::Set(settings.into_iter().collect()));
    }

    pub(crate) fn set_title(&mut self, title: &str) -> RecordId {
        self.record(Record::Set(vec![Setting::Title(title.to_owned())]))
    }

    /// The day on which the following times lie: `2024-06-07`.
    pub(crate) fn day(&mut self, day: &str) {
        self.day = day.to_owned();
    }

    /// Who records from now on.
    pub(crate) fn by(&mut self, name: &'static str) {
        self.by = name;
    }

    /// A time as said: `10:15`, `10:15:07` (typed live), `~10:15`, `by 10:15`, `after 10:15`,
    /// `10:00-10:15`, `?` for not known, anything else unplaced.
    pub(crate) fn at(&mut self, words: &str) -> Line<'_> {
        let said = match words.split_once(' ') {
            Some(("by", at)) => self.stamp(at).map(Said::By),
            Some(("after", at)) => self.stamp(at).map(Said::After),
            _ if words.len() == 8 => self.stamp(words).map(Said::Live),
            _ => match (words.strip_prefix('~'), words.split_once('-')) {
                (Some(at), _) => self.stamp(at).map(|at| Said::About { at, margin_minutes: 5 }),
                (_, Some((from, until))) => {
                    self.stamp(from).zip(self.stamp(until)).map(|(from, until)| Said::Between(from, until))
                }
                _ => self.stamp(words).map(Said::Minute),
            },
        };
        let said = said.unwrap_or(Said::Unknown);
        let words = (!matches!(said, Said::Live(_)) && words != "?").then(|| words.to_owned());
        Line { log: self, when: When { said, words } }
    }

    pub(crate) fn stamp(&self, clock: &str) -> Option<Stamp> {
        let seconds = if clock.len() == 8 { "" } else { ":00" };
        let pad = if clock.find(':') == Some(1) { "0" } else { "" };
        let as_utc = Stamp::parse(&format!("{}T{pad}{clock}{seconds}Z", self.day)).ok()?;
        let offset = self.zone.offset_at(as_utc.moment);
        Some(Stamp::from_local(as_utc.at_utc(), offset))
    }

    pub(crate) fn strike(&mut self, of: RecordId, why: &str) {
        self.record(Record::Strike { of, why: Some(why.to_owned()) });
    }

    /// Says that an event is about a hypothesis.
    pub(crate) fn link(&mut self, of: RecordId, hypothesis: RecordId) {
        let change = EventChange { about: Some(vec![hypothesis]), ..EventChange::default() };
        self.record(Record::Amend { of, change: change.into() });
    }

    /// Says what happened in other words.
    pub(crate) fn retell(&mut self, of: RecordId, text: &str) {
        let change = EventChange { text: Some(text.to_owned()), ..EventChange::default() };
        self.record(Record::Amend { of, change: change.into() });
    }

    pub(crate) fn hide(&mut self, of: RecordId) {
        self.record(Record::Amend { of, change: EventChange { hidden: Some(true), ..EventChange::default() }.into() });
    }

    /// A note of what happened at a minute, recorded at another.
    pub(crate) fn late(&mut self, happened: &str, recorded: &str) -> RecordId {
        let id = self.at(happened).note("late");
        let at = self.stamp(recorded);
        if let Some((last, at)) = self.records.last_mut().zip(at) {
            last.at = at;
        }
        id
    }

    pub(crate) fn evidence(&mut self, of: RecordId, source: &str, bytes: u64) {
        let file = "9f86d081884c7d65.txt".to_owned();
        self.record(Record::Evidence(Evidence { of, file, bytes, source: source.to_owned() }));
    }

    pub(crate) fn action(&mut self, change: ActionChange) -> RecordId {
        self.record(Record::Action { of: None, change: change.into() })
    }

    /// A record at the next millisecond of its writer's clock.
    pub(crate) fn record(&mut self, record: Record) -> RecordId {
        let n = self.records.len() as u64;
        let at = match &record {
            Record::Event(body) => body.when.bound(),
            _ => None,
        };
        let at = at.or(self.records.last().map(|last| last.at)).unwrap_or_else(|| self.stamp("10:00").unwrap());
        let millis = at.moment.millis();
        let id = RecordId::new(1_717_750_800_000, u128::from(n) + 1);
        self.records.push(Recorded {
            id,
            at,
            up: None,
            place: Place { order: Order { millis: millis.max(0), counter: 0 }, writer: Arc::from("web-3-7f3a"), n },
            group: GroupId::new(1_717_750_800_000, u128::from(n) + 1),
            by: Arc::from(self.by),
            saved: true,
            record,
        });
        id
    }

    pub(crate) fn records(&self) -> &[Recorded] {
        &self.records
    }

    /// Changes what an event said from the beginning.
    pub(crate) fn change(&mut self, position: usize, change: impl FnOnce(&mut EventBody)) {
        if let Record::Event(body) = &mut self.records[position].record {
            change(std::sync::Arc::make_mut(body));
        }
    }

    pub(crate) fn timeline(&self) -> Timeline {
        Timeline::of(self.records.iter().cloned())
    }
}

/// One method for each way of saying what happened.
impl Line<'_> {
    pub(crate) fn tagged(self, tag: Tag, text: &str) -> RecordId {
        self.with(tag, text, |_| ())
    }

    pub(crate) fn with(self, tag: Tag, text: &str, also: impl FnOnce(&mut EventBody)) -> RecordId {
        let mut body = EventBody::new(self.when, tag, text);
        also(&mut body);
        self.log.record(Record::Event(body.into()))
    }

    pub(crate) fn detection(self, text: &str) -> RecordId {
        self.tagged(Tag::Detection, text)
    }

    pub(crate) fn acknowledged(self, text: &str) -> RecordId {
        self.tagged(Tag::Acknowledged, text)
    }

    pub(crate) fn impact(self, text: &str) -> RecordId {
        self.tagged(Tag::Impact, text)
    }

    pub(crate) fn note(self, text: &str) -> RecordId {
        self.tagged(Tag::Note, text)
    }

    pub(crate) fn mark(self) -> RecordId {
        self.tagged(Tag::Note, "")
    }

    pub(crate) fn escalation(self, text: &str) -> RecordId {
        self.tagged(Tag::Escalation, text)
    }

    pub(crate) fn mitigation(self, text: &str) -> RecordId {
        self.tagged(Tag::Mitigation, text)
    }

    pub(crate) fn resolution(self, text: &str) -> RecordId {
        self.tagged(Tag::Resolution, text)
    }

    pub(crate) fn all_clear(self, text: &str) -> RecordId {
        self.with(Tag::Resolution, text, |body| {
            body.details.insert("resolution".to_owned(), EventBody::ALL_CLEAR.to_owned());
        })
    }

    /// Opens the next H.
    pub(crate) fn hypothesis(self, text: &str) -> RecordId {
        let opened = |recorded: &&Recorded| matches!(&recorded.record, Record::Event(body) if body.opens.is_some());
        let number = self.log.records.iter().filter(opened).count() as u32 + 1;
        self.with(Tag::Hypothesis, text, |body| body.opens = Some(number))
    }

    pub(crate) fn rules_out(self, hypothesis: RecordId, text: &str) -> RecordId {
        self.with(Tag::MisleadingPath, text, |body| body.rules_out.push(hypothesis))
    }

    pub(crate) fn parks(self, hypothesis: RecordId, text: &str) -> RecordId {
        self.turns(Turn::Parked, hypothesis, text)
    }

    pub(crate) fn looks_again(self, hypothesis: RecordId, text: &str) -> RecordId {
        self.turns(Turn::Reopened, hypothesis, text)
    }

    fn turns(self, turn: Turn, hypothesis: RecordId, text: &str) -> RecordId {
        self.with(Tag::Hypothesis, text, |body| {
            body.about.push(hypothesis);
            body.say_turn(turn);
        })
    }

    pub(crate) fn confirms(self, hypothesis: RecordId, text: &str) -> RecordId {
        self.with(Tag::Cause, text, |body| body.confirms.push(hypothesis))
    }
}

/// A stamp read as UTC, as its bare wall clock.
trait BareClock {
    fn at_utc(self) -> chrono::NaiveDateTime;
}

impl BareClock for Stamp {
    fn at_utc(self) -> chrono::NaiveDateTime {
        self.moment.at(Offset::UTC).local()
    }
}
