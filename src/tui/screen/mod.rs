//! The screens: each takes keys, answers with effects, and draws what it knows.

mod help;
mod log;

use std::cell::OnceCell;

use ratatui::Frame;

use super::command::HelpRow;
use super::effect::Effect;
use super::input::Input;
use super::theme::Theme;
use crate::session::Session;
use crate::timeline::Summary;

pub use help::Help;
pub use log::Log;

/// What a screen may look at, for one drawing or one key.
pub struct Context<'a> {
    pub session: &'a Session,
    pub theme: Theme,
    summary: OnceCell<Summary>,
}

impl<'a> Context<'a> {
    pub fn of(session: &'a Session, theme: Theme) -> Context<'a> {
        Context { session, theme, summary: OnceCell::new() }
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
    fn refresh(&mut self, context: &Context) -> Vec<Effect>;

    /// Something to be said on the quiet line.
    fn tell(&mut self, said: &str);

    fn view(&self, frame: &mut Frame, context: &Context);

    /// What its keys do.
    fn help(&self) -> Vec<HelpRow>;
}
