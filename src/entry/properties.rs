//! What holds for every line, whenever it is typed.

use proptest::prelude::*;

use super::tests::{live, stamp, typed};
use super::*;

fn near_a_line() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "10:15",
        "1015",
        "10",
        "25:99",
        "-5",
        "-5m",
        "by ",
        "at ",
        "d:",
        "x2:",
        "x:",
        "c1:",
        "q:",
        "title:",
        "sev1:",
        "?:",
        "T+5",
        " ",
        " ",
        "pods",
        "alert",
        ":",
        ",",
        " — ",
        "\n",
        "\u{1b}",
        "é",
        "👩‍🚒",
        "IST",
        "yesterday ",
    ]);
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_line_is_understood_somehow(
        line in prop_oneof![any::<String>(), near_a_line()],
        at in prop::option::of(near_a_line()),
        (began, entered, started) in (any::<i64>(), any::<i64>(), prop::option::of(any::<i64>())),
    ) {
        let mut summary = live(&[(1, "network", true), (2, "app", true)]);
        summary.incident.started = started.map(|ms| Moment::from_millis(ms).at(crate::time::Offset::UTC));
        summary.highest_number = u32::MAX;
        let (began, entered) = (Moment::from_millis(began), Moment::from_millis(entered));
        let draft = understand(&Typed { line: &line, began, entered, tag: None, at: at.as_deref() }, &summary);
        let shown = echo(&draft, &summary, entered);
        prop_assert!(!shown.chars().any(crate::words::is_unsafe_to_show), "{shown:?}");
        if draft.body.when.is_stated() {
            prop_assert!(draft.body.when.bound().is_none_or(|at| at.moment <= entered));
        }
    }

    #[test]
    fn nothing_of_the_text_is_lost(line in prop_oneof![any::<String>(), near_a_line()]) {
        let draft = understand(&typed(&line), &live(&[]));
        let trimmed = line.trim();
        prop_assert!(trimmed.ends_with(&draft.body.text));
        if !draft.body.when.is_stated() && draft.body.tag == Tag::Note && draft.title.is_none() {
            prop_assert_eq!(&draft.body.text, trimmed);
        }
        // What was taken off the front is the time's words and a prefix of the registry.
        let words = draft.body.when.words.as_deref().unwrap_or_default();
        prop_assert!(trimmed.starts_with(words));
        let taken = trimmed[words.len()..trimmed.len() - draft.body.text.len()].trim();
        prop_assert!(taken.len() <= "decide:".len() + " —".len() + 1, "{taken:?}");
    }

    #[test]
    fn words_without_digits_and_colons_are_all_text(line in "[a-zA-Z ,.!é]{0,40}") {
        let plain = !["ago", "now", "noon", "midday", "midnight"].iter().any(|word| line.to_lowercase().contains(word));
        let draft = understand(&typed(&line), &live(&[]));
        prop_assert!(!plain || draft.body.text == line.trim() && draft.doubts.is_empty());
        prop_assert!(!plain || draft.body.when == When::live(stamp("2024-06-07T10:42:29.000+01:00")));
    }
}
