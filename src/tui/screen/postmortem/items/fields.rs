//! The fields of an action item: a row each.

use crate::timeline::{ACTION_KINDS, ACTION_STATES, ActionChange, ActionItem};

/// A field.
pub(super) struct Field {
    pub(super) name: &'static str,
    /// What it takes of a row, in cells; nothing for the one that takes what is left.
    pub(super) cells: usize,
    pub(super) of: fn(&ActionItem) -> Option<&str>,
    set: fn(&mut ActionChange, String),
    /// What it usually says.
    values: &'static [&'static str],
    /// Whether it can say nothing of that.
    can_be_empty: bool,
}

pub(super) static FIELDS: &[Field] = &[
    Field {
        name: "text",
        cells: 0,
        of: |item| item.change.text.as_deref(),
        set: |change, text| change.text = Some(text),
        values: &[],
        can_be_empty: false,
    },
    Field {
        name: "type",
        cells: 8,
        of: ActionItem::kind,
        set: |change, text| change.kind = Some(text),
        values: &ACTION_KINDS,
        can_be_empty: true,
    },
    Field {
        name: "owner",
        cells: 10,
        of: ActionItem::owner,
        set: |change, text| change.owner = Some(text),
        values: &[],
        can_be_empty: true,
    },
    Field {
        name: "due",
        cells: 10,
        of: ActionItem::due,
        set: |change, text| change.due = Some(text),
        values: &[],
        can_be_empty: true,
    },
    Field {
        name: "state",
        cells: 8,
        // One that says nothing is open.
        of: |item| item.state().or(Some(ACTION_STATES[0])),
        set: |change, text| change.state = Some(text),
        values: &ACTION_STATES,
        can_be_empty: false,
    },
];

impl Field {
    pub(super) fn is_text(&self) -> bool {
        std::ptr::eq(self, &FIELDS[0])
    }

    /// The change that says this.
    pub(super) fn change(&self, text: String) -> ActionChange {
        let mut change = ActionChange::default();
        (self.set)(&mut change, text);
        change
    }

    /// The value behind this one; none for a field that has no values of its own.
    pub(super) fn next(&self, value: Option<&str>) -> Option<&'static str> {
        let values = self.values.iter().copied().chain(self.can_be_empty.then_some(""));
        let first = *self.values.first()?;
        let mut behind = values.skip_while(|known| *known != value.unwrap_or_default()).skip(1);
        Some(behind.next().unwrap_or(first))
    }

    /// What was typed, or the only value that begins so.
    pub(super) fn completed(&self, typed: String) -> String {
        let typed_small = typed.to_lowercase();
        let mut begun = self.values.iter().filter(|value| !typed.is_empty() && value.starts_with(&typed_small));
        match (begun.next(), begun.next()) {
            (Some(only), None) => (*only).to_owned(),
            _ => typed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_states_go_round_and_are_completed() {
        let field = |name: &str| FIELDS.iter().find(|field| field.name == name).unwrap();
        let mut seen = vec![""];
        for _ in 0..5 {
            seen.push(field("type").next(seen.last().copied()).unwrap());
        }
        assert_eq!(seen, ["", "prevent", "detect", "mitigate", "process", ""]);
        assert_eq!(field("state").next(Some("open")), Some("done"));
        assert_eq!(field("state").next(Some("rejected")), Some("open"));
        assert_eq!(field("type").next(Some("something else")), Some("prevent"));
        assert_eq!(field("owner").next(Some("ana")), None);
        for (typed, expected) in
            [("D", "detect"), ("pr", "pr"), ("pre", "prevent"), ("own words", "own words"), ("", "")]
        {
            assert_eq!(field("type").completed(typed.to_owned()), expected);
        }
    }
}
