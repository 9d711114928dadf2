//! What holds for the diagram of any incident, whatever its times and words are.

use std::collections::BTreeSet;

use proptest::prelude::*;
use roxmltree::{Document, Node};
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::analysis::properties::any_timeline;
use crate::export::rendered::{everywhere, hostile};
use crate::words::is_unsafe_to_show;

fn check_text(text: &str) {
    assert!(text.ends_with('\n'));
    for row in text.lines() {
        assert!(row.width() <= 80, "{} cells: {row}", row.width());
        assert!(!row.contains(is_unsafe_to_show) && !row.contains('`'), "{row:?}");
        assert!(!row.trim().is_empty() && row.trim_end() == row, "{row:?}");
    }
    assert!(text.lines().any(|row| row.starts_with("events")));
}

/// Only what this writes, and each line as the grammar has it.
fn check_mermaid(chart: &str) {
    const BEGINNINGS: [&str; 12] = [
        "Impact",
        "Mitigated",
        "Detected",
        "Resolved",
        "All clear",
        "Path",
        "Ruled out",
        "Escalated",
        "Role",
        "Acknowledged",
        "Silent",
        "Timeline",
    ];
    let mut lines = chart.lines();
    assert_eq!(lines.next(), Some("gantt"));
    assert!(lines.next().is_some_and(|line| line.starts_with("    title Timeline")), "{chart}");
    assert_eq!(lines.next(), Some("    dateFormat YYYY-MM-DD HH:mm"));
    assert!(lines.next().is_some_and(|line| line.starts_with("    axisFormat %")));
    for line in lines {
        if let Some(section) = line.strip_prefix("    section ") {
            assert!(["Impact", "Hypotheses", "People", "Silence"].iter().any(|known| section.starts_with(known)));
            continue;
        }
        let (name, data) = line.split_once(':').unwrap();
        let name = name.strip_prefix("    ").and_then(|name| name.strip_suffix(' ')).unwrap();
        assert!(BEGINNINGS.iter().any(|known| name.starts_with(known)), "{line}");
        assert!(!name.contains(['#', ';', ',', '%', '"', '`', '<', '>', '&', '{', '}', '\\', '$', '*', '_']), "{line}");
        let mut parts: Vec<&str> = data.split(", ").collect();
        if ["crit", "active", "done", "milestone"].contains(&parts[0]) {
            parts.remove(0);
        }
        let is_time = |part: &str| part.len() == 16 && part.bytes().all(|b| b.is_ascii_digit() || b"-: ".contains(&b));
        assert!(parts.len() == 2 && is_time(parts[0]) && (parts[1] == "0m" || is_time(parts[1])), "{line}");
    }
}

/// A rectangle: x, y, width, height.
type Rectangle = [f64; 4];

fn rectangle(node: Node) -> Rectangle {
    ["x", "y", "width", "height"].map(|name| node.attribute(name).map_or(0.0, |value| value.parse().unwrap()))
}

fn overlap([ax, ay, aw, ah]: Rectangle, [bx, by, bw, bh]: Rectangle) -> bool {
    ax < bx + bw && bx < ax + aw && ay < by + bh && by < ay + ah
}

