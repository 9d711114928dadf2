//! Status updates: how many went out, and whether they came when the one before had promised.

use super::Analysis;
use crate::time::Stamp;
use crate::timeline::{RecordId, Tag};

/// What became of the updates that were promised.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Updates {
    pub sent: usize,
    /// Promises that had come due: another update was sent since, or it was resolved.
    pub promised: usize,
    pub in_time: usize,
    /// How late the latest was, in milliseconds; 0 when all were in time.
    pub latest_ms: i64,
}

impl Analysis<'_> {
    /// The updates as they were sent. The minute that was promised is in time to its end.
    pub fn updates(&self) -> Updates {
        let mut found = Updates::default();
        let mut due: Option<Stamp> = None;
        let gone = self.gone().into_iter().map(|gone| gone.resolution);
        let ends: Vec<RecordId> = gone.chain(self.milestones.resolved).map(|event| event.id).collect();
        for event in self.told.iter().filter(|event| event.tag() == Tag::Update || ends.contains(&event.id)) {
            let Some(at) = event.when().bound() else { continue };
            if let Some(promised) = due.take() {
                let minute = promised.moment.millis().div_euclid(60_000);
                let late = at.moment.millis().div_euclid(60_000) - minute;
                found.promised += 1;
                found.in_time += usize::from(late <= 0);
                found.latest_ms = found.latest_ms.max(late * 60_000);
            }
            if event.tag() == Tag::Update {
                found.sent += 1;
                due = event.body.due();
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::{EventBody, Setting};

    fn update(log: &mut Recording, at: &str, due: Option<&str>) {
        let due = due.and_then(|due| log.stamp(due));
        log.at(at).with(Tag::Update, "posted", |body| {
            body.details.extend(due.map(|due| (EventBody::DUE.to_owned(), due.to_string())));
        });
    }

    #[test]
    fn a_promise_is_kept_by_the_next_update_or_the_resolution() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        update(&mut log, "10:05", Some("10:25"));
        update(&mut log, "10:25", Some("10:45"));
        update(&mut log, "10:52", None);
        update(&mut log, "11:10", Some("11:30"));
        let told = |log: &Recording| Analysis::of(&log.timeline()).updates();
        let expected = Updates { sent: 4, promised: 2, in_time: 1, latest_ms: 7 * 60_000 };
        assert_eq!(told(&log), expected);
        log.at("11:15").resolution("up");
        assert_eq!(told(&log), Updates { promised: 3, in_time: 2, ..expected });
    }

    #[test]
    fn a_resolution_keeps_the_promise_even_when_it_came_back() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        update(&mut log, "10:10", Some("10:30"));
        log.at("10:25").resolution("up");
        let back = log.stamp("12:00").unwrap();
        log.set([Setting::Reopened(back)]);
        update(&mut log, "12:05", None);
        log.at("12:30").resolution("up");
        let expected = Updates { sent: 2, promised: 1, in_time: 1, latest_ms: 0 };
        assert_eq!(Analysis::of(&log.timeline()).updates(), expected);
    }
}
