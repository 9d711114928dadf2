//! Sets of stretches of time, and how much of one lies outside of another.

/// A stretch of time in milliseconds, its end not included.
pub(super) type Stretch = (i64, i64);

/// How much the first stretches cover that the second do not.
pub(super) fn measure(covered: impl Iterator<Item = Stretch>, removed: impl Iterator<Item = Stretch>) -> i64 {
    let removed = merged(removed);
    let mut next = 0;
    let mut total: i64 = 0;
    for (from, to) in merged(covered) {
        next += removed[next..].iter().take_while(|gap| gap.1 <= from).count();
        let over = removed[next..].iter().take_while(|gap| gap.0 < to);
        let hidden = over.map(|gap| gap.1.min(to).saturating_sub(gap.0.max(from))).fold(0, i64::saturating_add);
        total = total.saturating_add(to.saturating_sub(from).saturating_sub(hidden));
    }
    total
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
    use proptest::prelude::*;

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
