//! Templates of a team's own: named on the command line, or in the directory beside the settings.

use std::fs;

use super::deck_with;
use crate::deck::Deck;

fn template(deck: &Deck, name: &str, text: &str) {
    let path = deck.settings().with_file_name("templates").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_template_is_named_or_stands_beside_the_settings() {
    let deck = deck_with(&["10:00 d: *alert*"]);
    fs::write(deck.path("mine.md"), "{{ title }}: {% for row in days[0].rows %}{{ row.text }}{% endfor %}").unwrap();
    let named = deck.run(&["export", "--template", "mine.md"]).succeeds().stdout;
    assert_eq!(named, "Checkout is down: \\*alert\\*\n");
    template(&deck, "brief.md", "{% extends \"decklog/brief.md\" %}{% block questions %}Ask Bo.{% endblock %}");
    let built_on = deck.run(&["export"]).succeeds().stdout;
    assert!(built_on.contains("## Timeline") && built_on.contains("Ask Bo.") && !built_on.contains("Open questions"));
    template(&deck, "page.html", "<p>{{ title }} {{ days[0].rows[0].text }} {% include \"foot.html\" %}</p>");
    template(&deck, "foot.html", "<hr>");
    template(&deck, "notes", "not a template {{");
    assert_eq!(deck.run(&["export", "-f", "html"]).succeeds().stdout, "<p>Checkout is down *alert* <hr></p>");
}

#[test]
fn a_wrong_template_says_where_and_what_to_try() {
    let deck = deck_with(&["10:00 d: alert"]);
    for (text, expected) in [
        ("# {{ title }}\n\n{{ titel }}\n", ["mine.md, line 3", "decklog export --report"]),
        ("{{ title\n", ["mine.md, line 1", "missing"]),
        ("{% if title %}\nx\n", ["mine.md, line", "missing"]),
        ("{{ title|shout }}", ["mine.md, line 1", "prose"]),
        ("{% include \"other.md\" %}", ["other.md", "decklog/brief.md"]),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}{% endfor %}{% endfor %}",
            ["mine.md", "circles"],
        ),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", ["mine.md", "what to try"]),
    ] {
        fs::write(deck.path("mine.md"), text).unwrap();
        let failed = deck.run(&["export", "--template", "mine.md", "-o", "out.md"]).fails_with(2);
        let told = expected.iter().all(|part| failed.stderr.contains(part) || *part == "what to try");
        assert!(told && failed.stdout.is_empty(), "{text} {failed:?}");
        assert!(!deck.path("out.md").exists());
    }
    deck.run(&["export", "--template", "nowhere.md"]).fails_with(3);
    deck.run(&["export", "--template", "/dev/zero"]).fails_with(1);
}

#[test]
fn a_template_can_not_be_driven_by_an_event() {
    let deck = deck_with(&["10:00 d: {{ title }} {% include \"/etc/passwd\" %} <b>"]);
    fs::write(deck.path("mine.html"), "{{ days[0].rows[0].text }}").unwrap();
    let written = deck.run(&["export", "-f", "html", "--template", "mine.html"]).succeeds().stdout;
    assert_eq!(written, "{{ title }} {% include &quot;/etc/passwd&quot; %} &lt;b&gt;");
}

#[test]
fn the_report_is_printed_for_whoever_writes_a_template() {
    let deck = deck_with(&["10:00 d: alert"]);
    let report = deck.run(&["export", "--report", "-p", "full"]).succeeds().stdout;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!((&report["profile"], &report["days"][0]["rows"][0]["tag"]), (&"full".into(), &"Detection".into()));
    assert_eq!(report["sections"]["root cause"]["state"], "missing");
}
