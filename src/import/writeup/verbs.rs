//! Verbs in all their forms, and the words of which a sentence is made beside them: the list of
//! `assets/told-verbs.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::timeline::Tag;

/// The form in which a verb stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Plain,
    /// `fixes`
    Third,
    /// `fixed`
    Past,
    /// `fixing`
    Going,
    /// `restoration`
    Noun,
}

pub(super) struct Verb {
    pub tag: Tag,
    pub form: Form,
    /// The word without which it says something else: `bring … up`.
    particle: Option<&'static str>,
}

impl Verb {
    pub fn goes_on_in(&self, behind: &[String]) -> bool {
        const NEAR: usize = 4;
        self.particle.is_none_or(|particle| behind.iter().take(NEAR).any(|word| word == particle))
    }
}

const LIST: &str = include_str!("../../../assets/told-verbs.tsv");

/// Every form of every verb; those with a particle come before the same word alone.
pub(super) static VERBS: LazyLock<HashMap<String, Vec<Verb>>> = LazyLock::new(|| {
    let mut verbs: HashMap<String, Vec<Verb>> = HashMap::new();
    let rows = LIST.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    for (tag, row) in rows {
        let Some(tag) = Tag::named(tag) else { continue };
        for verb in row.split('|') {
            let (word, particle) = verb.split_once(' ').map_or((verb, None), |(word, particle)| (word, Some(particle)));
            for (form, word) in forms(word) {
                verbs.entry(word).or_default().push(Verb { tag, form, particle });
            }
        }
    }
    for known in verbs.values_mut() {
        known.sort_by_key(|verb| verb.particle.is_none());
    }
    verbs
});

/// The forms of a verb as the list has it.
fn forms(word: &str) -> Vec<(Form, String)> {
    let (plain, irregular) = word.split_once('/').map_or((word, ""), |(plain, rest)| (plain, rest));
    let stem = plain.strip_suffix('e').unwrap_or(plain);
    let doubled = plain.chars().next_back().map(|last| format!("{plain}{last}")).unwrap_or_default();
    let mut forms = vec![
        (Form::Plain, plain.to_owned()),
        (Form::Past, format!("{stem}ed")),
        (Form::Past, format!("{doubled}ed")),
        (Form::Going, format!("{stem}ing")),
        (Form::Going, format!("{doubled}ing")),
    ];
    match plain.strip_suffix('y').filter(|rest| !rest.ends_with(['a', 'e', 'o', 'u'])) {
        Some(rest) => forms.extend([(Form::Third, format!("{rest}ies")), (Form::Past, format!("{rest}ied"))]),
        None if plain.ends_with(['s', 'x', 'o']) || plain.ends_with("ch") || plain.ends_with("sh") => {
            forms.push((Form::Third, format!("{plain}es")));
        }
        None => forms.push((Form::Third, format!("{plain}s"))),
    }
    const NOUNS: [&str; 8] = ["ion", "ment", "ery", "al", "ysis", "se", "ure", "up"];
    forms.extend(irregular.split('/').filter(|form| !form.is_empty()).map(|form| {
        let is_noun = form.len() > plain.len() && NOUNS.iter().any(|end| form.ends_with(end));
        (if is_noun { Form::Noun } else { Form::Past }, form.to_owned())
    }));
    forms
}

/// Words of a sentence beside its verb, by what they are to it.
pub(super) struct Sets {
    pub responders: Vec<&'static str>,
    pub users: Vec<&'static str>,
    pub monitors: Vec<&'static str>,
    pub trouble: Vec<&'static str>,
    pub subordinate: Vec<&'static str>,
    pub before_nouns: Vec<&'static str>,
    pub objects: Vec<&'static str>,
    pub being: Vec<&'static str>,
    pub attempts: Vec<&'static str>,
    pub deploying: Vec<&'static str>,
    pub good: Vec<&'static str>,
    pub bad: Vec<&'static str>,
    pub begins: Vec<&'static str>,
    pub loads: Vec<&'static str>,
    pub ends_of_state: Vec<&'static str>,
    pub not: Vec<&'static str>,
}

pub(super) static SETS: LazyLock<Sets> = LazyLock::new(|| {
    let of = |name: &str| {
        let rows = LIST.lines().filter_map(|line| line.strip_prefix('@')?.split_once('\t'));
        let row = rows.into_iter().find(|(set, _)| *set == name);
        row.map(|(_, words)| words.split('|').collect()).unwrap_or_default()
    };
    Sets {
        responders: of("responders"),
        users: of("users"),
        monitors: of("monitors"),
        trouble: of("trouble"),
        subordinate: of("subordinate"),
        before_nouns: of("before_nouns"),
        objects: of("objects"),
        being: of("being"),
        attempts: of("attempts"),
        deploying: of("deploying"),
        good: of("good"),
        bad: of("bad"),
        begins: of("begins"),
        loads: of("loads"),
        ends_of_state: of("ends_of_state"),
        not: of("not"),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_list_is_read() {
        for row in LIST.lines().filter(|line| !line.starts_with(['#', '@']) && !line.is_empty()) {
            let tag = row.split('\t').next().unwrap();
            assert!(Tag::named(tag).is_some(), "{row}");
        }
        let sets = &*SETS;
        assert!([&sets.responders, &sets.users, &sets.monitors, &sets.good, &sets.bad].iter().all(|set| set.len() > 5));
    }

    #[test]
    fn verbs_have_the_forms_that_english_makes() {
        let of = |word: &str| forms(word).into_iter().map(|(_, form)| form).collect::<Vec<_>>();
        assert!(["fix", "fixes", "fixed", "fixing"].iter().all(|form| of("fix").contains(&(*form).to_owned())));
        assert!(["stops", "stopped", "stopping"].iter().all(|form| of("stop").contains(&(*form).to_owned())));
        assert!(
            ["modifies", "modified", "modification"]
                .iter()
                .all(|form| of("modify/modification").contains(&(*form).to_owned()))
        );
        assert!(of("bring/brought").contains(&"brought".to_owned()));
    }
}
