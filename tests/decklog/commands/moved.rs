//! `decklog move`: events go to another incident with all that belongs to them.

use serde_json::Value;

use super::ids;
use crate::deck::Deck;

/// Two incidents; the second is open, and some of what was logged in it belongs to the first.
struct Story {
    deck: Deck,
    ids: Vec<String>,
}

fn story() -> Story {
    let deck = Deck::new();
    deck.run(&["start", "Payments slow"]).succeeds();
    deck.run(&["log", "-q", "h: the bank"]).succeeds();
    deck.run(&["start", "Checkout is down"]).succeeds();
    let lines =
        "d: alert #shop\nh: network\nx1: network is clean\nh: proxy\nf: of the proxy\ntodo: alert on the proxy @bo\n";
    let answers = deck.run(&["log", "--stdin", "--by", "bo"]).input(lines).succeeds().stdout;
    let ids = ids(&answers).into_iter().map(str::to_owned).collect();
    Story { deck, ids }
}

impl Story {
    fn shown(&self, incident: &str) -> Value {
        let shown = self.deck.run(&["show", incident, "--format", "json"]).succeeds().stdout;
        serde_json::from_str(&shown).unwrap()
    }

    /// The texts of the events that were not struck.
    fn standing(&self, incident: &str) -> Vec<String> {
        let shown = self.shown(incident);
        let events = shown["events"].as_array().unwrap().iter().filter(|event| event["struck"] == false);
        events.map(|event| event["text"].as_str().unwrap().to_owned()).collect()
    }

    fn id(&self, nth: usize) -> &str {
        &self.ids[nth]
    }
}

#[test]
fn an_event_is_there_as_it_was_and_struck_here_with_the_reason() {
    let story = story();
    let before = story.shown("checkout")["events"][0].clone();
    let wrote = story.deck.run(&["move", story.id(0), "--to", "payments"]).succeeds();
    assert!(wrote.stderr.contains("moved 1 event to ") && wrote.stderr.contains("-payments-slow-"), "{wrote:?}");
    assert!(wrote.stdout.contains("detection  alert #shop\n"), "{wrote:?}");
    let there = story.shown("payments")["events"].as_array().unwrap().last().unwrap().clone();
    assert!(there["id"].as_str().unwrap().ends_with(wrote.stdout.split(' ').next().unwrap()), "{wrote:?} {there}");
    for field in ["at", "until", "stated", "tag", "text", "labels", "by", "recorded", "starred"] {
        assert_eq!(there[field], before[field], "{field}");
    }
    assert!(!story.standing("checkout").contains(&"alert #shop".to_owned()));
    let said = |incident: &str| story.deck.run(&["show", incident]).succeeds().stdout;
    assert!(said("checkout").contains("[struck: moved to ") && said("payments").contains("[moved from "), "{wrote:?}");
    for incident in ["payments", "checkout"] {
        story.deck.run(&["verify", incident]).succeeds();
    }
}

#[test]
fn a_hypothesis_keeps_its_links_to_what_goes_with_it() {
    let story = story();
    let wrote = story.deck.run(&["move", story.id(2), story.id(1), "--to", "payments"]).succeeds();
    assert!(!wrote.stderr.contains("dropped") && !wrote.stderr.contains("left behind"), "{wrote:?}");
    let there = story.shown("payments");
    let told: Vec<_> =
        there["hypotheses"].as_array().unwrap().iter().map(|h| (&h["name"], &h["text"], &h["state"])).collect();
    let expected = [("H1", "the bank", "open"), ("H2", "network", "ruled out")];
    let expected: Vec<[Value; 3]> = expected.map(|(a, b, c)| [a.into(), b.into(), c.into()]).into();
    assert_eq!(told, expected.iter().map(|[a, b, c]| (a, b, c)).collect::<Vec<_>>());
    assert_eq!(story.shown("checkout")["hypotheses"].as_array().unwrap().len(), 1);
}

