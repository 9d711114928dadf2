//! Times as a document writes them: in the incident's zone, with the day where it is not clear.

use chrono::NaiveDate;

use crate::time::{Moment, Offset, When, Zone};
use crate::timeline::{Event, Incident, Timeline};

/// The incident's zone, and the day and offset its document starts with.
pub(super) struct Calendar {
    zone: Zone,
    first: Option<Moment>,
}

impl Calendar {
    /// The calendar of a document whose first event is this one.
    pub(super) fn of(timeline: &Timeline, first: Option<&Event>) -> Calendar {
        let first = first.and_then(|event| Some(event.when().bound()?.moment));
        Calendar { zone: timeline.incident().zone(), first }
    }

    pub(super) fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The zone's short name where the document starts: `WAT`.
    pub(super) fn zone_name(&self) -> String {
        self.first.map_or_else(|| self.zone.name().to_owned(), |at| self.zone.short_at(at))
    }

    /// `Fri 7 Jun 2024`
    pub(super) fn date(&self, at: Moment) -> String {
        self.day(at).format("%a %-d %b %Y").to_string()
    }

    /// The day on which an incident was written down, if that was long after it.
    pub(super) fn written_afterwards(&self, incident: &Incident) -> Option<String> {
        Some(self.date(incident.begun.filter(|_| incident.is_written_afterwards())?.moment))
    }

    /// `Fri 7 Jun 2024, WAT (UTC+1)`
    pub(super) fn date_and_zone(&self, at: Moment) -> String {
        format!("{}, {}", self.date(at), self.zone.label_at(at))
    }

    /// `+1d` on the day after the first; nothing on the first.
    pub(super) fn days_later(&self, at: Moment) -> String {
        let days = self.first.map_or(0, |first| (self.day(at) - self.day(first)).num_days());
        if days == 0 { String::new() } else { format!("{days:+}d") }
    }

    /// A time to the minute, the way it was stated: `10:15`, `≤ 10:15`, `02:15 CET` once the
    /// clocks were changed, `23:50–00:10 (+1d)` over midnight.
    pub(super) fn clock(&self, when: &When) -> String {
        self.with_what_changed(when, when.shown_to_the_minute(&self.zone))
    }

    /// The same, to the second where it was stamped or stated to the second.
    pub(super) fn exact_clock(&self, when: &When) -> String {
        self.with_what_changed(when, when.shown(&self.zone))
    }

    /// A time that stands alone: with the days since the first, where it is a later one.
    pub(super) fn dated_clock(&self, when: &When) -> String {
        let clock = self.clock(when);
        match when.bound().map(|at| self.days_later(at.moment)) {
            Some(later) if !later.is_empty() => format!("{clock} ({later})"),
            _ => clock,
        }
    }

    /// `09:00–11:00 UTC`, with the dates where they are not those of the zone; nothing in UTC.
    pub(super) fn in_utc(&self, start: Moment, end: Option<Moment>) -> Option<String> {
        let shifted = |at: Moment| self.zone.offset_at(at) != Offset::UTC;
        if !(shifted(start) || end.is_some_and(shifted)) {
            return None;
        }
        let utc = |at: Moment| at.at(Offset::UTC).local();
        let same_day = |at: Moment| utc(at).date() == self.day(start);
        if same_day(start) && end.is_none_or(same_day) {
            let clock = |at: Moment| utc(at).format("%H:%M").to_string();
            return Some(match end {
                Some(end) => format!("{}–{} UTC", clock(start), clock(end)),
                None => format!("{} UTC", clock(start)),
            });
        }
        let dated = |at: Moment| utc(at).format("%a %-d %b %H:%M").to_string();
        Some(match end {
            Some(end) => format!("{} to {} UTC", dated(start), dated(end)),
            None => format!("{} UTC", dated(start)),
        })
    }

    fn with_what_changed(&self, when: &When, mut shown: String) -> String {
        let Some(at) = when.bound().map(|at| at.moment) else { return shown };
        let later = when.until().map_or(0, |until| (self.day(until.moment) - self.day(at)).num_days());
        if later > 0 {
            shown.push_str(&format!(" (+{later}d)"));
        }
        if self.first.is_some_and(|first| self.zone.offset_at(first) != self.zone.offset_at(at)) {
            shown.push(' ');
            shown.push_str(&self.zone.short_at(at));
        }
        shown
    }

    /// The day in the incident's zone.
    pub(super) fn day(&self, at: Moment) -> NaiveDate {
        self.zone.stamp(at).local().date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recorded::Recording;

    fn calendar(zone: &str, day: &str, first: &str) -> (Recording, Calendar) {
        let mut log = Recording::titled("t", zone);
        log.day(day);
        log.at(first).note("first");
        let timeline = log.timeline();
        let calendar = Calendar::of(&timeline, timeline.events().next());
        (log, calendar)
    }

    #[test]
    fn utc_is_given_beside_the_zone_with_dates_where_they_differ() {
        for (zone, start, end, expected) in [
            ("WAT", "10:00", "12:00", Some("09:00–11:00 UTC")),
            ("UTC", "10:00", "12:00", None),
            ("GMT", "10:00", "12:00", None),
            ("EAT", "01:00", "05:00", Some("Thu 6 Jun 22:00 to Fri 7 Jun 02:00 UTC")),
        ] {
            let (log, calendar) = calendar(zone, "2024-06-07", start);
            let moment = |clock| log.stamp(clock).unwrap().moment;
            assert_eq!(calendar.in_utc(moment(start), Some(moment(end))).as_deref(), expected, "{zone}");
        }
    }

    #[test]
    fn a_time_after_the_clocks_changed_names_its_zone() {
        let (mut log, calendar) = calendar("Europe/Berlin", "2024-10-26", "23:00");
        assert_eq!(calendar.zone_name(), "CEST");
        log.day("2024-10-27");
        let timeline = {
            log.at("08:00").note("later");
            log.timeline()
        };
        let last = timeline.events().next_back().unwrap();
        assert_eq!(calendar.dated_clock(last.when()), "08:00 CET (+1d)");
    }
}
