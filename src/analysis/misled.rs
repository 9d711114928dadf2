//! Where the attention went between detection and cause: time on paths later ruled out, and time on
//! no path at all.
//!
//! Of wrong paths the union counts, because two at once must not count twice, less the right one,
//! because whoever followed it was not misled. Each is worked out twice, once with the least and
//! once with the most that the ends allow, so that the truth lies between.

use super::Analysis;
use super::bounds::length;
use super::paths::{Path, PathState};
use super::stretches::{Stretch, measure};
use crate::time::{Interval, Moment, Span};

/// A part of a whole, in percent, as exactly as both are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    pub least_percent: i64,
    pub most_percent: i64,
}

impl Analysis<'_> {
    /// The time on paths that were ruled out; none when no path was, or none of known length.
    ///
    /// A path whose ends contradict each other adds nothing that is sure, and leaves the most open.
    pub fn misled(&self) -> Option<Span> {
        misled(&self.paths, EVER, EVER)
    }

    /// The part of the time from detection to cause that went into paths ruled out; none where
    /// either is unknown.
    pub fn misled_share(&self) -> Option<Share> {
        let (from, to) = self.diagnosis()?;
        let whole = length(from, to)?;
        let part = misled(&self.paths, least_of(from, to), most_of(from, to))?;
        Share::of(part, whole)
    }

    /// The time from detection to cause in which no path was followed; none where either is unknown.
    pub fn unattributed(&self) -> Option<Span> {
        let (from, to) = self.diagnosis()?;
        length(from, to)?;
        // The path that was confirmed by the diagnosis itself was followed until then, whenever that
        // was.
        let found = self.milestones.diagnosed.map(|event| event.id);
        let last = self.paths.iter().filter(|path| path.closed.is_some_and(|event| Some(event.id) == found));
        let last = last.filter_map(|path| path.followed.last());
        // One that nobody had followed for a while was not.
        let last = last.filter(|part| part.to.is_some_and(|end| end.latest == to.latest));
        let until_found = last.filter_map(|part| Some((part.from.latest?.millis(), i64::MAX)));
        let least = measure(least_of(from, to).into_iter(), self.paths.iter().flat_map(Path::perhaps));
        let most = measure(most_of(from, to).into_iter(), self.paths.iter().flat_map(Path::surely).chain(until_found));
        let bounded = from.earliest.is_some() && to.latest.is_some();
        Some(Span { least_ms: least, most_ms: bounded.then_some(most) })
    }

    /// Between what moments the detection and the diagnosis lie.
    fn diagnosis(&self) -> Option<(Interval, Interval)> {
        let (detected, diagnosed) = self.milestones.detected.zip(self.milestones.diagnosed)?;
        Some((self.bounds.of_event(detected), self.bounds.of_event(diagnosed)))
    }
}

/// All of time.
const EVER: Option<Stretch> = Some((i64::MIN, i64::MAX));

/// What surely lies between two ends.
fn least_of(from: Interval, to: Interval) -> Option<Stretch> {
    Some((from.latest?.millis(), to.earliest?.millis())).filter(|(from, to)| from < to)
}

/// What may lie between two ends.
fn most_of(from: Interval, to: Interval) -> Option<Stretch> {
    Some((from.earliest.map_or(i64::MIN, Moment::millis), to.latest.map_or(i64::MAX, Moment::millis)))
}

/// The time on wrong paths within a stretch: the least of it with the first, the most with the second.
fn misled(paths: &[Path], least_within: Option<Stretch>, most_within: Option<Stretch>) -> Option<Span> {
    let of = |state: PathState| paths.iter().filter(move |path| path.state == state);
    let ruled_out = || of(PathState::RuledOut).filter(|path| path.length.is_some());
    let bounded = |path: &Path| path.length.is_some_and(|length| length.most_ms.is_some());
    ruled_out().next()?;
    let within = |stretch: Stretch, whole: Stretch| (stretch.0.max(whole.0), stretch.1.min(whole.1));
    let cut = |stretch: Stretch, whole: Option<Stretch>| whole.map(|whole| within(stretch, whole));
    let surely = ruled_out().flat_map(Path::surely).filter_map(|stretch| cut(stretch, least_within));
    let perhaps = ruled_out().flat_map(Path::perhaps).filter_map(|stretch| cut(stretch, most_within));
    let least = measure(surely, of(PathState::Confirmed).flat_map(Path::perhaps));
    let most = measure(perhaps, of(PathState::Confirmed).flat_map(Path::surely));
    Some(Span { least_ms: least, most_ms: of(PathState::RuledOut).all(bounded).then_some(most) })
}

