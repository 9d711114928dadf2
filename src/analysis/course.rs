//! The course of the impact: how bad it was from one moment to the next.

use super::Analysis;
use super::impact::{Step, Turn, is_worse, share};
use crate::time::Moment;
use crate::timeline::{Event, Tag};

/// A stretch of the impact in which nothing was said to change. Where the impact had gone away,
/// there is no stage.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stage {
    pub from: Moment,
    /// None while it goes on.
    pub to: Option<Moment>,
    /// Whether somebody had made it smaller, and it had not grown worse since.
    pub mitigated: bool,
    /// The share of users in percent, as it was last stated; none before anybody did, and since it
    /// came back until somebody did again.
    pub share: Option<f64>,
}

impl Analysis<'_> {
    /// The stages of the impact in order, from its start, or the first that was seen of it, to its
    /// resolution.
    pub fn course(&self) -> Vec<Stage> {
        let Some(start) = self.impact.start_at().map(|at| at.moment) else { return Vec::new() };
        let end = self.impact.end_at().map(|at| at.moment);
        if end.is_some_and(|end| end <= start) {
            return Vec::new();
        }
        // What was said before it began holds from its beginning; what was said later, from then on.
        let mut now = Stage { from: start, to: None, mitigated: false, share: None };
        let (mut stages, mut away) = (Vec::new(), false);
        for turn in self.turns(self.said()).into_iter().filter(|turn| end.is_none_or(|end| turn.at < end)) {
            let mut next = Stage { from: turn.at.max(start), ..now };
            let mut goes = away;
            match turn.value {
                Turn::Now(event) if event.tag() == Tag::Mitigation => next.mitigated = true,
                Turn::Now(event) => {
                    next.mitigated &= !is_worse(event, now.share);
                    next.share = share(event.text()).or(now.share);
                }
                // How bad it was when it came back is for somebody to say again.
                Turn::Gone | Turn::Back => {
                    (next.mitigated, next.share, goes) = (false, None, matches!(turn.value, Turn::Gone));
                }
            }
            if (next.mitigated, next.share, goes) == (now.mitigated, now.share, away) {
                continue;
            }
            if !away {
                stages.push(Stage { to: Some(next.from), ..now });
            }
            (now, away) = (next, goes);
        }
        if !away {
            stages.push(Stage { to: end, ..now });
        }
        stages.retain(|stage: &Stage| stage.to.is_none_or(|to| to > stage.from));
        stages
    }

    /// What was said of the impact.
    fn said(&self) -> impl Iterator<Item = Step<&Event>> {
        let said = self.told.iter().copied().filter(|event| matches!(event.tag(), Tag::Impact | Tag::Mitigation));
        said.filter_map(|event| {
            Some(Step { at: event.bound()?, since: self.bounds.of_event(&event), value: event.event })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::timeline::Setting;

    /// `10:00 80%, 10:30 ~80%, 11:00`: each stage from when on, mitigated ones with a tilde, and
    /// the end, or dots while it goes on.
    fn told(log: &Recording) -> String {
        let timeline = log.timeline();
        let clock = |at: Moment| at.at(crate::time::Offset::UTC).local().format("%H:%M").to_string();
        let mut said = String::new();
        let mut last = None;
        for stage in Analysis::of(&timeline).course() {
            if let Some(last) = last.filter(|last| *last != stage.from) {
                said.push_str(&format!("{}; ", clock(last)));
            }
            let share = stage.share.map_or_else(|| "?".to_owned(), |share| format!("{share}%"));
            said.push_str(&format!("{} {}{share}, ", clock(stage.from), if stage.mitigated { "~" } else { "" }));
            last = stage.to;
        }
        said + &last.map_or_else(|| "...".to_owned(), clock)
    }

    #[test]
    fn each_stage_holds_until_something_is_said_of_it() {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        assert_eq!(told(&log), "10:00 ?, ...");
        log.at("10:10").impact("80% of users");
        log.at("10:20").impact("still 80% of users");
        log.at("10:30").mitigation("half of them back");
        log.at("10:40").impact("40% of users");
        log.at("10:50").impact("90% of users");
        assert_eq!(told(&log), "10:00 ?, 10:10 80%, 10:30 ~80%, 10:40 ~40%, 10:50 90%, ...");
        log.at("11:00").resolution("up");
        log.at("11:10").impact("100% of nothing");
        assert_eq!(told(&log), "10:00 ?, 10:10 80%, 10:30 ~80%, 10:40 ~40%, 10:50 90%, 11:00");
    }

    #[test]
    fn what_was_said_before_the_start_holds_from_it() {
        let mut log = Recording::new();
        log.at("9:40").impact("10% of users");
        log.at("10:00").with(Tag::Impact, "20% of users", |body| {
            body.details.insert("impact".to_owned(), "start".to_owned());
        });
        log.at("11:00").resolution("up");
        assert_eq!(told(&log), "10:00 20%, 11:00");
    }

    #[test]
    fn there_is_no_stage_while_it_had_gone_away() {
        let mut log = Recording::new();
        log.at("10:00").impact("80% of users");
        log.at("10:20").mitigation("better");
        log.at("10:30").resolution("up");
        let back = log.stamp("11:00").unwrap();
        log.set([Setting::Reopened(back)]);
        assert_eq!(told(&log), "10:00 80%, 10:20 ~80%, 10:30; 11:00 ?, ...");
        log.at("11:15").mitigation("better");
        log.at("11:30").resolution("up");
        assert_eq!(told(&log), "10:00 80%, 10:20 ~80%, 10:30; 11:00 ?, 11:15 ~?, 11:30");
    }

    #[test]
    fn an_end_before_the_start_has_no_course() {
        let mut log = Recording::new();
        log.at("12:00").detection("alert");
        log.at("11:00").resolution("up");
        assert!(Analysis::of(&log.timeline()).course().is_empty());
        assert!(Analysis::of(&Recording::new().timeline()).course().is_empty());
    }
}
