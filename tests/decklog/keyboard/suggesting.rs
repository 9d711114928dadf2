//! The tag that the words of a line suggest: shown beside it, taken by Tab and Tab.

use decklog::timeline::Tag;

use super::desk::Desk;
use super::glass::assert_screen;

fn desk() -> Desk {
    Desk::at("2024-06-07 10:00", "WAT")
}

fn tags(desk: &mut Desk) -> Vec<Tag> {
    desk.timeline().events().map(|event| event.tag()).collect()
}

#[test]
fn a_suggestion_stands_behind_what_was_understood() {
    let mut desk = desk();
    desk.type_keys("we suspect the connection pool");
    assert_screen(desk.glass(), "suggested");
    desk.type_keys("<Tab>");
    assert_screen(desk.glass(), "suggested-tab");
    desk.type_keys("<Tab>");
    assert_screen(desk.glass(), "suggested-taken");
    desk.type_keys("<Enter>");
    assert!(desk.row(1).starts_with(" H1 we suspect the connection"), "{}", desk.row(1));
}

#[test]
fn enter_alone_ignores_it() {
    let mut desk = desk();
    desk.type_keys("paged the dba<Enter>paged the dba<Tab><Enter>");
    assert_eq!(tags(&mut desk), [Tag::Note, Tag::Note]);
}

#[test]
fn it_comes_and_goes_with_the_words_and_nothing_else_moves() {
    let mut desk = desk().beginning("h: network<Enter>");
    let above = |desk: &mut Desk| (2..21).map(|row| desk.row(row)).collect::<Vec<_>>();
    let before = above(&mut desk);
    for (typed, said) in [
        ("roll", " → note"),
        ("ed back", " → note · mitigation? Tab Tab"),
        ("<C-u>9", " → note · “9” was kept as text; as a time?"),
        ("<C-u>10:00 paged bo", " → Fri 7 Jun 10:00 WAT · escalation? Tab Tab"),
        ("<C-u>suspect dns<C-a>a: ", " → action"),
        ("<C-e><C-u>title: paged bo", " → title “paged bo”"),
        ("<C-u>25:00 paged bo", " → note · “25:00” is not a time that exists; kept as text · escalation? Tab Tab"),
    ] {
        desk.type_keys(typed);
        assert_eq!(desk.quiet_line(), said, "{typed}");
        assert_eq!(above(&mut desk), before, "{typed}");
    }
}

#[test]
fn a_line_that_has_a_tag_gets_none() {
    let mut desk = desk();
    for line in ["<Tab>fpaged the dba", "paged the dba<Tab>n", "f: paged the dba"] {
        desk.type_keys(line);
        assert!(!desk.quiet_line().contains('?'), "{line}: {}", desk.quiet_line());
        desk.type_keys("<Tab>");
        assert!(!desk.screen().contains("Tab escalation"), "{line}: {}", desk.screen());
        desk.type_keys("<Esc><C-u><C-u>");
    }
    // A tag that was taken is taken away as any other.
    desk.type_keys("paged the dba<Tab><Tab><Tab><Tab><Enter>");
    assert_eq!(tags(&mut desk), [Tag::Note]);
}

#[test]
fn any_other_key_after_tab_does_what_it_did() {
    let mut desk = desk();
    desk.type_keys("paged the dba<Tab>aagain<Enter>paged the dba<Tab> twice<Enter>");
    let told: Vec<(Tag, &str)> = desk.timeline().events().map(|event| (event.tag(), event.text())).collect();
    assert_eq!(told, [(Tag::Action, "paged the dbaagain"), (Tag::Note, "paged the dba twice")]);
}

#[test]
fn a_note_that_is_amended_gets_one_and_nothing_else_does() {
    let mut desk = desk().beginning("f: paged the dba<Enter>paged the dba<Enter>");
    desk.type_keys("<Up>");
    assert_screen(desk.glass(), "suggested-amending");
    desk.type_keys("<Tab><Tab><Enter>");
    assert_eq!(tags(&mut desk), [Tag::Finding, Tag::Escalation]);
    for keys in ["<Up>", "<Up>", "<Esc><C-r>paged the dba"] {
        desk.type_keys(keys);
        assert!(!desk.quiet_line().contains("Tab"), "{keys}: {}", desk.quiet_line());
    }
}

#[test]
fn a_suggested_ruling_out_is_linked_as_one_by_its_letter() {
    let mut desk = desk().beginning("h: network<Enter>");
    desk.type_keys("ruled out, the cable is fine");
    assert_eq!(desk.quiet_line(), " → note · misleading? Tab Tab");
    desk.type_keys("<Tab><Tab>");
    assert_eq!(desk.quiet_line(), " → rules out H1 network");
}
