//! Tags as our documents put them into words: `Detection`, `Misleading path (H1, 10 min)`, `Root cause
//! found (H3)`, `Hypothesis H2`.

use std::collections::BTreeMap;

use crate::import::Link;
use crate::timeline::{CauseRole, EventBody, TAGS, Tag, Turn};

/// What the words of a tag say.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Tagged {
    pub tag: Tag,
    pub details: BTreeMap<String, String>,
    /// The label of the hypothesis that it opens: `H1`.
    pub opens: Option<String>,
    /// What it says of others, by their labels.
    pub links: Vec<(Link, String)>,
}

/// Words that say more than the name of a tag does, with the detail of the tag's name that says so.
const NUANCES: &[(&str, Tag, Option<&str>)] = &[
    ("Hypothesis parked", Tag::Hypothesis, Some(Turn::Parked.word())),
    ("Hypothesis taken up again", Tag::Hypothesis, Some(Turn::Reopened.word())),
    ("All clear", Tag::Resolution, Some(EventBody::ALL_CLEAR)),
    ("Start of impact", Tag::Impact, Some(EventBody::START)),
    ("Incident commander", Tag::Role, Some(EventBody::COMMANDER)),
    ("Communications lead", Tag::Role, Some("comms")),
    ("Scribe", Tag::Role, Some("scribe")),
    ("Author of the postmortem", Tag::Role, Some(EventBody::WRITE_UP)),
    ("Mitigated (it came back)", Tag::Mitigation, None),
    ("Resolution (it came back)", Tag::Resolution, None),
    ("Mitigated", Tag::Mitigation, None),
];

/// What a cause is called, with what it is among the causes.
const CAUSES: &[(&str, Option<CauseRole>)] = &[
    ("Root cause found", Some(CauseRole::Root)),
    ("Contributing cause found", Some(CauseRole::Contributing)),
    ("Trigger found", Some(CauseRole::Trigger)),
    ("Cause found", None),
    ("Cause, later overturned", None),
];

/// Reads the words of a tag; none where they are no such words. `roles` are those that the document
/// names in a table of its own.
pub(super) fn read(words: &str, roles: &[String]) -> Option<Tagged> {
    let mut tagged = Tagged::default();
    let mut said = Said::default();
    let mut rest = words;
    loop {
        rest = one(rest, roles, &mut tagged, &mut said)?;
        match rest.strip_prefix(", ") {
            Some(more) => rest = more,
            None => break,
        }
    }
    if let Some(about) = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')')) {
        let labels: Vec<&str> = about.split(", ").collect();
        if !labels.iter().all(|label| is_label(label)) {
            return None;
        }
        tagged.links.extend(labels.into_iter().map(|label| (Link::About, label.to_owned())));
        rest = "";
    }
    tagged.tag = said.tag()?;
    rest.is_empty().then_some(tagged)
}

/// Which tags the words can stand for.
#[derive(Default)]
struct Said {
    /// By a name that nothing else has.
    plainly: Option<Tag>,
    cause: bool,
    misleading: bool,
    hypothesis: bool,
}

impl Said {
    /// What goes with links of its own has no other name beside them.
    fn tag(&self) -> Option<Tag> {
        let by_links =
            [(self.cause, Tag::Cause), (self.misleading, Tag::MisleadingPath), (self.hypothesis, Tag::Hypothesis)];
        self.plainly.or_else(|| by_links.into_iter().find(|(is_so, _)| *is_so).map(|(_, tag)| tag))
    }
}

/// Reads one part, and what stands behind it.
fn one<'a>(words: &'a str, roles: &[String], tagged: &mut Tagged, said: &mut Said) -> Option<&'a str> {
    if let Some(rest) = words.strip_prefix("Misleading path") {
        let (label, rest) = in_brackets(rest);
        match label {
            Some(label) => tagged.links.push((Link::RulesOut, label.to_owned())),
            // One that nobody had as a hypothesis.
            None => said.plainly = Some(Tag::MisleadingPath),
        }
        said.misleading = true;
        return Some(rest);
    }
    let cause = CAUSES.iter().find_map(|(name, role)| Some((role, words.strip_prefix(name)?)));
    if let Some((role, rest)) = cause {
        let (label, rest) = in_brackets(rest);
        match label {
            Some(label) => tagged.links.push((Link::Confirms, label.to_owned())),
            None => said.plainly = Some(Tag::Cause),
        }
        said.cause = true;
        tagged.details.extend(role.map(|role| (Tag::Cause.name().to_owned(), role.name().to_owned())));
        return Some(rest);
    }
    if let Some(rest) = words.strip_prefix("Hypothesis ").filter(|rest| is_label(rest)) {
        let (label, rest) = rest.split_at(rest.find([',', ' ', ')']).unwrap_or(rest.len()));
        tagged.opens = Some(label.to_owned());
        said.hypothesis = true;
        return Some(rest);
    }
    if let Some((_, tag, detail, rest)) =
        NUANCES.iter().find_map(|(name, tag, detail)| Some((name, tag, detail, behind(words, name)?)))
    {
        said.plainly = Some(*tag);
        tagged.details.extend(detail.map(|value| (tag.name().to_owned(), value.to_owned())));
        return Some(rest);
    }
    if let Some((role, rest)) = roles.iter().find_map(|role| Some((role, behind(words, role)?))) {
        said.plainly = Some(Tag::Role);
        tagged.details.insert(Tag::Role.name().to_owned(), role.clone());
        return Some(rest);
    }
    let (tag, rest) = TAGS.iter().find_map(|row| Some((row.tag, behind(words, row.name)?)))?;
    said.plainly = Some(tag);
    if let Some(value) = rest.strip_prefix(' ').filter(|value| tag == Tag::Severity && !value.starts_with('(')) {
        let (value, rest) = value.split_at(value.find([',', ' ']).unwrap_or(value.len()));
        tagged.details.insert(Tag::Severity.name().to_owned(), value.to_owned());
        return Some(rest);
    }
    Some(rest)
}

