//! Hostile texts through the page: a reader of HTML finds every one of them as it was typed, and no
//! element or attribute that the template did not put there.

use std::sync::LazyLock;

use proptest::prelude::*;
use scraper::{Html, Node, Selector};

use super::rendered::{everywhere, hostile};
use crate::analysis::recorded::Recording;
use crate::export::{Markup, PROFILES, Profile, Published, Wanted};
use crate::timeline::{Record, SECTIONS, Timeline};
use crate::words;

fn page(timeline: &Timeline, profile: Profile) -> String {
    let wanted = Wanted { profile, names: None, allow_secrets: true };
    Published::of(timeline, wanted).document(Markup::Html)
}

/// The elements that a diagram is drawn with. Which of them it takes depends on how much room its
/// words leave; that each is where it should be is checked where diagrams are.
const DRAWN: [&str; 8] = ["svg", "title", "desc", "style", "g", "rect", "path", "text"];

/// Every element with its attributes, in order, the insides of the diagram apart.
fn elements(page: &str) -> Vec<String> {
    let parsed = Html::parse_document(page);
    assert_eq!(parsed.errors, Vec::<std::borrow::Cow<str>>::new());
    let in_diagram = |node: &scraper::ElementRef| {
        node.ancestors().any(|above| above.value().as_element().is_some_and(|above| above.name() == "figure"))
    };
    for element in parsed.tree.nodes().filter_map(scraper::ElementRef::wrap).filter(in_diagram) {
        assert!(DRAWN.contains(&element.value().name()), "{}", element.html());
    }
    let mut found = Vec::new();
    for node in parsed.tree.nodes() {
        match (node.value(), scraper::ElementRef::wrap(node)) {
            (Node::Comment(_) | Node::ProcessingInstruction(_), _) => found.push("comment".to_owned()),
            (Node::Element(element), Some(of)) if !in_diagram(&of) => {
                let attributes = element.attrs().map(|(name, value)| match name {
                    "href" => format!("{name}={value}"),
                    _ => name.to_owned(),
                });
                found.push(format!("{} {}", element.name(), attributes.collect::<Vec<_>>().join(" ")));
            }
            _ => {}
        }
    }
    found
}

/// The words of every event of the timeline.
fn told(page: &str) -> Vec<String> {
    let parsed = Html::parse_document(page);
    let texts = Selector::parse(".timeline .text").unwrap();
    parsed.select(&texts).map(|element| element.text().collect()).collect()
}

fn shown(typed: &str) -> String {
    typed.split('\n').map(|line| words::visible(line).into_owned()).collect::<Vec<_>>().join("\n")
}

const PLAIN: &str = "Placeholder";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_an_element(typed in hostile().prop_filter("some text", |typed| !words::one_line(typed).is_empty())) {
        static PLAIN_ELEMENTS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
            let timeline = everywhere(PLAIN).timeline();
            PROFILES.iter().map(|row| elements(&page(&timeline, row.profile))).collect()
        });
        let timeline = everywhere(&typed).timeline();
        for (row, plain) in PROFILES.iter().zip(PLAIN_ELEMENTS.iter()).filter(|(row, _)| row.profile != Profile::External) {
            prop_assert_eq!(&elements(&page(&timeline, row.profile)), plain);
        }
    }

    #[test]
    fn what_is_written_in_a_section_makes_prose_and_nothing_else(typed in hostile()) {
        let mut log = Recording::new();
        for row in SECTIONS {
            log.record(Record::Section { name: row.name.to_owned(), text: typed.clone() });
        }
        log.record(Record::Section { name: typed.clone(), text: typed.clone() });
        let allowed = ["p", "ul", "ol", "li", "strong", "code", "pre", "a"];
        let parsed = Html::parse_document(&page(&log.timeline(), Profile::Full));
        let inside = Selector::parse(".prose *, dd *").unwrap();
        for element in parsed.select(&inside) {
            let name = element.value().name();
            // What holds prose among the points of the summary.
            if name == "div" && element.value().attr("class") == Some("prose") {
                continue;
            }
            prop_assert!(allowed.contains(&name) || name == "em", "{}", name);
            let safe = |href: &str| href.starts_with("https://") || href.starts_with("http://");
            prop_assert!(element.value().attr("href").is_none_or(safe));
            prop_assert!(element.value().attrs().all(|(name, _)| ["href", "rel"].contains(&name)));
        }
    }
}

proptest! {
    // A hundred pages of a hundred texts.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn ten_thousand_events_are_on_the_page_as_typed(
        typed in prop::collection::vec(hostile().prop_filter("some text", |typed| !words::one_line(typed).is_empty()), 100)
    ) {
        let mut log = Recording::titled("Checkout down", "UTC");
        for text in &typed {
            log.at("10:00").impact(text);
        }
        let expected: Vec<String> = typed.iter().map(|typed| shown(typed)).collect();
        prop_assert_eq!(told(&page(&log.timeline(), Profile::Brief)), expected);
    }
}
