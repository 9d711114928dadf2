//! What follows from a long incident, and what a key costs in it: the analysis of 100,000 events,
//! and the work of one key in the recorder, drawing included. `cargo bench --bench standing`.
//!
//! The floor of the analysis is one walk over the events; that of a key is the same key in an
//! incident of ten events. All in one run. Nothing here passes or fails.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use decklog::analysis::filter::{Filter, FilterContext, Reading, complete};
use decklog::analysis::{Analysis, Listing, StateCard};
use decklog::config::Settings;
use decklog::journal::medium::Disk;
use decklog::journal::shelf::{Machine, Shelf};
use decklog::session::{Author, Keeper, Session};
use decklog::time::{Offset, Stamp, SystemClock, When, Zone};
use decklog::timeline::{EventBody, GroupId, Order, Place, Record, RecordId, Recorded, Summary, Tag, Timeline};
use decklog::tui::input::Input;
use decklog::tui::key::{Code, Key, keys};
use decklog::tui::terminal::Painter;
use decklog::tui::theme::Theme;
use decklog::tui::{App, Happening};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;

const EVENTS: usize = 100_000;
const ROUNDS: usize = 30;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let timeline = timeline(EVENTS);
    println!("analysis of {EVENTS} events, {} hypotheses", timeline.hypotheses().len());
    let mut walk = times(|| {
        std::hint::black_box(timeline.events().filter(|event| event.is_told()).count());
    });
    let mut analysis = times(|| {
        std::hint::black_box(Analysis::of(&timeline).told.len());
    });
    let mut everything = times(|| {
        let analysis = Analysis::of(&timeline);
        std::hint::black_box((analysis.metrics(), analysis.gaps(60_000).len(), analysis.severities().len()));
    });
    let mut card = times(|| {
        let summary = Summary::of(&timeline);
        let now = summary.latest.expect("it has events").moment;
        std::hint::black_box(StateCard::of(&summary, &Settings::default().timers, now).lines());
    });
    row("one walk over the events", &mut walk);
    row("what all figures are made of", &mut analysis);
    row("that, and every figure", &mut everything);
    row("the state card", &mut card);

    filtering(&timeline);

    println!("work of one key in the recorder, 80x24, drawing included");
    for (name, events) in [("10 events", 10), ("100,000 events", EVENTS)] {
        let home = tempfile::tempdir().expect("a directory for the journals");
        let mut desk = Desk::with(home.path(), events);
        for (what, script) in SCRIPTS {
            let mut spent: Vec<Duration> =
                (0..ROUNDS).flat_map(|_| keys(script).expect("keys")).map(|key| desk.press(key)).collect();
            row(&format!("{what}, {name}"), &mut spent);
        }
        let mut idle: Vec<Duration> = (0..ROUNDS).map(|_| desk.draw()).collect();
        row(&format!("a frame in which nothing is pressed, {name}"), &mut idle);
        for (columns, rows) in [(80, 24), (120, 40)] {
            desk.resize(columns, rows);
            reviewing(&mut desk, &format!("{name}, {columns}x{rows}"));
        }
    }
}

/// What the review costs: opening it, each key in it, and what goes to the terminal for that.
fn reviewing(desk: &mut Desk, name: &str) {
    println!("the review, {name}, drawing included");
    let mut opened = Vec::new();
    for _ in 0..ROUNDS {
        desk.press(Key::ctrl('x'));
        opened.push(desk.press(Key::char('r')));
        desk.press(Key::of(Code::Esc));
    }
    row("opening it", &mut opened);
    for key in keys("<C-x>r").expect("keys") {
        desk.press(key);
    }
    for (what, script) in REVIEW {
        let mut spent = Vec::new();
        let mut bytes = Vec::new();
        for key in (0..ROUNDS).flat_map(|_| keys(script).expect("keys")) {
            spent.push(desk.press(key));
            bytes.push(desk.bytes());
            desk.settle();
        }
        row(what, &mut spent);
        bytes.sort_unstable();
        let last = bytes.len() - 1;
        println!(
            "  {:<56} median {:>8}  p99 {:>8}  most {:>8} bytes",
            "",
            bytes[last / 2],
            bytes[last * 99 / 100],
            bytes[last]
        );
    }
    desk.press(Key::of(Code::Esc));
}

/// What is pressed in the review, again and again.
const REVIEW: &[(&str, &str)] = &[
    ("up and down", "<Down><Down><Up>"),
    ("by pages", "<PgDn><PgDn><PgUp>"),
    ("to the ends", "<End><Home>"),
    ("nearer, wider, along the axis", "++<Right><Left>--"),
    ("to the next silence that there is not", "]"),
    ("a filter, letter by letter", "/tag:escalation fail 7<Esc>"),
    ("choosing and letting go", "<Space><Space><Esc>"),
    ("starred, and taken back", "su"),
];

