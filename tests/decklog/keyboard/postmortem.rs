//! The Postmortem screen: sections written, confirmed, left out; what is missing, and where to go.

use decklog::timeline::Record;
use decklog::tui::theme::Theme;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

/// An outage that is over, with the Postmortem screen before it.
fn over() -> Desk {
    let mut desk = before();
    desk.type_keys("<C-x>p");
    desk
}

fn before() -> Desk {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning(
        "title: Checkout is down<Enter>d: monitoring alert<Enter>h: network<Enter>i: nobody could pay<Enter>",
    );
    desk.minutes_pass(10).type_keys("x1: network is clean<Enter>e: database team<Enter>");
    desk.minutes_pass(35).type_keys("root cause: connection limit set too low<Enter>todo: alert on connections<Enter>");
    desk.minutes_pass(5).type_keys("r: limit raised, checkout works<Enter>");
    desk
}

/// What a section says, as scripts see it.
fn written(desk: &mut Desk, name: &str) -> String {
    desk.shown()["sections"][name].as_str().unwrap_or_default().to_owned()
}

/// Every version that was ever written of it.
fn versions(desk: &mut Desk, name: &str) -> Vec<String> {
    let text = |record: &Record| match record {
        Record::Section { text, .. } => text.clone(),
        other => panic!("{other:?}"),
    };
    desk.timeline().section_versions(name).iter().map(|recorded| text(&recorded.record)).collect()
}

/// The row of the list that a section has.
fn row(desk: &mut Desk, name: &str) -> String {
    let screen = desk.screen();
    let row = screen.lines().find(|row| row.get(..24).is_some_and(|row| row.contains(name)));
    let row = row.unwrap_or_else(|| panic!("{name} is not there:\n{screen}"));
    row.split(['│', '|']).next().unwrap().trim_end().to_owned()
}

#[test]
fn it_shows_what_is_written_what_it_looks_like_and_what_is_missing() {
    assert_looks(over().glass(), "postmortem");
    let mut wide = over().size(120, 40);
    assert_screen(wide.glass(), "postmortem-wide");
    wide.type_keys("<Down><Down><Down><Down><Down><Down>");
    assert_screen(wide.glass(), "postmortem-timeline");
    assert_screen(over().size(60, 20).glass(), "postmortem-60");
    assert_screen(over().size(40, 10).glass(), "postmortem-40");
}

#[test]
fn where_only_ascii_can_be_shown_and_where_there_is_no_colour() {
    let mut ascii = before().theme(Theme { colour: true, ascii: true }).size(80, 24);
    ascii.kill();
    ascii.type_keys("<C-x>p");
    assert_screen(ascii.glass(), "postmortem-ascii");
    for keys in ["<Tab>", "<Tab>", "<Tab>c", "s", "<Esc>?", "<Esc><Enter>", "x", "<Esc>", "<C-x>"] {
        ascii.type_keys(keys);
        assert!(ascii.screen().is_ascii(), "{keys}:\n{}", ascii.screen());
    }
    let mut plain = before().theme(Theme { colour: false, ascii: false });
    plain.kill();
    plain.type_keys("<C-x>p<Tab>");
    assert_looks(plain.glass(), "postmortem-no-colour");
}

#[test]
fn it_fits_on_any_screen() {
    let mut desk = over();
    let open: [&str; 9] = ["", "<Tab>", "<Tab>", "<Tab><Enter>words", "<Esc>s", "why", "<Esc>?", "<Esc>", "<End>"];
    for keys in open {
        desk.type_keys(keys);
        desk.fits_anywhere();
    }
    desk.type_keys("<Esc><C-x>p");
    for (columns, rows) in [(80, 24), (40, 10), (20, 5), (9, 2)] {
        desk.resize(columns, rows);
        desk.type_keys("<End>");
        assert!(desk.caret_row().contains("review"), "{}", desk.screen());
        desk.type_keys("<Home>");
        assert!(desk.caret_row().contains("summar"), "{}", desk.screen());
    }
}

