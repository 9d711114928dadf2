//! The application: a stack of screens over one session, and the performing of what they ask.

use std::io;
use std::time::Duration;

use ratatui::Frame;

use super::command::HelpRow;
use super::effect::{Effect, Over};
use super::input::{Input, MOST_PASTED};
use super::pace::Pace;
use super::screen::{
    ActionItems, Backfill, Card, Context, Editor, Help, History, Incidents, Log, Palette, Postmortem, Questions,
    Review, Screen,
};
use super::theme::Theme;
use super::{Canvas, Happening, Outside, undone};
use crate::analysis::Meeting;
use crate::analysis::filter::OwnFilter;
use crate::config::Settings;
use crate::session::{CantMove, Draft, HalfTyped, Keeper, Session};
use crate::timeline::{GroupId, SectionRow};

/// Everything that is on the screen, and the incident behind it.
pub struct App {
    screens: Vec<Box<dyn Screen>>,
    session: Session,
    keeper: Keeper,
    settings: Settings,
    /// Saved filters of the person's own.
    filters: Vec<OwnFilter>,
    /// The clock of the meeting that is held, whatever screen is looked at.
    meeting: Option<Meeting>,
    /// When what others record is shown.
    pace: Pace,
    /// Nobody asked for the recorder.
    is_without_recorder: bool,
    theme: Theme,
    /// Whether the mouse is taken, where somebody said so by hand.
    mouse: Option<bool>,
    /// What is typed and not stored, and what is half typed on a screen over it.
    draft: Draft,
    beside: Option<HalfTyped>,
    /// What was entered on a screen over the line, until it is on disk.
    sent: Vec<HalfTyped>,
    /// Texts of sections that were left half written, and lines to be backfilled.
    left: Vec<HalfTyped>,
    /// What the terminal is to put on the clipboard.
    to_copy: Option<String>,
    /// The section that a program outside is to edit, and its text.
    to_edit: Option<(&'static SectionRow, String)>,
}

/// What the screens may look at. No method: that would hold the screens themselves, too.
macro_rules! context {
    ($app:ident) => {{
        let mut context = Context::of(&$app.session, &$app.settings, $app.theme).with(&$app.left);
        (context.has_mouse, context.filters, context.meeting) = ($app.has_mouse(), &$app.filters, $app.meeting);
        context
    }};
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
    /// A program outside is to edit a text.
    Edit,
    End(End),
}

impl App {
    /// The recorder on an incident. What a killed recorder had in its line is offered again.
    pub fn new(session: Session, keeper: Keeper, settings: Settings, theme: Theme) -> App {
        let mut claimed = keeper.claim();
        let left: Vec<HalfTyped> = claimed.iter_mut().flat_map(Draft::take_sections).collect();
        claimed.retain(|draft| !draft.is_empty());
        let mut log = Log::new();
        let context = Context::of(&session, &settings, theme);
        let mut effects = log.take_back(claimed, &context);
        let here = |half: &HalfTyped| half.incident.as_deref() == context.session.incident();
        if let Some(newest) = left.iter().rfind(|half| here(half)).filter(|_| effects.is_empty()) {
            let said = match newest.is_backfill() {
                true => "lines to backfill are kept: C-x b",
                false => "a section that was half written is kept: C-x p",
            };
            effects.push(Effect::Say(said.to_owned()));
        }
        let mut app = App {
            screens: vec![Box::new(log)],
            session,
            keeper,
            settings,
            filters: Vec::new(),
            meeting: None,
            pace: Pace::default(),
            is_without_recorder: false,
            theme,
            mouse: None,
            draft: Draft::default(),
            beside: None,
            sent: Vec::new(),
            left,
            to_copy: None,
            to_edit: None,
        };
        for effect in effects {
            app.perform(effect);
        }
        app.keep_draft();
        app
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Draws the top screen over those below it that are seen.
    pub fn view(&self, frame: &mut Frame) {
        let context = context!(self);
        self.seen().for_each(|screen| screen.view(frame, &context));
    }

    /// The screens of which something is seen, the lowest first.
    fn seen(&self) -> impl Iterator<Item = &dyn Screen> {
        let lowest = self.screens.iter().rposition(|screen| screen.covers_all()).unwrap_or(0);
        self.screens[lowest..].iter().map(AsRef::as_ref)
    }

    /// Whether the terminal is to tell of the mouse: as the settings say, but by itself never where
    /// lines are typed.
    pub fn has_mouse(&self) -> bool {
        self.mouse.unwrap_or_else(|| self.wants_mouse())
    }

    fn wants_mouse(&self) -> bool {
        self.settings.mouse && !self.seen().any(Screen::takes_lines)
    }

    /// What the keys do now.
    pub fn help(&self) -> Vec<HelpRow> {
        self.screens.last().map_or_else(Vec::new, |screen| screen.help())
    }

    /// Takes in one thing that happened.
    pub fn take(&mut self, happening: Happening) -> Next {
        match happening {
            Happening::News => {
                self.session.take_news();
                self.heard()
            }
            Happening::Room => Next::Go,
            Happening::Input(Input::Gone(_)) => Next::End(End::Gone),
            Happening::Input(Input::Resize(..)) => Next::Repaint,
            Happening::Input(Input::CutOff { pasted }) => {
                let [all, kept] =
                    [pasted, MOST_PASTED].map(|bytes| format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20)));
                self.tell(&format!(
                    "too long: {all} were pasted, the first {kept} are here; as a file: decklog attach FILE"
                ));
                Next::Go
            }
            // A terminal may tell of the mouse although it was never asked to.
            Happening::Input(Input::Mouse(_)) if !self.has_mouse() => Next::Go,
            Happening::Input(input) => {
                self.pace.pressed(self.session.uptime_ms());
                self.ask(|screen, context| screen.update(&input, context))
            }
            Happening::Stop => Next::Suspend,
            Happening::Continued => Next::Resume,
        }
    }