/// What a key in the field of a filter costs: reading the expression, and going through the rows.
fn filtering(timeline: &Timeline) {
    println!("a filter keystroke, {} events", timeline.len());
    let listing = Listing::of(timeline);
    let context = FilterContext::of(&Analysis::of(timeline), 25);
    let now = at(timeline.len()).moment;
    let mut known = times(|| drop(std::hint::black_box(Reading::of(timeline, &listing, now, Vec::new()))));
    row("what expressions are read by, once for a timeline", &mut known);
    let reading = Reading::of(timeline, &listing, now, Vec::new());
    let mut walk = times(|| {
        let letters = |row| listing.text(row).len();
        std::hint::black_box(listing.rows().iter().map(letters).sum::<usize>());
    });
    row("one walk over the rows and their texts", &mut walk);
    for expression in EXPRESSIONS {
        let mut spent = times(|| {
            let (filter, _) = Filter::read(expression, &reading);
            std::hint::black_box(filter.rows(&listing, timeline, &context).len());
        });
        let found = Filter::read(expression, &reading).0.rows(&listing, timeline, &context).len();
        row(&format!("{expression} ({found})"), &mut spent);
    }
    let before = Filter::read("fa", &reading).0;
    let passed = before.rows(&listing, timeline, &context);
    let mut narrowed = times(|| {
        let filter = Filter::read("fai tag:action", &reading).0;
        assert!(filter.narrows(&before));
        std::hint::black_box(filter.rows_among(&passed, &listing, timeline, &context).len());
    });
    row("fai tag:action, among those of fa", &mut narrowed);
    let mut offered = times(|| drop(std::hint::black_box(complete("tag:e", 5, &reading))));
    row("what can stand at the caret", &mut offered);
}

/// From what one look at a row tells to what has to be looked up for every row.
const EXPRESSIONS: &[&str] = &[
    "tag:escalation",
    "-tag:finding,action by:ana",
    "since:7:00 is:approximate",
    "is:milestone",
    "is:gap,late,starred",
    "timeout",
    "fail",
    "rqsts",
    "zqx",
    "\"node 4711\"",
    "-rqsts -fl",
    "#db",
    "tag:escalation by:ana since:7:00 \"node\" no:evidence",
    "H7",
    "has:link",
];

/// What is typed, again and again.
const SCRIPTS: &[(&str, &str)] = &[
    ("typing a line", "f: connections to the pool time out<C-u>"),
    ("typing words with a suggestion", "we suspect the network<C-u>"),
    ("a chord, the card, away", "<C-x>s<Esc>"),
    ("choosing and ruling out", "<C-x>h<C-x>x<C-u>"),
    ("going back and forth", "<Up><Up><Down><Down>"),
    ("by pages", "<PgUp><PgUp><PgDn><PgDn>"),
    ("searching what is not there", "<C-r>zebra<Esc>"),
];

/// An incident with something of everything, an event a second.
fn timeline(events: usize) -> Timeline {
    let mut timeline = Timeline::default();
    timeline.apply((0..events).map(|n| recorded(n, Record::Event(body(n).into()))));
    timeline
}

fn at(n: usize) -> Stamp {
    decklog::time::Moment::from_millis(1_717_750_800_000 + n as i64 * 1000).at(Offset::UTC)
}

fn id(n: usize) -> RecordId {
    RecordId::new(1_717_750_800_000 + n as i64 * 1000, n as u128 + 1)
}

/// One in a hundred is a hypothesis, ruled out half a minute later.
fn body(n: usize) -> EventBody {
    let tag = match n % 100 {
        0 => Tag::Hypothesis,
        30 => Tag::MisleadingPath,
        1 if n < 100 => Tag::Detection,
        10 => Tag::Impact,
        20 => Tag::Update,
        40 => Tag::Severity,
        50 => Tag::Escalation,
        60 => Tag::Mitigation,
        70 => Tag::Cause,
        80..=89 => Tag::Action,
        _ => Tag::Finding,
    };
    let when = if n.is_multiple_of(7) {
        When { said: decklog::time::Said::By(at(n)), words: None }
    } else {
        When::live(at(n))
    };
    let mut body = EventBody::new(when, tag, format!("{}% of requests to node {n} fail", n % 100));
    match tag {
        Tag::Hypothesis => body.opens = Some(n as u32 / 100 + 1),
        Tag::MisleadingPath => body.rules_out.push(id(n - 30)),
        Tag::Severity => drop(body.details.insert("severity".to_owned(), (1 + n / 100 % 3).to_string())),
        _ => {}
    }
    body
}

