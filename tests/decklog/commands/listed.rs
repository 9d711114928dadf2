//! `decklog list`: what stands in its columns, its orders, and what is found in all that was said.

use std::fs;

use serde_json::Value;

use crate::deck::Deck;

/// Three incidents: one that is over and partly written up, one that goes on, one of long ago.
fn deck() -> Deck {
    let deck = Deck::new();
    let tell = |start: &[&str], lines: &[&str]| {
        deck.run(&[&["start"], start].concat()).succeeds();
        for line in lines {
            deck.run(&["log", "-q", line]).succeeds();
        }
    };
    tell(
        &["Checkout is down", "--at", "2024-06-07 10:00", "--severity", "1"],
        &["10:00 d: alert", "10:45 e: the database team", "12:00 r: connection limit raised"],
    );
    deck.run(&["section", "impact", "Nobody could pay."]).succeeds();
    tell(
        &["A much longer title, and with it a longer id", "--at", "2024-01-02 08:00"],
        &["08:00 d: slow", "08:20 r: up"],
    );
    deck.run(&["close"]).succeeds();
    deck.run(&["start", "Still going on", "--severity", "3"]).succeeds();
    deck.run(&["log", "-q", "d: timeouts in the proxy"]).succeeds();
    deck
}

fn titles(deck: &Deck, arguments: &[&str]) -> Vec<String> {
    let listed = deck.run(&[&["list", "--format", "json"], arguments].concat()).succeeds().stdout;
    let rows: Vec<Value> = serde_json::from_str(&listed).unwrap();
    rows.iter().map(|row| row["title"].as_str().unwrap()[..5].to_owned()).collect()
}

#[test]
fn the_columns_are_aligned_whatever_the_ids_are_long() {
    let deck = deck();
    let listed = deck.run(&["list"]).succeeds().stdout;
    let rows: Vec<&str> = listed.lines().collect();
    assert_eq!(rows.len(), 3, "{listed}");
    let place = |row: &str, text: &str| row.find(text).map(|at| row[..at].chars().count());
    let begins = [place(rows[0], "2024-01-02 08:00"), place(rows[1], "2024-06-07 10:00")];
    assert!(begins[0].is_some() && begins[0] == begins[1], "{listed}");
    let titles = [place(rows[0], "A much"), place(rows[1], "Checkout"), place(rows[2], "Still")];
    assert!(titles[0].is_some() && titles.iter().all(|title| *title == titles[0]), "{listed}");
    for (row, parts) in [
        (rows[0], ["20 min", " - ", "closed", "nothing", " %  A much"]),
        (rows[1], ["2 h 00 min", "SEV1", "resolved", "1 of 5", " %  Checkout is down"]),
        (rows[2], ["≥ ", "SEV3", "open", "nothing", " -     Still going on"]),
    ] {
        let at: Vec<Option<usize>> = parts.iter().map(|part| row.find(part)).collect();
        assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{row}");
    }
    assert!(rows[2].starts_with("* ") && !rows[0].starts_with('*'), "{listed}");
    let ascii = deck.run(&["list"]).env("LANG", "C").succeeds().stdout;
    assert!(ascii.is_ascii() && ascii.contains(">= "), "{ascii}");
}

#[test]
fn scripts_get_the_same_with_null_for_what_is_not_known() {
    let listed = deck().run(&["list", "--format", "json"]).succeeds().stdout;
    let rows: Value = serde_json::from_str(&listed).unwrap();
    let over = &rows[1];
    for (field, expected) in [
        ("title", serde_json::json!("Checkout is down")),
        ("severity", 1.into()),
        ("state", "resolved".into()),
        ("zone", "Africa/Lagos".into()),
        ("events", 3.into()),
        ("start", "2024-06-07T10:00:00.000+01:00".into()),
        ("end", "2024-06-07T12:00:00.000+01:00".into()),
        ("minutes", serde_json::json!([120, 120])),
        ("write_up", "begun".into()),
        ("sections_written", 1.into()),
        ("sections_needed", 5.into()),
        ("open", false.into()),
    ] {
        assert_eq!(over[field], expected, "{field}: {over}");
    }
    assert!(over["readiness"].as_u64().is_some_and(|percent| percent < 100), "{over}");
    let goes_on = &rows[2];
    assert_eq!((&goes_on["minutes"][1], &goes_on["end"]), (&Value::Null, &Value::Null), "an open end: {goes_on}");
    assert_eq!((&goes_on["readiness"], &goes_on["open"]), (&Value::Null, &true.into()), "{goes_on}");
    assert_eq!(rows[0]["severity"], Value::Null, "{rows}");
}

#[test]
fn what_is_looked_for_most_comes_last() {
    let deck = deck();
    for (order, expected) in [
        ("when", ["A muc", "Check", "Still"]),
        ("severity", ["A muc", "Still", "Check"]),
        ("title", ["A muc", "Check", "Still"]),
    ] {
        assert_eq!(titles(&deck, &["--sort", order]), expected, "{order}");
    }
    assert_eq!(titles(&deck, &["--sort", "readiness"])[0], "Still", "what is not over is not ready for anything");
    // What has just begun, 20 min, and 2 h.
    assert_eq!(titles(&deck, &["--sort", "length"]), ["Still", "A muc", "Check"]);
    let wrong = deck.run(&["list", "--sort", "sise"]).fails_with(2).stderr;
    assert!(wrong.contains("readiness"), "{wrong}");
}

#[test]
fn words_are_found_in_everything_that_was_said() {
    let deck = deck();
    for (words, expected) in [
        ("DATABASE", &["Check"][..]),
        ("nobody limit", &["Check"]),
        ("alert proxy", &[]),
        ("much longer", &["A muc"]),
        ("e", &["A muc", "Check", "Still"]),
    ] {
        assert_eq!(titles(&deck, &["--find", words]), expected, "{words}");
    }
    let wrote = deck.run(&["list", "--find", "connection limit"]).succeeds();
    assert!(wrote.stdout.ends_with("\n      connection limit raised\n"), "{wrote:?}");
    let nothing = deck.run(&["list", "--find", "nowhere"]).succeeds();
    assert!(nothing.stdout.is_empty() && nothing.stderr.contains("in no incident"), "{nothing:?}");
}

#[test]
fn one_that_can_not_be_read_hides_none_of_the_others() {
    let deck = deck();
    let damaged = deck.journal_of("checkout");
    let text = fs::read_to_string(&damaged).unwrap().replace("database", "detabase");
    fs::write(&damaged, text).unwrap();
    // A directory in a journal's place can't be read by anybody, root included.
    let gone = deck.journal_of("a-much");
    fs::remove_file(&gone).unwrap();
    fs::create_dir(&gone).unwrap();
    let wrote = deck.run(&["list"]).succeeds();
    assert!(wrote.stdout.contains("Checkout is down") && wrote.stdout.contains("Still going on"), "{wrote:?}");
    assert!(wrote.stderr.contains("checkout-is-down") && wrote.stderr.contains("decklog verify"), "{wrote:?}");
    assert!(wrote.stderr.contains("cannot read") && wrote.stderr.contains("a-much"), "{wrote:?}");
}
