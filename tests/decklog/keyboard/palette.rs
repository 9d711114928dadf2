//! The palette: everything that can be done, found by some letters of its name.

use decklog::tui::mouse::Kind;
use decklog::tui::theme::Theme;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

fn desk() -> Desk {
    Desk::at("2024-06-07 10:00", "WAT")
        .beginning("title: Checkout is down<Enter>d: alert<Enter>h: network<Enter>todo: alert on connections<Enter>")
}

/// The row that is chosen: its name, keys and help.
fn chosen(desk: &mut Desk) -> String {
    let chosen = desk.glass().chosen();
    assert_eq!(chosen.len(), 1, "{}", desk.screen());
    chosen[0].trim_start_matches(['›', ' ']).to_owned()
}

#[test]
fn it_shows_what_can_be_done_and_by_which_keys() {
    let mut desk = desk();
    desk.type_keys("<C-x C-x>");
    assert_looks(desk.glass(), "palette");
    desk.type_keys("rul");
    assert_looks(desk.glass(), "palette-found");
    desk.resize(60, 20);
    assert_screen(desk.glass(), "palette-60");
    desk.type_keys("<C-u>zzz");
    assert_screen(desk.glass(), "palette-nothing");
    desk.type_keys("<Enter>");
    assert_eq!(desk.quiet_line().trim(), "nothing is called that; Esc closes");
    let mut postmortem = self::desk();
    postmortem.type_keys("<C-x>p<C-x C-x>");
    assert_screen(postmortem.glass(), "palette-postmortem");
    let mut ascii = Desk::at("2024-06-07 10:00", "WAT").theme(Theme { colour: true, ascii: true });
    ascii.type_keys("d: alert<Enter><M-x>e");
    assert_screen(ascii.glass(), "palette-ascii");
    assert!(ascii.screen().is_ascii());
}

#[test]
fn enter_does_it_on_the_screen_below() {
    let mut desk = desk();
    desk.type_keys("<M-x>rule<Enter>");
    assert!(desk.line().ends_with("› x1:"), "{}", desk.screen());
    desk.type_keys("cable is fine<Enter>");
    assert!(desk.screen().contains("cable is fine"), "{}", desk.screen());
    desk.type_keys("<C-x C-x>undo<Enter>");
    assert!(desk.quiet_line().contains("taken back"), "{}", desk.quiet_line());
    desk.type_keys("<C-x>p<C-x C-x>below<Enter>");
    assert!(desk.caret_row().contains("severity"), "{}", desk.screen());
    desk.type_keys("<M-x>help<Enter>");
    assert!(desk.row(0).contains("Keys"), "{}", desk.screen());
    desk.type_keys("<Esc><M-x>suspend<Enter>");
    assert_eq!(desk.stops(), 1);
}

#[test]
fn a_half_typed_line_is_untouched() {
    let mut desk = desk();
    desk.type_keys("half a thought<Left><Left>");
    let (line, caret) = (desk.line(), desk.glass().caret());
    for script in ["<C-x C-x><Esc>", "<M-x>some<C-g>", "<C-x C-x><C-x C-x>", "<M-x><M-x>", "<C-x C-x>mark<Down><C-c>"] {
        desk.type_keys(script);
        assert_eq!((desk.line(), desk.glass().caret()), (line.clone(), caret), "{script}");
    }
    // A line in which something is amended, too.
    desk.type_keys("<C-e><Up>");
    let line = desk.line();
    desk.type_keys("<M-x>x<Esc>");
    assert_eq!(desk.line(), line);
    desk.type_keys("<Esc>").keep_draft();
    desk.kill();
    assert!(desk.line().ends_with("half a thought"), "{}", desk.screen());
}

#[test]
fn it_is_gone_through_and_filtered() {
    let mut desk = desk();
    desk.type_keys("<C-x C-x>");
    assert!(chosen(&mut desk).starts_with("store "), "{}", desk.screen());
    desk.type_keys("<Up>");
    assert!(chosen(&mut desk).starts_with("store "));
    desk.type_keys("<Down><C-n>");
    assert!(chosen(&mut desk).starts_with("amend "));
    desk.type_keys("<PgDn><PgDn><PgDn><Down>");
    assert!(chosen(&mut desk).starts_with("action items "), "{}", desk.screen());
    desk.type_keys("<PgUp><PgUp><PgUp>");
    assert!(chosen(&mut desk).starts_with("store "));
    // What is found best is chosen, however far down the choice was.
    for (typed, name) in [("stca", "state card"), ("new inc", "new incident"), ("mouse", "mouse"), ("clipb", "")] {
        desk.type_keys(&format!("<C-u>{typed}"));
        match name {
            "" => assert!(desk.screen().contains("nothing is called that"), "{}", desk.screen()),
            name => assert!(chosen(&mut desk).starts_with(name), "{typed}: {}", desk.screen()),
        }
    }
    // By the words of its help, too.
    desk.type_keys("<C-u>to paste");
    assert!(chosen(&mut desk).starts_with("state card"), "{}", desk.screen());
}

