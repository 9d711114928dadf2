//! The application: a stack of screens over one session, and the performing of what they ask.

use std::io;
use std::time::Duration;

use ratatui::Frame;

use super::effect::{Effect, Over};
use super::input::Input;
use super::screen::{Card, Context, Help, Log, Questions, Screen};
use super::theme::Theme;
use super::{Canvas, Happening, undone};
use crate::config::Settings;
use crate::session::{Draft, HalfTyped, Keeper, Session};
use crate::timeline::GroupId;

/// Everything that is on the screen, and the incident behind it.
pub struct App {
    screens: Vec<Box<dyn Screen>>,
    session: Session,
    keeper: Keeper,
    settings: Settings,
    theme: Theme,
    /// What is typed and not stored, and what is half typed on a screen over it.
    draft: Draft,
    beside: Option<HalfTyped>,
    /// What was entered on a screen over the line, until it is on disk.
    sent: Vec<HalfTyped>,
    /// What the terminal is to put on the clipboard.
    to_copy: Option<String>,
}

/// How the recorder ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Somebody left.
    Left,
    /// The terminal is gone.
    Gone,
}

/// What the loop does next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    Go,
    Suspend,
    Resume,
    Repaint,
    End(End),
}

impl App {
    /// The recorder on an incident. What a killed recorder had in its line is offered again.
    pub fn new(session: Session, keeper: Keeper, settings: Settings, theme: Theme) -> App {
        let claimed = keeper.claim();
        let mut log = Log::new();
        let context = Context::of(&session, &settings, theme);
        let effects = log.take_back(claimed, &context);
        let mut app = App {
            screens: vec![Box::new(log)],
            session,
            keeper,
            settings,
            theme,
            draft: Draft::default(),
            beside: None,
            sent: Vec::new(),
            to_copy: None,
        };
        for effect in effects {
            app.perform(effect);
        }
        app
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Draws the top screen over those below it.
    pub fn view(&self, frame: &mut Frame) {
        let context = Context::of(&self.session, &self.settings, self.theme);
        for screen in &self.screens {
            screen.view(frame, &context);
        }
    }

    /// Takes in one thing that happened.
    pub fn take(&mut self, happening: Happening) -> Next {
        match happening {
            Happening::News => {
                self.session.take_news();
                self.refresh()
            }
            Happening::Input(Input::Gone(_)) => Next::End(End::Gone),
            Happening::Input(Input::Resize(..)) => Next::Repaint,
            Happening::Input(input) => self.ask(|screen, context| screen.update(&input, context)),
            Happening::Stop => Next::Suspend,
            Happening::Continued => Next::Resume,
        }
    }

    /// Asks the top screen, and performs what it asks for.
    fn ask(&mut self, of: impl FnOnce(&mut dyn Screen, &Context) -> Vec<Effect>) -> Next {
        let context = Context::of(&self.session, &self.settings, self.theme);
        let Some(top) = self.screens.last_mut() else { return Next::End(End::Left) };
        let effects = of(top.as_mut(), &context);
        self.perform_all(effects)
    }

    /// Lets every screen know that something changed behind it, those that lie under another too.
    ///
    /// What they ask for then may be something to refresh after in its turn.
    fn refresh(&mut self) -> Next {
        let waiting = self.sent.len();
        self.sent.retain(|line| !self.session.is_on_disk(line.id));
        if self.sent.len() < waiting {
            self.keep_draft();
        }
        loop {
            let context = Context::of(&self.session, &self.settings, self.theme);
            let effects: Vec<Effect> = self.screens.iter_mut().flat_map(|screen| screen.refresh(&context)).collect();
            if effects.is_empty() {
                return Next::Go;
            }
            match self.perform_all(effects) {
                Next::Go => {}
                next => return next,
            }
        }
    }

    fn perform_all(&mut self, effects: Vec<Effect>) -> Next {
        let mut next = Next::Go;
        for effect in effects {
            let wanted = self.perform(effect);
            if wanted != Next::Go {
                next = wanted;
            }
        }
        next
    }

    fn perform(&mut self, effect: Effect) -> Next {
        match effect {
            Effect::Event { id, body, pasted, entered } => {
                self.session.record_event(id, *body, &pasted, entered);
            }
            Effect::Amend { id, of, change, pasted } => {
                self.session.amend(id, of, *change, &pasted);
            }
            Effect::Title { id, title } => {
                self.session.set_title(id, title);
            }
            Effect::Records(records) => {
                self.session.record(records);
            }
            Effect::Undo => {
                let said = match self.session.undo() {
                    Some(group) => format!("taken back: {}; C-x C-r brings it again", self.words_of(group)),
                    None => "nothing to take back".to_owned(),
                };
                self.tell(&said);
            }
            Effect::Redo => {
                let said = match self.session.redo() {
                    Some(group) => format!("there again: {}", self.words_of(group)),
                    None => "nothing was taken back".to_owned(),
                };
                self.tell(&said);
            }
            Effect::Draft(draft) => {
                self.draft = draft;
                self.keep_draft();
            }
            Effect::Beside(half_typed) => {
                self.beside = half_typed;
                self.keep_draft();
            }
            Effect::Sent(line) => {
                self.sent.push(line);
                self.keep_draft();
            }
            Effect::Copy(text) => self.to_copy = Some(text),
            Effect::Show(over) => self.lay(over),
            Effect::Back => self.take_away(),
            Effect::BackWith(input) => {
                self.take_away();
                return self.ask(|screen, context| screen.update(&input, context));
            }
            Effect::BackWithLine(line) => {
                self.take_away();
                return self.ask(|screen, context| screen.take_in(line, context));
            }
            Effect::NewIncident => {
                let turned = self.session.turn_to(None);
                self.tell(if turned {
                    "a new incident begins with your next line"
                } else {
                    "not before everything is saved; C-x w tries again"
                });
            }
            Effect::TryAgain => self.session.try_again(),
            Effect::Repaint => return Next::Resume,
            Effect::Suspend => return Next::Suspend,
            Effect::Leave => return Next::End(End::Left),
        }
        Next::Go
    }

    /// Lays a screen over those that are there.
    fn lay(&mut self, over: Over) {
        let context = Context::of(&self.session, &self.settings, self.theme);
        let screen: Box<dyn Screen> = match over {
            Over::Help => Box::new(Help::new(self.screens.last().map_or_else(Vec::new, |screen| screen.help()))),
            Over::Card => Box::new(Card::new()),
            Over::Questions => match Questions::of(&context) {
                Some(questions) => Box::new(questions),
                None => {
                    self.tell("nothing is left to ask");
                    return;
                }
            },
        };
        self.screens.push(screen);
    }

    /// Keeps on disk what is typed and not stored, wherever it is typed.
    fn keep_draft(&self) {
        let mut draft = self.draft.clone();
        draft.aside.extend(self.beside.clone());
        draft.unsaved.extend(self.sent.iter().cloned());
        self.keeper.update(draft);
    }

    /// What is to be put on the clipboard, once.
    pub fn take_copy(&mut self) -> Option<String> {
        self.to_copy.take()
    }

    fn words_of(&self, group: GroupId) -> String {
        undone::in_words(self.session.timeline(), group, self.theme)
    }

    /// Takes the top screen away; the first one stays.
    fn take_away(&mut self) {
        if self.screens.len() > 1 {
            self.screens.pop();
        }
    }

    /// Says something on the quiet line of the top screen.
    pub fn tell(&mut self, said: &str) {
        if let Some(top) = self.screens.last_mut() {
            top.tell(said);
        }
    }

    /// Lets the draft go of lines whose events have reached the disk since.
    pub fn forget_saved(&mut self) {
        self.refresh();
    }

    /// Stops as Ctrl-Z stops: the half-typed line kept, no lock held, the terminal given back.
    ///
    /// # Errors
    /// As the terminal reports them.
    pub fn suspend(&mut self, canvas: &mut dyn Canvas, patience: Duration) -> io::Result<()> {
        self.keeper.flush_within(patience);
        let said = match self.session.at_rest(patience) {
            None => Some("not stopped: the disk is busy, and others would wait for its lock"),
            Some(_rest) if canvas.suspend()? => None,
            Some(_rest) => Some("not stopped: no shell is there to continue"),
        };
        if let Some(said) = said {
            self.tell(said);
        }
        Ok(())
    }
}
