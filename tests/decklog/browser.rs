//! The page in a real browser: a click filters the timeline, the diagram and the events point at each
//! other, nothing is fetched, and without script everything can still be read.
//!
//! Needs Chromium (Debian's package `chromium`); where there is none, the test says so and passes.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::deck::Deck;

/// Set where the test has to run: there, no browser is a failure.
const REQUIRED: &str = "DECKLOG_TEST_BROWSER";

/// Where it may be, under any of its names.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let places = std::env::split_paths(&path).flat_map(|dir| NAMES.map(|name| dir.join(name)));
    places.into_iter().find(|place| place.is_file())
}

/// A browser with one page, spoken to over two pipes (the DevTools protocol: JSON, each message ended
/// by a zero byte).
struct Browser {
    child: Child,
    to: File,
    from: BufReader<File>,
    /// The page, once there is one.
    session: Option<String>,
    last: u64,
    /// What it fetched.
    fetched: Vec<String>,
    _home: TempDir,
}

impl Browser {
    fn start(program: &Path) -> Browser {
        let home = tempfile::tempdir().unwrap();
        let pipe = |name: &str| {
            let path = home.path().join(name);
            assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
            path
        };
        let (to, from) = (pipe("to"), pipe("from"));
        let flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync \
                     --disable-dev-shm-usage --disable-background-networking --disable-component-update \
                     --window-size=1000,1400 --remote-debugging-pipe";
        let script = format!("exec \"$1\" {flags} --user-data-dir=\"$2\" about:blank 3<\"$3\" 4>\"$4\"");
        let child = Command::new("sh")
            .args(["-c", &script, "sh"])
            .args([program, &home.path().join("profile"), &to, &from])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(to).unwrap();
        let from = BufReader::new(File::open(from).unwrap());
        Browser { child, to, from, session: None, last: 0, fetched: Vec::new(), _home: home }
    }

    /// Asks for something, and waits for the answer.
    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let mut bytes = Vec::new();
            assert!(self.from.read_until(0, &mut bytes).unwrap() > 0, "the browser is gone");
            let heard: Value = serde_json::from_slice(bytes.strip_suffix(&[0]).unwrap()).unwrap();
            if heard["method"] == "Network.requestWillBeSent" {
                self.fetched.push(heard["params"]["request"]["url"].as_str().unwrap().to_owned());
            }
            if heard["id"] == self.last {
                assert_eq!(heard["error"], Value::Null, "{method}");
                return heard["result"].clone();
            }
        }
    }

    /// Opens a page of its own.
    fn open(&mut self, page: &Path) {
        let target = self.ask("Target.createTarget", json!({"url": "about:blank"}))["targetId"].clone();
        let attached = self.ask("Target.attachToTarget", json!({"targetId": target, "flatten": true}));
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        self.ask("Network.enable", json!({}));
        self.go_to(page);
    }

    fn go_to(&mut self, page: &Path) {
        self.ask("Page.navigate", json!({"url": format!("file://{}", page.display())}));
        while self.eval("document.readyState + location.protocol") != "completefile:" {}
    }

    fn eval(&mut self, script: &str) -> Value {
        let answer = self.ask("Runtime.evaluate", json!({"expression": script, "returnByValue": true}));
        assert_eq!(answer["exceptionDetails"], Value::Null, "{script}");
        answer["result"]["value"].clone()
    }

    /// Moves the mouse over the middle of an element; where that is.
    fn point_at(&mut self, selector: &str) -> (f64, f64) {
        let script = format!(
            "(function () {{ var e = document.querySelector({}); e.scrollIntoView({{block: 'center'}}); \
             var r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
            json!(selector)
        );
        let place = self.eval(&script);
        let (x, y) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
        self.mouse("mouseMoved", x, y);
        (x, y)
    }

    fn click(&mut self, selector: &str) {
        let (x, y) = self.point_at(selector);
        self.mouse("mousePressed", x, y);
        self.mouse("mouseReleased", x, y);
    }

    fn mouse(&mut self, what: &str, x: f64, y: f64) {
        self.ask(
            "Input.dispatchMouseEvent",
            json!({"type": what, "x": x, "y": y, "button": if what == "mouseMoved" { "none" } else { "left" }, "clickCount": 1}),
        );
    }

    /// The tags of the events that can be seen.
    fn seen(&mut self) -> String {
        let script = "Array.from(document.querySelectorAll('.timeline li'))\
                      .filter(function (row) { return row.offsetHeight > 0; })\
                      .map(function (row) { return row.dataset.tag; }).join(', ')";
        self.eval(script).as_str().unwrap().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_page_filters_and_points_in_a_browser() {
    let Some(program) = chromium() else {
        assert!(std::env::var_os(REQUIRED).is_none(), "there is no Chromium, and {REQUIRED} is set");
        // Written past the harness, which shows nothing of a test that passes.
        let _ = std::io::stderr().write_all(b"\nSKIPPED: no Chromium here, so the page was not opened in a browser\n");
        return;
    };
    let deck = Deck::new();
    deck.run(&["start", "Checkout <b>is</b> down", "--at", "2024-06-07 10:00"]).succeeds();
    for line in [
        "10:00 d: alert <script>document.title = 'taken over'</script>",
        "10:05 h: network",
        "10:20 x1: clean",
        "10:30 e: database team",
        "11:00 r: \"><img src=x onerror=alert(1)>",
    ] {
        deck.run(&["log", line]).succeeds();
    }
    let page = deck.path("page.html");
    deck.run(&["export", "-f", "html", "-o", "page.html"]).succeeds();
    let all = "detection, hypothesis, misleading path, escalation, resolution";

    let mut browser = Browser::start(&program);
    browser.open(&page);
    assert_eq!(browser.eval("document.title"), "Checkout <b>is</b> down");
    assert_eq!(browser.seen(), all);
    browser.click("[data-filter='misleading path']");
    assert_eq!(browser.seen(), "misleading path");
    browser.click("[data-filter='escalation']");
    assert_eq!(browser.seen(), "misleading path, escalation");
    browser.click("[data-filter='']");
    assert_eq!(browser.seen(), all);

    // From the diagram to the event.
    let lit = "Array.from(document.querySelectorAll('.timeline li.lit')).map(function (row) { return row.dataset.tag; }).join()";
    browser.point_at(".diagram [data-tag='escalation']");
    assert_eq!(browser.eval(lit), "escalation");
    browser.point_at("h1");
    assert_eq!(browser.eval(lit), "");

    let own = format!("file://{}", page.display());
    assert!(browser.fetched.iter().all(|url| *url == own), "{:?}", browser.fetched);

    browser.ask("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    browser.go_to(&page);
    assert_eq!(browser.seen(), all);
    assert_eq!(browser.eval("document.querySelector('.filters').offsetHeight"), 0);
}
