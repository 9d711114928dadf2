//! What it costs to import: write-ups of 1 to 50 MB, and documents that are made to be slow.
//! `cargo bench --bench importing`, and behind `--` the beginning of a shape's name for that one alone.
//!
//! The floor reads the same file and parses it as Markdown, and does nothing with it. Twice as long a
//! document may cost little more than twice as much, measured by the floor of each in the same run, and by the
//! bytes that are allocated, which are the same every time. Whatever takes longer than five seconds, or
//! grows faster than the document, is named at the end, and the bench fails.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use decklog::import::{Asked, Columns, Source, records};
use decklog::time::{Moment, Zone};
use decklog::timeline::RecordId;
use pulldown_cmark::{Options, Parser};

/// Counts what is allocated, and the most of it at a time.
struct Counting;

static ALLOCATED: AtomicU64 = AtomicU64::new(0);
static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

fn took(bytes: usize) {
    ALLOCATED.fetch_add(bytes as u64, Ordering::Relaxed);
    let held = HELD.fetch_add(bytes, Ordering::Relaxed) + bytes;
    MOST.fetch_max(held, Ordering::Relaxed);
}

// SAFETY: everything is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: as it came.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as it came.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        took(size);
        // SAFETY: as it came.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A sort of document, and how one of about so many bytes is made.
struct Shape {
    name: &'static str,
    make: fn(usize) -> String,
}

/// A document that begins with a timeline and goes on with one piece again and again.
fn repeated(piece: &str, bytes: usize) -> String {
    let begins = "# Shop is down\n\nAll times UTC.\n\n## Timeline\n\n- 2024-06-07 10:00 - alert\n- 10:15 - looked\n- 11:00 - restored\n\n";
    begins.to_owned() + &piece.repeat(bytes / piece.len().max(1))
}

/// The same, of pieces that differ by their number.
fn numbered(bytes: usize, piece: impl Fn(usize) -> String) -> String {
    let mut document = repeated("", 0);
    let mut n = 0;
    while document.len() < bytes {
        document.push_str(&piece(n));
        n += 1;
    }
    document
}

