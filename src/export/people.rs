//! People as a document names them: as typed, by initials, or by what they did.
//!
//! Known are those who recorded, who held a role, who own an item, and who are called `@so`. A name
//! that nobody recorded in one of these places can't be told from any other word.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::profile::Names;
use crate::timeline::{Tag, Timeline};
use crate::words;

/// The people of an incident, and what they are called instead.
pub(super) struct People {
    /// By the name in small letters; what it is replaced with.
    called: HashMap<String, String>,
    /// Those that are looked for in texts, the longest first.
    names: Vec<String>,
}

/// Who nobody is: accounts, not people. What they recorded was still recorded by somebody.
const ACCOUNTS: [&str; 24] = [
    "root",
    "admin",
    "administrator",
    "ubuntu",
    "debian",
    "ec2-user",
    "centos",
    "user",
    "unknown",
    "deploy",
    "ops",
    "oncall",
    "on-call",
    "nobody",
    "system",
    "jenkins",
    "ci",
    "bot",
    "monitoring",
    "support",
    "sre",
    "dev",
    "team",
    "everybody",
];

/// Names that are words, too: only with a capital letter or a sign are they names in a text.
const WORDS: [&str; 31] = [
    "an", "al", "art", "bill", "bob", "chase", "dawn", "drew", "ed", "faith", "frank", "gene", "grace", "grant", "guy",
    "hope", "jack", "joy", "mark", "may", "max", "miles", "pat", "ray", "rob", "rose", "rusty", "sky", "sue", "will",
    "wade",
];

/// The words of an owner who is a team and no person.
const TEAM_WORDS: [&str; 12] = [
    "team",
    "group",
    "squad",
    "department",
    "ops",
    "operations",
    "engineering",
    "platform",
    "security",
    "support",
    "everyone",
    "vendor",
];

impl People {
    /// The people of a timeline; none where they are named as they were typed.
    pub(super) fn of(timeline: &Timeline, names: Names) -> Option<People> {
        if names == Names::Full {
            return None;
        }
        let Met { mut order, mut roles } = Met::in_story(timeline);
        let aliases = aliases(&order);
        order.retain(|name| !aliases.contains_key(name));
        for (name, whole) in &aliases {
            if let Some(role) = roles.get(name).cloned() {
                roles.entry(whole.clone()).or_insert(role);
            }
        }
        let label = |name: &String| match names {
            Names::Initials => initials(name),
            _ => roles.get(name).cloned().unwrap_or_else(|| "responder".to_owned()),
        };
        let labels = numbered(&order.iter().map(label).collect::<Vec<_>>());
        let mut called: HashMap<String, String> = order.iter().cloned().zip(labels).collect();
        for (name, whole) in &aliases {
            let label = called.get(whole).cloned().unwrap_or_default();
            called.insert(name.clone(), label);
        }
        let mut names: Vec<String> = order.into_iter().chain(aliases.into_keys()).collect();
        names.retain(|name| !ACCOUNTS.contains(&name.as_str()));
        // A part of a name is the same person, as long as it is nobody else.
        for name in names.clone() {
            let label = called.get(&name).cloned().unwrap_or_default();
            for part in name.split([' ', '.', '-', '_']).filter(|part| part.chars().count() > 2) {
                if !called.contains_key(part) {
                    called.insert(part.to_owned(), label.clone());
                    names.push(part.to_owned());
                }
            }
        }
        names.retain(|name| !ACCOUNTS.contains(&name.as_str()) && name.chars().count() > 1);
        // `ana lopez` before `ana`.
        names.sort_by_key(|name| usize::MAX - name.len());
        Some(People { called, names })
    }

    /// What somebody is called who stands in a place for a person.
    pub(super) fn person(&self, name: &str) -> String {
        self.called.get(&plain(name)).cloned().unwrap_or_else(|| self.text(name))
    }

    /// A text with everybody in it called so.
    pub(super) fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for name in &self.names {
            if !words::contains(&text, name) {
                continue;
            }
            let called = self.called.get(name).cloned().unwrap_or_default();
            text = words::replaced(&text, &format!("@{name}"), |_, _| Some(called.clone()));
            text = words::replaced(&text, name, |before, typed| {
                let capital = typed.starts_with(char::is_uppercase) && !begins_sentence(before);
                (capital || !WORDS.contains(&name.as_str())).then(|| called.clone())
            });
        }
        text
    }
}

/// Everybody in the order in which they are met, once each, and the first role that each held.
#[derive(Default)]
struct Met {
    order: Vec<String>,
    roles: BTreeMap<String, String>,
}

