//! The JSON of a journal line: every name that is written on disk stands in this file.
//!
//! Names may be added here; none may ever change its meaning. What can't be read is given back as
//! [`Record::Unknown`] and stays on disk as it is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::time::{Offset, Said, SinceBoot, Stamp, When};
use crate::timeline::{
    ActionChange, Begin, ClockNote, EventBody, EventChange, Evidence, GroupId, Order, Record, RecordId, Setting, Tag,
};

/// The version written by this program.
pub const VERSION: u64 = 1;

/// What every line begins with; where a line that lost its beginning is looked for.
pub const LINE_START: &[u8] = b"{\"v\":";

/// Everything of a line but its sum and its payload.
#[derive(Clone, PartialEq, Debug)]
pub struct Head {
    pub v: u64,
    pub n: u64,
    pub id: RecordId,
    pub at: Stamp,
    pub order: Order,
    pub up: Option<SinceBoot>,
    pub group: GroupId,
    /// The sum of the line before, as 32 hex digits.
    pub prev: String,
}

#[derive(Serialize)]
struct HeadOut<'a> {
    v: u64,
    n: u64,
    id: String,
    at: String,
    order: (i64, u32),
    #[serde(skip_serializing_if = "Option::is_none")]
    up: Option<(&'a str, u64)>,
    group: String,
    prev: &'a str,
}

/// The exact bytes of a line up to, and without, `,"sum"`.
pub fn encode_head(head: &Head) -> String {
    let out = HeadOut {
        v: head.v,
        n: head.n,
        id: head.id.to_string(),
        at: head.at.to_string(),
        order: (head.order.millis, head.order.counter),
        up: head.up.as_ref().map(|up| (&*up.boot, up.millis)),
        group: head.group.to_string(),
        prev: &head.prev,
    };
    let mut text = json(&out);
    text.pop(); // the closing brace; sum and payload follow
    text
}

/// The bytes between the head and the payload, and after it.
pub fn encode_line(head: &str, sum: &str, payload: &str) -> String {
    format!("{head},\"sum\":\"{sum}\",\"do\":{payload}}}\n")
}

/// What one line after the other says again: it is kept once.
#[derive(Default)]
pub struct Repeated {
    by: Option<Arc<str>>,
    boot: Option<Arc<str>>,
}

impl Repeated {
    fn by(&mut self, name: &str) -> Arc<str> {
        said_again(&mut self.by, name)
    }

    fn boot(&mut self, id: &str) -> Arc<str> {
        said_again(&mut self.boot, id)
    }
}

fn said_again(last: &mut Option<Arc<str>>, said: &str) -> Arc<str> {
    match last {
        Some(last) if **last == *said => last.clone(),
        _ => last.insert(Arc::from(said)).clone(),
    }
}

/// A line taken apart, its payload still as bytes.
pub struct LineIn<'a> {
    /// `None` where a newer version wrote a head that this one can't read; `n`, `prev`, `sum` and
    /// the payload hold for every version.
    pub head: Option<Head>,
    pub v: u64,
    pub n: u64,
    pub id: &'a str,
    pub prev: &'a str,
    pub sum: &'a str,
    /// The exact bytes that the sum covers: the head, and the payload.
    pub head_bytes: &'a [u8],
    pub payload: &'a str,
}

#[derive(Deserialize)]
struct LineWire<'a> {
    v: u64,
    n: u64,
    #[serde(borrow)]
    id: &'a str,
    #[serde(borrow)]
    prev: &'a str,
    #[serde(borrow)]
    sum: &'a str,
    #[serde(borrow, rename = "do")]
    payload: &'a RawValue,
    #[serde(borrow, default)]
    at: Option<&'a RawValue>,
    #[serde(borrow, default)]
    order: Option<&'a RawValue>,
    #[serde(borrow, default)]
    up: Option<&'a RawValue>,
    #[serde(borrow, default)]
    group: Option<&'a RawValue>,
}

