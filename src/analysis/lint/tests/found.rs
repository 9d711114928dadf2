//! Cases of the rules about what was suspected and found.

use super::{Case, case};
use crate::analysis::recorded::Recording;
use crate::timeline::{RecordId, Tag};

/// Names a cause, and which of the causes it is.
fn cause(log: &mut Recording, at: &str, text: &str, role: &str) -> RecordId {
    log.at(at).with(Tag::Cause, text, |body| drop(body.details.insert("cause".to_owned(), role.to_owned())))
}

pub(super) const CASES: &[Case] = &[
    case(
        "C08",
        |log| _ = log.at("10:00").detection("alert"),
        "nothing says what was suspected before the cause was known",
        |log| _ = log.at("10:00").hypothesis("network"),
    ),
    case(
        "C09",
        |log| _ = log.at("10:20").tagged(Tag::MisleadingPath, ""),
        "a path was ruled out: nothing says when it began and what disproved it",
        |log| {
            let h = log.at("10:10").hypothesis("network");
            log.at("10:20").rules_out(h, "diagnostics clean");
        },
    ),
    case(
        "C09",
        |log| {
            let h = log.at("10:10").hypothesis("network");
            log.at("?").rules_out(h, "diagnostics clean");
        },
        "H1 “network” was ruled out: nothing says when it ended",
        |log| _ = log.at("10:10").hypothesis("network"),
    ),
    case(
        "C10",
        |log| _ = log.at("10:10").hypothesis("network"),
        "H1 “network” is neither ruled out nor confirmed",
        |log| {
            let h = log.at("10:10").hypothesis("network");
            log.at("10:20").parks(h, "other things first");
        },
    ),
    case(
        "C11",
        |log| _ = log.at("10:00").detection("alert"),
        "the root cause is not recorded",
        |log| _ = log.at("?").tagged(Tag::Cause, "power went off"),
    ),
    case(
        "C11",
        |log| {
            let h = log.at("10:00").hypothesis("network");
            log.at("10:10").confirms(h, "it was");
            log.at("10:20").rules_out(h, "it was not");
        },
        "the root cause is not recorded",
        |log| log.section("root cause", "The limit was set too low."),
    ),
    case(
        "C12",
        |log| _ = log.at("11:00").tagged(Tag::Cause, "database server stuck at high CPU load"),
        "“database server stuck at high CPU load” is what was seen of the cause: what is below it?",
        |log| _ = log.at("11:00").tagged(Tag::Cause, "database server stuck, because an index was missing"),
    ),
    case(
        "C12",
        |log| log.section("root cause", "The root cause was a failure of the database server. It had high load."),
        "“The root cause was a failure of the database server” is what was seen of the cause: what is below it?",
        |log| {
            log.at("11:00").tagged(Tag::Cause, "database server unresponsive");
            log.section("root cause", "A job without a limit read the whole table until the server failed.");
        },
    ),
    case(
        "C13",
        |log| _ = log.at("10:00").detection("alert"),
        "nothing says what changed before it, and when",
        |log| _ = log.at("9:00").tagged(Tag::Change, "limit lowered"),
    ),
    case(
        "C13",
        |log| _ = log.at("?").tagged(Tag::Change, "limit lowered"),
        "nothing says when it was: “limit lowered”",
        |log| _ = cause(log, "9:00", "limit lowered", "trigger"),
    ),
    case(
        "C13",
        |log| {
            log.at("10:00").detection("alert");
            log.at("10:30").tagged(Tag::Change, "deploy of the fix");
        },
        "nothing says what changed before it, and when",
        |log| {
            log.at("10:00").detection("alert");
            log.section("lead-up", "Traffic had doubled since nine.");
        },
    ),
    case(
        "C14",
        |log| {
            log.at("10:30").tagged(Tag::Cause, "limit too low");
            let h = log.at("10:30").hypothesis("cache");
            log.at("10:40").confirms(h, "cache was cold");
        },
        "two root causes: “limit too low”, and “cache was cold”",
        |log| {
            cause(log, "10:30", "limit too low", "root");
            cause(log, "10:40", "cache was cold", "contributing");
        },
    ),
    case(
        "C14",
        |log| {
            log.section("summary", "The root cause was a malicious program.");
            log.section("root cause", "Blunders in recurring upkeep.");
        },
        "“The root cause was a malicious program” is not what the section “root cause” says",
        |log| {
            log.section("summary", "The root cause was a wrong connection limit. We examined the root cause.");
            log.section("root cause", "A change had set the limit of connections too low.");
        },
    ),
    case(
        "C16",
        |log| _ = log.at("?").tagged(Tag::Cause, "power went off"),
        "the cause is stated without a time: no entry says when it was known",
        |log| _ = log.at("11:00").tagged(Tag::Cause, "power went off"),
    ),
    case(
        "C16",
        |log| {
            log.at("10:00").note("the web server does not start");
            log.section("root cause", "Unstable electricity in the data center.");
        },
        "no entry of the timeline speaks of what the section “root cause” says",
        |log| {
            log.at("10:00").note("electricity is unstable");
            log.section("root cause", "Unstable electricity in the data center.");
        },
    ),
];
