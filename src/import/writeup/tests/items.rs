//! What is to be done.

use super::*;

fn items(text: &str) -> String {
    let read = imported(&format!("# Shop is down\n\n{text}\n"));
    read.items.iter().filter_map(|item| item.change.text.clone()).collect::<Vec<_>>().join(" / ")
}

#[test]
fn items_stand_in_lists_lines_and_sentences() {
    let expected = "Add an alert. / Test the backup.";
    check(
        &[
            ("## Action items\n- Add an alert.\n- Test the backup.", expected),
            ("## Action items\n1. Add an alert.\n2. Test the backup.", expected),
            ("## Action items\nAdd an alert.\nTest the backup.", expected),
            ("## Action items\nAdd an alert.\n\nTest the backup.", expected),
            ("## Action items\nWhat follows was agreed. Add an alert. Test the backup.", expected),
            ("## Action items\n- **Tasks:**\nAdd an alert.\nTest the backup.", expected),
            ("## Action items\n  - Add an alert.\n- Test the backup.", expected),
            ("## Next steps\n- Add an alert.\n- Test the backup.", expected),
        ],
        items,
    );
}

#[test]
fn what_was_learned_or_happened_is_no_item() {
    check(
        &[
            ("## Lessons and action items\n- **What went well:** all\n- **Action item:** add an alert", "add an alert"),
            ("## Action items\n- Note that I wrote this late\n- Add an alert", "Add an alert"),
            ("## Timeline\n\n10:00 we will restart it\n\n10:05 up again", ""),
            ("It was down.\n\nQ: what will we do?", ""),
            ("It was down from 10:00 to 11:00 UTC on 7 June 2024.\n\nWe will add an alert.", "We will add an alert."),
        ],
        items,
    );
}

#[test]
fn a_table_says_who_and_by_when() {
    let read = imported(
        "## Action items\n| Task | Owner | Due | Status | Ref |\n|--|--|--|--|--|\n| Add an alert | @bo | 1 July | Done | #4 |\n",
    );
    let change = &read.items[0].change;
    assert_eq!(change.text.as_deref(), Some("Add an alert (Ref: #4)"));
    assert_eq!(change.owner.as_deref(), Some("bo"));
    assert_eq!(change.due.as_deref(), Some("1 July"));
    assert_eq!(change.state.as_deref(), Some("done"));
}
