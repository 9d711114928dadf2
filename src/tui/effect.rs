//! What a screen asks for. A closed list: a screen never acts itself.

use super::input::Input;
use crate::analysis::Meeting;
use crate::session::{Draft, Entry, HalfTyped};
use crate::time::Moment;
use crate::timeline::{EventBody, EventChange, Record, RecordId, SectionRow};

/// Something to be done for a screen.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Record an event that was entered at `entered`, with what was pasted into its line.
    Event {
        id: RecordId,
        body: Box<EventBody>,
        pasted: Vec<String>,
        entered: Moment,
    },
    /// Record what was entered together, as one group.
    Entered {
        entries: Vec<Entry>,
        entered: Moment,
    },
    /// Correct an event, and attach what was pasted beside the correction.
    Amend {
        id: RecordId,
        of: RecordId,
        change: Box<EventChange>,
        pasted: Vec<String>,
    },
    /// Name the incident.
    Title {
        id: RecordId,
        title: String,
    },
    /// Record something that is known by this id.
    Written {
        id: RecordId,
        record: Record,
    },
    /// Record what one key did.
    Records(Vec<Record>),
    Undo,
    Redo,
    /// Keep what is typed and not stored.
    Draft(Draft),
    /// Keep what is half typed on a screen over the line, beside it; none when there is nothing.
    Beside(Option<HalfTyped>),
    /// Keep this as well until the record of the same id is on disk: it was entered just now.
    Sent(HalfTyped),
    /// Put a text on the clipboard of whoever looks at the terminal.
    Copy(String),
    /// Have the text of a section edited by a program outside.
    Edit {
        section: &'static SectionRow,
        text: String,
    },
    /// Lay a screen over this one.
    Show(Over),
    /// Take this screen away.
    Back,
    /// The same, and what came in is for the screen below.
    BackWith(Input),
    /// The same, and the screen below does what its row of this name does.
    BackAndRun(&'static str),
    /// The same, and what was half typed here goes along.
    BackWithLine(HalfTyped),
    /// The same, down to the recorder, with this event to be corrected there.
    GoTo(RecordId),
    /// Leave whatever lies over the recorder, and lay these screens over that, one over the other.
    Go(&'static [Over]),
    /// Keep the text of a section, or lines to be backfilled, until that is opened.
    Left(HalfTyped),
    /// What was left half written was taken up, or let go: keep it no longer.
    TakenUp(RecordId),
    /// Keep the clock of the meeting, or (none) none any more.
    Meeting(Option<Meeting>),
    /// Say something on the quiet line of the screen that is on top by then.
    Say(String),
    /// Leave the incident as it is and begin another.
    NewIncident,
    /// Leave the incident as it is and turn to this one.
    OpenIncident(String),
    /// Move events to this incident.
    Move {
        events: Vec<RecordId>,
        to: String,
    },
    /// Have the disk try again now.
    TryAgain,
    /// Draw everything anew, over whatever something else wrote on the terminal.
    Repaint,
    /// Take the mouse, or give it back.
    Mouse,
    Suspend,
    Leave,
}

/// The screens that lie over another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Over {
    Help,
    /// Everything that the screen below can do, to be found by its name.
    Palette,
    /// How the incident stands, to be pasted.
    Card,
    /// What is best asked as soon as it is resolved.
    Questions,
    /// What is written, what it looks like, what is missing.
    Postmortem,
    /// The text of a section, to be written.
    Section(&'static SectionRow),
    /// The action items, with this one chosen.
    Items(Option<RecordId>),
    /// What happened, to be walked through and corrected.
    Review,
    /// The same, played again; at once where it is said how many times as fast as it was.
    Replay(Option<u32>),
    /// All that is known of an event.
    History(RecordId),
    /// Lines that are to become events of their own; these were pasted.
    Backfill(Vec<String>),
    /// All incidents.
    Incidents,
    /// The same, to choose the one that these events are moved to.
    MoveTo(Vec<RecordId>),
}
