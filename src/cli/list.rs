//! `decklog list`: all incidents on this shelf.

use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::json;

use super::format::Format;
use super::opened::Opened;
use super::settings::load;
use super::{Failure, World, answer, say};
use crate::analysis::{Account, COLUMNS, NEEDED, SORTS, Sort};
use crate::export;
use crate::time::Moment;
use crate::words;

const EXAMPLES: &str = "\
Examples:
  decklog list                              the newest last
  decklog list --sort readiness             what is still to be written up
  decklog list --find 'connection limit'    where both words were said
  decklog list --format json | jq -r '.[] | select(.readiness == null) | .id'";

/// List all incidents: when, how long, how bad, how it stands, how far it is written up
///
/// The columns: the id (the open one has a star), when it began, how long its impact lasted (≥: so
/// far), severity, state, how many of the sections that no postmortem goes without are written, how
/// ready the postmortem is, the title.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct List {
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// What comes last, next to the prompt: the newest, the longest, the worst, the least ready
    #[arg(long, value_name = "ORDER", default_value = SORTS[0].name,
          value_parser = PossibleValuesParser::new(SORTS.iter().map(|sort| sort.name)))]
    sort: String,
    /// Only those in which all of these words were said: in the title, an event, a section, an item
    #[arg(long, value_name = "WORDS")]
    find: Option<String>,
}

/// An incident as it is listed.
struct Listed {
    id: String,
    account: Account,
    is_current: bool,
}

impl List {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let current = opened.shelf().current()?;
        let silence = load(world).settings.gap;
        let ids = opened.shelf().incidents()?;
        if ids.is_empty() {
            say(world, "there is no incident yet; “decklog” or “decklog log TEXT” starts one");
        }
        let is_any = !ids.is_empty();
        let mut listed: Vec<Listed> = Vec::new();
        for id in ids {
            match opened.shown(&id) {
                Ok((timeline, faults)) => {
                    if faults.iter().any(|fault| fault.kind.hides_something()) {
                        say(world, &format!("not all of {id} can be read; “decklog verify {id}” says why"));
                    }
                    let account = Account::of(&timeline, || export::examined(&timeline, silence));
                    listed.push(Listed { is_current: current.as_ref() == Some(&id), id, account });
                }
                // One that can't be read hides none of the others.
                Err(failure) => say(world, &failure.to_string()),
            }
        }
        if let Some(words) = &self.find {
            listed.retain(|row| row.account.holds(words));
            if listed.is_empty() && is_any {
                say(world, &format!("in no incident all of this was said: {words}"));
            }
        }
        let now = world.clock.now();
        let sort = Sort::named(&self.sort).unwrap_or(&SORTS[0]);
        listed.sort_by(|a, b| sort.compare((&a.id, &a.account), (&b.id, &b.account), now));
        if sort.is_ranked {
            listed.reverse();
        }
        let text = match self.format {
            Format::Text => self.table(&listed, now, world),
            Format::Json => {
                export::inert_json(&listed.iter().map(|row| row.object(now)).collect::<Vec<serde_json::Value>>())
            }
        };
        answer(world, &text)?;
        Ok(0)
    }

    /// A line each, and below it what was found in it.
    fn table(&self, listed: &[Listed], now: Moment, world: &World) -> String {
        let rows: Vec<Vec<String>> = listed.iter().map(|row| row.cells(now, world)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..=COLUMNS.len()).map(width).collect();
        let mut text = String::new();
        for (row, cells) in listed.iter().zip(&rows) {
            text.push_str(if row.is_current { "*" } else { " " });
            for (cell, width) in cells.iter().zip(&widths) {
                text.push_str(&format!(" {cell:<width$} "));
            }
            text.push_str(&format!(" {}\n", row.account.title()));
            let found = self.find.as_ref().and_then(|words| row.account.found_below_the_title(words));
            text.extend(found.map(|found| format!("      {found}\n")));
        }
        text
    }
}

impl Listed {
    /// The id, and what stands in the columns.
    fn cells(&self, now: Moment, world: &World) -> Vec<String> {
        let cells = COLUMNS.iter().map(|column| world.in_its_locale(&(column.cell)(&self.account, now)));
        std::iter::once(words::visible(&self.id).into_owned()).chain(cells).collect()
    }

    fn object(&self, now: Moment) -> serde_json::Value {
        let account = &self.account;
        let stamp = |at: Option<crate::time::Stamp>| at.map(|at| at.to_string());
        json!({
            "id": self.id,
            "title": account.title,
            "severity": account.severity,
            "state": account.state.name(),
            "zone": account.zone_set,
            "events": account.events,
            "start": stamp(account.start),
            "end": stamp(account.end),
            "minutes": account.length_at(now).map(crate::time::Span::minutes),
            "write_up": account.write_up.name(),
            "sections_written": account.sections,
            "sections_needed": NEEDED.len(),
            "readiness": account.readiness,
            "first": stamp(account.first),
            "latest": stamp(account.latest),
            "recorded": account.recorded.map(|at| account.zone.stamp(at).to_string()),
            "open": self.is_current,
        })
    }
}
