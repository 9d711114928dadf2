//! What holds for every paste.

use proptest::prelude::*;

use super::tests::{now, pasted_at};
use super::*;
use crate::entry::tests::live;
use crate::timeline::Summary;

fn near_a_paste() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "10:15",
        "[10:15]",
        "(1015)",
        "23:59",
        "2024-06-05",
        "5 June",
        "Monday",
        "today",
        "-5m",
        "T+5",
        "25:99",
        "by ",
        "<bo>",
        "bo:",
        "Ana  10:32 AM",
        "d:",
        "x2:",
        "h:",
        "title:",
        "- ",
        "* ",
        "> ",
        "[",
        "]",
        "<",
        ">",
        " ",
        " ",
        "  ",
        "\t",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "pods",
        "alert",
        "é",
        "日本",
        "👩‍🚒",
        "\u{a0}",
        "\u{1b}",
        "05/06/2024",
        "10:15 IST",
        "sev1:",
        "---",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// The words of a text, as far as they are letters and digits.
fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn no_line_is_lost_and_none_is_made_up(text in prop_oneof![any::<String>(), near_a_paste()]) {
        let rows = pasted_at(&text, now());
        let all = rows.iter().flat_map(|row| std::iter::once(&row.line).chain(&row.below));
        let kept: Vec<String> = all.map(String::as_str).collect::<Vec<_>>().join("\n").lines().flat_map(words_of).collect();
        let mut pasted: Vec<String> = text.lines().flat_map(words_of).collect();
        let mut kept_sorted = kept.clone();
        // Of a name with its time the time comes first.
        kept_sorted.sort();
        pasted.sort();
        prop_assert_eq!(kept_sorted, pasted);
    }

    #[test]
    fn every_paste_is_understood_somehow_and_never_to_come(
        text in prop_oneof![any::<String>(), near_a_paste()],
        now in any::<i64>(),
        taken in prop::option::of(0u8..4),
    ) {
        let now = Moment::from_millis(now);
        let mut rows = pasted_at(&text, now);
        rows.iter_mut().for_each(|row| row.taken = taken);
        let read = read(&rows, &There::default(), &live(&[(1, "network", true)]), now);
        prop_assert_eq!(read.len(), rows.len());
        for (reading, row) in read.iter().zip(&rows) {
            let to_come = reading.draft.body.when.bound().is_some_and(|at| at.moment > row.came);
            prop_assert!(row.taken.is_some() || !to_come, "{row:?}");
        }
    }

    #[test]
    fn what_is_kept_of_rows_is_what_they_were(
        text in prop_oneof![any::<String>(), near_a_paste()],
        decided in prop::collection::vec((prop::option::of(any::<bool>()), prop::option::of(0u8..3)), 1..5),
    ) {
        let mut rows = pasted_at(&text, now());
        for (row, (kept, taken)) in rows.iter_mut().zip(decided.iter().cycle()) {
            (row.kept, row.taken) = (*kept, *taken);
        }
        let mut next = 0;
        let back = from_written(&written(&rows), Moment::from_millis(5), || {
            next += 1;
            RecordId::new(1000, next)
        });
        prop_assert_eq!(back, rows);
    }

    #[test]
    fn anything_can_come_back(text in any::<String>()) {
        let mut next = 0;
        let _ = from_written(&text, now(), || {
            next += 1;
            RecordId::new(1000, next)
        });
    }

    #[test]
    fn clocks_in_order_stay_in_order(minutes in prop::collection::vec(1u32..700, 1..20)) {
        // Each so long after the one before, at most half a day.
        let mut at = 0;
        let mut text = String::new();
        for minute in &minutes {
            at += minute;
            text.push_str(&format!("{:02}:{:02} x\n", at / 60 % 24, at % 60));
        }
        let rows = pasted_at(&text, now());
        let read = read(&rows, &There::default(), &Summary { incident: live(&[]).incident, ..Summary::default() }, now());
        let placed: Vec<_> = read.iter().filter_map(|row| row.draft.body.when.bound()).map(|at| at.moment).collect();
        prop_assert!(placed.is_sorted(), "{text}{placed:?}");
        for (pair, minutes) in placed.windows(2).zip(&minutes[1..]) {
            prop_assert_eq!(pair[1].millis_since(pair[0]), i64::from(*minutes) * 60_000);
        }
    }
}