fn clock(n: usize) -> String {
    format!("{:02}:{:02}", n / 60 % 24, n % 60)
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "a write-up: an event, prose, an item in turn",
        make: |bytes| {
            numbered(bytes, |n| match n % 8 {
                0 => format!(
                    "\n## Part {n}\n\nThe database was slow, because the connections ran out at {}.\n\n",
                    clock(n)
                ),
                1..=5 => format!("- {} - the team saw that node {n} answered nobody, and restarted it\n", clock(n)),
                6 => "\n## Action items\n\n".to_owned(),
                _ => format!("- Somebody should watch node {n} [Ana]\n"),
            })
        },
    },
    Shape {
        name: "a timeline of events",
        make: |bytes| numbered(bytes, |n| format!("- {} - the alert of node {n} went off\n", clock(n))),
    },
    Shape {
        name: "events of a hundred words",
        make: |bytes| {
            let words = "the database pod of checkout was slow and customers saw errors on the login page so somebody restarted it then ";
            numbered(bytes, |n| format!("- {} - node {n}: {}\n", clock(n), &words.repeat(6)[..600]))
        },
    },
    Shape {
        name: "events with a place behind the time",
        make: |bytes| numbered(bytes, |n| format!("- {} Ana Larsen - the alert of node {n} went off\n", clock(n))),
    },
    Shape {
        name: "events with output below them",
        make: |bytes| numbered(bytes, |n| format!("- {} - saw it\n\n  ```\n  error {n} at 10:00\n  ```\n", clock(n))),
    },
    Shape {
        name: "lines of a paragraph that begin with a time",
        make: |bytes| numbered(bytes, |n| format!("{} the alert of node {n} went off\n", clock(n))),
    },
    Shape {
        name: "lines of one paragraph",
        make: |bytes| repeated("the alert went off and somebody looked at 10:15\n", bytes),
    },
    Shape { name: "one sentence without an end", make: |bytes| repeated("and at 10:15 they looked again ", bytes) },
    Shape { name: "full stops without a blank", make: |bytes| repeated("a.b.", bytes) },
    Shape { name: "one word", make: |bytes| repeated("a", bytes) },
    Shape { name: "figures", make: |bytes| repeated("10:15 2024-06-07 ", bytes) },
    Shape {
        name: "two timelines that tell the same",
        make: |bytes| {
            let events = |half: usize| {
                numbered(bytes / 2, |n| format!("- {} - the alert of node {n} went off {half}\n", clock(n)))
            };
            format!("{}\n## Timeline of events\n\n{}", events(0), events(1))
        },
    },
    Shape {
        name: "events in order, items without a time between them",
        make: |bytes| numbered(bytes, |n| format!("- {} - event {n}\n- it was seen by somebody\n", clock(n))),
    },
    Shape { name: "headings of one name", make: |bytes| repeated("\n## Impact\n\nNobody could pay.\n", bytes) },
    Shape { name: "headings", make: |bytes| numbered(bytes, |n| format!("\n## Part {n}\n\nNobody could pay {n}.\n")) },
    Shape {
        name: "one action item and what goes on below it",
        make: |bytes| {
            format!("{}\n## Action items\n\n- Do it\n{}", repeated("", 0), "  - and so on\n".repeat(bytes / 14))
        },
    },
    Shape {
        name: "zones that nobody knows",
        make: |bytes| repeated("All times in Xanadu Time Of Some Place Or Other\n\n", bytes),
    },
    Shape { name: "links on a line", make: |bytes| repeated("[a](https://k.example/b) ", bytes) },
    Shape {
        name: "links of an event",
        make: |bytes| repeated("", 0) + "- 11:30 - " + &"[a](https://k.example/b) ".repeat(bytes / 25) + "\n",
    },
    Shape {
        name: "rows of a table",
        make: |bytes| {
            numbered(bytes, |n| match n {
                0 => "| Time | Event | Who |\n|---|---|---|\n".to_owned(),
                n => format!("| {} | node {n} failed | ana |\n", clock(n)),
            })
        },
    },
    Shape {
        name: "a table of many columns and short rows",
        make: |bytes| {
            let columns = 1000.min(bytes / 8);
            format!(
                "{}\n|{}\n|{}\n{}",
                repeated("", 0),
                "a|".repeat(columns),
                "-|".repeat(columns),
                "|x\n".repeat(bytes / 3)
            )
        },
    },
    Shape { name: "HTML", make: |bytes| repeated("<li>10:15 <b>looked</b></li>\n", bytes) },
    Shape { name: "comments that do not end", make: |bytes| repeated("<!-- \n\n", bytes) },
    Shape { name: "brackets", make: |bytes| repeated("[", bytes) },
    Shape { name: "brackets of pictures", make: |bytes| repeated("![[](", bytes) },
    Shape { name: "emphases that do not end", make: |bytes| repeated("*a _b **c __", bytes) },
    Shape { name: "asterisks", make: |bytes| repeated("*", bytes) },
    Shape { name: "backticks", make: |bytes| numbered(bytes, |n| format!("{}a", "`".repeat(n % 500 + 1))) },
    Shape { name: "tags that do not end", make: |bytes| repeated("<a b=\"", bytes) },
    Shape { name: "quotes within quotes", make: |bytes| repeated(">", bytes) },
    Shape { name: "lists within lists", make: |bytes| repeated("- ", bytes) },
    Shape {
        name: "lists set in further and further",
        make: |bytes| {
            let deep = (bytes * 2).isqrt() / 2;
            repeated("", 0) + &(0..deep).map(|n| format!("{}- a\n", "  ".repeat(n))).collect::<String>()
        },
    },
    Shape { name: "definitions", make: |bytes| numbered(bytes, |n| format!("[{n}]: /x\n\n[{n}] [a][{n}]\n\n")) },
    Shape { name: "fences that do not end", make: |bytes| repeated("```\n- 10:15 - x\n````\n", bytes) },
    Shape {
        name: "messages of a chat",
        make: |bytes| numbered(bytes, |n| format!("{} <ana> is node {n} up?\n", clock(n))),
    },
    Shape {
        name: "NULs and odd characters", make: |bytes| repeated("\0\u{202e}\u{200d}👩‍🚒 10:15 é\n", bytes)
    },
    Shape {
        name: "a document of ours",
        make: |bytes| {
            let row = |n: usize| format!("- {} — Finding — node {n} answers nobody\n", clock(n));
            let mut document =
                "# Down\n\n## Issue summary\n\n- **Duration:** 2 h 00 min: Fri 7 Jun 2024, 10:00 to 12:00 UTC.\n\n## Timeline (UTC)\n\n### Fri 7 Jun 2024\n\n"
                    .to_owned();
            let mut n = 0;
            while document.len() < bytes {
                document.push_str(&row(n));
                n += 1;
            }
            document
                + "\n## Root cause and resolution\n\n## Corrective and preventative measures\n\n## Open questions\n\nNone is recorded.\n"
        },
    },
    Shape {
        name: "a document of ours with a long list written in it",
        make: |bytes| {
            let list: String = (1..bytes / 24).map(|n| format!("{n}. 10:00 — word {n}\n")).collect();
            format!(
                "# Down\n\n## Issue summary\n\n{list}\n## Timeline (UTC)\n\n- 10:00 — Finding — x\n\n## Root cause and resolution\n\n## Open questions\n\n{list}"
            )
        },
    },
];

/// What one import took.
#[derive(Clone, Copy)]
struct Spent {
    time: Duration,
    allocated: u64,
    most: usize,
    events: usize,
}

fn measured(work: impl FnOnce() -> usize) -> Spent {
    let (allocated, held) = (ALLOCATED.load(Ordering::Relaxed), HELD.load(Ordering::Relaxed));
    MOST.store(held, Ordering::Relaxed);
    let begun = Instant::now();
    let events = work();
    Spent {
        time: begun.elapsed(),
        allocated: ALLOCATED.load(Ordering::Relaxed) - allocated,
        most: MOST.load(Ordering::Relaxed) - held,
        events,
    }
}

