//! Much is recorded by others while somebody types, on a line that carries 1,200 bytes a second.

use std::io;
use std::sync::mpsc::channel;

use decklog::session::Session;
use decklog::tui::input::Input;
use decklog::tui::key::{Key, keys};
use decklog::tui::terminal::Painter;
use decklog::tui::{Canvas, Happening, Outside, run};
use ratatui::layout::Size;
use ratatui::{Frame, Terminal};

use super::desk::Desk;

const COLUMNS: u16 = 200;
const ROWS: u16 = 50;
/// Bytes a second, and what a screenful may take.
const LINE: u64 = 1200;
const SCREENFUL: u64 = 12_000;

/// A terminal that counts what is written to it.
struct Counting {
    terminal: Terminal<Painter<Vec<u8>>>,
    gone: u64,
    shown: vt100::Parser,
}

impl Counting {
    fn new() -> Counting {
        let mut painter = Painter::new(Vec::new());
        painter.size = Size::new(COLUMNS, ROWS);
        let mut terminal = Terminal::new(painter).unwrap();
        terminal.clear().unwrap();
        let side = |cells: u16| cells.try_into().unwrap();
        Counting { terminal, gone: 0, shown: vt100::Parser::new(side(ROWS), side(COLUMNS), 0) }
    }

    fn text(&self) -> String {
        self.shown.screen().contents()
    }
}

impl Canvas for Counting {
    fn draw(&mut self, view: &mut dyn FnMut(&mut Frame)) -> io::Result<()> {
        self.terminal.draw(|frame| view(frame))?;
        let bytes = std::mem::take(&mut self.terminal.backend_mut().out);
        self.gone += bytes.len() as u64;
        self.shown.process(&bytes);
        Ok(())
    }

    fn written(&self) -> u64 {
        self.gone
    }

    fn suspend(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    fn hand_over(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_mouse(&mut self, _: bool) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }
}

struct NoEditor;

impl Outside for NoEditor {
    fn edit(&mut self, _: &str, _: &str) -> io::Result<Option<String>> {
        Ok(None)
    }
}

/// A recorder on such a terminal, with others around it.
struct Room {
    desk: Desk,
    glass: Counting,
    others: usize,
}

impl Room {
    /// With a screenful of events, all of it painted and carried.
    fn new() -> Room {
        let desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter>");
        let mut room = Room { desk, glass: Counting::new(), others: 0 };
        room.others_record(60);
        room.desk.wait_for(|timeline| timeline.len() == 61);
        room.happens(Vec::new());
        room.pass(60_000);
        room
    }

    /// Others record so many events, and the recorder has heard of them.
    fn others_record(&mut self, events: usize) {
        for _ in 0..events {
            self.others += 1;
            let text = format!("f: node {} answers {} requests with 5xx", self.others * 7919 % 503, self.others);
            self.desk.command(&["log", "-q", &text]);
        }
    }

    fn hears_of(&mut self, events: usize) {
        let known = |session: &Session| session.arrived() + session.timeline().len();
        let all = known(self.desk.app().session()) + events;
        self.others_record(events);
        self.desk.hear_until(|session| known(session) == all);
    }

    /// The loop runs until it has nothing more to do; how many bytes it has written.
    fn happens(&mut self, happenings: Vec<Happening>) -> u64 {
        let before = self.glass.gone;
        let (happen, happened) = channel();
        happenings.into_iter().for_each(|one| happen.send(one).unwrap());
        drop(happen);
        run(self.desk.app(), &mut self.glass, &happened, &mut NoEditor).unwrap();
        self.glass.gone - before
    }

    fn types(&mut self, key: Key) -> u64 {
        self.happens(vec![Happening::Input(Input::Key(key))])
    }

    /// Time passes, and the loop is woken as it asked to be.
    fn pass(&mut self, ms: i64) -> u64 {
        self.desk.moment_passes(ms);
        self.happens(vec![Happening::News])
    }

    fn shown(&mut self) -> usize {
        self.desk.timeline().len()
    }
}

#[test]
fn typing_goes_on_while_others_record_fifty_events_a_second() {
    let mut room = Room::new();
    let typed = keys(" pool of node is full, restarting").unwrap();
    let mut bytes: Vec<u64> = Vec::new();
    let before = room.glass.gone;
    room.types(Key::char('a'));
    for six in typed.chunks(6) {
        room.hears_of(50);
        for key in six {
            bytes.push(room.types(*key));
            bytes.push(room.pass(166));
        }
    }
    let seconds = typed.len() as u64 / 6;
    assert_eq!(room.shown(), 61, "the list stands still while somebody types");
    let waiting = format!("{} not shown yet", (seconds + 1) * 50);
    assert!(room.glass.text().contains(&waiting), "{}", room.glass.text());
    // What a key and the clocks change is all that a line has to carry.
    assert!(bytes.iter().all(|bytes| *bytes <= 250), "{bytes:?}");
    assert!(room.glass.gone - before < LINE / 2 * seconds, "{} bytes in {seconds} s", room.glass.gone - before);
    let all = room.pass(1000);
    assert_eq!(room.shown() as u64, 61 + (seconds + 1) * 50);
    assert!(!room.glass.text().contains("not shown") && all < SCREENFUL, "{all}: {}", room.glass.text());
}

#[test]
fn a_flood_is_shown_no_faster_than_a_slow_line_carries_it() {
    let mut room = Room::new();
    let before = room.glass.gone;
    for _ in 0..12 {
        room.hears_of(20);
        room.pass(400);
    }
    // One picture may be on its way, and no more than that.
    let written = room.glass.gone - before;
    assert!(written < LINE * 5 + SCREENFUL / 2, "{written} bytes in 5 s");
    assert!(room.shown() > 100, "it is shown all the same");
    room.pass(10_000);
    assert_eq!(room.shown(), 61 + 240);
}

#[test]
fn what_one_other_records_is_seen_while_somebody_types() {
    let mut room = Room::new();
    room.types(Key::char('a'));
    room.hears_of(1);
    room.types(Key::char('b'));
    assert_eq!(room.shown(), 62);
    assert!(room.glass.text().contains("answers 61 requests"), "{}", room.glass.text());
}