/// What stands behind these words, of which the first letter may be a capital.
fn behind<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let start = text.get(..words.len()).filter(|start| start.eq_ignore_ascii_case(words))?;
    let rest = &text[start.len()..];
    rest.starts_with(|c: char| !c.is_alphanumeric()).then_some(rest).or_else(|| rest.is_empty().then_some(""))
}

/// The label in the brackets behind a part, without how long it took: ` (H1, 10 min)`; and what stands
/// behind them. Brackets with several labels are what the whole is about.
fn in_brackets(text: &str) -> (Option<&str>, &str) {
    let Some((inner, rest)) = text.strip_prefix(" (").and_then(|inner| inner.split_once(')')) else {
        return (None, text);
    };
    let (label, more) = inner.split_once(", ").unwrap_or((inner, ""));
    match is_label(label) {
        true if is_label(more) => (None, text),
        true => (Some(label), rest),
        // How long it took, and nothing else.
        false => (None, rest),
    }
}

/// `H1`, and `H1·bo` where two people have numbered alike.
fn is_label(text: &str) -> bool {
    text.strip_prefix('H').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The number of a hypothesis that is called so; none where two have the same.
pub(super) fn number(label: &str) -> Option<u32> {
    label.strip_prefix('H')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str) -> Option<String> {
        let tagged = read(words, &["database lead".to_owned()])?;
        let details = tagged.details.iter().map(|(name, value)| format!(" {name}={value}"));
        let links = tagged.links.iter().map(|(link, label)| format!(" {link:?} {label}"));
        let opens = tagged.opens.iter().map(|label| format!(" opens {label}"));
        let rest: String = details.chain(opens).chain(links).collect();
        Some(format!("{}{rest}", tagged.tag.name()))
    }

    #[test]
    fn the_words_of_every_tag_are_read() {
        for row in TAGS.iter().filter(|row| row.tag != Tag::Mitigation) {
            assert_eq!(told(&crate::words::capitalised(row.name)).as_deref(), Some(row.name));
        }
    }

    #[test]
    fn what_a_tag_says_beside_its_name_is_read() {
        for (words, expected) in [
            ("Hypothesis H1", "hypothesis opens H1"),
            ("Hypothesis parked (H1)", "hypothesis hypothesis=parked About H1"),
            ("Misleading path (H1, 10 min)", "misleading path RulesOut H1"),
            ("Misleading path (H1·bo, ≤ 2 h 35 min)", "misleading path RulesOut H1·bo"),
            ("Misleading path (≤ 2 h 35 min)", "misleading path"),
            ("Misleading path (H1, 10 min), Hypothesis H2", "misleading path opens H2 RulesOut H1"),
            ("Misleading path (H1, 10 min), Misleading path (H2)", "misleading path RulesOut H1 RulesOut H2"),
            ("Cause found (H3)", "cause Confirms H3"),
            ("Root cause found (H3) (H1)", "cause cause=root Confirms H3 About H1"),
            ("Trigger found", "cause cause=trigger"),
            ("Cause, later overturned (H3)", "cause Confirms H3"),
            ("Action, Misleading path (H1, 10 min)", "action RulesOut H1"),
            ("Finding (H1, H2)", "finding About H1 About H2"),
            ("Mitigated", "mitigation"),
            ("Resolution (it came back)", "resolution"),
            ("All clear", "resolution resolution=all clear"),
            ("Start of impact", "impact impact=start"),
            ("Severity 2", "severity severity=2"),
            ("Incident commander", "role role=ic"),
            ("Database lead", "role role=database lead"),
            ("finding", "finding"),
        ] {
            assert_eq!(told(words).as_deref(), Some(expected), "{words}");
        }
        for words in ["", "restarted the database", "Actions", "Finding: x", "Finding (see below)", "Notes"] {
            assert_eq!(told(words), None, "{words}");
        }
    }
}