/// Takes a line apart (without its newline). `None` for what is not a line of any version.
pub fn decode_line(line: &str) -> Option<LineIn<'_>> {
    decode_line_after(line, &mut Repeated::default())
}

/// The same for one of many, each of which repeats much of the one before.
pub fn decode_line_after<'a>(line: &'a str, repeated: &mut Repeated) -> Option<LineIn<'a>> {
    const BEFORE_PAYLOAD: usize = ",\"sum\":\"".len() + 32 + "\",\"do\":".len();
    if !line.as_bytes().starts_with(LINE_START) {
        return None;
    }
    let wire: LineWire<'_> = serde_json::from_str(line).ok()?;
    let payload = wire.payload.get();
    // The payload comes last, and what the sum does not cover is just the sum itself.
    let payload_at = line.len().checked_sub(payload.len() + 1)?;
    let head_len = payload_at.checked_sub(BEFORE_PAYLOAD)?;
    let middle = line.get(head_len..payload_at)?;
    let exact = middle.strip_prefix(",\"sum\":\"")?.strip_suffix("\",\"do\":")? == wire.sum
        && line.get(payload_at..)?.strip_suffix('}')? == payload;
    if !exact {
        return None;
    }
    Some(LineIn {
        head: decode_head(&wire, repeated),
        v: wire.v,
        n: wire.n,
        id: wire.id,
        prev: wire.prev,
        sum: wire.sum,
        head_bytes: &line.as_bytes()[..head_len],
        payload,
    })
}

/// A line of this version in the very order in which it is written, taken apart without a look into its
/// payload, which may be no JSON at all. `None` for every other line, which [`decode_line`] may read.
pub fn decode_as_written<'a>(line: &'a str, repeated: &mut Repeated) -> Option<LineIn<'a>> {
    const ID: usize = 26;
    const SUM: usize = 32;
    let mut rest = Rest(line);
    rest.skip("{\"v\":1,\"n\":")?;
    let n = rest.number()?;
    rest.skip(",\"id\":\"")?;
    let id = rest.plain(ID)?;
    rest.skip("\",\"at\":\"")?;
    let at = Stamp::parse_as_written(rest.take(29)?.as_bytes())?;
    rest.skip("\",\"order\":[")?;
    let millis = i64::try_from(rest.number()?).ok()?;
    rest.skip(",")?;
    let counter = u32::try_from(rest.number()?).ok()?;
    rest.skip("],")?;
    let up = if rest.skip("\"up\":[\"").is_some() {
        let boot = rest.plain(4)?;
        rest.skip("\",")?;
        let millis = rest.number()?;
        rest.skip("],")?;
        Some(SinceBoot { boot: repeated.boot(boot), millis })
    } else {
        None
    };
    rest.skip("\"group\":\"")?;
    let group = rest.plain(ID)?;
    rest.skip("\",\"prev\":\"")?;
    let prev = rest.plain(SUM)?;
    rest.skip("\"")?;
    let head_bytes = &line.as_bytes()[..line.len() - rest.0.len()];
    rest.skip(",\"sum\":\"")?;
    let sum = rest.plain(SUM)?;
    rest.skip("\",\"do\":")?;
    let payload = rest.0.strip_suffix('}').filter(|payload| payload.starts_with('{') && payload.ends_with('}'))?;
    let head = Head {
        v: VERSION,
        n,
        id: id.parse().ok()?,
        at,
        order: Order { millis, counter },
        up,
        group: group.parse().ok()?,
        prev: prev.to_owned(),
    };
    Some(LineIn { head: Some(head), v: VERSION, n, id, prev, sum, head_bytes, payload })
}

/// Whether a payload is JSON, as [`decode_line`] has seen to.
pub fn is_json(payload: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(payload).is_ok()
}

