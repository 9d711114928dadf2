//! What an action item can answer, to choose from: hypotheses, milestones, silences.

use crate::analysis::{Analysis, SILENCE};
use crate::timeline::{ActionItem, RecordId};
use crate::tui::key::{Code, Key};
use crate::tui::screen::Context;
use crate::words;

/// The things to choose from, each with its words.
pub(super) struct Links {
    pub(super) choices: Vec<(RecordId, String)>,
    pub(super) at: usize,
}

/// What became of it with a key.
pub(super) enum Pressed {
    Chosen(RecordId),
    Left,
    Stays,
}

impl Links {
    /// What there is to answer in this incident; none where that is nothing.
    pub(super) fn of(item: &ActionItem, context: &Context) -> Option<Links> {
        let choices = choices(context);
        let at = choices.iter().position(|(id, _)| Some(*id) == item.answers()).unwrap_or(0);
        (!choices.is_empty()).then_some(Links { choices, at })
    }

    pub(super) fn go(&mut self, by: isize) {
        self.choose(self.at.saturating_add_signed(by));
    }

    pub(super) fn choose(&mut self, at: usize) {
        self.at = at.min(self.choices.len().saturating_sub(1));
    }

    pub(super) fn press(&mut self, key: Key) -> Pressed {
        match key.code {
            Code::Up | Code::Char('k') => self.go(-1),
            Code::Down | Code::Char('j') => self.go(1),
            Code::Char('p') if key.ctrl => self.go(-1),
            Code::Char('n') if key.ctrl => self.go(1),
            Code::Home | Code::PageUp => self.choose(0),
            Code::End | Code::PageDown => self.choose(usize::MAX),
            Code::Enter => return self.choices.get(self.at).map_or(Pressed::Left, |(id, _)| Pressed::Chosen(*id)),
            Code::Esc | Code::Char('q') => return Pressed::Left,
            _ if key == Key::ctrl('g') || key == Key::ctrl('c') => return Pressed::Left,
            _ => {}
        }
        Pressed::Stays
    }
}

fn choices(context: &Context) -> Vec<(RecordId, String)> {
    let timeline = context.session.timeline();
    let zone = context.session.zone();
    let hypotheses = timeline.hypotheses().iter();
    let hypotheses = hypotheses.map(|known| (known.id, words::one_line(&format!("{} {}", known.label, known.name))));
    let analysis = Analysis::of(timeline);
    let milestones = analysis.milestones.rows().filter(|milestone| !milestone.is_derived).filter_map(|milestone| {
        let event = milestone.event?;
        let said = format!("{} {} {}", milestone.row.name, event.when().shown(&zone), event.text());
        Some((event.id, words::one_line(&said)))
    });
    let gaps = analysis.gaps(i64::from(SILENCE) * 60_000);
    let silences = gaps.iter().map(|gap| {
        let from = gap.start.local().format("%H:%M").to_string();
        (gap.from.id, format!("{} without an entry from {from}", words::span(gap.length)))
    });
    hypotheses.chain(milestones).chain(silences).collect()
}

/// What an item answers, in words.
pub(super) fn answered(item: &ActionItem, context: &Context) -> Option<String> {
    let id = item.answers()?;
    let timeline = context.session.timeline();
    let label = timeline.hypothesis_labels().remove(&id).map(|label| format!("{label} "));
    let event = timeline.event(id)?;
    let when = event.when().shown(&context.session.zone());
    Some(words::one_line(&format!("{}{when} {}", label.unwrap_or_default(), event.text())))
}
