//! How soon what happened was recorded: a quality of the record, not of the people.

use super::Analysis;

/// When the entries were recorded, next to when things happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Lateness {
    /// Entries that have a time.
    pub entries: usize,
    /// Of them, those that were recorded at least a minute after they happened.
    pub backdated: usize,
    /// Of them, those that were recorded after the resolution was.
    pub after_resolution: usize,
    /// Between what happened and its record, of half of the entries no more than this; none
    /// without an entry.
    pub median_ms: Option<i64>,
}

impl Analysis<'_> {
    pub fn lateness(&self) -> Lateness {
        let resolved = self.milestones.resolved.map(|event| event.recorded.moment);
        let mut lags: Vec<i64> = Vec::with_capacity(self.told.len());
        let (mut backdated, mut after_resolution) = (0, 0);
        for event in &self.told {
            let recorded = event.recorded.moment;
            lags.extend(event.bound().map(|at| recorded.millis_since(at).max(0)));
            backdated += usize::from(event.backdated_ms().is_some());
            after_resolution += usize::from(resolved.is_some_and(|at| recorded > at));
        }
        let middle = lags.len() / 2;
        let median_ms = (!lags.is_empty()).then(|| *lags.select_nth_unstable(middle).1);
        Lateness { entries: self.told.len(), backdated, after_resolution, median_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;

    #[test]
    fn what_was_recorded_late_is_counted() {
        let mut log = Recording::new();
        assert_eq!(Analysis::of(&log.timeline()).lateness(), Lateness::default());
        log.at("10:00:00").detection("alert");
        log.at("10:10:00").note("live");
        log.late("10:05", "10:20");
        log.at("11:00:00").resolution("up");
        log.late("10:30", "11:30");
        let expected = Lateness { entries: 5, backdated: 2, after_resolution: 1, median_ms: Some(0) };
        assert_eq!(Analysis::of(&log.timeline()).lateness(), expected);
    }
}
