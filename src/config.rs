//! The settings: what they are, and what is wrong with a file of them.
//!
//! One TOML file, all of it optional. A key that is wrong costs that key: it keeps its default, the
//! others hold, and every problem is told at once, with its line.

use std::sync::LazyLock;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::analysis::filter::OwnFilter;
use crate::analysis::{BySeverity, Timers};
use crate::words;

/// Everything that can be set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    pub timers: Timers,
    /// From how many minutes on the lint tells of a time without an entry.
    pub gap: BySeverity,
    /// Whether the screens of review take the mouse.
    pub mouse: bool,
}

/// What is wrong in a file of settings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// From 1 on.
    pub line: usize,
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// One thing that can be set.
#[derive(Debug)]
pub struct Setting {
    /// `silence.sev1`
    pub key: &'static str,
    sort: Sort,
}

/// What sort of value a setting has, and where that is.
#[derive(Debug)]
enum Sort {
    /// A number of minutes, or of times, and the most that makes sense.
    Number {
        most: u32,
        at: fn(&mut Settings) -> &mut u32,
    },
    Switch(fn(&mut Settings) -> &mut bool),
}

/// What is set; as it stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    Number(u32),
    Switch(bool),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Number(number) => number.fmt(f),
            Value::Switch(on) => on.fmt(f),
        }
    }
}

/// A week: nothing here is looked at less often.
const WEEK: u32 = 7 * 24 * 60;

/// Everything that can be set, in the order of the default file.
pub const SETTINGS: &[Setting] = &[
    setting("snooze", WEEK, |all| &mut all.timers.snooze),
    switch("mouse", |all| &mut all.mouse),
    setting("silence.sev1", WEEK, |all| &mut all.timers.silence.sev1),
    setting("silence.sev2", WEEK, |all| &mut all.timers.silence.sev2),
    setting("silence.sev3", WEEK, |all| &mut all.timers.silence.sev3),
    setting("update.sev1", WEEK, |all| &mut all.timers.update.sev1),
    setting("update.sev2", WEEK, |all| &mut all.timers.update.sev2),
    setting("update.sev3", WEEK, |all| &mut all.timers.update.sev3),
    setting("update.after_mitigation", 100, |all| &mut all.timers.update_after_mitigation),
    setting("update.warning", WEEK, |all| &mut all.timers.update_warning),
    setting("hypothesis.dry", WEEK, |all| &mut all.timers.dry_hypothesis),
    setting("hypothesis.none", WEEK, |all| &mut all.timers.no_hypothesis),
    setting("ask.detection", WEEK, |all| &mut all.timers.detection),
    setting("ask.commander", WEEK, |all| &mut all.timers.commander),
    setting("ask.impact_number", WEEK, |all| &mut all.timers.impact_number),
    setting("ask.severity", WEEK, |all| &mut all.timers.severity_check),
    setting("ask.all_clear", WEEK, |all| &mut all.timers.all_clear),
    setting("gap.sev1", WEEK, |all| &mut all.gap.sev1),
    setting("gap.sev2", WEEK, |all| &mut all.gap.sev2),
    setting("gap.sev3", WEEK, |all| &mut all.gap.sev3),
];

const fn setting(key: &'static str, most: u32, at: fn(&mut Settings) -> &mut u32) -> Setting {
    Setting { key, sort: Sort::Number { most, at } }
}

const fn switch(key: &'static str, at: fn(&mut Settings) -> &mut bool) -> Setting {
    Setting { key, sort: Sort::Switch(at) }
}

/// The default file, for people to copy from.
pub const DEFAULTS: &str = include_str!("../assets/settings.toml");

impl Default for Settings {
    fn default() -> Settings {
        static READ: LazyLock<Settings> = LazyLock::new(|| {
            let unread = Settings { timers: Timers::default(), gap: BySeverity::default(), mouse: false };
            read_over(unread, DEFAULTS).0
        });
        *READ
    }
}

/// Reads a file of settings over the defaults, with the saved filters of one's own, and tells everything
/// that is wrong with it, in the order of its lines.
pub fn read(text: &str) -> (Settings, Vec<OwnFilter>, Vec<Problem>) {
    if text.is_empty() {
        return Default::default();
    }
    read_over(Settings::default(), text)
}

