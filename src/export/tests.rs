//! Whole documents: an incident written down, and the bytes that come of it, as files to open.

use std::path::PathBuf;

use crate::analysis::recorded::Recording;
use crate::export::{json, markdown, text};
use crate::timeline::{ActionChange, Tag};

/// The write-up of a shop whose database took too few connections, as a responder would have it.
fn shop() -> Recording {
    let mut log = Recording::titled("E-commerce platform down: database connection limit", "WAT");
    log.at("10:00").detection("monitoring alert: responses slow, then timeouts on the main platform");
    log.at("10:00").impact("80% of users cannot reach the site");
    log.at("10:05").acknowledged("on-call engineers take it");
    let network = log.at("10:10").hypothesis("network fault");
    log.at("10:20").rules_out(network, "network diagnostics clean");
    let application = log.at("10:20").hypothesis("application server fault");
    log.at("10:30").rules_out(application, "nothing in the application logs so far");
    log.at("10:45").tagged(Tag::Finding, "the application logs now hold database connection errors");
    let database = log.at("10:45").hypothesis("database");
    log.at("10:45").escalation("database team, because of the connection errors");
    log.at("11:00").confirms(database, "connection limit set too low in the server settings");
    log.at("11:15").tagged(Tag::Action, "connection limit raised");
    log.at("11:15").mitigation("services begin to stabilise");
    log.at("12:00").resolution("all services normal, confirmed by monitoring");
    for todo in [
        "bring the database server up to date",
        "alert when database connections come near the limit",
        "a second person reads every configuration change",
        "load tests at regular intervals",
        "write down how configuration is changed and what to do in an emergency",
    ] {
        log.at("?").tagged(Tag::Todo, todo);
    }
    log
}

/// A night with everything that is hard to write down: two days, ranges, bounds, unknown times,
/// struck and hidden events, a path that nobody closed, a time that could not be placed.
fn night() -> Recording {
    let mut log = Recording::titled("Referrals offline & <slow> | *night* shift", "Africa/Nairobi");
    log.day("2023-02-10");
    log.at("~21:15").impact("pages of 1_000 `clinics` time out");
    log.at("21:30:12").detection("call from the liaison desk");
    log.at("by 22:00").acknowledged("head office looks");
    let settings = log.at("22:40").hypothesis("server settings");
    let crash = log.at("after 22:50").hypothesis("the web server crashed, see <http://status.example/_a_>");
    let wrong = log.at("22:55").note("wrong incident");
    log.strike(wrong, "meant for another one");
    log.at("23:00").mark();
    log.at("23:10").rules_out(settings, "settings are those of last week");
    log.at("23:50").tagged(Tag::MisleadingPath, "it is not the load balancer either");
    log.day("2023-02-11");
    let secret = log.at("00:10").note("token hunter2");
    log.hide(secret);
    let output = log.at("00:20").tagged(Tag::Finding, "");
    log.evidence(output, "paste", 2_345);
    log.at("01:30-02:15").tagged(Tag::Action, "moved to another virtual server");
    log.at("this morning").escalation("operations team");
    log.at("04:45").resolution("# online again\n\nwithout loss");
    log.at("?").tagged(Tag::Question, "when did the power fail?");
    log.action(ActionChange {
        text: Some("bigger battery".to_owned()),
        owner: Some("bo | facilities".to_owned()),
        state: Some("open".to_owned()),
        ..ActionChange::default()
    });
    let _ = crash;
    log
}

/// Compares with a file under `tests/golden`, or rewrites it with `UPDATE_GOLDEN=1`.
fn golden(name: &str, actual: &str) {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", name].iter().collect();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(expected == actual, "{} differs; UPDATE_GOLDEN=1 rewrites it. Now:\n{actual}", file.display());
}

#[test]
fn the_shop_is_written_out() {
    let timeline = shop().timeline();
    golden("shop.md", &markdown(&timeline));
    golden("shop.json", &json(&timeline));
    golden("shop.txt", &text(&timeline, false));
}

#[test]
fn the_night_is_written_out() {
    let timeline = night().timeline();
    golden("night.md", &markdown(&timeline));
    golden("night.txt", &text(&timeline, true));
}

#[test]
fn nothing_at_all_is_written_out_as_that() {
    let timeline = Recording::new().timeline();
    golden("nothing.md", &markdown(&timeline));
    golden("nothing.json", &json(&timeline));
    assert_eq!(text(&timeline, false), "Untitled incident · open\n\nNo events yet.\n");
}
