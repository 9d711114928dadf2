//! Cases of the rules about what leaves the house.

use super::{Case, case};
use crate::timeline::{Setting, Tag};

pub(super) const CASES: &[Case] = &[
    case(
        "X01",
        |log| log.set([Setting::Title("Down in 399 words".to_owned())]),
        "there are 399 words to read; 400 to 600 are read to the end",
        |log| log.set([Setting::Title("Down in 600 words".to_owned())]),
    ),
    case(
        "X01",
        |log| log.set([Setting::Title("Down in 1202 words".to_owned())]),
        "there are 601 words to read; 400 to 600 are read to the end",
        // Half of it is figures.
        |log| log.set([Setting::Title("Down in 1200 words".to_owned())]),
    ),
    case(
        "X02",
        |log| {
            log.section("diagram", "![Timeline](timeline.jpg) <img src=\"https://x.example/a.png\"> [log](../log.txt)")
        },
        "the image “timeline.jpg” is not stored evidence\n\
         the image “https://x.example/a.png” is not stored evidence\n\
         the link “../log.txt” leads nowhere outside this directory",
        |log| {
            let id = log.at("10:00").note("graph");
            log.evidence(id, "graph.txt", 10);
            log.section(
                "diagram",
                "![Graph](9f86d081884c7d65.txt) [all](https://x.example/log.txt) [below](#timeline)",
            );
        },
    ),
    case(
        "X03",
        |log| {
            let id = log.at("10:00").note("logged in with password=hunter2swordfish");
            log.strike(id, "no secret here");
        },
        "it looks as if there is a secret in it: password",
        |log| _ = log.at("10:00").note("the password is known to the team"),
    ),
    case(
        "X04",
        |log| log.section("summary", "ana@shop.example saw it on db-1.internal."),
        "the section “summary” has what is masked outside: e-mail and host",
        |log| {
            log.section("summary", "Staff saw it: https://status.shop.example/1");
            log.section("timeline", "ana@shop.example saw it.");
        },
    ),
    case(
        "X05",
        |log| {
            log.at("10:00").detection("alert");
            log.at("11:00").resolution("up");
        },
        "nothing shows when it was: detected and resolved",
        |log| {
            log.at("10:00").detection("alert https://graphs.example/1");
            let id = log.at("11:00").resolution("up");
            log.evidence(id, "paste", 10);
            log.at("10:30").tagged(Tag::Severity, "half");
        },
    ),
    case(
        "X06",
        |log| {
            log.section("lucky", "n/a");
            log.section("surprises", "Not applicable.");
        },
        "“lucky” is left out, and nothing says why\n“surprises” is left out, and nothing says why",
        |log| log.section("lucky", "Not applicable because nothing was."),
    ),
];
