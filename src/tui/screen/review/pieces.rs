//! One event made two, and several made one.

use super::Review;
use super::asked::{Ask, AskRow, Understood};
use super::correct::{draft, near, recorded, subject};
use crate::timeline::{Event, EventBody, EventChange, Evidence, Record, Tag};
use crate::tui::effect::Effect;
use crate::tui::screen::Context;
use crate::words;

pub(super) static SPLIT: AskRow = AskRow {
    prompt: "split",
    hint: "move to where it parts with the arrows, then Enter",
    understood: split,
    keeps: false,
};

fn split(_: &Review, ask: &Ask, context: &Context) -> Result<Understood, String> {
    let event = subject(ask, context)?;
    let (first, second) = ask.text().split_at(ask.line.caret());
    let (first, second) = (first.trim().trim_end_matches([';', ',']), second.trim());
    if first.is_empty() || second.is_empty() {
        return Err(SPLIT.hint.to_owned());
    }
    let draft = draft(second, None, None, near(event, context), context);
    // An event is no title: its words stay as they are.
    let read = match draft.title {
        Some(_) => EventBody { text: second.to_owned(), tag: Tag::Note, ..draft.body },
        None => draft.body,
    };
    let when = if read.when.says_a_time() { read.when.clone() } else { event.when().clone() };
    let new = EventBody { when, starred: event.body.starred, hidden: event.body.hidden, typed: None, ..read };
    let change = EventChange { text: Some(first.to_owned()), ..EventChange::default() };
    let said = format!("→ “{}” and {}: “{}”", words::one_line(first), new.tag.name(), words::one_line(&new.text));
    Ok(recorded(vec![Record::Amend { of: event.id, change: change.into() }, Record::Event(new.into())], said, "split"))
}

impl Review {
    /// Makes one event of those chosen, or of this and the next: the first has the words of all, the
    /// others are struck.
    pub(super) fn merge(&mut self, context: &Context) -> Vec<Effect> {
        if self.chosen.is_empty() {
            let next = {
                let seen = self.seen(context);
                self.place(&seen)
                    .filter(|place| place + 1 < seen.len())
                    .map(|place| [seen.row(place).id, seen.row(place + 1).id])
            };
            let Some(both) = next else { return self.say("nothing follows it; Space chooses what to merge") };
            self.chosen.extend(both);
        }
        let targets: Vec<&Event> = self.targets(context).into_iter().filter(|event| event.struck.is_none()).collect();
        let [first, others @ ..] = targets.as_slice() else { return self.say("two events make one") };
        if others.is_empty() {
            return self.say("two events make one: Space chooses them, or J takes the next");
        }
        if others.iter().any(|event| event.body.opens.is_some()) {
            return self.say("one of them opens a hypothesis, which would be gone; link to it instead");
        }
        let mut body = EventBody::clone(&first.body);
        others.iter().for_each(|event| body.join(&event.body, first.id));
        let id = first.id;
        let mut records = vec![Record::Amend { of: id, change: EventChange::between(&first.body, &body).into() }];
        for event in others {
            let attached =
                event.evidence.iter().map(|evidence| Record::Evidence(Evidence { of: id, ..evidence.clone() }));
            records.extend(attached);
            records.push(Record::Strike { of: event.id, why: Some(format!("merged into {}", id.short())) });
        }
        self.chosen.clear();
        self.cursor = Some(id);
        self.notice = Some(format!("{} made one; u takes it back", words::count(others.len() + 1, "event")));
        vec![Effect::Records(records)]
    }
}
