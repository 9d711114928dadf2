//! Hostile texts through the whole document: every one of them renders as it was typed, in its own
//! place, and nothing else changes.

use std::sync::LazyLock;

use proptest::prelude::*;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag as Node, TagEnd};

use crate::analysis::RULES;
use crate::analysis::recorded::Recording;
use crate::export::{Markup, PROFILES, Published, Wanted, json, text};
use crate::timeline::{ActionChange, Record, Setting, Tag, Timeline};
use crate::words;

/// Every kind of place that a typed text can come out in.
pub(super) fn everywhere(typed: &str) -> Recording {
    let mut log = Recording::titled(typed, "WAT");
    // With a number, so that the questions asked do not depend on the text.
    log.at("9:50").impact(&format!("{typed} 1"));
    log.at("9:55").impact(typed);
    log.at("~10:00").detection(typed);
    log.at("by 10:05").acknowledged(typed);
    let wrong = log.at("10:10").hypothesis(typed);
    log.at("10:20").rules_out(wrong, typed);
    log.at("10:20").hypothesis(typed);
    let right = log.at("10:20").hypothesis(typed);
    log.at("10:45").escalation(typed);
    log.at("11:00").confirms(right, typed);
    let note = log.at("?").tagged(Tag::Note, typed);
    log.strike(note, typed);
    log.at("?").tagged(Tag::Decision, typed);
    log.at("11:15").mitigation(typed);
    log.at("12:00").resolution(typed);
    log.at("12:00").tagged(Tag::Question, typed);
    let todo = log.at("12:00").tagged(Tag::Todo, typed);
    // Whoever is called in a todo owns it: here somebody does, whatever is typed.
    let owned = ActionChange { owner: Some("bo".to_owned()), ..ActionChange::default() };
    let made = log.timeline().action_items().iter().find(|item| item.id == todo).map(|item| item.changed(owned));
    if let Some(made) = made {
        log.record(made);
    }
    // What is missing of a document is not what is looked at here.
    for rule in RULES.iter() {
        log.record(Record::Mute { rule: rule.id.to_owned(), why: Some("not looked at".to_owned()) });
    }
    let said = || Some(typed.to_owned());
    log.action(ActionChange { text: said(), owner: said(), due: said(), state: said(), ..ActionChange::default() });
    log
}

/// The structure of a document and the text in each part of it, links that show themselves
/// counting as their text.
fn read(document: &str) -> Vec<(String, String)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    let mut parts: Vec<(String, String)> = vec![(String::new(), String::new())];
    let mut in_code = false;
    for event in Parser::new_ext(document, options) {
        match event {
            // The diagram: its words are shortened to the room there is, and checked where it is drawn.
            Event::Start(Node::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if in_code => {}
            Event::Text(text) => parts.last_mut().unwrap().1.push_str(&text),
            Event::Start(Node::Link { link_type: LinkType::Autolink, .. }) | Event::End(TagEnd::Link) => {}
            Event::Start(Node::List(_)) => parts.push(("list".to_owned(), String::new())),
            other => parts.push((format!("{other:?}"), String::new())),
        }
    }
    parts
}

const PLAIN: &str = "Placeholder";

/// The brief document with nothing masked: what looks like a secret is text like any other.
fn as_typed(timeline: &Timeline) -> String {
    let wanted = Wanted { allow_secrets: true, ..Wanted::default() };
    Published::of(timeline, wanted).document(Markup::Markdown)
}

fn check(typed: &str) {
    static PLAIN_PARTS: LazyLock<Vec<(String, String)>> =
        LazyLock::new(|| read(&as_typed(&everywhere(PLAIN).timeline())));
    let shown = words::one_line(typed);
    let document = as_typed(&everywhere(typed).timeline());
    let actual = read(&document);
    for ((node, text), actual) in PLAIN_PARTS.iter().zip(&actual) {
        let expected = (node.clone(), text.replace(PLAIN, &shown));
        assert_eq!(expected, *actual, "typed {typed:?}, written\n{document}");
    }
    assert_eq!(PLAIN_PARTS.len(), actual.len(), "typed {typed:?}, written\n{document}");
}

#[test]
fn known_tricks_render_as_typed() {
    for typed in [
        "![x](y) [a]: /url \"t\" [a] [^1] [^1]: f",
        "</td></tr></table><img src=x onerror=alert(1)>",
        "a|b\\|c\\\\|d",
        "trailing \\",
        "- [ ] task",
        "2024. was a year",
        "<https://a.example/_b_> http://c.example/__d__*e* www.x_y_.example",
        "https://a.example/(b_c_(d))|e\\_f",
        "~http://a.example/*& a_http://a.example/*_ $http://a.example/[$",
        "<-a@b.example> 3 <5@c",
        "http://a.example/$ $https://",
        "&lt;&nbsp;&#0;&#x110000;&bogus;",
        "** __ ~~ ` `` ``` $$ \\( \\[ ]] }}{{ {% raw %}",
        "# a # b ##",
        "*a **b*** _c __d___ ~e ~~f~~~",
        "\u{202e}evil\u{1b}]8;;http://x\u{7}\0",
        "a\r\n\r\n    code\n> quote\n---\n",
        "$a$ 5$ $$b$$ $`c`$",
        "é_é_ ü*ü* 日本_語_ 👩‍🚒~x~",
        "[!NOTE] x",
        "+ a",
        "1) a",
        "=== a",
        "_ _ _",
        "* * *",
        "- - -",
    ] {
        check(typed);
    }
}

