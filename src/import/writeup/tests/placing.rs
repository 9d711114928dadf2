//! On which day things happened, and when it all began and ended.

use super::*;

fn told(lines: &str) -> String {
    events(&timeline(lines)).join(" / ")
}

#[test]
fn a_time_that_would_go_back_is_of_the_next_day() {
    check(
        &[
            ("- 23:50 down\n- 00:10 up", "7.6. 23:50 | down / 8.6. 00:10 | up"),
            ("- 11:50 PM down\n- 12:10 AM up", "7.6. 23:50 | down / 8.6. 00:10 | up"),
            (
                "- 10:00 down\n- 11:00 a\n- 1:00 b\n- 2:00 up",
                "7.6. 10:00 | down / 7.6. 11:00 | a / 7.6. 13:00 | b / 7.6. 14:00 | up",
            ),
            ("- 10:00-10:15 down\n- 10:20 up", "7.6. 10:00–7.6. 10:15 | down / 7.6. 10:20 | up"),
        ],
        told,
    );
}

#[test]
fn a_slip_of_the_pen_is_set_right_and_said() {
    for (lines, expected, problem) in [
        ("- 10:00 AM a\n- 10:30 PM b\n- 11:00 AM c", "7.6. 10:30 | b", "breaks the order"),
        ("- 11:50 PM a\n- 12:10 PM b\n- 12:30 AM c", "8.6. 00:10 | b", "breaks the order"),
        ("- 2024-06-07 10:00 a\n- 2023-06-07 10:30 b\n- 2024-06-07 11:00 c", "7.6. 10:30 | b", "far off"),
        ("- 10:00 UTC a\n- 10:30 PST b\n- 11:00 UTC c", "7.6. 10:30 | b", "the zone of"),
    ] {
        let read = timeline(lines);
        assert_eq!(events(&read)[1], expected, "{lines}");
        assert!(read.problems.iter().any(|it| it.message.contains(problem)), "{lines}: {:?}", read.problems);
    }
}

#[test]
fn dates_above_the_lines_hold_for_them() {
    check(
        &[
            (
                "- Saturday, June 8th, 2024:\n  - 10:15 slow\n- Sunday, June 9th, 2024:\n  - 9:00 up",
                "8.6. 10:15 | slow / 9.6. 09:00 | up",
            ),
            ("**8 June 2024**\n\n10:15 slow\n\n**9 June 2024**\n\n09:00 up", "8.6. 10:15 | slow / 9.6. 09:00 | up"),
        ],
        told,
    );
}

#[test]
fn start_and_end_are_taken_from_what_is_stated() {
    let bounds = |text: &str| {
        let read = imported(&format!("{text}\n\n## Timeline\n\n- 7 June 2024 02:35 somebody looks at it\n"));
        let at = |bound: &Option<crate::import::Bound>| {
            bound.as_ref().map_or("—".to_owned(), |bound| bound.at.local().format("%-d.%-m. %H:%M").to_string())
        };
        format!("{} to {}", at(&read.start), at(&read.end))
    };
    check(
        &[
            ("From 10:00 to 12:00 UTC on 7 June 2024 it was down.", "7.6. 10:00 to 7.6. 12:00"),
            ("Duration: June 7, 2024, 10:00 PM - June 8, 2024, 2:00 AM (UTC)", "7.6. 22:00 to 8.6. 02:00"),
            ("Start time: 2024-06-07 10:00\n\nEnd time: 2024-06-07 12:00", "7.6. 10:00 to 7.6. 12:00"),
            ("On 7 June 2024, beginning at midnight and ending at 4:00 AM UTC.", "7.6. 00:00 to 7.6. 04:00"),
            (
                "At 2:00 PM on June 7, 2024 it was due. It came late, so all waited until 4:30 PM.",
                "7.6. 14:00 to 7.6. 16:30",
            ),
            ("It was down from 0412 to 0430 on 7Jun24.", "7.6. 04:12 to 7.6. 04:30"),
            ("Nobody wrote down when it was.", "— to —"),
        ],
        bounds,
    );
}