/// What of a line is still to be read.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn skip(&mut self, text: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(text)?;
        Some(())
    }

    fn take(&mut self, len: usize) -> Option<&'a str> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    /// So many letters and digits.
    fn plain(&mut self, len: usize) -> Option<&'a str> {
        self.take(len).filter(|taken| taken.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    }

    /// A number as JSON has it, without a sign.
    fn number(&mut self) -> Option<u64> {
        let end = self.0.bytes().position(|byte| !byte.is_ascii_digit())?;
        let digits = self.take(end)?;
        digits.parse().ok().filter(|_| digits.len() == 1 || !digits.starts_with('0'))
    }

    /// A text up to its closing quote, if it stands there as it is.
    fn text(&mut self) -> Option<&'a str> {
        let end = self.0.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < b' ')?;
        let text = self.take(end)?;
        self.skip("\"").map(|()| text)
    }
}

fn decode_head(wire: &LineWire<'_>, repeated: &mut Repeated) -> Option<Head> {
    fn read<'a, T: Deserialize<'a>>(raw: Option<&'a RawValue>) -> Option<T> {
        serde_json::from_str(raw?.get()).ok()
    }
    let stated = || {
        let (millis, counter) = read(wire.order)?;
        Some((Stamp::parse(read::<&str>(wire.at)?).ok()?, Order { millis, counter }, read::<&str>(wire.group)?))
    };
    let id: RecordId = wire.id.parse().ok()?;
    let (at, order, group) = match stated() {
        Some((at, order, group)) => (at, order, group.parse().ok()?),
        // A newer version may say these otherwise. The id is a record's name in every version, and
        // tells about when it was made: enough to show that there is something.
        None if wire.v > VERSION => {
            let made = id.made();
            (made.at(Offset::UTC), Order { millis: made.millis(), counter: 0 }, wire.id.parse().ok()?)
        }
        None => return None,
    };
    Some(Head {
        v: wire.v,
        n: wire.n,
        id,
        at,
        order,
        up: read::<(Text<'_>, u64)>(wire.up).map(|(boot, millis)| SinceBoot { boot: repeated.boot(&boot.0), millis }),
        group,
        prev: wire.prev.to_owned(),
    })
}

/// A payload's bytes: who, a salt that keeps a redacted text from being guessed, and one record.
pub fn encode_payload(by: &str, salt: &str, record: &Record) -> String {
    let (kind, body) = encode_record(record);
    format!("{{\"by\":{},\"salt\":\"{salt}\",\"{kind}\":{body}}}", json(&by))
}

/// What stands in place of a payload that was taken off the disk.
pub fn encode_redacted(digest: &str) -> String {
    format!("{{\"redacted\":\"{digest}\"}}")
}

/// The digest in the place of a payload that was taken off the disk.
pub fn redacted_digest(payload: &str) -> Option<&str> {
    let digest = payload.strip_prefix("{\"redacted\":\"")?.strip_suffix("\"}")?;
    // No capitals: of two ways to write the same digest, one would be a change that nobody notices.
    let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    (digest.len() == 64 && digest.bytes().all(is_digit)).then_some(digest)
}

/// The person and the record of a payload.
pub fn decode_payload(version: u64, payload: &str, repeated: &mut Repeated) -> (Arc<str>, Record) {
    if let Some(event) = decode_event_as_written(payload, repeated).filter(|_| version == VERSION) {
        return event;
    }
    let nobody = || Arc::from("");
    if redacted_digest(payload).is_some() {
        return (nobody(), Record::Redacted);
    }
    let Ok(Fields(fields)) = serde_json::from_str::<Fields<'_>>(payload) else {
        return (nobody(), Record::Unknown { kind: "unreadable".to_owned() });
    };
    let by = fields.iter().find(|(name, _)| name == "by");
    let by = by.and_then(|(_, raw)| serde_json::from_str::<Text<'_>>(raw.get()).ok());
    let mut records = fields.iter().filter(|(name, _)| name != "by" && name != "salt");
    let (known, more) = (records.next(), records.next());
    let record = known.filter(|_| more.is_none() && version == VERSION);
    let record = record.and_then(|(kind, body)| decode_record(kind, body.get()));
    let kind = || known.map_or("empty", |(kind, _)| kind).to_owned();
    (by.map_or_else(nobody, |by| repeated.by(&by.0)), record.unwrap_or_else(|| Record::Unknown { kind: kind() }))
}

/// The person and the event of a payload in the very order in which it is written: most are.
fn decode_event_as_written(payload: &str, repeated: &mut Repeated) -> Option<(Arc<str>, Record)> {
    let mut rest = Rest(payload);
    rest.skip("{\"by\":\"")?;
    let by = rest.text()?;
    rest.skip(",\"salt\":\"")?;
    rest.text()?;
    rest.skip(",\"event\":")?;
    let event: EventWire<'_> = serde_json::from_str(rest.0.strip_suffix('}')?).ok()?;
    Some((repeated.by(by), Record::Event(Arc::new(event.body()?))))
}