fn read_over(mut settings: Settings, text: &str) -> (Settings, Vec<OwnFilter>, Vec<Problem>) {
    let mut filters = Vec::new();
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut found: Vec<(usize, String)> =
        errors.iter().map(|error| (error.span().map_or(0, |span| span.start), error.message().to_owned())).collect();
    for (key, value) in table.get_ref() {
        match value.get_ref().as_table() {
            Some(own) if key.get_ref() == FILTERS => {
                for own in own_filters(own) {
                    match own {
                        Ok(filter) => filters.push(filter),
                        Err(problem) => found.push(problem),
                    }
                }
            }
            Some(inner) if groups().any(|group| group == key.get_ref()) => {
                for (inner_key, value) in inner {
                    let name = format!("{}.{}", key.get_ref(), inner_key.get_ref());
                    found.extend(settings.take(&name, inner_key.span().start, value));
                }
            }
            _ => found.extend(settings.take(key.get_ref(), key.span().start, value)),
        }
    }
    found.sort();
    let line = |at: usize| 1 + text.as_bytes()[..at.min(text.len())].iter().filter(|byte| **byte == b'\n').count();
    let problem = |(at, message): (usize, String)| Problem { line: line(at), message: words::one_line(&message) };
    (settings, filters, found.into_iter().map(problem).collect())
}

/// The table of saved filters: `mine = "by:ana is:told"`.
const FILTERS: &str = "filters";

/// Each filter of the table; where one is none, where that is and why.
fn own_filters(table: &DeTable<'_>) -> impl Iterator<Item = Result<OwnFilter, (usize, String)>> {
    table.iter().map(|(name, value)| {
        let at = value.span().start;
        let DeValue::String(expression) = value.get_ref() else {
            return Err((at, format!("{FILTERS}.{} is an expression in quotes", name.get_ref())));
        };
        let own = OwnFilter { name: name.get_ref().to_string(), expression: expression.to_string() };
        match own.problem() {
            Some(problem) => Err((at, format!("{FILTERS}.{}: {problem}", own.name))),
            None => Ok(own),
        }
    })
}

/// The tables of the file.
fn groups() -> impl Iterator<Item = &'static str> {
    SETTINGS.iter().filter_map(|setting| Some(setting.key.split_once('.')?.0))
}

impl Settings {
    /// What is set, by its key.
    pub fn get(&self, setting: &Setting) -> Value {
        let mut settings = *self;
        match setting.sort {
            Sort::Number { at, .. } => Value::Number(*at(&mut settings)),
            Sort::Switch(at) => Value::Switch(*at(&mut settings)),
        }
    }

    /// Sets one value; where that can't be, where and why.
    fn take(&mut self, key: &str, at: usize, value: &Spanned<DeValue<'_>>) -> Option<(usize, String)> {
        let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
            return Some((at, unknown(key)));
        };
        let why = match (&setting.sort, value.get_ref()) {
            (Sort::Number { most, at }, value) => match number(value).filter(|number| number <= most) {
                Some(number) => {
                    *at(self) = number;
                    return None;
                }
                None => format!("{key} is a whole number from 0 to {most}"),
            },
            (Sort::Switch(at), DeValue::Boolean(on)) => {
                *at(self) = *on;
                return None;
            }
            (Sort::Switch(_), _) => format!("{key} is true or false"),
        };
        Some((value.span().start, why))
    }
}

