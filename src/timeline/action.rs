//! Action items: what is to be done so that it does not happen again, or not so badly.
//!
//! A todo said during the outage is one already. Whoever gives it an owner makes a record that
//! names the todo, and the item keeps its place and the id that it was known by.
//!
//! An idea for a fix that comes up while the timeline is walked is parked: it is kept beside the items,
//! and is none until somebody makes it one.

use super::record::{ActionChange, Record, RecordId, Recorded};
use super::{Event, Tag, Timeline};

/// What an action item is to do.
pub const ACTION_KINDS: [&str; 4] = ["prevent", "detect", "mitigate", "process"];

/// How far along an action item is; one that says nothing is open.
pub const ACTION_STATES: [&str; 3] = ["open", "done", ActionItem::REJECTED];

/// A follow-up: a todo, or an item made by hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ActionItem {
    /// What it is known by: the todo that it came from, else its own record.
    pub id: RecordId,
    /// The record to be changed; none while it is only a todo.
    pub record: Option<RecordId>,
    pub change: ActionChange,
    /// Whether all that was said of it is known to be on disk.
    pub saved: bool,
}

impl ActionItem {
    /// The state of what was considered and is not to be done.
    pub const REJECTED: &'static str = "rejected";
    /// The state of what is parked: an idea, and no item yet.
    pub const IDEA: &'static str = "idea";

    /// The record that parks an idea.
    pub fn parking(text: impl Into<String>) -> Record {
        let state = Some(Self::IDEA.to_owned());
        Record::Action {
            of: None,
            change: ActionChange { text: Some(text.into()), state, ..ActionChange::default() }.into(),
        }
    }

    pub fn text(&self) -> &str {
        self.change.text.as_deref().unwrap_or_default()
    }

    /// prevent, detect, mitigate or process, as far as somebody said.
    pub fn kind(&self) -> Option<&str> {
        said(&self.change.kind)
    }

    pub fn owner(&self) -> Option<&str> {
        said(&self.change.owner)
    }

    pub fn due(&self) -> Option<&str> {
        said(&self.change.due)
    }

    /// open, done, rejected, or what somebody wrote.
    pub fn state(&self) -> Option<&str> {
        said(&self.change.state)
    }

    /// Whether nobody said that it is done, rejected, or anything else.
    pub fn is_open(&self) -> bool {
        self.state().is_none_or(|state| state == ACTION_STATES[0])
    }

    /// Whether it was considered and is not to be done.
    pub fn is_rejected(&self) -> bool {
        self.state() == Some(Self::REJECTED)
    }

    /// Whether it is parked: an idea, and no item yet.
    pub fn is_idea(&self) -> bool {
        self.state() == Some(Self::IDEA)
    }

    /// The record that makes an item of an idea.
    pub fn made_an_item(&self) -> Record {
        self.changed(ActionChange { state: Some(ACTION_STATES[0].to_owned()), ..ActionChange::default() })
    }

    /// The event, hypothesis or beginning of a silence that it answers.
    pub fn answers(&self) -> Option<RecordId> {
        self.change.answers.filter(|of| *of != self.id)
    }

    /// The record that changes it, or that makes an item of the todo it still is.
    pub fn changed(&self, change: ActionChange) -> Record {
        let change = match self.record {
            Some(_) => change,
            None => {
                let mut whole = self.change.clone();
                whole.take(&change);
                whole
            }
        };
        Record::Action { of: self.record, change: change.into() }
    }
}

/// An empty word takes back what was said before.
fn said(field: &Option<String>) -> Option<&str> {
    field.as_deref().filter(|text| !text.trim().is_empty())
}

impl Timeline {
    /// The todos and what became of them, in their order, then the items made by hand, in the order
    /// of their making. What is parked is not among them.
    pub fn action_items(&self) -> Vec<ActionItem> {
        self.items_and_ideas().into_iter().filter(|item| !item.is_idea()).collect()
    }

    /// The ideas that are parked, in the same order.
    pub fn parking_lot(&self) -> Vec<ActionItem> {
        self.items_and_ideas().into_iter().filter(ActionItem::is_idea).collect()
    }

    /// The records that make items of all parked ideas: one group, which one undo takes back.
    pub fn parking_lot_emptied(&self) -> Vec<Record> {
        self.parking_lot().iter().map(ActionItem::made_an_item).collect()
    }

    /// The items, and among them what is parked.
    pub fn items_and_ideas(&self) -> Vec<ActionItem> {
        let mut made: Vec<ActionItem> = Vec::new();
        for Recorded { id, record, saved, .. } in self.counting_others() {
            let Record::Action { of, change } = record else { continue };
            match of {
                None => {
                    made.push(ActionItem {
                        id: *id,
                        record: Some(*id),
                        change: ActionChange::clone(change),
                        saved: *saved,
                    });
                }
                Some(of) => {
                    if let Some(item) = made.iter_mut().find(|item| item.record == Some(*of)) {
                        item.change.take(change);
                        item.saved &= saved;
                    }
                }
            }
        }
        let mut found = Vec::new();
        let untimed = self.untimed().filter(|event| event.is_told() && event.tag() == Tag::Todo);
        for todo in self.tagged(Tag::Todo).chain(untimed) {
            // What answers a todo, and was made of no other, was made of that.
            let mine = |item: &ActionItem| item.change.todo.or(item.change.answers) == Some(todo.id);
            let first = found.len();
            found.extend(made.extract_if(.., |item| mine(item)));
            match found.get_mut(first) {
                Some(item) => item.id = todo.id,
                None => found.push(ActionItem::of(todo)),
            }
        }
        found.append(&mut made);
        found
    }
}

