//! What may leave: the timeline as a profile tells it, without its secrets, people named as asked.
//!
//! Every format is made of what comes out here, so that no format can forget to hide something.

use std::borrow::Cow;

use super::csv::csv;
use super::diagram::diagram_svg;
use super::json::json;
use super::people::People;
use super::profile::{Names, Profile};
use super::report::{Drawn, Report};
use super::template::{Markup, Template, TemplateError, render};
use crate::analysis::{Analysis, Lint};
use crate::sensitive::{self, Kind};
use crate::timeline::{
    ActionChange, EventBody, EventChange, Evidence, Record, RecordId, Recorded, Setting, Tag, Timeline,
};
use crate::words;

/// What is asked of a document beside its format.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    pub profile: Profile,
    /// None: as the profile has it.
    pub names: Option<Names>,
    /// Likely secrets are left as they were typed.
    pub allow_secrets: bool,
}

/// A timeline that may leave.
pub struct Published<'a> {
    pub timeline: Cow<'a, Timeline>,
    pub profile: Profile,
    /// The likely secrets that were found, masked or not.
    pub secrets: Vec<Secret>,
    /// As it was recorded: what is told outside is less than what the rules look for.
    whole: &'a Timeline,
}

impl<'a> Published<'a> {
    pub fn of(timeline: &'a Timeline, wanted: Wanted) -> Published<'a> {
        let profile = wanted.profile;
        let people = People::of(timeline, wanted.names.unwrap_or(profile.row().names));
        let secrets = secrets(timeline);
        let mut kinds: Vec<Kind> = Vec::new();
        kinds.extend((!secrets.is_empty() && !wanted.allow_secrets).then_some(Kind::Secret));
        kinds.extend((profile == Profile::External).then_some(Kind::PERSONAL).into_iter().flatten());
        if kinds.is_empty() && people.is_none() {
            return Published { timeline: Cow::Borrowed(timeline), profile, secrets, whole: timeline };
        }
        let wording = Wording { kinds, people, host: (profile == Profile::External).then(|| hosts(timeline)) };
        let mut told = Timeline::default();
        told.apply(timeline.records().filter(|record| is_told(record, timeline, profile)).map(|record| Recorded {
            by: wording.person(&record.by).into(),
            record: wording.record(record.record.clone()),
            ..record.clone()
        }));
        Published { timeline: Cow::Owned(told), profile, secrets, whole: timeline }
    }
}

/// How a document shows its diagram, beside how its format does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pictured {
    /// As a Mermaid chart, too.
    pub mermaid: bool,
    /// The name of the drawing's file, where it stands beside the document.
    pub svg_file: Option<String>,
}

impl Published<'_> {
    /// All that a template may use.
    pub fn report(&self, pictured: &Pictured) -> Report {
        self.report_with(Drawn { text: true, mermaid: true, svg: true }, pictured)
    }

    fn report_with(&self, drawn: Drawn, pictured: &Pictured) -> Report {
        // What makes it a draft takes as long to find as all the rest: one goes on beside the other.
        let (mut report, draft) = std::thread::scope(|scope| {
            let draft = scope.spawn(|| Lint::errors(&Analysis::of(self.whole)));
            let report = Report::of(&self.timeline, self.profile, drawn);
            (report, draft.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        report.draft = draft;
        report.diagram.svg_file.clone_from(&pictured.svg_file);
        report
    }

    /// The name of the template that this profile has.
    pub fn template(&self, markup: Markup) -> &'static str {
        match markup {
            Markup::Markdown => self.profile.template(),
            Markup::Html => "page.html",
            Markup::Text => "page.txt",
        }
    }

    /// The document that a template makes of it.
    ///
    /// # Errors
    /// Where a template of somebody's own is wrong.
    pub fn rendered(
        &self,
        markup: Markup,
        name: &str,
        own: &[Template],
        pictured: &Pictured,
    ) -> Result<String, TemplateError> {
        let drawn = match markup {
            Markup::Markdown => Drawn { text: true, mermaid: pictured.mermaid, svg: false },
            Markup::Text => Drawn { text: true, ..Drawn::default() },
            Markup::Html => Drawn { svg: true, ..Drawn::default() },
        };
        let written = render(&self.report_with(drawn, pictured), markup, name, own)?;
        Ok(if markup == Markup::Html { written } else { tidy(&written) })
    }

    /// The document through decklog's own template.
    pub fn document(&self, markup: Markup) -> String {
        // A template of our own fails on every report or on none, which the tests settle.
        self.rendered(markup, self.template(markup), &[], &Pictured::default()).unwrap_or_default()
    }

    pub fn json(&self) -> String {
        json(&self.timeline)
    }

    pub fn csv(&self) -> String {
        csv(&self.timeline)
    }

    /// The diagram alone; none where there are no two different times.
    pub fn svg(&self) -> Option<String> {
        diagram_svg(&self.timeline)
    }
}

/// With one blank line where there are several, and one newline at the end. What stands in a block
/// of code stays as it is.
fn tidy(written: &str) -> String {
    let mut tidied = String::with_capacity(written.len());
    let (mut fence, mut blank) = (None, true);
    for line in written.trim_end().lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(opened) if ticks >= opened && line.len() == ticks => fence = None,
            None if ticks >= 3 => fence = Some(ticks),
            _ => {}
        }
        let is_blank = fence.is_none() && line.trim().is_empty();
        if !(blank && is_blank) {
            tidied.push_str(line.trim_end());
            tidied.push('\n');
        }
        blank = is_blank;
    }
    tidied
}