/// The fields of an object, in the order of their names.
struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(3);
                while let Some((Text(name), body)) = map.next_entry()? {
                    fields.push((name, body));
                }
                fields.sort_by(|(a, _), (b, _)| a.cmp(b));
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// A text that is borrowed from its line where it can be.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn encode_record(record: &Record) -> (&str, String) {
    match record {
        Record::Begin(begin) => ("begin", json(&BeginWire::from(begin))),
        Record::Set(settings) => ("set", json(&SetWire::from(settings.as_slice()))),
        Record::Event(body) => ("event", json(&EventWire::from(&**body))),
        Record::Amend { of, change } => ("amend", json(&AmendWire::from((*of, &**change)))),
        Record::Strike { of, why } => {
            ("strike", json(&StrikeWire { of: of.to_string(), why: why.as_deref().map(Cow::from) }))
        }
        Record::Section { name, text } => ("section", json(&SectionWire { name: name.into(), text: text.into() })),
        Record::Action { of, change } => ("action", json(&ActionWire::from((*of, &**change)))),
        Record::Evidence(evidence) => ("evidence", json(&EvidenceWire::from(evidence))),
        Record::Mute { rule, why } => ("mute", json(&MuteWire { rule: rule.into(), why: why.clone() })),
        Record::Clock(note) => ("clock", json(&ClockWire::from(note))),
        Record::Redact { of, why, kept } => {
            let kept = kept.as_deref().map(EventWire::from);
            ("redact", json(&RedactWire { of: of.to_string(), why: why.into(), kept }))
        }
        Record::Undo { group } => ("undo", json(&UndoWire { group: group.to_string() })),
        // Never written by this program; kept whole for a round trip in memory.
        Record::Redacted => ("redacted", "null".to_owned()),
        Record::Unknown { kind } => (kind, "null".to_owned()),
    }
}

fn decode_record(kind: &str, body: &str) -> Option<Record> {
    fn read<'a, T: Deserialize<'a>>(body: &'a str) -> Option<T> {
        serde_json::from_str(body).ok()
    }
    match kind {
        "begin" => read::<BeginWire<'_>>(body).map(|wire| Record::Begin(wire.into())),
        "set" => read::<SetWire<'_>>(body)?.settings().map(Record::Set),
        "event" => read::<EventWire<'_>>(body)?.body().map(|body| Record::Event(Arc::new(body))),
        "amend" => {
            read::<AmendWire<'_>>(body)?.change().map(|(of, change)| Record::Amend { of, change: change.into() })
        }
        "strike" => {
            let wire: StrikeWire<'_> = read(body)?;
            Some(Record::Strike { of: wire.of.parse().ok()?, why: wire.why.map(Cow::into_owned) })
        }
        "section" => read::<SectionWire<'_>>(body)
            .map(|wire| Record::Section { name: wire.name.into_owned(), text: wire.text.into_owned() }),
        "action" => read::<ActionWire>(body)?.change().map(|(of, change)| Record::Action { of, change: change.into() }),
        "evidence" => read::<EvidenceWire>(body)?.evidence().map(Record::Evidence),
        "mute" => read::<MuteWire<'_>>(body).map(|wire| Record::Mute { rule: wire.rule.into_owned(), why: wire.why }),
        "clock" => read::<ClockWire>(body)?.note().map(Record::Clock),
        "redact" => {
            let wire: RedactWire<'_> = read(body)?;
            let kept = match wire.kept {
                Some(kept) => Some(Box::new(kept.body()?)),
                None => None,
            };
            Some(Record::Redact { of: wire.of.parse().ok()?, why: wire.why.into_owned(), kept })
        }
        "undo" => Some(Record::Undo { group: read::<UndoWire>(body)?.group.parse().ok()? }),
        _ => None,
    }
}