impl Met {
    fn in_story(timeline: &Timeline) -> Met {
        let mut met = Met::default();
        for event in timeline.all_events() {
            if event.tag() == Tag::Role {
                let holder = plain(event.text());
                if let Some(role) = event.body.role().filter(|role| !holder.is_empty() && is_role(role)) {
                    met.roles.entry(holder).or_insert_with(|| in_words(role));
                }
                met.meet(event.text());
            }
            met.meet(&event.by);
            event.people().for_each(|name| met.meet(name));
        }
        for item in timeline.action_items() {
            // `Zoe (platform team)`
            let owner = item.owner().and_then(|owner| owner.split(['(', ',', '/']).next());
            owner.filter(|owner| !is_team(owner)).into_iter().for_each(|name| met.meet(name));
        }
        // Who wrote a section or corrected something, and nothing else.
        let others: BTreeSet<&str> = timeline.records().map(|recorded| &*recorded.by).collect();
        others.into_iter().for_each(|name| met.meet(name));
        met
    }

    fn meet(&mut self, name: &str) {
        let name = plain(name);
        if !name.is_empty() && !self.order.contains(&name) {
            self.order.push(name);
        }
    }
}

/// Who is met by a part of their name, too, and the whole of it: `dana` is `dana scully`, as long as
/// no other has that name.
fn aliases(names: &[String]) -> BTreeMap<String, String> {
    let whole = |name: &String| {
        let mut found = names.iter().filter(|other| *other != name && other.split(' ').any(|part| part == name));
        found.next().filter(|_| found.next().is_none()).cloned()
    };
    names.iter().filter_map(|name| Some((name.clone(), whole(name)?))).collect()
}

/// The labels, those that are alike with a number: `responder 2`.
fn numbered(labels: &[String]) -> Vec<String> {
    let numbered = |(at, label): (usize, &String)| {
        let alike = |labels: &[String]| labels.iter().filter(|other| *other == label).count();
        if alike(labels) > 1 { format!("{label} {}", alike(&labels[..=at])) } else { label.clone() }
    };
    labels.iter().enumerate().map(numbered).collect()
}

/// Whether what follows begins a sentence, so that a capital letter says nothing.
fn begins_sentence(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with(['.', '!', '?', ':'])
}

/// A name as it is looked up: small letters, no sign.
fn plain(name: &str) -> String {
    words::one_line(name).trim_start_matches('@').to_lowercase()
}

fn is_team(owner: &str) -> bool {
    let owner = owner.to_lowercase();
    owner.split(|c: char| !c.is_alphanumeric()).any(|word| TEAM_WORDS.contains(&word))
}

/// `A.`, `A. L.`
fn initials(name: &str) -> String {
    let parts = name.split([' ', '.', '-', '_']).filter_map(|part| part.chars().next());
    let letters: Vec<String> = parts.map(|first| format!("{}.", first.to_uppercase())).collect();
    letters.join(" ")
}

/// Whether a role is one and no more: a few words, no name of a machine, no text.
fn is_role(role: &str) -> bool {
    role.chars().count() <= 30 && role.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'))
}

/// A role in words: `ic` is the incident commander.
pub(super) fn in_words(role: &str) -> String {
    match role {
        "ic" => "incident commander".to_owned(),
        "comms" => "communications lead".to_owned(),
        "write-up" => "author of the postmortem".to_owned(),
        other => words::one_line(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;

    fn people(names: Names) -> People {
        let mut log = Recording::new();
        log.at("10:00").note("@bo.larsen looks");
        for (role, holder) in [("ic", "Mark"), ("scribe", "@li")] {
            log.at("10:01").with(Tag::Role, holder, |body| drop(body.details.insert("role".into(), role.into())));
        }
        People::of(&log.timeline(), names).unwrap()
    }

    #[test]
    fn people_are_called_by_what_they_did() {
        let people = people(Names::Roles);
        for (text, expected) in [
            ("Ana paged @bo.larsen and bo.larsen came", "responder 1 paged responder 2 and responder 2 came"),
            ("mark the release, says Mark", "mark the release, says incident commander"),
            ("Li's banana; li: done", "scribe's banana; scribe: done"),
            ("Türkiye ana", "Türkiye responder 1"),
            ("Larsen restarted it", "responder 2 restarted it"),
        ] {
            assert_eq!(people.text(text), expected);
        }
        assert_eq!((people.person("MARK"), people.person("db team")), ("incident commander".into(), "db team".into()));
    }

    #[test]
    fn or_by_their_initials() {
        assert_eq!(people(Names::Initials).text("Ana paged @bo.larsen"), "A. paged B. L.");
    }
}