fn import(document: &str) -> Spent {
    measured(|| {
        let asked = Asked {
            name: "outage.md",
            now: Moment::from_millis(1_719_000_000_000),
            zone: None,
            usual_zone: Zone::utc(),
            date: None,
            columns: Columns::default(),
        };
        // What holds too many events is refused, and that is an answer.
        let Ok(imported) = Source::of(document).read(document, &asked) else { return 0 };
        let mut n = 0;
        let made = records(&imported, "outage.md", || {
            n += 1;
            RecordId::new(0, n)
        });
        black_box(&made.records);
        imported.events.len()
    })
}

fn floor(file: &Path) -> Duration {
    let begun = Instant::now();
    let document = std::fs::read_to_string(file).expect("it is there");
    black_box(Parser::new_ext(&document, Options::ENABLE_TABLES).into_offset_iter().count());
    begun.elapsed()
}

const MB: usize = 1_000_000;

/// What the program itself is run with: events of a hundred words, so that it is not refused for their number.
const WHOLE: usize = 2;

fn main() {
    // `cargo test --benches` only wants to know that this builds.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).unwrap_or_default();
    let home = tempfile::tempdir().expect("a directory");
    let file = home.path().join("outage.md");
    let mut wrong = Vec::new();
    println!("{:<56} {:>22} {:>22} {:>34}", "", "1 MB (x floor)", "4 MB (x floor)", "50 MB (x floor), memory");
    for shape in SHAPES.iter().filter(|shape| shape.name.starts_with(&wanted)) {
        let mut line = format!("{:<56}", shape.name);
        let mut before: Option<(f64, Spent)> = None;
        for megabytes in [1, 4, 50] {
            let document = (shape.make)(megabytes * MB);
            std::fs::write(&file, &document).expect("a place for it");
            let rounds = if megabytes == 50 { 1 } else { 3 };
            let floor = (0..rounds).map(|_| floor(&file)).min().unwrap_or_default();
            let spent = (0..rounds).map(|_| import(&document)).min_by_key(|spent| spent.time).expect("a round");
            let floors = spent.time.as_secs_f64() / floor.as_secs_f64().max(1e-6);
            line += &format!(" {:>9.0} ms {floors:>6.1} x", spent.time.as_secs_f64() * 1000.0);
            if megabytes == 50 {
                let most = spent.most as f64 / document.len() as f64;
                let events = if spent.events > 0 { format!("{} events", spent.events) } else { "refused".to_owned() };
                line += &format!(" {:>7.0} MB, {most:>4.1} x, {events}", spent.most as f64 / 1e6);
            }
            if let Some((_, last)) = before.replace((floors, spent)) {
                let longer = if megabytes == 4 { 4.0 } else { 12.5 };
                let time = spent.time.as_secs_f64() / last.time.as_secs_f64() / longer;
                let bytes = spent.allocated as f64 / last.allocated as f64 / longer;
                if time > 1.7 && spent.time > Duration::from_millis(200) || bytes > 1.3 {
                    wrong.push(format!(
                        "{} of {megabytes} MB: {time:.1} x the time, {bytes:.1} x the bytes",
                        shape.name
                    ));
                }
            }
            if spent.time > Duration::from_secs(5) {
                wrong.push(format!("{} of {megabytes} MB: {:.1} s", shape.name, spent.time.as_secs_f64()));
                break;
            }
        }
        println!("{line}");
    }
    for megabytes in [1, 10, 50].into_iter().filter(|_| "whole".starts_with(&wanted)) {
        let document = (SHAPES[WHOLE].make)(megabytes * MB);
        std::fs::write(&file, &document).expect("a place for it");
        let (took, memory) = whole(home.path(), &file);
        println!(
            "decklog import, {megabytes} MB: {:.0} ms, {:.0} MB of memory",
            took.as_secs_f64() * 1000.0,
            memory as f64 / 1e6
        );
        if took > Duration::from_secs(5) {
            wrong.push(format!("the whole of {megabytes} MB: {:.1} s", took.as_secs_f64()));
        }
    }
    for line in &wrong {
        println!("TOO SLOW: {line}");
    }
    std::process::exit(i32::from(!wrong.is_empty()));
}

/// The program as a person runs it: read, stored and synced; and the most memory it had.
fn whole(home: &Path, file: &Path) -> (Duration, u64) {
    let begun = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_decklog"));
    command.env_clear().env("DECKLOG_DIR", home.join("data")).env("LANG", "C.UTF-8").env("USER", "ana");
    let mut child =
        command.arg("import").arg(file).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut memory = 0;
    loop {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        memory = memory.max(line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024);
        if child.try_wait().expect("it runs").is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(child.wait().expect("it ends").success());
    (begun.elapsed(), memory)
}
