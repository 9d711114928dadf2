//! Cases of the rules about what was felt, and how it ended.

use super::{Case, case};
use crate::timeline::{EventBody, Tag};

pub(super) const CASES: &[Case] = &[
    case(
        "C01",
        |log| _ = log.at("10:00").note("slow"),
        "nothing says how it was detected",
        |log| _ = log.at("10:00").detection("monitoring alert"),
    ),
    case(
        "C01",
        |log| _ = log.at("10:00").detection("checkout is slow"),
        "the detection does not say what told of it: monitoring, staff, a customer",
        |log| {
            log.at("10:00").with(Tag::Detection, "checkout is slow", |body| {
                body.details.insert(EventBody::SOURCE.to_owned(), "by chance".to_owned());
            });
        },
    ),
    case(
        "C02",
        |log| _ = log.at("10:00").impact("nobody can pay"),
        "the impact has no number",
        |log| log.section("impact", "3 of 8 shops could not sell."),
    ),
    case(
        "C02",
        |log| log.section("summary", "On 7 June nobody could pay."),
        "the impact has no number",
        |log| log.section("summary", "On 7 June 40% of users could not pay."),
    ),
    case(
        "C03",
        |log| _ = log.at("10:00").impact("entirely down for 60% of users"),
        "“entirely” stands against 60 %, in the impact",
        |log| {
            log.at("10:00").impact("inaccessible for 60% of users; nobody counted orders");
            log.at("10:30").impact("all users");
            log.section("impact", "All users at first, from 100% down to 20% by noon.");
        },
    ),
    case(
        "C03",
        |log| log.section("introduction", "It was inaccessible and affected 60 % of our users."),
        "“inaccessible” stands against 60 %, in the section “introduction”",
        |log| log.section("introduction", "It was inaccessible to 100% of users."),
    ),
    case(
        "C04",
        |log| _ = log.at("10:00").impact("about 80% of users see errors"),
        "“about 80%” in the impact is an estimate without a range",
        |log| {
            log.at("10:00").impact("about 70 to 90% of users see errors");
            log.at("10:05").impact("some see it since about 10:05");
            log.at("10:10").impact("errors of about 30-40 % of requests");
            log.at("10:15").impact("8 of 20 pods; it is about the cache");
        },
    ),
    case(
        "C04",
        |log| log.section("summary", "It was down for approximately three hours, for ~40 users."),
        "“approximately three” in the section “summary” is an estimate without a range",
        |log| log.section("summary", "It was down for three hours, for 35–45 users."),
    ),
    case(
        "C05",
        |log| _ = log.at("10:00").impact("40% of users affected"),
        "nothing says what a user could not do, or saw",
        |log| _ = log.at("10:00").impact("40% of users cannot pay"),
    ),
    case(
        "C05",
        |log| _ = log.at("10:00").impact("40% of users cannot pay, resulting in lost sales"),
        "“lost sales” in the impact has no figure",
        |log| {
            log.at("10:00").impact("users cannot pay; lost sales of 3000 EUR");
            log.at("10:05").impact("loss of revenue not counted");
        },
    ),
    case(
        "C06",
        |log| _ = log.at("10:00").detection("alert"),
        "nobody was called, and nothing says that the first team needed nobody",
        |log| _ = log.at("10:00").note("handled by the first team"),
    ),
    case(
        "C06",
        |log| log.section("escalations", "Not applicable"),
        "nobody was called, and nothing says that the first team needed nobody",
        |log| log.section("escalations", "Not applicable because one team runs all of it."),
    ),
    case(
        "C07",
        |log| _ = log.at("?").escalation("database team"),
        "the escalation “database team” does not say when and why",
        |log| {
            log.at("10:00").escalation("database team: errors in its logs");
            log.at("10:00").escalation("database team sees the locks");
        },
    ),
    case(
        "C15",
        |log| {
            log.at("11:00").resolution("up");
            log.section("resolution", "The limit was raised, and the server restarted.");
        },
        "no entry speaks of “restarted”",
        |log| {
            log.at("10:50").tagged(Tag::Action, "rebooted the server");
            log.at("11:00").resolution("up");
            log.section("resolution", "The limit was raised, and the server restarted.");
        },
    ),
    case(
        "C17",
        |log| _ = log.at("11:00").resolution("up"),
        "nothing says whether it is fixed for good",
        |log| {
            log.at("11:00").with(Tag::Resolution, "up", |body| {
                body.details.insert(EventBody::LASTING.to_owned(), "for now".to_owned());
            });
        },
    ),
    case(
        "C17",
        |log| log.section("resolution", "The server was restarted."),
        "nothing says whether it is fixed for good",
        |log| log.section("resolution", "The restart is a workaround until the fix is out."),
    ),
    case(
        "C18",
        |log| _ = log.at("11:00").resolution("works again"),
        "nothing says how it was seen that it works again",
        |log| _ = log.at("11:00").resolution("works again, seen in monitoring"),
    ),
    case(
        "C18",
        |log| _ = log.at("11:00").resolution("works again"),
        "nothing says how it was seen that it works again",
        |log| {
            log.at("11:00").resolution("works again");
            log.at("11:30").all_clear("it holds");
        },
    ),
    case(
        "C19",
        |log| _ = log.at("11:00").tagged(Tag::Cause, "the script had a malicious program"),
        "“malicious” in the cause: was it a security incident?",
        |log| {
            log.at("11:00").tagged(Tag::Cause, "the script had a malicious program");
            log.section("root cause", "It was a bug: this was no security incident.");
        },
    ),
    case(
        "C20",
        |log| _ = log.at("10:00").impact("no patient could be referred"),
        "it speaks of “patient”: was data lost, or seen by others?",
        |log| {
            log.at("10:00").impact("no patient could be referred");
            log.at("12:00").note("referrals compared with the paper: no data was lost");
        },
    ),
    case(
        "C21",
        |log| {
            log.at("10:45").tagged(Tag::Cause, "memory setting too low");
            log.at("11:00").escalation("database team: to correct it");
        },
        "called 15 min after the cause was known",
        |log| {
            log.at("10:45").escalation("database team: slow queries");
            log.at("11:00").tagged(Tag::Cause, "memory setting too low");
        },
    ),
    case(
        "C22",
        |log| {
            log.at("15:30-16:45").tagged(Tag::Action, "restarts failed");
            log.at("17:01").tagged(Tag::Decision, "use the secondary");
        },
        "an action “failed”, and no decision follows within 15 min",
        |log| {
            log.at("15:30-16:45").tagged(Tag::Action, "restarts failed");
            log.at("17:00").tagged(Tag::Decision, "use the secondary");
        },
    ),
];
