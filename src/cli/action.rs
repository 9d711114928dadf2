//! `decklog action`: what is to be done so that it does not happen again.

use std::fmt::Write as _;

use clap::{Args, Subcommand};
use serde_json::json;

use super::format::Format;
use super::opened::Opened;
use super::{Failure, World, answer, say};
use crate::entry::secret_in;
use crate::export;
use crate::session::Once;
use crate::timeline::{ACTION_KINDS, ActionChange, ActionItem, Record, RecordId, Timeline};
use crate::words;

/// List, add or change action items
///
/// Every todo of the timeline is one; whoever gives it an owner makes an item of it. An idea that comes
/// up while the timeline is walked is parked, and stands in no document until it is made an item.
#[derive(Args, Debug)]
pub struct Action {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand, Debug)]
enum What {
    /// All items, with their ids
    List {
        /// The ideas that are parked, and no items yet
        #[arg(long)]
        parked: bool,
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// A new item
    Add {
        /// What is to be done: verb, scope, how one will know that it is done
        #[arg(required = true)]
        text: Vec<String>,
        #[command(flatten)]
        fields: Fields,
    },
    /// Park an idea for a fix: it is no item until it is made one
    Park {
        #[arg(required = true)]
        text: Vec<String>,
    },
    /// Make an item of a parked idea; without one, of all of them
    Unpark {
        /// As “decklog action list --parked” prints it in its first column
        idea: Option<String>,
    },
    /// Change an item; an empty word takes back what was said
    Set {
        /// As “decklog action list” prints it in its first column
        item: String,
        /// Another text
        #[arg(long)]
        text: Option<String>,
        #[command(flatten)]
        fields: Fields,
    },
}

#[derive(Args, Debug, Default)]
struct Fields {
    /// prevent, detect, mitigate or process
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Who sees to it
    #[arg(long)]
    owner: Option<String>,
    /// Until when: a date, a release
    #[arg(long, value_name = "WHEN")]
    due: Option<String>,
    /// open, done, rejected; idea parks it
    #[arg(long)]
    state: Option<String>,
    /// What it answers: an event's id, or H2
    #[arg(long, value_name = "EVENT")]
    answers: Option<String>,
}

impl Action {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let id = opened.incident(None)?;
        let (timeline, _) = opened.timeline(&id)?;
        let (ideas, items): (Vec<_>, Vec<_>) = timeline.items_and_ideas().into_iter().partition(ActionItem::is_idea);
        let (records, text) = match self.what.unwrap_or(What::List { parked: false, format: Format::Text }) {
            What::List { parked: true, format } => {
                if ideas.is_empty() {
                    say(world, "no idea is parked; “decklog action park TEXT” parks one");
                }
                answer(world, &listed(&ideas, format))?;
                return Ok(0);
            }
            What::List { format, .. } => {
                if items.is_empty() {
                    say(world, "there is no action item yet; “decklog action add TEXT” makes one");
                }
                answer(world, &listed(&items, format))?;
                if !ideas.is_empty() {
                    let parked = words::count(ideas.len(), "idea");
                    say(world, &format!("and {parked} parked; “decklog action list --parked” has them"));
                }
                return Ok(0);
            }
            What::Park { text } => {
                let text = text.join(" ");
                (vec![ActionItem::parking(text.clone())], text)
            }
            What::Unpark { idea: Some(idea) } => {
                let idea = found(&ideas, &idea, "idea")?;
                (vec![idea.made_an_item()], String::new())
            }
            What::Unpark { idea: None } => (timeline.parking_lot_emptied(), String::new()),
            What::Add { text, fields } => {
                let text = text.join(" ");
                let change = ActionChange { text: Some(text.clone()), ..fields.change(opened, &timeline)? };
                (vec![Record::Action { of: None, change: change.into() }], text)
            }
            What::Set { item, text, fields } => {
                let all = timeline.items_and_ideas();
                let item = found(&all, &item, "item")?;
                if text.as_deref().is_some_and(|text| text.trim().is_empty()) {
                    return Err(Failure::Usage(
                        "an item needs words; --state rejected says that it is not to be done".to_owned(),
                    ));
                }
                let change = ActionChange { text, ..fields.change(opened, &timeline)? };
                if change == ActionChange::default() {
                    return Err(Failure::Usage("nothing to change; give --owner, --due, --type, …".to_owned()));
                }
                let said = change.text.clone().unwrap_or_else(|| item.text().to_owned());
                (vec![item.changed(change)], said)
            }
        };
        if records.is_empty() {
            say(world, "no idea is parked");
            return Ok(0);
        }
        let mut once = Once::open(&opened.author, &id).map_err(|error| Failure::from(error).with(&text))?;
        let batch = once.author().batch(records.clone());
        let made: Vec<RecordId> = batch.pending.iter().map(|pending| pending.id).collect();
        once.add(batch);
        let recorded = once.save().map_err(|error| Failure::from(error).with(&text))?;
        let mut timeline = timeline;
        timeline.apply(recorded);
        let changed =
            |record: &Record, id: RecordId| matches!(record, Record::Action { of: Some(of), .. } if *of == id);
        let is_meant = |item: &&ActionItem| {
            item.record.is_some_and(|id| made.contains(&id) || records.iter().any(|record| changed(record, id)))
        };
        answer(world, &timeline.items_and_ideas().iter().filter(is_meant).map(line).collect::<String>())?;
        if let Some(said) = secret_in(&text) {
            say(world, &said);
        }
        Ok(0)
    }
}