#[test]
fn a_section_is_written_and_is_a_version() {
    let mut desk = over();
    desk.type_keys("<Down><Down><Down><Enter>");
    assert_screen(desk.glass(), "section");
    desk.type_keys("About 40% of payments failed.<Enter><Enter>- in the shop<Enter>- in the app");
    assert_looks(desk.glass(), "section-written");
    desk.type_keys("<Esc>");
    assert_eq!(desk.quiet_line(), " impact is written; u undoes it");
    assert_eq!(written(&mut desk, "impact"), "About 40% of payments failed.\n\n- in the shop\n- in the app");
    assert_eq!(row(&mut desk, "impact"), "›✓ impact              asked");
    assert!(!desk.screen().contains("C02"), "the lint sees it: {}", desk.screen());
    // Looked at and left, it is no other version.
    desk.type_keys("<Enter>x<Backspace><Esc>e<Esc>");
    assert_eq!(versions(&mut desk, "impact").len(), 1);
    desk.type_keys("<Enter><C-Home>Checkout: <Esc>");
    assert_eq!(desk.quiet_line(), " impact is written, version 2; u undoes it");
    assert_eq!(versions(&mut desk, "impact").len(), 2);
    desk.type_keys("u");
    assert!(desk.quiet_line().starts_with(" taken back: section “impact”"), "{}", desk.quiet_line());
    assert!(written(&mut desk, "impact").starts_with("About 40%"));
    desk.type_keys("<C-x C-r>");
    assert!(written(&mut desk, "impact").starts_with("Checkout: About"));
    desk.type_keys("<C-x u><C-_>");
    assert_eq!(
        (written(&mut desk, "impact"), row(&mut desk, "impact").as_str()),
        (String::new(), "›! impact              asked")
    );
    // Back in the log, nothing of it is in the way.
    desk.type_keys("<Esc>");
    assert!(desk.line().ends_with('›') && desk.screen().contains("limit raised"), "{}", desk.screen());
}

#[test]
fn a_change_can_be_dropped_and_an_empty_text_takes_the_section_away() {
    let mut desk = over();
    desk.type_keys("<Down><Down><Down><Enter>Half of them.<Esc><Enter> And more.<C-x>k");
    assert_eq!(desk.quiet_line(), " the change is dropped");
    assert_eq!(written(&mut desk, "impact"), "Half of them.");
    desk.type_keys("<Enter><C-u><C-c C-c>");
    assert_eq!(desk.quiet_line(), " impact is taken away; u undoes it");
    assert_eq!(written(&mut desk, "impact"), "");
    // What was nothing stays nothing.
    desk.type_keys("<Down><Down><Enter>  <Enter><Esc>");
    assert_eq!(versions(&mut desk, "lead-up").len(), 0);
    desk.type_keys("<C-x>l");
    assert!(desk.line().ends_with('›'), "{}", desk.screen());
}

#[test]
fn a_draft_is_confirmed_or_rewritten() {
    let mut desk = over();
    let drafted = "Nobody could pay. It lasted 50 min. Cause: connection limit set too low. \
                   It ended with: limit raised, checkout works.";
    desk.type_keys("c");
    assert_eq!(
        (written(&mut desk, "summary").as_str(), row(&mut desk, "summary").as_str()),
        (drafted, "›✓ summary             assisted")
    );
    desk.type_keys("c");
    assert_eq!(desk.quiet_line(), " it is written already; Enter changes it");
    desk.type_keys("<Down>c");
    assert!(desk.quiet_line().starts_with(" it follows from the timeline"), "{}", desk.quiet_line());
    desk.type_keys("<Down><Down>c");
    assert!(desk.quiet_line().starts_with(" there is no draft"), "{}", desk.quiet_line());
    // A draft that is looked at is still one; one that is rewritten is written.
    desk.type_keys("<PgDn><Home>jjjjjjjjjj<Enter><Esc>");
    assert_eq!(row(&mut desk, "root cause"), "›~ root cause          drafted");
    desk.type_keys("<Enter><C-End> Nobody watched it.<Esc>");
    assert_eq!(written(&mut desk, "root cause"), "Connection limit set too low. Nobody watched it.");
}

