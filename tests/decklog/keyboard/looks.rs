//! How it looks where colours or letters are missing.

use decklog::config::Settings;
use decklog::tui::screen::Context;
use decklog::tui::theme::Theme;
use ratatui::style::Color;

use super::desk::Desk;
use super::glass::{assert_looks, assert_screen};

fn mixed(theme: Theme) -> Desk {
    Desk::at("2024-06-07 10:00", "WAT").theme(theme).beginning(
        "title: Checkout is down<Enter>sev1: half of all payments fail<Enter>d: alert from monitoring<Enter>\
         h: network<Enter>ic: ana<Enter>scribe: bo<Enter>~9:40 t: deploy of the payment service<Enter>by 10:00 k: on it<Enter>\
         x: clean<Enter>e: database team<Enter>c: cable<Enter>a: restart<Enter>decide: go on<Enter>m: better<Enter>\
         r: up again<Enter>u: told everybody<Enter>i: 5%<Enter>?: why<Enter>todo: fix it<Enter>11:30 later<Enter><Enter>\
         <Up><C-u>struck<Enter>9:50-9:55 f: slow",
    )
}

#[test]
fn every_tag_has_its_look() {
    assert_looks(mixed(Theme { colour: true, ascii: false }).size(80, 40).glass(), "every-tag");
}

#[test]
fn without_colour_no_cell_has_one() {
    let mut desk = mixed(Theme { colour: false, ascii: false });
    for keys in ["", "<Up>", "<Esc><C-x>?", "q<Tab>", "<Esc><C-r>"] {
        desk.type_keys(keys);
        let cells = desk.glass().cells();
        assert!(cells.iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)), "{keys}");
    }
    assert_looks(mixed(Theme { colour: false, ascii: false }).glass(), "no-colour");
}

#[test]
fn sixteen_colours_are_enough() {
    let mut desk = mixed(Theme { colour: true, ascii: false });
    for cell in desk.glass().cells() {
        assert!(!matches!(cell.fg, Color::Rgb(..) | Color::Indexed(_)) && cell.bg == Color::Reset, "{cell:?}");
    }
}

#[test]
fn in_ascii_nothing_of_ours_is_beyond_it() {
    let mut desk = mixed(Theme { colour: true, ascii: true });
    assert_screen(desk.glass(), "ascii");
    let keys = [
        "",
        "<Up>",
        "<Esc><C-x>",
        "?",
        "<PgDn><PgDn><PgDn>",
        "q<Tab>",
        "<Esc><C-u>11:45 x",
        "<Enter>",
        "<C-r>e",
        "<Esc>25:61 x",
        "<C-c>",
        "<C-x>a",
    ];
    for keys in keys {
        desk.type_keys(keys);
        assert!(desk.screen().is_ascii(), "{keys}:\n{}", desk.screen());
    }
    // What a person typed is shown as it is.
    desk.type_keys("<C-u>naïve<Enter>");
    assert!(desk.screen().contains("naïve"));
}

#[test]
fn a_frame_works_out_once_what_it_is_about() {
    let theme = Theme { colour: true, ascii: false };
    let mut desk = mixed(theme);
    let settings = Settings::default();
    let context = Context::of(desk.app().session(), &settings, theme);
    assert!(std::ptr::eq(context.summary(), context.summary()));
    assert_eq!(*context.summary(), *context.session.summary());
}
