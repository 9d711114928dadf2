//! Any timeline at all can be written out: wrong clocks, links to nothing, everything undone.

use proptest::prelude::*;

use crate::analysis::properties::any_timeline;
use crate::export::{json, markdown, text};
use crate::timeline::Tag;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_timeline_can_be_written_out(timeline in any_timeline()) {
        let written = markdown(&timeline);
        prop_assert!(written.starts_with("# ") && written.ends_with('\n') && !written.contains("\n\n\n"), "{}", written);
        // Todos and questions have lists of their own.
        let listed = |event: &&crate::timeline::Event| matches!(event.tag(), Tag::Todo | Tag::Question);
        let placed = timeline.all_events().filter(|event| event.is_told() && event.when().bound().is_some());
        let told = placed.filter(|event| !listed(event));
        let section = written.split("\n## ").find(|section| section.starts_with("Timeline")).unwrap_or_default();
        let rows = section.split("Time not recorded").next().unwrap_or_default().lines().filter(|line| line.starts_with("- "));
        prop_assert_eq!(rows.count(), told.count(), "{}", written);

        let shown = text(&timeline, true, None);
        let every_id = timeline.all_events().all(|event| shown.contains(&format!("\n{}", event.id.short())));
        prop_assert!(every_id, "{}", shown);

        let read: serde_json::Value = serde_json::from_str(&json(&timeline, false)).unwrap();
        prop_assert_eq!(read["events"].as_array().map(Vec::len), Some(timeline.len()));
    }
}