/// A text as it stands in a line, between its quotes.
pub fn encode_text(text: &str) -> String {
    let quoted = json(&text);
    quoted[1..quoted.len() - 1].to_owned()
}

/// Serialisation of our own plain structs into memory has nothing that could fail.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"unwritable\":\"{error}\"}}"))
}

#[derive(Serialize, Deserialize)]
struct BeginWire<'a> {
    incident: Cow<'a, str>,
    writer: Cow<'a, str>,
    host: Cow<'a, str>,
    program: Cow<'a, str>,
}

impl<'a> From<&'a Begin> for BeginWire<'a> {
    fn from(begin: &'a Begin) -> Self {
        BeginWire {
            incident: Cow::from(&begin.incident),
            writer: Cow::from(&begin.writer),
            host: Cow::from(&begin.host),
            program: Cow::from(&begin.program),
        }
    }
}

impl From<BeginWire<'_>> for Begin {
    fn from(wire: BeginWire<'_>) -> Self {
        Begin {
            incident: wire.incident.into_owned(),
            writer: wire.writer.into_owned(),
            host: wire.host.into_owned(),
            program: wire.program.into_owned(),
        }
    }
}

#[derive(Serialize, Deserialize, Default)]
struct SetWire<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reopened: Option<String>,
}

impl<'a> From<&'a [Setting]> for SetWire<'a> {
    fn from(settings: &'a [Setting]) -> Self {
        let mut wire = SetWire::default();
        for setting in settings {
            match setting {
                Setting::Title(title) => wire.title = Some(Cow::from(title)),
                Setting::Zone(zone) => wire.zone = Some(Cow::from(zone)),
                Setting::Severity(severity) => wire.severity = Some(*severity),
                Setting::Started(stamp) => wire.started = Some(stamp.to_string()),
                Setting::Closed(closed) => wire.closed = Some(*closed),
                Setting::Reopened(stamp) => wire.reopened = Some(stamp.to_string()),
            }
        }
        wire
    }
}

impl SetWire<'_> {
    fn settings(self) -> Option<Vec<Setting>> {
        let stamp = |text: Option<String>| text.map(|text| Stamp::parse(&text).ok());
        let mut settings = Vec::new();
        settings.extend(self.title.map(|title| Setting::Title(title.into_owned())));
        settings.extend(self.zone.map(|zone| Setting::Zone(zone.into_owned())));
        settings.extend(self.severity.map(Setting::Severity));
        if let Some(started) = stamp(self.started) {
            settings.push(Setting::Started(started?));
        }
        settings.extend(self.closed.map(Setting::Closed));
        if let Some(reopened) = stamp(self.reopened) {
            settings.push(Setting::Reopened(reopened?));
        }
        // A field that only a newer version knows.
        (!settings.is_empty()).then_some(settings)
    }
}

#[derive(Serialize, Deserialize)]
struct WhenWire<'a> {
    #[serde(borrow)]
    said: Cow<'a, str>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    at: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    until: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<Cow<'a, str>>,
}

impl<'a> From<&'a When> for WhenWire<'a> {
    fn from(when: &'a When) -> Self {
        let said = match when.said {
            Said::Live(_) => "live",
            Said::Second(_) => "second",
            Said::Minute(_) => "minute",
            Said::About { .. } => "about",
            Said::By(_) => "by",
            Said::After(_) => "after",
            Said::Between(..) => "between",
            Said::Unknown => "unknown",
        };
        WhenWire {
            said: Cow::from(said),
            at: when.bound().map(|at| Text(at.to_string().into())),
            until: when.until().map(|until| Text(until.to_string().into())),
            margin: match when.said {
                Said::About { margin_minutes, .. } => Some(margin_minutes),
                _ => None,
            },
            words: when.words.as_deref().map(Cow::from),
        }
    }
}

