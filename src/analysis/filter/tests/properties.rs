//! What holds for every expression and every timeline.

use proptest::prelude::*;

use super::*;
use crate::analysis::properties::any_timeline;

/// Expressions as people type them, and ones that nobody would.
fn any_expression() -> impl Strategy<Value = String> {
    let term = prop_oneof![
        4 => prop::sample::select(vec![
            "tag:escalation", "tag:e,r", "tag:\"misleading path\"", "tag:mi", "by:ana", "by:a", "since:10:30",
            "until:\"2024-06-07 23:00\"", "at:10:00-10:15", "H1", "h:open", "h:2", "#db", "#d", "@bo", "role:ic",
            "\"a b\"", "\"a", "timeout", "tmt", "a,b", "has:label", "no:evidence,time", "is:starred", "is:gap,late",
            "filter:gaps", "filter:\"no time\"", "tag:", "-", "#", "tga:x", ",-a", "\"\",-a", "K:x", "#,-a", "a:b",
            "is:told", "e", "er", "errors", "\"errors are back\"",
        ]).prop_map(str::to_owned),
        1 => "[a-z#@\":,\\-H0-9ıİK]{0,8}",
    ];
    let signed =
        (prop::sample::select(vec!["", "", "", "-", "not:"]), term).prop_map(|(sign, term)| sign.to_owned() + &term);
    prop::collection::vec(signed, 0..4).prop_map(|terms| terms.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_of_a_filter_reads_as_the_same(text in any_expression()) {
        let night = Night::of(night(), Vec::new());
        let (filter, _) = Filter::read(&text, &night.reading);
        let again = Filter::read(&filter.to_string(), &night.reading);
        prop_assert_eq!(&again.0, &filter, "{} as {}", text, filter);
    }

    #[test]
    fn not_lets_pass_what_did_not_and_no_other_row(timeline in any_timeline(), text in any_expression()) {
        let night = Night::of(timeline, Vec::new());
        let (filter, _) = Filter::read(&text, &night.reading);
        for term in filter.terms {
            let opposite = Term { negated: !term.negated, ..term.clone() };
            let mut rows = night.rows(&Filter { terms: vec![term] });
            rows.extend(night.rows(&Filter { terms: vec![opposite] }));
            rows.sort_unstable();
            prop_assert_eq!(rows, (0..night.listing.rows().len()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_narrows_passes_only_what_passed_before(
        timeline in any_timeline(), before in any_expression(), more in any_expression(),
    ) {
        let night = Night::of(timeline, Vec::new());
        let read = |text: &str| Filter::read(text, &night.reading).0;
        let blank = before.clone() + " ";
        let (ended, longer) = (read(&blank), read(&(blank.clone() + &more)));
        prop_assert!(before.matches('"').count() % 2 == 1 || longer.narrows(&ended), "{} then {}", before, more);
        for (first, second) in [
            (blank.clone(), blank.clone() + &more),(before.clone(), before.clone() + &more), (before.clone(), more), (blank.clone() + "e", blank + "er")] {
            let (first, second) = (read(&first), read(&second));
            let (passed, passing) = (night.rows(&first), night.rows(&second));
            if second.narrows(&first) {
                prop_assert!(passing.iter().all(|row| passed.contains(row)), "{} to {}", first, second);
                let among = second.rows_among(&passed, &night.listing, &night.timeline, &night.context);
                prop_assert_eq!(among, passing);
            }
        }
    }

    #[test]
    fn any_text_is_read_and_completed(text in any::<String>(), caret in any::<prop::sample::Index>()) {
        let night = Night::of(night(), Vec::new());
        for (filter, problems) in [Filter::read(&text, &night.reading), Filter::read_whole(&text, &night.reading)] {
            night.rows(&filter);
            prop_assert!(problems.iter().all(|problem| text.get(problem.range.clone()).is_some()));
        }
        let completion = complete(&text, caret.index(text.len() + 2), &night.reading);
        prop_assert!(text.get(completion.range).is_some());
    }

    #[test]
    fn a_word_is_found_in_a_word_that_holds_its_letters(word in "[a-zäß0-9]{1,10}", keep in any::<u16>(), around in "[ .,a-zä]{0,8}") {
        let letters: Vec<char> = word.chars().collect();
        let kept = |(at, _): &(usize, &char)| *at == 0 || keep >> at & 1 == 1;
        let some: String = letters.iter().enumerate().filter(kept).map(|(_, letter)| *letter).collect();
        let found = |text: &str| words::Word::new(&some).is_in(text);
        let text = format!("{around} {word}, {around}");
        prop_assert!(found(&text), "{} in {}", some, text);
    }
}