impl Fields {
    fn change(self, opened: &Opened, timeline: &Timeline) -> Result<ActionChange, Failure> {
        let unknown = self.kind.as_deref().filter(|kind| !kind.is_empty() && !ACTION_KINDS.contains(kind));
        if let Some(kind) = unknown {
            let kinds = words::list(&ACTION_KINDS.map(str::to_owned));
            return Err(Failure::Usage(format!(
                "no item is of the type “{}”; there are {kinds}",
                words::one_line(kind)
            )));
        }
        let answers = self.answers.as_deref().map(|name| answered(name, opened, timeline)).transpose()?;
        let Fields { kind, owner, due, state, .. } = self;
        Ok(ActionChange { kind, owner, due, state, answers, ..ActionChange::default() })
    }
}

/// The event or hypothesis of this name.
fn answered(name: &str, opened: &Opened, timeline: &Timeline) -> Result<RecordId, Failure> {
    let hypothesis = timeline.hypotheses().iter().find(|known| known.label.eq_ignore_ascii_case(name));
    match hypothesis {
        Some(known) => Ok(known.id),
        None => opened.event(timeline, name),
    }
}

/// The item, or idea, whose id ends so.
fn found<'a>(items: &'a [ActionItem], name: &str, what: &str) -> Result<&'a ActionItem, Failure> {
    let is_meant = |id: RecordId| id.is_called(name);
    let mut found = items.iter().filter(|item| is_meant(item.id) || item.record.is_some_and(is_meant));
    match (found.next(), found.next()) {
        (Some(item), None) => Ok(item),
        (Some(_), Some(_)) => Err(Failure::NotFound(format!("several {what}s end in “{name}”; give more of the id"))),
        (None, _) => {
            let list = if what == "idea" { "list --parked" } else { "list" };
            Err(Failure::NotFound(format!("no {what} has the id “{name}”; “decklog action {list}” prints them")))
        }
    }
}

fn listed(items: &[ActionItem], format: Format) -> String {
    if format == Format::Json {
        let object = |item: &ActionItem| {
            json!({
                "id": item.id.to_string(),
                "text": item.text(),
                "type": item.kind(),
                "owner": item.owner(),
                "due": item.due(),
                "state": item.state(),
                "answers": item.answers().map(|id| id.to_string()),
            })
        };
        return export::inert_json(&items.iter().map(object).collect::<Vec<_>>());
    }
    items.iter().map(line).collect()
}

/// `K3X9TQ  detect    ana         Fri   alert near the limit`
fn line(item: &ActionItem) -> String {
    let field = |text: Option<&str>| words::one_line(text.unwrap_or("-"));
    let mut line = String::new();
    let _ = write!(
        line,
        "{}  {:<8}  {:<12}  {:<12}  {}",
        item.id.short(),
        field(item.kind()),
        field(item.owner()),
        field(item.due()),
        words::one_line(item.text())
    );
    if let Some(state) = item.state() {
        let _ = write!(line, "  [{}]", words::one_line(state));
    }
    line.push('\n');
    line
}
