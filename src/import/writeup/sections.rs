//! The parts of a write-up as sections: their lines as they stand in the source, without those that
//! became events or action items.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::lines::{Kind, Line};
use super::parts::Part;
use super::prose;
use crate::import::Item;

/// The sections of a document, each once, by name.
pub(super) fn sections(
    source: &str,
    lines: &[Line],
    parts: &[Part],
    taken: &BTreeSet<usize>,
    items: &[Item],
) -> Vec<(String, String)> {
    let written: Vec<&str> = source.lines().collect();
    let items: HashSet<&str> = items.iter().filter_map(|item| item.change.text.as_deref()).collect();
    // The settings above the text end with a line of their own.
    let settings = lines.iter().take_while(|line| line.kind == Kind::Setting).map(|line| line.number + 1).last();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, part) in parts.iter().enumerate() {
        let next = parts.get(at + 1).and_then(|next| lines.get(next.heading.unwrap_or(next.lines.start)));
        let to = next.map_or(written.len() + 1, |next| next.number);
        let from = match part.heading {
            Some(heading) if part.label > 0 => lines[heading].number,
            Some(heading) => lines[heading].number + 1,
            None => lines.get(part.lines.start).map_or(1, |line| if at == 0 { 1 } else { line.number }),
        };
        let own = (from..to).filter(|number| !taken.contains(number) && settings.is_none_or(|end| *number > end));
        let own: Vec<&str> = own.filter_map(|number| written.get(number - 1).copied()).collect();
        let mut text = text(&own, part.label > 0);
        if part.holds_items() {
            text = without_items(&text, &items);
        }
        if text.is_empty() {
            continue;
        }
        let name = match part.topic {
            Some(topic) => topic.to_owned(),
            None if part.title.is_empty() => "summary".to_owned(),
            None => part.title.to_lowercase(),
        };
        match places.get(&name) {
            Some(at) => {
                let (_, known) = &mut found[*at];
                known.extend(["\n\n", &text]);
            }
            None => {
                places.insert(name.clone(), found.len());
                found.push((name, text));
            }
        }
    }
    found
}

/// The words of a section: without comments, without the line below a heading that made it one, without
/// what sets all of it in, and without the label that became its name.
fn text(own: &[&str], has_label: bool) -> String {
    let is_rule = |line: &&str| line.len() > 2 && (line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-'));
    let own = if own.first().is_some_and(|first| is_rule(&first.trim())) { &own[1..] } else { own };
    let joined = without_comments(&own.join("\n"));
    let mut lines: Vec<&str> = joined.lines().map(str::trim_end).collect();
    if has_label && let Some(first) = lines.first_mut() {
        // The label has marks around it: what follows its colon is the text.
        *first = first.split_once(':').map_or(*first, |(_, behind)| behind).trim_start_matches(['*', '_', ' ']);
    }
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let body = lines.iter().skip(usize::from(has_label)).filter(|line| !line.is_empty());
    let least = body.map(indent).min().unwrap_or(0);
    let mut text = String::new();
    let mut was_fence = false;
    for (nth, line) in lines.iter().enumerate() {
        let cut = if has_label && nth == 0 { 0 } else { least.min(indent(line)) };
        let line = &line[cut..];
        let is_blank = line.is_empty();
        if is_blank && (text.is_empty() || text.ends_with("\n\n")) {
            continue;
        }
        // A fence around what was taken holds nothing.
        let is_fence = line.trim_start().starts_with("```");
        if is_fence && was_fence {
            text.truncate(text.trim_end().rfind('\n').map_or(0, |at| at + 1));
            was_fence = false;
            continue;
        }
        was_fence = is_fence || is_blank && was_fence;
        text.push_str(line);
        text.push('\n');
    }
    // A rule between two parts belongs to neither.
    let mut text = text.trim();
    while let Some((rest, last)) = text.rsplit_once('\n').filter(|(_, last)| is_rule(&last.trim())) {
        let _ = last;
        text = rest.trim_end();
    }
    text.to_owned()
}

/// The prose of a part without the sentences that became action items.
fn without_items(text: &str, items: &HashSet<&str>) -> String {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let joined = paragraph.split('\n').collect::<Vec<_>>().join(" ");
        match prose::sentences(&joined).any(|sentence| items.contains(sentence)) {
            true => {
                prose::sentences(&joined).filter(|sentence| !items.contains(sentence)).collect::<Vec<_>>().join(" ")
            }
            false => paragraph.to_owned(),
        }
    });
    paragraphs.filter(|paragraph| !paragraph.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn without_comments(source: &str) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].find("-->").map_or("", |end| &rest[start + end + "-->".len()..]);
    }
    kept + rest
}