fn number(value: &DeValue<'_>) -> Option<u32> {
    match value {
        DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}

/// A key that nobody knows, with those that there are beside it.
fn unknown(key: &str) -> String {
    let group = key.split_once('.').map(|(group, _)| group).filter(|group| groups().any(|known| known == *group));
    let in_group = |setting: &&Setting| setting.key.split_once('.').map(|(group, _)| group) == group;
    let mut names: Vec<String> = SETTINGS
        .iter()
        .filter(in_group)
        .map(|setting| setting.key.rsplit('.').next().unwrap_or(setting.key).to_owned())
        .collect();
    if group.is_none() {
        let mut tables: Vec<String> = groups().chain([FILTERS]).map(|group| format!("[{group}]")).collect();
        tables.dedup();
        names.extend(tables);
    }
    if groups().chain([FILTERS]).any(|group| group == key) {
        return format!("{key} is a table: its settings stand below a line [{key}]");
    }
    format!("{key} is no setting; there are {}", words::list(&names))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn problems(text: &str) -> Vec<String> {
        read(text).2.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_default_file_says_everything_once_and_in_order() {
        assert_eq!(problems(DEFAULTS), Vec::<String>::new());
        let mut group = "";
        let mut said = Vec::new();
        for line in DEFAULTS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            match line.split_once(" = ") {
                Some((key, _)) if group.is_empty() => said.push(key.to_owned()),
                Some((key, _)) => said.push(format!("{group}.{key}")),
                None => group = line.trim_matches(['[', ']']),
            }
        }
        assert_eq!(said, SETTINGS.iter().map(|setting| setting.key).collect::<Vec<_>>());
        assert_eq!(Settings::default().timers.silence.sev1, 10);
        // What asks without settings asks from the same length on.
        assert_eq!(Settings::default().gap, crate::analysis::Document::default().silence);
    }

    #[test]
    fn what_is_not_said_stays_as_it_is() {
        let (settings, _, problems) = read("snooze = 5\n[silence]\nsev1 = 0\n");
        assert!(problems.is_empty());
        assert_eq!((settings.timers.snooze, settings.timers.silence.sev1, settings.timers.silence.sev2), (5, 0, 15));
        assert_eq!(read("").0, Settings::default());
        assert!(!Settings::default().mouse && read("mouse = true\n").0.mouse);
    }

    #[test]
    fn every_bad_key_is_told_at_once_and_the_good_ones_hold() {
        let text = "\
snooze = \"long\"
colour = 3
[silence]
sev1 = 12
sev4 = 30
sev2 = -5
[update]
sev1 = 99999999
[tea]
time = 4
";
        assert_eq!(
            problems(text),
            [
                "line 1: snooze is a whole number from 0 to 10080",
                "line 2: colour is no setting; there are snooze, mouse, [silence], [update], [hypothesis], [ask], [gap] and [filters]",
                "line 5: silence.sev4 is no setting; there are sev1, sev2 and sev3",
                "line 6: silence.sev2 is a whole number from 0 to 10080",
                "line 8: update.sev1 is a whole number from 0 to 10080",
                "line 9: tea is no setting; there are snooze, mouse, [silence], [update], [hypothesis], [ask], [gap] and [filters]",
            ]
        );
        assert_eq!(
            problems("silence = 5\n"),
            ["line 1: silence is a table: its settings stand below a line [silence]"]
        );
        for wrong in ["1", "\"yes\"", "[]"] {
            assert_eq!(problems(&format!("mouse = {wrong}\n")), ["line 1: mouse is true or false"]);
        }
        assert_eq!(problems("snooze = true\n"), ["line 1: snooze is a whole number from 0 to 10080"]);
        let settings = read(text).0;
        assert_eq!((settings.timers.silence.sev1, settings.timers.silence.sev2), (12, 15));
    }

    #[test]
    fn a_filter_of_ones_own_is_an_expression_and_a_bad_one_is_left_aside() {
        let text = "\
[filters]
mine = \"by:ana -tag:note\"
\"my night\" = \"since:22:00 until:6:00\"
bad = \"tag:zebra\"
seven = 7
round = \"filter:gaps\"
";
        let names: Vec<String> = read(text).1.into_iter().map(|own| own.name).collect();
        assert_eq!(names, ["mine", "my night"]);
        let told = problems(text);
        let begins =
            ["line 4: filters.bad: there is no tag “zebra”", "line 5: filters.seven is an expression in quotes"];
        assert!(told.len() == 3 && told.iter().zip(begins).all(|(told, begin)| told.starts_with(begin)), "{told:?}");
        assert!(told[2].starts_with("line 6: filters.round: a saved filter stands on its own"), "{told:?}");
        assert_eq!(problems("filters = 5"), ["line 1: filters is a table: its settings stand below a line [filters]"]);
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let told = problems("snooze = 7\n\n[silence\nsev1 = 3\n");
        assert!(!told.is_empty() && told[0].starts_with("line 3: "), "{told:?}");
        assert_eq!(read("snooze = 7\n\n[silence\nsev1 = 3\n").0.timers.snooze, 7);
    }

    proptest! {
        #[test]
        fn any_text_gives_settings(text in prop_oneof![any::<String>(), "[a-z\\[\\]=. 0-9\n\"#]{0,60}"]) {
            let (settings, _, problems) = read(&text);
            let is_sound = |setting: &Setting| match (&setting.sort, settings.get(setting)) {
                (Sort::Number { most, .. }, Value::Number(number)) => number <= *most,
                (Sort::Switch(_), Value::Switch(_)) => true,
                _ => false,
            };
            prop_assert!(SETTINGS.iter().all(is_sound));
            prop_assert!(problems.iter().all(|problem| problem.line <= text.lines().count() + 1));
        }
    }
}
