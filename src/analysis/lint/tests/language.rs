//! Cases of the rules about words.

use super::{Case, case};
use crate::timeline::Tag;

pub(super) const CASES: &[Case] = &[
    case(
        "L01",
        |log| log.section("root cause", "The operator forgot to set the limit."),
        "“operator forgot to” in the section “root cause” blames",
        |log| {
            log.at("10:00").escalation("handed by the developers to operations, the server itself being at fault");
            log.at("10:05").tagged(Tag::Question, "was it a mistake by somebody?");
            log.at("10:10").note("the database team found the fault");
        },
    ),
    case(
        "L01",
        |log| log.section("root cause", "Human error."),
        "“Human error” in the section “root cause” blames",
        |log| log.section("root cause", "The form took a limit of 0 without a word."),
    ),
    case(
        "L02",
        |log| log.section("went badly", "We should have seen the alert."),
        "“should have seen” in the section “went badly” tells what did not happen",
        |log| {
            log.section("went badly", "The alert came after 20 min. The primary failed to start.");
            log.at("10:00").hypothesis("could have been the network");
        },
    ),
    case(
        "L02",
        |log| _ = log.at("10:00").note("the team failed to react"),
        "“team failed to” in the note tells what did not happen",
        |log| _ = log.at("10:00").note("the team had no page; the server failed to start"),
    ),
    case(
        "L03",
        |log| log.section("summary", "It was repaired swiftly."),
        "“swiftly” in the section “summary” judges",
        |log| {
            log.section("summary", "It was repaired after 5 min; the logs show no immediate issue.");
            log.section("went well", "The database team was brilliant.");
        },
    ),
    case(
        "L04",
        |log| {
            log.at("10:00").note("the UPS of the ERP is off");
            log.at("10:05").note("UPS on, HTTP 500 from API_KEY in WARN");
        },
        "“UPS” is not written out anywhere\n“ERP” is not written out anywhere",
        |log| {
            log.at("10:00").note("the UPS of the ERP is off, says PROD-DB");
            log.section("summary", "The ERP (Enterprise Resource Planning) was down.");
            log.section("glossary", "UPS: a battery");
        },
    ),
    case(
        "L04",
        |log| log.section("summary", "Down from 10:00 AM (EAT)."),
        "“EAT” is not written out anywhere",
        |log| log.section("summary", "Down from 10:00, East Africa Time (EAT). IT IS DOWN FOR GOOD"),
    ),
    case(
        "L05",
        |log| {
            log.at("10:00").impact("60% of users");
            log.section("root cause", "The outage began with a change.");
        },
        "called an outage in 1 place, first in the section “root cause”; 60 % were affected",
        |log| {
            log.at("10:00").impact("100% of users");
            log.at("10:30").impact("60% of users");
            log.section("root cause", "The outage began with a change.");
        },
    ),
    case(
        "L06",
        |log| _ = log.at("10:00").note("We saw it. We looked. We found it."),
        "the note has 3 sentences and 8 words: “We saw it. We looked. We found it.”",
        |log| _ = log.at("10:00").note("We saw v1.2.3 on api.example. We looked."),
    ),
    case(
        "L07",
        |log| _ = log.at("10:00").note("down; it was like trying to open a bank"),
        "“like trying to” in the note is no fact",
        |log| {
            log.at("10:00").note("it looks like a network fault");
            log.section("introduction", "Picture this: a sunny Friday.");
        },
    ),
    case(
        "L08",
        |log| {
            log.at("10:00").note("identified the application crashes in the began working");
            log.section("summary", "Write your summary. The the end.");
            log.at("10:05").note("it was was slow");
        },
        "“the began” in the note does not make a sentence\n\
         “was was” in the note stands there twice\n\
         “Write your” in the section “summary” looks left over from a template",
        |log| {
            log.at("10:00").note("what we had had before; 500 500 from nginx nginx");
            log.section("summary", "It was down. It was slow.");
        },
    ),
    case(
        "L09",
        |log| log.section("conclusion", "We will make the network faster."),
        "promised, and no action item is about it: “We will make the network faster”",
        |log| {
            log.section("conclusion", "We will alert on connections.");
            log.item("alert on connections above 80%");
        },
    ),
];