fn recorded(n: usize, record: Record) -> Recorded {
    Recorded {
        id: id(n),
        at: at(n),
        up: None,
        place: Place {
            order: Order { millis: at(n).moment.millis(), counter: 0 },
            writer: Arc::from("bench"),
            n: n as u64,
        },
        group: GroupId::new(0, n as u128 + 1),
        by: Arc::from("ana"),
        saved: true,
        record,
    }
}

/// The recorder on an incident, with a screen of cells.
struct Desk {
    app: App,
    terminal: Terminal<TestBackend>,
    /// The same screen as bytes.
    line: Terminal<Painter<Counted>>,
    counted: Counted,
    woken: Receiver<()>,
}

/// How many bytes went to the terminal.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.fetch_add(bytes.len(), Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Desk {
    fn with(home: &Path, events: usize) -> Desk {
        let author = Author {
            shelf: Shelf::new(Arc::new(Disk), home.to_owned()),
            machine: Machine { host: "bench".into(), machine_id: "bench".into(), program: "bench".into() },
            by: Arc::from("ana"),
            clock: Arc::new(SystemClock),
            zone: Zone::utc(),
        };
        let (wake, woken) = channel();
        let wake = std::sync::Mutex::new(wake);
        let wake = Arc::new(move || {
            let _ = wake.lock().expect("nobody panics").send(());
        });
        let mut session = Session::open(author.clone(), None, wake);
        let entered = session.now();
        for chunk in 0..events.div_ceil(1000) {
            for n in chunk * 1000..events.min((chunk + 1) * 1000) {
                let body = body(n);
                session.record_event(id(n), body, &[], entered);
            }
            while session.unsaved().is_some() {
                woken.recv_timeout(Duration::from_secs(60)).expect("it is saved");
                session.take_news();
            }
        }
        let keeper = Keeper::start(&author.shelf);
        let theme = Theme { colour: true, ascii: false };
        let terminal = Terminal::new(TestBackend::new(80, 24)).expect("a screen of cells");
        let counted = Counted::default();
        let line = line(&counted, 80, 24);
        Desk { app: App::new(session, keeper, Settings::default(), theme), terminal, line, counted, woken }
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal = Terminal::new(TestBackend::new(columns, rows)).expect("a screen of cells");
        self.line = line(&self.counted, columns, rows);
        self.draw();
        self.bytes();
    }

    /// What goes to the terminal for what has changed since the last time.
    fn bytes(&mut self) -> usize {
        self.counted.0.store(0, Ordering::Relaxed);
        self.line.draw(|frame| self.app.view(frame)).expect("it draws");
        self.counted.0.load(Ordering::Relaxed)
    }

    /// Waits for the disk.
    fn settle(&mut self) {
        while self.app.session().unsaved().is_some() {
            self.woken.recv_timeout(Duration::from_secs(60)).expect("it is saved");
            let _ = self.app.take(Happening::News);
        }
    }

    fn draw(&mut self) -> Duration {
        let begun = Instant::now();
        self.terminal.draw(|frame| self.app.view(frame)).expect("it draws");
        begun.elapsed()
    }

    fn press(&mut self, key: Key) -> Duration {
        debug_assert!(key.code != Code::Enter, "nothing is stored here");
        let begun = Instant::now();
        let _ = self.app.take(Happening::Input(Input::Key(key)));
        self.terminal.draw(|frame| self.app.view(frame)).expect("it draws");
        begun.elapsed()
    }
}

/// A terminal of this size at which only the bytes are counted.
fn line(counted: &Counted, columns: u16, rows: u16) -> Terminal<Painter<Counted>> {
    let mut painter = Painter::new(counted.clone());
    painter.size = Size::new(columns, rows);
    let mut terminal = Terminal::new(painter).expect("a terminal of bytes");
    terminal.clear().expect("it is cleared");
    terminal
}

fn times(mut what: impl FnMut()) -> Vec<Duration> {
    let once = |_| {
        let begun = Instant::now();
        what();
        begun.elapsed()
    };
    (0..ROUNDS).map(once).collect()
}

fn row(name: &str, times: &mut [Duration]) {
    times.sort();
    let ms = |at: usize| times[at].as_secs_f64() * 1000.0;
    let last = times.len() - 1;
    println!("  {name:<56} median {:>8.3}  p99 {:>8.3}  most {:>8.3} ms", ms(last / 2), ms(last * 99 / 100), ms(last));
}