/// A likely secret, and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Secret {
    /// `AWS access key`
    pub name: &'static str,
    /// What `redact` takes; none for the title.
    pub at: Option<RecordId>,
}

/// Every likely secret of what is told, in its order.
pub fn secrets(timeline: &Timeline) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut look = |text: &str, at: Option<RecordId>| {
        let secret = |found: sensitive::Found| Secret { name: found.name, at };
        found.extend(sensitive::find(text, &[Kind::Secret]).into_iter().map(secret));
    };
    look(timeline.incident().title(), None);
    for event in timeline.all_events() {
        look(event.text(), Some(event.id));
        let beside = event.body.details.values().map(String::as_str).chain(event.struck.as_deref());
        beside.chain(event.when().words.as_deref()).for_each(|text| look(text, Some(event.id)));
    }
    for section in timeline.sections() {
        look(&section.text, Some(section.id));
    }
    for item in timeline.action_items().iter().filter(|item| item.record.is_some()) {
        let change = &item.change;
        let texts = [&change.text, &change.owner, &change.due, &change.state].into_iter().flatten();
        texts.for_each(|text| look(text, item.record));
    }
    found
}

/// The machines that wrote the journals.
fn hosts(timeline: &Timeline) -> Vec<String> {
    let begun = timeline.records().filter_map(|recorded| match &recorded.record {
        Record::Begin(begin) => Some(begin.host.to_lowercase()),
        _ => None,
    });
    begun.filter(|host| host.len() > 2).collect()
}

/// Whether a record may leave. Outside only what the profile tells; an event by what it has come to.
fn is_told(recorded: &Recorded, timeline: &Timeline, profile: Profile) -> bool {
    if profile != Profile::External {
        return true;
    }
    let told = |id: RecordId| timeline.event(id).is_some_and(|event| event.is_told() && profile.tells(event.tag()));
    match &recorded.record {
        Record::Event(_) | Record::Redacted => told(recorded.id),
        Record::Amend { of, .. } | Record::Strike { of, .. } | Record::Redact { of, .. } => told(*of),
        Record::Section { name, .. } => profile.tells_section(name),
        Record::Begin(_) | Record::Set(_) | Record::Undo { .. } | Record::Action { .. } => true,
        Record::Evidence(_) | Record::Mute { .. } | Record::Clock(_) | Record::Unknown { .. } => false,
    }
}

/// How the words of a record change.
struct Wording {
    kinds: Vec<Kind>,
    people: Option<People>,
    /// Outside: the hosts of the journals.
    host: Option<Vec<String>>,
}

impl Wording {
    fn text(&self, text: &str) -> String {
        let mut said = sensitive::masked(text, &self.kinds).into_owned();
        for host in self.host.iter().flatten() {
            said = words::replaced(&said, host, |_, _| Some("[removed: host]".to_owned()));
        }
        self.people.as_ref().map_or_else(|| said.clone(), |people| people.text(&said))
    }

    fn person(&self, name: &str) -> String {
        match &self.people {
            Some(_) if name.is_empty() => String::new(),
            Some(people) => people.person(name),
            None => sensitive::masked(name, &self.kinds).into_owned(),
        }
    }

    fn some(&self, text: Option<String>) -> Option<String> {
        text.map(|text| self.text(&text))
    }

    fn record(&self, record: Record) -> Record {
        match record {
            Record::Event(body) => Record::Event(self.body(body)),
            Record::Amend { of, change } => Record::Amend { of, change: self.change(change) },
            Record::Strike { of, why } => Record::Strike { of, why: self.text(&why) },
            Record::Section { name, text } => Record::Section { name, text: self.text(&text) },
            Record::Mute { rule, why } => Record::Mute { rule, why: self.some(why) },
            Record::Evidence(evidence) => {
                Record::Evidence(Evidence { source: self.text(&evidence.source), ..evidence })
            }
            Record::Redact { of, why, kept } => {
                Record::Redact { of, why: self.text(&why), kept: kept.map(|kept| Box::new(self.body(*kept))) }
            }
            Record::Set(settings) => Record::Set(settings.into_iter().map(|setting| self.setting(setting)).collect()),
            Record::Action { of, change } => Record::Action { of, change: self.action(change) },
            other => other,
        }
    }

    fn body(&self, body: EventBody) -> EventBody {
        let holder = body.tag == Tag::Role;
        let text = if holder { self.person(&body.text) } else { self.text(&body.text) };
        let details = body.details.into_iter().map(|(name, value)| (name, self.text(&value))).collect();
        let mut when = body.when;
        when.words = self.some(when.words);
        EventBody { text, details, when, ..body }
    }

    fn change(&self, change: EventChange) -> EventChange {
        let details = change.details.into_iter().map(|(name, value)| (name, self.text(&value))).collect();
        let mut when = change.when;
        if let Some(when) = &mut when {
            when.words = self.some(when.words.take());
        }
        EventChange { text: self.some(change.text), details, when, ..change }
    }

    fn action(&self, change: ActionChange) -> ActionChange {
        ActionChange {
            text: self.some(change.text),
            // Outside nobody is told who does it.
            owner: change.owner.map(|owner| if self.host.is_some() { String::new() } else { self.person(&owner) }),
            due: self.some(change.due),
            state: self.some(change.state),
            kind: self.some(change.kind),
            answers: change.answers,
            todo: change.todo,
        }
    }

    fn setting(&self, setting: Setting) -> Setting {
        match setting {
            Setting::Title(title) => Setting::Title(self.text(&title)),
            other => other,
        }
    }
}