impl WhenWire<'_> {
    fn when(self) -> Option<When> {
        let stamp = |text: Option<Text<'_>>| Stamp::parse(&text?.0).ok();
        let said = match &*self.said {
            "live" => Said::Live(stamp(self.at)?),
            "second" => Said::Second(stamp(self.at)?),
            "minute" => Said::Minute(stamp(self.at)?),
            "about" => Said::About { at: stamp(self.at)?, margin_minutes: self.margin? },
            "by" => Said::By(stamp(self.at)?),
            "after" => Said::After(stamp(self.at)?),
            "between" => Said::Between(stamp(self.at)?, stamp(self.until)?),
            // What a newer version says of a time is kept in its words; the event keeps its own.
            _ => Said::Unknown,
        };
        Some(When { said, words: self.words.map(Cow::into_owned) })
    }
}

#[derive(Serialize, Deserialize)]
struct EventWire<'a> {
    when: WhenWire<'a>,
    #[serde(borrow)]
    tag: Cow<'a, str>,
    text: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    details: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    opens: Vec<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rules_out: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    confirms: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    starred: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    hidden: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typed: Option<String>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// The detail that keeps the name of a tag which only a newer version knows.
const NEWER_TAG: &str = "tag";

impl<'a> From<&'a EventBody> for EventWire<'a> {
    fn from(body: &'a EventBody) -> Self {
        let mut details = body.details.clone();
        let newer = details.remove(NEWER_TAG).filter(|_| body.tag == Tag::Note);
        EventWire {
            when: WhenWire::from(&body.when),
            tag: newer.map_or(Cow::from(body.tag.name()), Cow::from),
            text: Cow::from(&body.text),
            details,
            opens: body.opens.into_iter().collect(),
            rules_out: texts(&body.rules_out),
            confirms: texts(&body.confirms),
            about: texts(&body.about),
            starred: body.starred,
            hidden: body.hidden,
            typed: body.typed.map(|stamp| stamp.to_string()),
        }
    }
}

impl EventWire<'_> {
    fn body(self) -> Option<EventBody> {
        let mut details = self.details;
        let tag = Tag::named(&self.tag).unwrap_or_else(|| {
            details.insert(NEWER_TAG.to_owned(), self.tag.into_owned());
            Tag::Note
        });
        Some(EventBody {
            when: self.when.when()?,
            tag,
            text: self.text.into_owned(),
            details,
            opens: self.opens.first().copied(),
            rules_out: ids(&self.rules_out),
            confirms: ids(&self.confirms),
            about: ids(&self.about),
            starred: self.starred,
            hidden: self.hidden,
            typed: self.typed.and_then(|text| Stamp::parse(&text).ok()),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct AmendWire<'a> {
    of: String,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    when: Option<WhenWire<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tag: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    details: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opens: Option<Vec<u32>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rules_out: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirms: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    starred: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hidden: Option<bool>,
}

impl<'a> From<(RecordId, &'a EventChange)> for AmendWire<'a> {
    fn from((of, change): (RecordId, &'a EventChange)) -> Self {
        AmendWire {
            of: of.to_string(),
            when: change.when.as_ref().map(WhenWire::from),
            tag: change.tag.map(|tag| Cow::from(tag.name())),
            text: change.text.as_deref().map(Cow::from),
            details: change.details.clone(),
            opens: change.opens.map(|number| number.into_iter().collect()),
            rules_out: change.rules_out.as_deref().map(texts),
            confirms: change.confirms.as_deref().map(texts),
            about: change.about.as_deref().map(texts),
            starred: change.starred,
            hidden: change.hidden,
        }
    }
}

impl AmendWire<'_> {
    fn change(self) -> Option<(RecordId, EventChange)> {
        let all = |found: Option<Vec<String>>| found.map(|texts| ids(&texts));
        let mut details = self.details;
        let tag = self.tag.map(|name| {
            Tag::named(&name).unwrap_or_else(|| {
                details.insert(NEWER_TAG.to_owned(), name.into_owned());
                Tag::Note
            })
        });
        let change = EventChange {
            when: match self.when {
                Some(wire) => Some(wire.when()?),
                None => None,
            },
            tag,
            text: self.text.map(Cow::into_owned),
            details,
            opens: self.opens.map(|numbers| numbers.first().copied()),
            rules_out: all(self.rules_out),
            confirms: all(self.confirms),
            about: all(self.about),
            starred: self.starred,
            hidden: self.hidden,
        };
        Some((self.of.parse().ok()?, change))
    }
}