impl Share {
    /// The share of a part that lies within the whole; none where the whole is nothing.
    fn of(part: Span, whole: Span) -> Option<Share> {
        let percent =
            |part: i64, whole: i64| (100 * i128::from(part) + i128::from(whole) / 2) / i128::from(whole.max(1));
        let most_whole = whole.most_ms.filter(|most| *most > 0);
        let least = most_whole.map_or(0, |most| percent(part.least_ms, most));
        let most = part.most_ms.filter(|_| whole.least_ms > 0).map_or(100, |part| percent(part, whole.least_ms));
        let held = |percent: i128| i64::try_from(percent.clamp(0, 100)).unwrap_or(100);
        let known = most_whole.is_some() || whole.least_ms > 0;
        known.then_some(Share { least_percent: held(least), most_percent: held(most) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;
    use crate::words;

    /// Misled time of an incident whose hypotheses are given as opened, closed, ruled out or not.
    fn told(hypotheses: &[(&str, &str, bool)]) -> Option<String> {
        let mut log = Recording::new();
        for (opened, closed, ruled_out) in hypotheses {
            let h = log.at(opened).hypothesis("h");
            if *ruled_out {
                log.at(closed).rules_out(h, "no");
            } else {
                log.at(closed).confirms(h, "yes");
            }
        }
        Analysis::of(&log.timeline()).misled().map(words::span)
    }

    #[test]
    fn wrong_paths_count_once_and_not_beside_the_right_one() {
        const NO: bool = true;
        const YES: bool = false;
        for (hypotheses, expected) in [
            (&[][..], None),
            (&[("10:00", "10:30", YES)], None),
            (&[("10:00", "10:10", NO), ("10:10", "10:20", NO)], Some("20 min")),
            (&[("10:00", "10:20", NO), ("10:10", "10:30", NO)], Some("30 min")),
            (&[("10:00", "10:20", NO), ("10:15", "10:40", YES)], Some("15 min")),
            (&[("10:00", "10:20", NO), ("09:00", "10:40", YES)], Some("0 min")),
            (&[("10:00", "~10:30", NO)], Some("25–35 min")),
            (&[("10:00", "by 10:30", NO)], Some("≤ 30 min")),
            (&[("10:30", "10:00", NO)], None),
            (&[("10:30", "10:00", NO), ("10:00", "10:10", NO)], Some("≥ 10 min")),
        ] {
            assert_eq!(told(hypotheses).as_deref(), expected, "{hypotheses:?}");
        }
    }

    /// `misled share, unattributed` of an incident detected at 10:00, its cause found at 11:00.
    fn attention(hypotheses: &[(&str, &str)], found: &str) -> String {
        let mut log = Recording::new();
        log.at("10:00").detection("alert");
        for (opened, closed) in hypotheses {
            let h = log.at(opened).hypothesis("h");
            log.at(closed).rules_out(h, "no");
        }
        let right = log.at("10:45").hypothesis("right");
        log.at(found).confirms(right, "yes");
        let timeline = log.timeline();
        let analysis = Analysis::of(&timeline);
        let share = analysis.misled_share().map_or("-".to_owned(), |share| match share {
            Share { least_percent, most_percent } if least_percent == most_percent => format!("{least_percent} %"),
            Share { least_percent, most_percent } => format!("{least_percent}–{most_percent} %"),
        });
        format!("{share}, {}", analysis.unattributed().map_or("-".to_owned(), words::span))
    }

    #[test]
    fn the_time_from_detection_to_cause_went_into_wrong_paths_the_right_one_or_none() {
        for (hypotheses, found, expected) in [
            (&[][..], "11:00", "-, 45 min"),
            (&[("10:10", "10:20"), ("10:20", "10:30")], "11:00", "33 %, 25 min"),
            (&[("10:10", "~10:25")], "11:00", "17–33 %, 25–35 min"),
            (&[("10:10", "10:20")], "~11:00", "15–18 %, 35 min"),
            // What was followed after the cause was found is not part of finding it.
            (&[("10:30", "10:45"), ("11:05", "11:30")], "11:00", "25 %, 30 min"),
            (&[("9:30", "10:30")], "11:00", "50 %, 15 min"),
            (&[("10:10", "10:20")], "9:50", "-, -"),
        ] {
            assert_eq!(attention(hypotheses, found), expected, "{hypotheses:?} {found}");
        }
    }
}