/// Pieces of Markdown and HTML among ordinary words, and anything at all.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "`",
        "```",
        "[",
        "](",
        "]",
        ")",
        "(",
        "![",
        "[^1]",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<?",
        "<![CDATA[",
        "<script>",
        "&",
        "&amp;",
        "&#35;",
        "#",
        "##",
        "-",
        "+",
        "=",
        "1.",
        "1)",
        "|",
        "\\",
        "\\\\",
        "\n",
        "\n\n",
        "\t",
        "    ",
        "  \n",
        " ",
        " ",
        "$",
        "$$",
        ":",
        "!",
        "{",
        "}",
        "%}",
        "{{",
        "\"",
        "'",
        "https://",
        "http://a.example/",
        "www.",
        "@",
        ".",
        "a",
        "B",
        "snake_case",
        "word",
        "5",
        "é",
        "—",
        "\u{a0}",
        "\u{200d}",
        "\u{202e}",
        "\u{1b}[31m",
        "\u{0}",
        "\u{301}",
        "ﷺ",
        "🚒",
        "[x]",
        "[ ] ",
        "---",
        "***",
        "a@b.example",
    ]);
    let piece = prop_oneof![9 => pieces.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 1..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_text_renders_as_typed_wherever_it_stands(typed in hostile().prop_filter("some text", |typed| !words::one_line(typed).is_empty())) {
        check(&typed);
    }
}

/// What a reader sees of each event of a timeline, in order, after the words that are ours.
fn told(document: &str, after: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut item: Option<String> = None;
    for (node, text) in read(document) {
        if node.starts_with("Start(Item") {
            item = Some(String::new());
        }
        if let Some(item) = &mut item {
            item.push_str(&text);
        }
        if node.starts_with("End(Item") {
            told.extend(item.take().and_then(|item| Some(item.split_once(after)?.1.to_owned())));
        }
    }
    told
}

proptest! {
    // A hundred documents of a hundred texts.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn ten_thousand_events_render_as_typed_in_every_profile(
        typed in prop::collection::vec(hostile().prop_filter("some text", |typed| !words::one_line(typed).is_empty()), 100)
    ) {
        let mut log = Recording::titled("Checkout down", "UTC");
        for text in &typed {
            log.at("10:00").impact(text);
        }
        let timeline = log.timeline();
        let shown: Vec<String> = typed.iter().map(|typed| words::one_line(typed)).collect();
        for row in PROFILES.iter().filter(|row| row.profile != crate::export::Profile::External) {
            let wanted = Wanted { profile: row.profile, names: None, allow_secrets: true };
            let document = Published::of(&timeline, wanted).document(Markup::Markdown);
            prop_assert_eq!(&told(&document, "— Impact — "), &shown, "{}", document);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_format_lets_a_control_character_through(typed in any::<String>(), ascii in any::<bool>()) {
        let mut log = everywhere(&typed);
        log.set([Setting::Zone(typed.clone())]);
        let unplaced = log.at(&format!("some {typed}")).note(&typed);
        log.evidence(unplaced, &typed, 1);
        let timeline = log.timeline();
        for row in PROFILES {
            let published = Published::of(&timeline, Wanted { profile: row.profile, ..Wanted::default() });
            let (page, table) = (published.document(Markup::Html), published.csv().replace("\r\n", "\n"));
            let written = published.document(Markup::Markdown);
            for written in [written, page, published.json(), table, published.document(Markup::Text), text(&timeline, ascii, None)] {
                let raw = written.chars().find(|c| *c != '\n' && words::is_unsafe_to_show(*c));
                prop_assert_eq!(raw, None, "{}", written);
            }
        }
    }

    #[test]
    fn json_gives_back_what_was_typed(typed in any::<String>()) {
        let timeline = everywhere(&typed).timeline();
        let read: serde_json::Value = serde_json::from_str(&json(&timeline, false)).unwrap();
        prop_assert_eq!(read["events"][1]["text"].as_str(), Some(typed.as_str()));
        // An empty word takes back what was said.
        let due = Some(typed.as_str()).filter(|due| !due.is_empty());
        prop_assert_eq!(read["actions"][1]["due"].as_str(), due);
    }
}
