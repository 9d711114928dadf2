//! The screens: each takes keys, answers with effects, and draws what it knows.

mod card;
mod help;
mod log;
mod questions;

use std::cell::OnceCell;
use std::rc::Rc;

use ratatui::Frame;

use super::command::HelpRow;
use super::effect::Effect;
use super::input::Input;
use super::theme::Theme;
use crate::analysis::StateCard;
use crate::config::Settings;
use crate::session::{HalfTyped, Session};
use crate::timeline::Summary;

pub use card::Card;
pub use help::Help;
pub use log::Log;
pub use questions::Questions;

/// What a screen may look at, for one drawing or one key.
pub struct Context<'a> {
    pub session: &'a Session,
    pub settings: &'a Settings,
    pub theme: Theme,
    summary: OnceCell<Rc<Summary>>,
}

impl<'a> Context<'a> {
    pub fn of(session: &'a Session, settings: &'a Settings, theme: Theme) -> Context<'a> {
        Context { session, settings, theme, summary: OnceCell::new() }
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

    /// Something changed behind the screen.
    fn refresh(&mut self, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    /// Takes in what was half typed on a screen over it.
    fn take_in(&mut self, _: HalfTyped, _: &Context) -> Vec<Effect> {
        Vec::new()
    }

    /// Something to be said on the quiet line.
    fn tell(&mut self, _: &str) {}

    fn view(&self, frame: &mut Frame, context: &Context);

    /// What its keys do.
    fn help(&self) -> Vec<HelpRow> {
        Vec::new()
    }
}