#[test]
fn a_section_is_left_out_with_a_reason() {
    let mut desk = over();
    desk.type_keys("<End>s");
    assert!(desk.quiet_line().starts_with(" review: Not applicable because ›"), "{}", desk.quiet_line());
    desk.type_keys("<Enter>");
    assert!(desk.quiet_line().starts_with(" it is skipped for a reason"), "{}", desk.quiet_line());
    desk.type_keys("sit was a drill<Esc>");
    assert_eq!(versions(&mut desk, "review").len(), 0);
    desk.type_keys("s").paste("one team\nonly").type_keys("<Enter>");
    assert_eq!(written(&mut desk, "review"), "Not applicable because one team only");
    assert_eq!(row(&mut desk, "review"), "›✓ review              skipped");
    desk.type_keys("<Enter><C-u>On Monday.<Esc>s");
    assert_eq!(desk.quiet_line(), " it is written already; Enter changes it");
}

#[test]
fn a_finding_leads_to_what_it_is_about() {
    let mut desk = over();
    desk.type_keys("<Tab>");
    assert_eq!(
        desk.glass().chosen(),
        ["›C02 error    the impact has no number                                 → impact"]
    );
    assert!(
        desk.quiet_line().starts_with(" say how many of how many, in an impact event or in the impact section"),
        "{}",
        desk.quiet_line()
    );
    desk.type_keys("<Enter>");
    assert_eq!(desk.glass().chosen().len(), 0);
    assert!(desk.caret_row().starts_with("›! impact"), "{}", desk.screen());
    desk.type_keys("<Enter>40% of them<Esc><Tab>");
    assert!(!desk.screen().contains("C02"), "what is mended is not found again: {}", desk.screen());
    assert!(desk.caret_row().starts_with("›A02 error    nobody owns “alert on connections”"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert!(desk.row(0).starts_with(" Action items") && desk.caret_row().contains("alert on"), "{}", desk.screen());
    desk.type_keys("<Esc><Down><Down>");
    assert!(desk.caret_row().starts_with("›T09 warning  nothing is recorded for 35 min"), "{}", desk.screen());
    desk.type_keys("<Enter>");
    assert!(desk.line().starts_with(" amend 10:10:11 › database team"), "{}", desk.screen());
    assert!(desk.quiet_line().contains("C-x p leads back"), "{}", desk.quiet_line());
    desk.type_keys(", they know the pool<Enter><C-x>p");
    assert!(desk.screen().contains("readiness"), "{}", desk.screen());
}

#[test]
fn of_an_incident_that_goes_on_little_is_asked() {
    let mut desk = Desk::at("2024-06-07 10:00", "WAT").beginning("d: alert<Enter><C-x>p<Tab>");
    assert!(desk.row(0).ends_with("not over yet"), "{}", desk.screen());
    assert!(desk.row(-2).starts_with(" most is looked for once it is over"), "{}", desk.screen());
    desk.type_keys("<Enter><Down>");
    assert!(desk.row(0).starts_with(" Postmortem"), "{}", desk.screen());
}

#[test]
fn the_preview_scrolls_and_shows_the_document() {
    let mut desk = over();
    desk.type_keys("<Tab><Tab><Tab>jjjjjj<Tab><Tab>");
    assert!(desk.row(2).ends_with("│ ## Timeline (WAT)"), "{}", desk.screen());
    // Page by page nothing is passed over.
    let mut seen = String::new();
    for _ in 0..12 {
        seen.push_str(&desk.screen());
        desk.type_keys("<PgDn>");
    }
    for title in
        ["Misleading paths", "Escalations and roles", "Resolution", "Surprises", "Action items", "Metrics", "Review"]
    {
        assert!(seen.contains(&format!("│ ## {title}\n")), "{title}: {seen}");
    }
    desk.type_keys("<Home>");
    assert!(desk.row(2).ends_with("│ # Checkout is down"), "{}", desk.screen());
    // Where there is no room beside the list, it takes its place.
    desk.resize(50, 20);
    assert!(desk.row(2).starts_with("# Checkout is down"), "{}", desk.screen());
    desk.resize(80, 24);
    desk.type_keys("<Tab><Enter>Read this first.<Esc>");
    assert!(desk.row(4).ends_with("│ Read this first.") && desk.row(6).contains("10:00"), "{}", desk.screen());
}

#[test]
fn what_is_half_written_survives_a_kill() {
    let mut desk = over();
    desk.type_keys("<Down><Down><Down><Enter>Half of all<Enter>pay");
    desk.kill();
    assert_eq!(desk.quiet_line(), " a section that was half written is kept: C-x p");
    // Killed again before it was looked at, it is still there.
    desk.type_keys("half a line");
    desk.kill();
    assert!(desk.line().ends_with("› half a line"), "{}", desk.line());
    desk.type_keys("<C-x>p");
    assert_screen(desk.glass(), "section-back");
    desk.type_keys("ments<Esc>");
    assert_eq!(written(&mut desk, "impact"), "Half of all\npayments");
    desk.kill();
    desk.type_keys("<C-x>p");
    assert!(desk.screen().contains("readiness") && !desk.screen().contains("half written"), "{}", desk.screen());
    assert_eq!(versions(&mut desk, "impact").len(), 1);
}

#[test]
fn what_is_half_written_is_undone_to_what_is_stored() {
    let mut desk = over();
    desk.type_keys("<Down><Down><Down><Enter>Stored.<Esc><Enter> And half");
    desk.kill();
    desk.type_keys("<C-x>p<C-_>");
    assert!(desk.row(2).starts_with(" Stored.  ") && !desk.row(0).contains("changed"), "{}", desk.screen());
    desk.type_keys("<Esc>");
    assert_eq!(versions(&mut desk, "impact"), ["Stored."]);
}

#[test]
fn what_is_half_written_of_another_incident_waits_for_it() {
    let mut desk = over();
    let incident = desk.app().session().incident().unwrap().to_owned();
    desk.type_keys("<Down><Down><Down><Enter>Half of all");
    desk.kill();
    desk.minutes_pass(1).command(&["start", "Another"]);
    desk.type_keys("<C-x>p");
    assert!(desk.screen().contains("Postmortem · Another"), "{}", desk.screen());
    desk.kill();
    desk.command(&["use", &incident]);
    desk.type_keys("<C-x>p");
    assert!(desk.row(2).starts_with(" Half of all"), "{}", desk.screen());
}

#[test]
fn what_the_disk_does_not_take_is_marked_and_offered_again() {
    let mut desk = over();
    desk.disk().fill_up();
    desk.type_keys("<Down><Down><Down><Enter>Half of them.<Esc>");
    assert_eq!(row(&mut desk, "impact"), "›○ impact              not saved");
    assert!(desk.screen().contains(" 1 record NOT SAVED, "), "{}", desk.screen());
    let unsaved: Vec<&str> = desk.app().session().unsaved_words().map(|words| words.text()).collect();
    assert_eq!(unsaved, ["Half of them."]);
    let mut desk = desk.killed_for_good();
    desk.type_keys("<C-x>p");
    assert!(desk.row(2).starts_with(" Half of them."), "{}", desk.screen());
    desk.type_keys("<Esc>");
    assert_eq!(written(&mut desk, "impact"), "Half of them.");
}

#[test]
fn two_people_write_the_same_section() {
    let mut ana = over();
    let mut bo = ana.beside("bo");
    bo.wait_for(|timeline| timeline.len() == 8);
    ana.type_keys("<Down><Down><Down><Enter>By ana.");
    bo.type_keys("<C-x>p<Down><Down><Down><Enter>By bo.<Esc>");
    ana.wait_for(|timeline| timeline.section("impact").is_some());
    assert_eq!(ana.quiet_line(), " bo has written it meanwhile; yours will be the version after");
    assert!(ana.row(2).starts_with(" By ana."), "{}", ana.screen());
    ana.type_keys("<Esc>");
    let said = " impact is written, version 2, after one that bo wrote meanwhile; u undoes it";
    assert_eq!(ana.quiet_line(), said);
    assert_eq!(versions(&mut ana, "impact"), ["By bo.", "By ana."]);
    bo.wait_for(|timeline| timeline.section_versions("impact").len() == 2);
    assert!(bo.screen().contains("│ By ana."), "{}", bo.screen());
}

#[test]
fn many_lines_are_pasted_as_they_are() {
    let mut desk = over();
    desk.type_keys("<Down><Down><Down><Enter>");
    let pasted = "one\r\ntwo\u{1b}[2J\n\n\u{202e}three\n".repeat(40);
    desk.paste(&pasted);
    let screen = desk.screen();
    assert!(screen.contains("two^[[2J") && screen.contains("<U+202E>three"), "{screen}");
    desk.type_keys("<Esc>");
    assert_eq!(written(&mut desk, "impact"), pasted.replace("\r\n", "\n"));
    // Where no text is open, a paste does nothing.
    desk.paste("q\ne\nu\n");
    assert_eq!(desk.quiet_line(), " Enter opens the section; then paste");
    assert_eq!(versions(&mut desk, "impact").len(), 1);
}

#[test]
fn what_no_record_can_hold_stays_in_the_editor() {
    let mut desk = over();
    desk.type_keys("<Down><Down><Down><Enter>");
    desk.paste(&"a line of it\n".repeat(6000)).type_keys("<Esc>");
    assert!(desk.quiet_line().starts_with(" too long for a section"), "{}", desk.quiet_line());
    desk.type_keys("<C-_>short<Esc>");
    assert_eq!(written(&mut desk, "impact"), "short");
    let long = "word ".repeat(20_000);
    desk.editor_gives(Ok(&long));
    desk.type_keys("E");
    assert!(desk.quiet_line().starts_with(" too long for a section"), "{}", desk.quiet_line());
    assert!(desk.screen().contains("word word"), "{}", desk.screen());
}

#[test]
fn the_persons_own_editor_writes_a_section() {
    let mut desk = over();
    desk.editor_gives(Ok("In the editor.\nTwo lines."));
    desk.type_keys("<Down><Down><Down>E");
    assert_eq!(desk.editor_got(), ("impact", ""));
    assert_eq!(desk.quiet_line(), " impact is written; u undoes it");
    assert_eq!(written(&mut desk, "impact"), "In the editor.\nTwo lines.");
    desk.type_keys("<C-x C-e>");
    assert_eq!(desk.editor_got(), ("impact", "In the editor.\nTwo lines."));
    assert_eq!(desk.quiet_line(), " nothing was changed");
    let failure =
        "nothing was changed; what was written is kept in /tmp/somewhere/deep/down/impact.md: vi ended with 1";
    desk.editor_gives(Err(failure));
    desk.type_keys("E");
    assert_eq!(format!("{}{}", desk.row(-2), desk.row(-1)), format!(" {failure}"));
    // On the way, with what is typed so far; what comes back is kept or not, as if it was typed.
    desk.editor_gives(Ok("From there."));
    desk.type_keys("<Enter><C-End> More.<C-x C-e>");
    assert_eq!(desk.editor_got().1, "In the editor.\nTwo lines. More.");
    assert!(desk.row(2).starts_with(" From there."), "{}", desk.screen());
    desk.type_keys("<C-_>");
    assert!(desk.row(3).starts_with(" Two lines. More."), "{}", desk.screen());
    assert_eq!(versions(&mut desk, "impact").len(), 1);
    // Without a draft of its own, what is edited is what the timeline says.
    desk.type_keys("<C-x>k<Home>E");
    assert!(desk.editor_got().1.starts_with("Nobody could pay."), "{:?}", desk.editor_got());
}

#[test]
fn help_tells_of_its_own_keys() {
    let mut desk = over();
    desk.type_keys("?");
    let screen = desk.screen();
    assert!(screen.contains("takes the draft as it is") && !screen.contains("Tags:"), "{screen}");
    desk.type_keys("<Esc><Enter><F1>");
    assert!(desk.screen().contains("keeps what was written as a new version"), "{}", desk.screen());
    desk.type_keys("<Esc>typing goes on<Esc>");
    assert!(written(&mut desk, "summary").ends_with("typing goes on"));
    desk.type_keys("zz");
    assert!(desk.quiet_line().starts_with(" z does nothing here"), "{}", desk.quiet_line());
    desk.type_keys("<C-x>");
    assert!(desk.row(-2).starts_with(" C-x  C-e $EDITOR  l log"), "{}", desk.screen());
}

#[test]
fn before_the_journal_was_read_nothing_is_written() {
    let mut desk = before();
    desk.kill();
    desk.disk().hold_reading(true);
    let mut desk = desk.hurried();
    desk.type_keys("<C-x>p<Enter>cs");
    assert!(desk.screen().contains("reading"), "{}", desk.screen());
    desk.disk().hold_reading(false);
    desk.patient();
    desk.settle();
    desk.type_keys("c");
    assert_eq!(versions(&mut desk, "summary").len(), 1);
}