fn texts(ids: &[RecordId]) -> Vec<String> {
    ids.iter().map(RecordId::to_string).collect()
}

/// Those that can be read: one that can't hides neither the others nor the event's words.
fn ids(texts: &[String]) -> Vec<RecordId> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

#[derive(Serialize, Deserialize)]
struct StrikeWire<'a> {
    of: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
struct RedactWire<'a> {
    of: String,
    why: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    kept: Option<EventWire<'a>>,
}

#[derive(Serialize, Deserialize)]
struct SectionWire<'a> {
    name: Cow<'a, str>,
    text: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
struct MuteWire<'a> {
    rule: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct UndoWire {
    group: String,
}

#[derive(Serialize, Deserialize)]
struct EvidenceWire {
    of: String,
    file: String,
    bytes: u64,
    source: String,
}

impl From<&Evidence> for EvidenceWire {
    fn from(evidence: &Evidence) -> Self {
        EvidenceWire {
            of: evidence.of.to_string(),
            file: evidence.file.clone(),
            bytes: evidence.bytes,
            source: evidence.source.clone(),
        }
    }
}

impl EvidenceWire {
    /// A name that could lead anywhere but to a file among the evidence is no evidence.
    fn evidence(self) -> Option<Evidence> {
        super::evidence::is_file_name(&self.file).then_some(())?;
        Some(Evidence { of: self.of.parse().ok()?, file: self.file, bytes: self.bytes, source: self.source })
    }
}

#[derive(Serialize, Deserialize)]
struct ActionWire {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answers: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    todo: Option<String>,
}

impl From<(Option<RecordId>, &ActionChange)> for ActionWire {
    fn from((of, change): (Option<RecordId>, &ActionChange)) -> Self {
        let change = change.clone();
        ActionWire {
            of: of.map(|of| of.to_string()),
            text: change.text,
            kind: change.kind,
            owner: change.owner,
            due: change.due,
            state: change.state,
            answers: change.answers.map(|id| id.to_string()),
            todo: change.todo.map(|id| id.to_string()),
        }
    }
}