#[test]
fn from_every_screen_it_leads_to_the_others() {
    let mut desk = desk();
    desk.type_keys("r: works<Enter>");
    // Nothing that is half typed is lost on the way.
    desk.type_keys("<M-x>questions<Enter>");
    assert!(desk.row(0).contains("It is resolved"), "{}", desk.screen());
    desk.type_keys("half an answer<M-x>postmortem<Enter>");
    assert!(desk.row(0).contains("Postmortem"), "{}", desk.screen());
    desk.type_keys("<M-x>action items<Enter>");
    assert!(desk.row(0).contains("Action items"), "{}", desk.screen());
    desk.type_keys("<Esc>");
    assert!(desk.row(0).contains("Postmortem"), "{}", desk.screen());
    desk.type_keys("<Down><Down><Down><Enter>About half of all payments.<M-x>log<Enter>");
    assert!(desk.line().ends_with("half an answer"), "{}", desk.screen());
    let shown = desk.command(&["show", "--format", "json"]);
    assert!(shown.contains("About half of all payments."), "{shown}");
    desk.type_keys("<C-x>p<M-x>state card<Enter>");
    assert!(desk.screen().contains("any other key does what it says"), "{}", desk.screen());
    desk.type_keys("<Esc>");
    assert!(desk.row(0).contains("Postmortem"), "{}", desk.screen());
    // The place where somebody is is none to go to.
    desk.type_keys("<M-x>postmortem");
    assert!(!desk.screen().contains("goes to what is written"), "{}", desk.screen());
}

#[test]
fn what_can_t_be_kept_is_not_left() {
    let mut desk = desk();
    desk.type_keys("<C-x>p<Enter>");
    desk.paste(&"far too long ".repeat(60_000));
    desk.type_keys("<M-x>log<Enter>");
    assert!(desk.quiet_line().contains("too long"), "{}", desk.screen());
    desk.type_keys("<C-x>k");
    assert!(desk.row(0).contains("Postmortem"), "{}", desk.screen());
}

#[test]
fn card_and_help_let_it_through() {
    let mut desk = desk();
    for open in ["<C-x>s", "<F1>", "<C-x>p<F1>"] {
        for keys in ["<C-x C-x>", "<M-x>"] {
            desk.type_keys(open).type_keys(keys);
            assert!(desk.screen().contains("Enter does it"), "{open}{keys}: {}", desk.screen());
            desk.type_keys("<Esc><Esc><C-c>");
        }
    }
}

#[test]
fn a_click_chooses_and_another_does_it() {
    let mut desk = desk();
    desk.type_keys("<C-x>m<C-x C-x>p");
    let first = chosen(&mut desk);
    for row in [0, 1, 20] {
        desk.points(Kind::Press, 10, row);
    }
    assert_eq!(chosen(&mut desk), first);
    desk.points(Kind::ScrollDown, 10, 3);
    assert_ne!(chosen(&mut desk), first);
    desk.points(Kind::Press, 10, 2);
    assert_eq!(chosen(&mut desk), first);
    desk.points(Kind::Release, 10, 2).points(Kind::Press, 10, 2);
    assert!(desk.row(0).contains("Postmortem"), "{}", desk.screen());
}

#[test]
fn where_a_chord_leads_is_told_whole() {
    let mut desk = desk();
    for (keys, parts) in [
        ("<C-x>p<C-x>", &["C-x  C-e $EDITOR  l log", "C-x palette  m mouse", "? help"][..]),
        ("<Esc><Enter><C-x>", &["k drop", "w write again", "? help"]),
        ("<Esc><Esc><M-x>action items<Enter><C-x>", &["p back", "? help"]),
        ("<Esc><Esc><Esc><C-x C-x><C-x>", &["C-x  C-x palette  m mouse  w write again  ? help"]),
    ] {
        desk.type_keys(keys);
        let screen = desk.screen();
        assert!(parts.iter().all(|part| screen.contains(part)), "{keys}:\n{screen}");
    }
}

#[test]
fn it_fits_on_any_screen() {
    let mut desk = desk();
    desk.type_keys("<C-x C-x>");
    for keys in ["", "<PgDn>", "e", "<C-x>", "<C-g>zz"] {
        desk.type_keys(keys);
        desk.fits_anywhere();
    }
}
