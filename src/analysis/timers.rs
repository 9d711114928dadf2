//! After how long something is worth a word: the timers of the recorder, as values.
//!
//! What they are by default, and that anybody may set them otherwise, is the settings' business.

/// So many minutes; 0 is never.
pub type Minutes = u32;

/// Every timer of the recorder. All in minutes; 0 turns one off.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Timers {
    /// Without an entry.
    pub silence: BySeverity,
    /// From one status update to the next, where the last one promised nothing else.
    pub update: BySeverity,
    /// So many times as long once the impact is mitigated.
    pub update_after_mitigation: u32,
    /// So long before an update is due it is said.
    pub update_warning: Minutes,
    /// A hypothesis is open without a finding.
    pub dry_hypothesis: Minutes,
    /// No hypothesis is open and no cause is known.
    pub no_hypothesis: Minutes,
    /// After the start: nobody is in command, the impact has no number, nothing says how it was
    /// found.
    pub commander: Minutes,
    pub impact_number: Minutes,
    pub detection: Minutes,
    /// Every so often of a severity 1 or 2: is it still right?
    pub severity_check: Minutes,
    /// After the resolution: does it hold?
    pub all_clear: Minutes,
    /// What is put away comes back after.
    pub snooze: Minutes,
}

/// One value for each severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BySeverity {
    pub sev1: Minutes,
    pub sev2: Minutes,
    /// And for every lower one, and where nobody said how bad it is.
    pub sev3: Minutes,
}

impl BySeverity {
    pub fn of(self, severity: Option<u8>) -> Minutes {
        match severity {
            Some(0 | 1) => self.sev1,
            Some(2) => self.sev2,
            _ => self.sev3,
        }
    }
}
