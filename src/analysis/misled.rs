//! Time on paths later ruled out: the union of them, less what ran beside the right one.
//!
//! A union, because two wrong paths at once must not count twice; less the right one, because
//! whoever followed it was not misled. Worked out twice, once with the least and once with the
//! most that the ends allow, so that the truth lies between.

use super::paths::{Path, PathState};
use crate::time::{Moment, Span};

/// A stretch of time in milliseconds, its end not included.
type Stretch = (i64, i64);

/// The time on paths that were ruled out; none when no path was, or none of known length.
///
/// A path whose ends contradict each other adds nothing that is sure, and leaves the most open.
pub fn misled(paths: &[Path]) -> Option<Span> {
    let of = |state: PathState| paths.iter().filter(move |path| path.state == state);
    let ruled_out = || of(PathState::RuledOut).filter(|path| path.length.is_some());
    let bounded = |path: &Path| path.length.is_some_and(|length| length.most_ms.is_some());
    ruled_out().next()?;
    let least = measure(ruled_out().filter_map(surely), of(PathState::Confirmed).map(perhaps));
    let most = measure(ruled_out().map(perhaps), of(PathState::Confirmed).filter_map(surely));
    Some(Span { least_ms: least, most_ms: of(PathState::RuledOut).all(bounded).then_some(most) })
}

/// When the path was followed whatever the truth about its ends.
fn surely(path: &Path) -> Option<Stretch> {
    let (from, to) = (path.from.latest?.millis(), path.to?.earliest?.millis());
    (from < to).then_some((from, to))
}

/// When the path may have been followed.
fn perhaps(path: &Path) -> Stretch {
    let from = path.from.earliest.map_or(i64::MIN, Moment::millis);
    let to = path.to.and_then(|to| to.latest).map_or(i64::MAX, Moment::millis);
    (from, to)
}

/// How much the first stretches cover that the second do not.
fn measure(covered: impl Iterator<Item = Stretch>, removed: impl Iterator<Item = Stretch>) -> i64 {
    let removed = merged(removed);
    let pieces = merged(covered).into_iter().map(|(from, to)| {
        let hidden = removed.iter().map(|gap| (gap.1.min(to).saturating_sub(gap.0.max(from))).max(0));
        to.saturating_sub(from).saturating_sub(hidden.fold(0, i64::saturating_add))
    });
    pieces.fold(0, i64::saturating_add)
}

/// The same time in stretches that do not touch.
fn merged(stretches: impl Iterator<Item = Stretch>) -> Vec<Stretch> {
    let mut sorted: Vec<Stretch> = stretches.filter(|(from, to)| from < to).collect();
    sorted.sort_unstable();
    let mut found: Vec<Stretch> = Vec::with_capacity(sorted.len());
    for (from, to) in sorted {
        match found.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => found.push((from, to)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::paths;
    use crate::analysis::recorded::Recording;
    use crate::words;
    use proptest::prelude::*;

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
        misled(&paths(&log.timeline())).map(words::span)
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

    proptest! {
        #[test]
        fn a_union_is_no_longer_than_its_parts_and_no_shorter_than_the_longest(
            parts in prop::collection::vec((0i64..1000, 0i64..1000), 1..8),
            gaps in prop::collection::vec((0i64..1000, 0i64..1000), 0..4),
        ) {
            let lengths = || parts.iter().map(|(from, to)| (to - from).max(0));
            let union = measure(parts.iter().copied(), std::iter::empty());
            prop_assert!(union <= lengths().sum::<i64>());
            prop_assert!(union >= lengths().max().unwrap_or(0));
            // Instant by instant.
            let within = |all: &[Stretch], at: i64| all.iter().any(|(from, to)| (*from..*to).contains(&at));
            let counted = (0..1000).filter(|at| within(&parts, *at) && !within(&gaps, *at)).count();
            prop_assert_eq!(measure(parts.iter().copied(), gaps.iter().copied()), counted as i64);
        }
    }
}
