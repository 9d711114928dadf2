//! The screens: each takes keys, answers with effects, and draws what it knows.

mod backfill;
mod card;
mod event;
mod frame;
mod help;
mod incidents;
mod log;
mod palette;
mod postmortem;
mod questions;
mod review;
mod sheet;

use std::cell::OnceCell;
use std::rc::Rc;

use ratatui::Frame;

use super::command::HelpRow;
use super::effect::Effect;
use super::input::Input;
use super::theme::Theme;
use crate::analysis::filter::OwnFilter;
use crate::analysis::{Meeting, StateCard};
use crate::config::Settings;
use crate::session::{HalfTyped, Session};
use crate::timeline::{RecordId, SectionRow, Summary};

pub use backfill::Backfill;
pub use card::Card;
pub use help::Help;
pub use incidents::Incidents;
pub use log::Log;
pub use palette::Palette;
pub use postmortem::{ActionItems, Editor, Postmortem};
pub use questions::Questions;
pub use review::{History, Review};

/// What a screen may look at, for one drawing or one key.
pub struct Context<'a> {
    pub session: &'a Session,
    pub settings: &'a Settings,
    pub theme: Theme,
    /// Whether the terminal tells of the mouse.
    pub has_mouse: bool,
    /// Saved filters of the person's own.
    pub filters: &'a [OwnFilter],
    /// The clock of the meeting, once somebody began one.
    pub meeting: Option<Meeting>,
    /// What was left half written: texts of sections, lines to be backfilled.
    left: &'a [HalfTyped],
    summary: OnceCell<Rc<Summary>>,
}

impl<'a> Context<'a> {
    pub fn of(session: &'a Session, settings: &'a Settings, theme: Theme) -> Context<'a> {
        Context {
            session,
            settings,
            theme,
            has_mouse: false,
            filters: &[],
            meeting: None,
            left: &[],
            summary: OnceCell::new(),
        }
    }

    /// With what was left half written.
    pub fn with(self, left: &'a [HalfTyped]) -> Context<'a> {
        Context { left, ..self }
    }

    /// What was left half written of this incident, the oldest first. Nothing before it is known what
    /// became of it: it may have been stored after all.
    fn left(&self) -> impl DoubleEndedIterator<Item = &'a HalfTyped> {
        let (is_known, here) = (self.session.is_loaded(), self.session.incident().map(str::to_owned));
        self.left.iter().filter(move |half| is_known && (half.incident.is_none() || half.incident == here))
    }

    /// The newest that was left of one section.
    fn left_of(&self, section: &str) -> Option<&'a HalfTyped> {
        self.left().rfind(|half| half.section.as_deref() == Some(section))
    }

    /// How the incident stands now.
    pub fn card(&self) -> StateCard {
        StateCard::of(self.summary(), &self.settings.timers, self.session.now())
    }

    /// What the next line may speak of: worked out once, when it is first asked for.
    pub fn summary(&self) -> &Summary {
        self.summary.get_or_init(|| self.session.summary())
    }
}

/// One screen of the stack.
pub trait Screen {
    /// Takes what came in; what is to be done.
    fn update(&mut self, input: &Input, context: &Context) -> Vec<Effect>;

    /// It lies on top now.
    fn laid(&mut self, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    /// Something changed behind the screen.
    fn refresh(&mut self, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    /// Takes in what was half typed on a screen over it.
    fn take_in(&mut self, _: HalfTyped, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    /// Takes the text of a section that a program outside has changed.
    fn edited(&mut self, _section: &'static SectionRow, _text: String, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    /// Shows this event, to be corrected.
    fn go_to(&mut self, _event: RecordId, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    /// Time has passed: what moves by itself moves on. While nothing is pressed, there is time for
    /// what no key should wait for.
    fn time_passes(&mut self, _is_idle: bool, _: &Context) {}

    /// Whether something on it moves by itself now.
    fn is_moving(&self) -> bool {
        false
    }

    /// Another incident is turned to: this one, or (none) a new one.
    fn part(&mut self, _to: Option<&str>, _: &Context) {}

    /// Something to be said on the quiet line.
    fn tell(&mut self, _: &str) {}

    fn view(&self, frame: &mut Frame, context: &Context);

    /// Whether nothing of what lies below it is seen.
    fn covers_all(&self) -> bool {
        false
    }

    /// Does what the row of this name does.
    fn run(&mut self, _name: &str, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    /// What it is called among the places to go to; nothing where it is none.
    fn place_name(&self) -> &'static str {
        ""
    }

    /// Somebody goes elsewhere: what is to be done before that. Where it does not go back, it has a
    /// reason to stay.
    fn give_way(&mut self, _: &Context) -> Vec<Effect> {
        vec![Effect::Back]
    }

    /// What its keys do.
    fn help(&self) -> Vec<HelpRow> {
        Vec::new()
    }

    /// Whether lines are typed on it, with their tags and times.
    fn takes_lines(&self) -> bool {
        false
    }
}