#[test]
fn links_to_what_stays_are_dropped_and_that_is_said() {
    let story = story();
    let wrote = story.deck.run(&["move", story.id(2), "--to", "payments"]).succeeds();
    assert!(wrote.stderr.contains("dropped 1 link to what stays"), "{wrote:?}");
    let there = story.shown("payments");
    let last = there["events"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["tag"], &last["hypotheses"]), (&"misleading path".into(), &serde_json::json!([])));
    // The other way round: who speaks of it stays without it.
    let story = self::story();
    let wrote = story.deck.run(&["move", story.id(1), "--to", "payments"]).succeeds();
    assert!(wrote.stderr.contains("left behind 1 event about a hypothesis that went"), "{wrote:?}");
}

#[test]
fn what_was_corrected_goes_as_it_stands_and_an_item_made_of_a_todo_stays() {
    let story = story();
    story.deck.run(&["action", "set", story.id(5), "--due", "Friday"]).succeeds();
    let wrote = story.deck.run(&["move", story.id(5), story.id(4), "--to", "payments"]).succeeds();
    assert!(wrote.stderr.contains("left behind 1 action item"), "{wrote:?}");
    assert!(wrote.stderr.contains("moved 2 events"), "{wrote:?}");
    let there = story.shown("payments");
    assert_eq!(there["actions"][0]["owner"], "bo");
}

#[test]
fn what_can_not_be_moved_is_refused_and_stays() {
    let story = story();
    let before = (story.shown("checkout"), story.shown("payments"));
    story.deck.run(&["move", story.id(0), "--to", "checkout"]).fails_with(2);
    story.deck.run(&["move", story.id(0)]).fails_with(2);
    story.deck.run(&["move", "--to", "payments"]).fails_with(2);
    story.deck.run(&["move", story.id(0), "--to", "nowhere"]).fails_with(3);
    story.deck.run(&["move", story.id(0), "ZZZZZZ", "--to", "payments"]).fails_with(3);
    assert_eq!((story.shown("checkout"), story.shown("payments")), before, "nothing was moved");
    story.deck.run(&["move", story.id(0), "--to", "payments"]).succeeds();
    let again = story.deck.run(&["move", story.id(0), "--to", "payments"]).fails_with(3).stderr;
    assert!(again.contains("struck already"), "{again}");
    story.deck.run(&["redact", story.id(4), "--why", "a secret"]).succeeds();
    let redacted = story.deck.run(&["move", story.id(4), "--to", "payments"]).fails_with(3).stderr;
    assert!(redacted.contains("taken off the disk"), "{redacted}");
}

#[test]
fn where_the_other_can_not_be_written_nothing_is_struck_here() {
    let story = story();
    let journal = story.deck.journal_of("payments");
    std::fs::remove_file(&journal).unwrap();
    std::fs::create_dir(&journal).unwrap();
    let wrote = story.deck.run(&["move", story.id(0), "--to", "payments"]).fails_with(4);
    assert!(wrote.stderr.contains("NOT SAVED") && wrote.stdout.is_empty(), "{wrote:?}");
    assert!(story.standing("checkout").contains(&"alert #shop".to_owned()));
}

#[test]
fn where_it_came_from_is_told_and_disturbs_no_document() {
    let story = story();
    story.deck.run(&["move", story.id(0), "--to", "payments"]).succeeds();
    let text = std::fs::read_to_string(story.deck.journal_of("payments")).unwrap();
    assert!(text.contains("\"moved_from\":\"") && text.contains("-checkout-is-down-"), "{text}");
    for arguments in
        [&["export", "payments"][..], &["export", "payments", "-f", "json"], &["export", "payments", "-f", "csv"]]
    {
        let wrote = story.deck.run(arguments).succeeds();
        assert!(!wrote.stderr.contains("secret"), "{wrote:?}");
        let document = wrote.stdout;
        assert!(document.contains("alert #shop"), "{document}");
        assert!(!document.contains("moved_from") && !document.contains("checkout-is-down"), "{document}");
    }
}