    /// Takes the news in; what others recorded only when it need not wait.
    pub fn hear(&mut self) -> Next {
        self.session.hear();
        if self.others_wait().is_some_and(|wait| wait.is_zero()) {
            self.session.let_in();
        }
        self.heard()
    }

    fn heard(&mut self) -> Next {
        if let Some(said) = self.session.take_moved() {
            self.tell(&said);
        }
        self.refresh()
    }

    /// So many bytes were written to the terminal so far.
    pub fn wrote(&mut self, written: u64) {
        self.pace.wrote(written, self.session.uptime_ms());
    }

    /// How long what others recorded has still to wait; none where nothing came.
    pub fn others_wait(&self) -> Option<Duration> {
        let came = self.session.arrived();
        (came > 0).then(|| self.pace.wait(came, self.session.uptime_ms()))
    }

    /// Lets what moves by itself move on; whether nothing was pressed meanwhile.
    pub fn time_passes(&mut self, is_idle: bool) {
        let context = context!(self);
        if let Some(top) = self.screens.last_mut() {
            top.time_passes(is_idle, &context);
        }
    }

    /// Whether something on the screen moves by itself.
    pub fn is_moving(&self) -> bool {
        self.screens.last().is_some_and(|screen| screen.is_moving())
    }

    /// Asks the top screen, and performs what it asks for.
    fn ask(&mut self, of: impl FnOnce(&mut dyn Screen, &Context) -> Vec<Effect>) -> Next {
        let context = context!(self);
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
        let left = self.left.len();
        if self.session.is_loaded() {
            self.left.retain(|half| !self.session.is_on_disk(half.id));
        }
        if self.sent.len() < waiting || self.left.len() < left {
            self.keep_draft();
        }
        loop {
            let context = context!(self);
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
            Effect::Entered { entries, entered } => {
                self.session.record_entered(entries, entered);
            }
            Effect::Amend { id, of, change, pasted } => {
                self.session.amend(id, of, *change, &pasted);
            }
            Effect::Title { id, title } => {
                self.session.set_title(id, title);
            }
            Effect::Written { id, record } => {
                self.session.record_as(id, record);
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
            Effect::Edit { section, text } => {
                self.to_edit = Some((section, text));
                return Next::Edit;
            }
            Effect::Show(over) => self.lay(over),
            Effect::Back => {
                self.take_away();
                // Who opened that screen from the shell, and never asked for the recorder, is done.
                if self.is_without_recorder && self.screens.len() == 1 {
                    return Next::End(End::Left);
                }
            }
            Effect::BackWith(input) => {
                self.take_away();
                return self.ask(|screen, context| screen.update(&input, context));
            }
            Effect::BackAndRun(name) => {
                self.take_away();
                return self.ask(|screen, context| screen.run(name, context));
            }
            Effect::Go(places) => return self.go(places),
            Effect::BackWithLine(line) => {
                self.take_away();
                return self.ask(|screen, context| screen.take_in(line, context));
            }
            Effect::GoTo(event) => {
                self.screens.truncate(1);
                return self.ask(|screen, context| screen.go_to(event, context));
            }
            Effect::Left(half) => {
                self.left.push(half);
                self.keep_draft();
            }
            Effect::TakenUp(id) => {
                self.left.retain(|half| half.id != id);
                self.keep_draft();
            }
            Effect::Meeting(meeting) => self.meeting = meeting,
            Effect::Say(said) => self.tell(&said),
            Effect::NewIncident => {
                if self.turn_to(None) {
                    self.tell("a new incident begins with your next line");
                }
            }
            Effect::OpenIncident(id) => {
                self.turn_to(Some(id));
            }
            Effect::Move { events, to } => {
                if let Err(why) = self.session.move_events(&events, &to) {
                    self.tell(&why.to_string());
                }
            }
            Effect::TryAgain => self.session.try_again(),
            Effect::Repaint => return Next::Resume,
            Effect::Mouse => self.turn_mouse(),
            Effect::Suspend => return Next::Suspend,
            Effect::Leave => return Next::End(End::Left),
        }
        Next::Go
    }

    /// Turns to another incident, or (none) to a new one, with a recorder for it and no screen over
    /// that; whether it did. What is half typed stays: at the recorder, or kept until it is opened.
    fn turn_to(&mut self, incident: Option<String>) -> bool {
        if !self.session.may_turn() {
            self.tell(&CantMove::Unsaved.to_string());
            return false;
        }
        self.screens.truncate(1);
        if incident.is_some() && incident.as_deref() == self.session.incident() {
            return true;
        }
        let context = context!(self);
        if let Some(recorder) = self.screens.last_mut() {
            recorder.part(incident.as_deref(), &context);
        }
        self.left.extend(self.beside.take().filter(|half| half.section.is_some()));
        let turned = self.session.turn_to(incident);
        self.ask(|screen, context| screen.laid(context));
        turned
    }

    /// With saved filters of the person's own.
    #[must_use]
    pub fn with_filters(self, filters: Vec<OwnFilter>) -> App {
        App { filters, ..self }
    }

    /// Begins with a screen over the recorder, and ends with it.
    pub fn open_at(&mut self, over: Over) {
        self.is_without_recorder = true;
        self.lay(over);
    }

    /// Lays a screen over those that are there.
    fn lay(&mut self, over: Over) {
        let context = context!(self);
        let top = self.screens.last();
        let of_lines = top.is_some_and(|screen| screen.takes_lines());
        let screen: Box<dyn Screen> = match over {
            Over::Help => Box::new(Help::new(self.help(), of_lines)),
            Over::Palette => Box::new(Palette::over(self.help(), top.map_or("", |screen| screen.place_name()))),
            Over::Postmortem => Box::new(Postmortem::new()),
            Over::Section(row) => Box::new(Editor::of(row, &context)),
            Over::Items(chosen) => Box::new(ActionItems::of(chosen, &context)),
            Over::Card => Box::new(Card::new(of_lines)),
            Over::Review => Box::new(Review::new()),
            Over::Replay(speed) => Box::new(Review::played(speed)),
            Over::History(event) => Box::new(History::of(event)),
            Over::Backfill(pasted) => Box::new(Backfill::of(&pasted, &context)),
            Over::Incidents => Box::new(Incidents::new()),
            Over::MoveTo(events) => Box::new(Incidents::to_move(events)),
            Over::Questions => match Questions::of(&context) {
                Some(questions) => Box::new(questions),
                None => {
                    self.tell("nothing is left to ask");
                    return;
                }
            },
        };
        self.screens.push(screen);
        self.ask(|screen, context| screen.laid(context));
    }

    /// Leaves what lies over the recorder, as long as nothing of it has a reason to stay, and lays
    /// other screens over that.
    fn go(&mut self, places: &[Over]) -> Next {
        self.is_without_recorder = false;
        while self.screens.len() > 1 {
            let before = self.screens.len();
            let next = self.ask(|screen, context| screen.give_way(context));
            if next != Next::Go || self.screens.len() >= before {
                return next;
            }
        }
        places.iter().for_each(|place| self.lay(place.clone()));
        Next::Go
    }

    /// Takes the mouse, or gives it back, on every screen; where that is what the settings say they
    /// hold again.
    fn turn_mouse(&mut self) {
        let on = !self.has_mouse();
        self.mouse = Some(on).filter(|on| *on != self.wants_mouse());
        self.tell(if on {
            "the mouse is taken: Shift selects text; C-x m gives it back"
        } else {
            "the mouse is the terminal's again"
        });
    }

    /// Keeps on disk what is typed and not stored, wherever it is typed.
    fn keep_draft(&self) {
        let mut draft = self.draft.clone();
        draft.aside.extend(self.beside.clone());
        draft.unsaved.extend(self.sent.iter().cloned());
        draft.aside.splice(0..0, self.left.iter().cloned());
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

    /// Has a program outside edit what is to be edited: the terminal given to it, and taken over
    /// again whatever became of it.
    ///
    /// # Errors
    /// As the terminal reports them.
    pub fn have_edited(
        &mut self,
        canvas: &mut dyn Canvas,
        outside: &mut dyn Outside,
        patience: Duration,
    ) -> io::Result<()> {
        let Some((section, text)) = self.to_edit.take() else { return Ok(()) };
        self.keeper.flush_within(patience);
        // It may be stopped for long while the other program runs.
        drop(self.session.at_rest(patience));
        canvas.hand_over()?;
        let edited = outside.edit(section.name, &text);
        let resumed = canvas.resume();
        match edited {
            Ok(Some(text)) => drop(self.ask(|screen, context| screen.edited(section, text, context))),
            Ok(None) => self.tell("nothing was changed"),
            Err(why) => self.tell(&why.to_string()),
        }
        resumed
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