impl ActionWire {
    fn change(self) -> Option<(Option<RecordId>, ActionChange)> {
        let id = |text: Option<String>| text.map_or(Some(None), |text| text.parse().ok().map(Some));
        let change = ActionChange {
            text: self.text,
            kind: self.kind,
            owner: self.owner,
            due: self.due,
            state: self.state,
            answers: id(self.answers)?,
            todo: id(self.todo)?,
        };
        Some((id(self.of)?, change))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ClockWire {
    Stepped { millis: i64 },
    Suspended { millis: u64 },
    Offset { from: String, to: String },
    Ahead { writer: String, millis: i64 },
}

impl From<&ClockNote> for ClockWire {
    fn from(note: &ClockNote) -> Self {
        match note {
            ClockNote::Stepped { millis } => ClockWire::Stepped { millis: *millis },
            ClockNote::Suspended { millis } => ClockWire::Suspended { millis: *millis },
            ClockNote::Offset { from, to } => ClockWire::Offset { from: from.to_string(), to: to.to_string() },
            ClockNote::Ahead { writer, millis } => ClockWire::Ahead { writer: writer.clone(), millis: *millis },
        }
    }
}

impl ClockWire {
    fn note(self) -> Option<ClockNote> {
        Some(match self {
            ClockWire::Stepped { millis } => ClockNote::Stepped { millis },
            ClockWire::Suspended { millis } => ClockNote::Suspended { millis },
            ClockWire::Offset { from, to } => {
                ClockNote::Offset { from: Stamp::parse(&from).ok()?, to: Stamp::parse(&to).ok()? }
            }
            ClockWire::Ahead { writer, millis } => ClockNote::Ahead { writer, millis },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::EventBody;

    fn line(up: bool, record: &Record, by: &str) -> String {
        let at = Stamp::parse("2024-06-07T10:20:05.120+01:00").unwrap();
        let id = RecordId::new(at.moment.millis(), 7);
        let up = up.then(|| SinceBoot { boot: Arc::from("b7c1"), millis: 5_123_400 });
        let order = Order { millis: at.moment.millis(), counter: 3 };
        let group = GroupId::new(at.moment.millis(), 8);
        let head = Head { v: VERSION, n: 12, id, at, order, up, group, prev: "0b".repeat(16) };
        let payload = encode_payload(by, "a1b2", record);
        encode_line(&encode_head(&head), &"5c".repeat(16), &payload).trim_end().to_owned()
    }

    fn lines() -> Vec<String> {
        let live = When::live(Stamp::parse("2024-06-07T10:20:01.000+01:00").unwrap());
        let event = |text: &str| Record::Event(EventBody::new(live.clone(), Tag::Finding, text).into());
        let redacted = line(false, &event("x"), "ana").split_once("{\"by\"").unwrap().0.to_owned();
        vec![
            line(true, &event("a “quoted” \\ \u{1b} text"), "ana"),
            line(false, &event("slow queries"), "an\"a"),
            line(true, &Record::Undo { group: GroupId::new(1, 1) }, "bo"),
            format!("{redacted}{}}}", encode_redacted(&"0f".repeat(32))),
        ]
    }

    fn parts<'a>(line: &LineIn<'a>) -> (Option<Head>, u64, u64, [&'a str; 4], &'a [u8]) {
        (line.head.clone(), line.v, line.n, [line.id, line.prev, line.sum, line.payload], line.head_bytes)
    }

    #[test]
    fn a_line_as_it_is_written_is_read_as_any_other() {
        for line in lines() {
            let read = decode_as_written(&line, &mut Repeated::default()).expect("a line of ours");
            assert_eq!(parts(&read), parts(&decode_line(&line).unwrap()), "{line}");
        }
    }

    #[test]
    fn whatever_is_changed_in_a_line_it_is_never_read_as_something_else() {
        for line in lines() {
            let changes = (0..line.len()).filter(|at| line.is_char_boundary(*at)).flat_map(|at| {
                let (before, after) = line.split_at(at);
                let rest = after.chars().next().map_or("", |c| &after[c.len_utf8()..]);
                let instead = ["", "0", "9", "-", "\"", "\\", "}", "{", ",", " ", "z", "\"x\":1,"];
                instead.map(|new| format!("{before}{new}{rest}"))
            });
            for changed in changes {
                let fast = decode_as_written(&changed, &mut Repeated::default()).filter(|read| is_json(read.payload));
                let Some(fast) = fast else { continue };
                let read = decode_line(&changed).unwrap_or_else(|| panic!("no line: {changed}"));
                assert_eq!(parts(&fast), parts(&read), "{changed}");
                let event = decode_event_as_written(fast.payload, &mut Repeated::default());
                let Ok(Fields(fields)) = serde_json::from_str::<Fields<'_>>(fast.payload) else {
                    assert!(event.is_none(), "{changed}");
                    continue;
                };
                let Some((by, record)) = event else { continue };
                let raw = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, raw)| raw.get());
                assert_eq!(serde_json::from_str::<String>(raw("by").unwrap()).unwrap(), *by, "{changed}");
                assert_eq!(decode_record("event", raw("event").unwrap()), Some(record), "{changed}");
                assert_eq!(fields.len(), 3, "{changed}");
            }
        }
    }
}
