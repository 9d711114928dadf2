//! When the next status update is due.

use super::Timers;
use crate::time::Moment;
use crate::timeline::{State, Summary, Tag};
use crate::words;

const MINUTE_MS: i64 = 60_000;

/// When the next status update is due: as the last one promised, else so long after it as the
/// severity asks for. None before the first, and once it is over.
pub fn next_update(summary: &Summary, timers: &Timers) -> Option<Moment> {
    let factor = match summary.state {
        State::Open => 1,
        State::Mitigated => i64::from(timers.update_after_mitigation.max(1)),
        State::Resolved | State::Closed => return None,
    };
    let last = summary.latest(Tag::Update).next_back()?;
    if let Some(promised) = last.due() {
        return Some(promised.moment);
    }
    let minutes = i64::from(timers.update.of(summary.incident.severity));
    (minutes > 0).then(|| last.at.moment.plus_millis(minutes * factor * MINUTE_MS))
}

/// `in 8 min`, `now`, `4 min overdue`: how long until something is due.
pub fn until_due(due: Moment, now: Moment) -> String {
    let minutes = due.millis_since(now) / MINUTE_MS;
    match minutes {
        0 => "now".to_owned(),
        1.. => format!("in {}", words::minutes(minutes)),
        _ => format!("{} overdue", words::minutes(-minutes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::{EventBody, Setting};

    fn timers() -> Timers {
        let update = crate::analysis::BySeverity { sev1: 20, sev2: 30, sev3: 60 };
        Timers { update, update_after_mitigation: 2, ..Timers::default() }
    }

    fn told(log: &Recording) -> String {
        let due = next_update(&Summary::of(&log.timeline()), &timers());
        due.map_or("-".to_owned(), |due| due.at(crate::time::Offset::UTC).local().format("%H:%M").to_string())
    }

    #[test]
    fn the_next_update_is_due_by_severity_and_twice_as_late_once_mitigated() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        assert_eq!(told(&log), "-");
        log.at("10:05").tagged(Tag::Update, "posted");
        assert_eq!(told(&log), "11:05");
        log.set([Setting::Severity(1)]);
        assert_eq!(told(&log), "10:25");
        log.at("10:10").mitigation("better");
        assert_eq!(told(&log), "10:45");
        let due = log.stamp("10:30").unwrap();
        log.at("10:20").with(Tag::Update, "posted", |body| {
            body.details.insert(EventBody::DUE.to_owned(), due.to_string());
        });
        assert_eq!(told(&log), "10:30");
        log.at("10:25").resolution("up");
        assert_eq!(told(&log), "-");
    }

    #[test]
    fn what_is_due_is_to_come_now_or_overdue() {
        for (seconds, expected) in
            [(510, "in 8 min"), (30, "now"), (-30, "now"), (-60, "1 min overdue"), (-4000, "1 h 06 min overdue")]
        {
            assert_eq!(until_due(Moment::from_millis(seconds * 1000), Moment::from_millis(0)), expected);
        }
    }
}