impl ActionItem {
    /// Whoever is called `@so` in a todo is asked to see to it.
    fn of(todo: &Event) -> ActionItem {
        let change = ActionChange {
            text: Some(todo.text().to_owned()),
            owner: todo.people().next().map(str::to_owned),
            todo: Some(todo.id),
            ..ActionChange::default()
        };
        ActionItem { id: todo.id, record: None, change, saved: todo.saved }
    }
}

impl ActionChange {
    /// What it says in words, the text first.
    pub fn said(&self) -> impl Iterator<Item = &str> {
        let fields = [&self.text, &self.kind, &self.owner, &self.due, &self.state];
        fields.into_iter().filter_map(Option::as_deref)
    }

    /// Takes over what `later` says.
    pub(super) fn take(&mut self, later: &ActionChange) {
        let later = later.clone();
        let fields = [
            (&mut self.text, later.text),
            (&mut self.kind, later.kind),
            (&mut self.owner, later.owner),
            (&mut self.due, later.due),
            (&mut self.state, later.state),
        ];
        for (field, new) in fields {
            *field = new.or(field.take());
        }
        self.answers = later.answers.or(self.answers);
        self.todo = later.todo.or(self.todo);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;

    fn told(log: &Recording) -> Vec<String> {
        let items = log.timeline().action_items();
        items.iter().map(|item| format!("{} {}", item.text(), item.owner().unwrap_or("-"))).collect()
    }

    #[test]
    fn a_todo_is_an_item_and_keeps_its_place_and_id_when_it_gets_an_owner() {
        let mut log = Recording::new();
        let first = log.at("10:00").tagged(Tag::Todo, "alert");
        log.at("10:05").tagged(Tag::Todo, "train");
        log.action(ActionChange { text: Some("by hand".to_owned()), ..ActionChange::default() });
        assert_eq!(told(&log), ["alert -", "train -", "by hand -"]);
        let owned = |owner: &str| ActionChange { owner: Some(owner.to_owned()), ..ActionChange::default() };
        let record = log.timeline().action_items()[0].changed(owned("bo"));
        log.record(record);
        assert_eq!(told(&log), ["alert bo", "train -", "by hand -"]);
        let item = log.timeline().action_items().swap_remove(0);
        assert_eq!((item.id, item.answers()), (first, None));
        log.record(item.changed(owned("")));
        assert_eq!(told(&log), ["alert -", "train -", "by hand -"]);
    }

    #[test]
    fn an_item_that_is_linked_to_something_is_still_the_todo_it_was() {
        let mut log = Recording::new();
        let suspect = log.at("10:00").hypothesis("network");
        let todo = log.at("10:05").tagged(Tag::Todo, "alert");
        let linked = ActionChange { answers: Some(suspect), ..ActionChange::default() };
        let record = log.timeline().action_items()[0].changed(linked);
        log.record(record);
        let items = log.timeline().action_items();
        assert_eq!(items.iter().map(|item| (item.id, item.answers())).collect::<Vec<_>>(), [(todo, Some(suspect))]);
    }

    #[test]
    fn an_idea_is_no_item_until_it_is_made_one() {
        let mut log = Recording::new();
        log.action(ActionChange { text: Some("alert".to_owned()), ..ActionChange::default() });
        let ideas = ["retry", "cache"].map(|text| log.record(ActionItem::parking(text)));
        let parked = |log: &Recording| log.timeline().parking_lot().iter().map(|idea| idea.id).collect::<Vec<_>>();
        assert_eq!((told(&log), parked(&log)), (vec!["alert -".to_owned()], ideas.to_vec()));
        let record = log.timeline().parking_lot()[1].made_an_item();
        log.record(record);
        assert_eq!((told(&log), parked(&log)), (vec!["alert -".to_owned(), "cache -".to_owned()], vec![ideas[0]]));
        assert!(log.timeline().action_items()[1].is_open());
        let todo = log.at("10:00").tagged(Tag::Todo, "train");
        let idea = ActionChange { state: Some(ActionItem::IDEA.to_owned()), ..ActionChange::default() };
        let record = log.timeline().action_items()[0].changed(idea);
        log.record(record);
        assert_eq!(parked(&log), [todo, ideas[0]], "a todo can be parked, too");
        for record in log.timeline().parking_lot_emptied() {
            log.record(record);
        }
        assert!(log.timeline().parking_lot().is_empty());
        assert_eq!(told(&log), ["train -", "alert -", "retry -", "cache -"]);
    }

    #[test]
    fn who_is_called_in_a_todo_owns_it_until_somebody_else_does() {
        let mut log = Recording::new();
        log.at("10:00").tagged(Tag::Todo, "alert near the limit @carol");
        assert_eq!(told(&log), ["alert near the limit @carol carol"]);
        let change = ActionChange { owner: Some("bo".to_owned()), ..ActionChange::default() };
        let record = log.timeline().action_items()[0].changed(change);
        log.record(record);
        assert_eq!(told(&log), ["alert near the limit @carol bo"]);
    }
}
