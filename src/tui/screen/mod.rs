//! The screens: each takes keys, answers with effects, and draws what it knows.

mod help;
mod log;

use ratatui::Frame;

use super::command::HelpRow;
use super::effect::Effect;
use super::input::Input;
use super::theme::Theme;
use crate::session::Session;

pub use help::Help;
pub use log::Log;

/// What a screen may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub session: &'a Session,
    pub theme: Theme,
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