fn check_svg(svg: &str) {
    let read = Document::parse(svg).unwrap_or_else(|problem| panic!("{problem}: {svg}"));
    let root = read.root_element();
    let names: BTreeSet<&str> =
        root.descendants().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
    assert!(
        names.is_subset(&BTreeSet::from(["svg", "title", "desc", "style", "rect", "path", "g", "text"])),
        "{names:?}"
    );
    let attributes: BTreeSet<&str> = root.descendants().flat_map(|node| node.attributes()).map(|a| a.name()).collect();
    let known = ["class", "viewBox", "width", "height", "role", "x", "y", "d", "text-anchor", "data-event", "data-tag"];
    assert!(attributes.is_subset(&BTreeSet::from(known)), "{attributes:?}");
    let styles: Vec<&str> =
        root.children().filter(|node| node.has_tag_name("style")).filter_map(|node| node.text()).collect();
    assert_eq!(styles.concat().trim(), include_str!("../../../../assets/diagram.css").trim());
    let loads = |text: &str| text.contains("url(") || text.contains("@import") || text.contains("://");
    let values = root.descendants().flat_map(|node| node.attributes()).map(|attribute| attribute.value());
    assert!(!values.chain(styles).any(loads), "{svg}");

    let whole = rectangle(root);
    let labels: Vec<Node> = root.descendants().filter(|node| node.has_tag_name("svg") && *node != root).collect();
    let boxes: Vec<Rectangle> = labels.iter().copied().map(rectangle).collect();
    let text = |place: usize| labels[place].descendants().find_map(|node| node.text()).unwrap_or_default();
    for (place, one) in boxes.iter().enumerate() {
        let [x, y, width, height] = *one;
        let is_inside = x >= 0.0 && y >= 0.0 && x + width <= whole[2] && y + height <= whole[3];
        assert!(is_inside, "“{}” {one:?} in {whole:?}", text(place));
        let met = (place + 1..boxes.len()).find(|other| overlap(*one, boxes[*other]));
        assert!(met.is_none(), "“{}” {one:?} and {:?}", text(place), met.map(|met| (text(met), boxes[met])));
    }
    // No mark lies on a label either.
    for mark in
        root.descendants().filter(|node| node.attribute("class").is_some_and(|class| class.starts_with("mark ")))
    {
        let shape = mark.children().find(|node| node.has_tag_name("path")).unwrap();
        let pen = shape.attribute("d").unwrap().trim_start_matches('M').split('m').next().unwrap();
        let (x, y) = pen.split_once(' ').unwrap();
        let shape = [x.parse::<f64>().unwrap() - 4.0, y.parse::<f64>().unwrap() - 4.0, 8.0, 8.0];
        let met = (0..boxes.len()).find(|label| overlap(boxes[*label], shape));
        assert!(met.is_none(), "a mark {shape:?} and {:?}", met.map(|met| (text(met), boxes[met])));
    }
}

fn check(timeline: &Timeline) {
    let Some(diagram) = Diagram::of(timeline) else { return };
    check_text(&diagram.text());
    check_mermaid(&diagram.mermaid());
    check_svg(&diagram.svg());
    assert_eq!(diagram_svg(timeline), Some(diagram.svg()));
}

#[test]
fn whole_diagrams_hold_what_every_diagram_does() {
    for log in [shop(), night(), open(), reopened(), busy(100, 3_000), wide(), summer_time()] {
        check(&log.timeline());
    }
}

#[test]
fn known_tricks_do_nothing() {
    for typed in [
        "```\n# not a heading",
        "~~~~~~~~",
        "%%{init: {'theme': 'x'}}%% :crit, section x; click a #59;",
        "end",
        "</text></svg><script>alert(1)</script>",
        "]]> <!-- &bogus; \u{0}\u{ffff}\u{fffe}",
        "\u{202e}evil\u{1b}]8;;http://x\u{7}",
        "﷽﷽﷽ ﷺ 𒐫𒐫 ⸻",
        "Z\u{310}\u{306}\u{334}\u{35b}a\u{489}\u{489}l\u{489}go",
        "\u{301}\u{200d}\u{200b}\u{fe0f}",
        "\u{1f1e9}\u{1f1ea}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}☠️☠",
        "שלום עולם 123 abc",
    ] {
        check(&everywhere(typed).timeline());
        check(&everywhere(&typed.repeat(40)).timeline());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_incident_has_a_sound_diagram(timeline in any_timeline()) {
        check(&timeline);
    }

    #[test]
    fn any_words_can_stand_in_it(typed in hostile()) {
        check(&everywhere(&typed).timeline());
    }

    #[test]
    fn any_characters_can_stand_in_it(typed in any::<String>()) {
        check(&everywhere(&typed).timeline());
    }
}
