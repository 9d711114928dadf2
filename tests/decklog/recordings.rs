//! Five write-ups of real outages, recorded as a responder would have recorded them afterwards:
//! typed key by key, exported, and compared with the figures that the write-ups hold.
//!
//! The keys are in `tests/recordings`, what comes of them in `tests/golden/recordings`. Open both.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use crate::keyboard::desk::Desk;
use crate::keyboard::glass::assert_golden;

/// A desk on a Monday, at which a recording was typed.
fn recorded(number: &str, mut desk: Desk) -> Desk {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "recordings", &format!("{number}.keys")].iter().collect();
    let script = std::fs::read_to_string(file).unwrap();
    for row in script.lines().filter(|row| !row.starts_with('#')) {
        match row.strip_prefix("$ decklog ") {
            Some(command) => drop(desk.command(&shell_words(command))),
            None => drop(desk.type_keys(row)),
        }
    }
    desk
}

fn monday() -> Desk {
    Desk::at("2024-06-10 09:30", "UTC")
}

/// The words of a command, as a shell parts them.
fn shell_words(command: &str) -> Vec<&str> {
    let quoted = command.split('\'').enumerate();
    quoted.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
}

/// All that comes of a recording.
struct Outcome {
    document: String,
    shown: String,
    read: serde_json::Value,
    picture: String,
}

/// The outcome of each recording, typed once for all tests.
fn outcome(number: &str) -> &'static Outcome {
    static OUTCOMES: [OnceLock<Outcome>; 5] = [const { OnceLock::new() }; 5];
    OUTCOMES[number.parse::<usize>().unwrap()].get_or_init(|| {
        let mut desk = recorded(number, monday());
        Outcome {
            document: desk.command(&["export"]),
            shown: without_ids(&desk.command(&["show"])),
            read: serde_json::from_str(&desk.command(&["show", "--format", "json"])).unwrap(),
            picture: desk.glass().picture(),
        }
    })
}

fn check(number: &str) {
    let outcome = outcome(number);
    assert_golden(&format!("recordings/{number}.md"), &outcome.document);
    assert_golden(&format!("recordings/{number}.txt"), &outcome.shown);
    assert_golden(&format!("screens/recording-{number}.txt"), &outcome.picture);
}

/// What `show` prints, without the ids in its first column, which are new each time.
fn without_ids(shown: &str) -> String {
    let is_id = |word: &str| word.len() == 6 && word.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    let row = |row: &str| match row.split_once("  ") {
        Some((id, rest)) if is_id(id) => format!("······  {rest}\n"),
        _ => format!("{row}\n"),
    };
    shown.lines().map(row).collect()
}

#[test]
fn the_planning_system() {
    check("000");
}

#[test]
fn the_memory_setting() {
    check("001");
}

#[test]
fn the_shop_without_connections() {
    check("002");
}

#[test]
fn the_fashion_shop() {
    check("003");
}

#[test]
fn the_referral_app() {
    check("004");
}

/// What a recording comes to, as a person would check it against the write-up.
fn figures(number: &str) -> [String; 3] {
    let read = &outcome(number).read;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or("-").replace(":00.000", "");
    let minutes = |name: &str| match read["metrics"][name]["minutes"].as_array().map(Vec::as_slice) {
        Some([low, high]) if low == high => low.to_string(),
        Some([low, high]) => format!("{low}-{high}"),
        _ => "-".to_owned(),
    };
    let mut tags = BTreeMap::<&str, usize>::new();
    for event in read["events"].as_array().unwrap() {
        *tags.entry(event["tag"].as_str().unwrap()).or_default() += 1;
    }
    let tags: Vec<String> = tags.into_iter().map(|(tag, count)| format!("{tag} {count}")).collect();
    let measured = [
        ("lasted", "impact_duration"),
        ("acknowledged", "time_to_acknowledge"),
        ("escalated", "time_to_escalate"),
        ("diagnosed", "time_to_diagnose"),
        ("mitigated", "time_to_mitigate"),
        ("misled", "misled_time"),
    ];
    let measured = measured.map(|(said, name)| format!("{said} {}", minutes(name)));
    [
        format!("{} to {} {}", text(&read["start"]), text(&read["end"]), text(&read["zone"])),
        measured.join(", "),
        tags.join(", "),
    ]
}

#[test]
fn each_has_the_figures_of_its_write_up() {
    for (number, expected) in [
        (
            "000",
            [
                "2019-06-20T10:00+03:00 to 2019-06-20T12:00+03:00 EAT",
                "lasted 120, acknowledged 15, escalated -, diagnosed 60, mitigated -, misled -",
                "acknowledged 1, action 1, cause 1, detection 1, finding 1, impact 1, note 1, question 3, resolution 1, todo 8",
            ],
        ),
        (
            "001",
            [
                "2024-05-07T10:00+00:00 to 2024-05-07T12:00+00:00 GMT",
                "lasted 120, acknowledged 0-15, escalated 60, diagnosed 45, mitigated -, misled 15-30",
                "acknowledged 1, action 2, cause 1, detection 1, escalation 1, finding 1, hypothesis 2, impact 1, \
                 misleading path 1, question 2, resolution 1, todo 3",
            ],
        ),
        (
            "002",
            [
                "2024-06-07T10:00+01:00 to 2024-06-07T12:00+01:00 WAT",
                "lasted 120, acknowledged 5, escalated 45, diagnosed 60, mitigated 75, misled 20",
                "acknowledged 1, action 2, cause 1, change 1, detection 1, escalation 1, finding 1, hypothesis 3, impact 1, \
                 misleading path 2, mitigation 1, question 1, resolution 1, todo 5",
            ],
        ),
        (
            "003",
            [
                "2024-06-07T14:00+01:00 to 2024-06-07T18:30+01:00 WAT",
                "lasted 270, acknowledged 15, escalated -, diagnosed 90, mitigated 243, misled 43",
                "acknowledged 1, action 5, cause 1, change 1, decision 1, detection 1, hypothesis 3, impact 1, \
                 misleading path 2, mitigation 1, question 3, resolution 1, todo 6",
            ],
        ),
        (
            "004",
            [
                "2023-02-10T21:30+03:00 to 2023-02-11T04:45+03:00 EAT",
                "lasted 435, acknowledged 30, escalated -, diagnosed -, mitigated -, misled 20",
                "acknowledged 1, action 2, cause 1, detection 1, escalation 1, finding 2, hypothesis 2, impact 1, \
                 misleading path 1, question 2, resolution 1, todo 7",
            ],
        ),
    ] {
        assert_eq!(figures(number), expected, "{number}");
    }
}

#[test]
fn the_network_and_the_application_server_took_ten_minutes_each() {
    let read = &outcome("002").read;
    let paths = read["hypotheses"].as_array().unwrap().iter();
    let told: Vec<String> =
        paths.map(|path| format!("{} {} {}", path["name"], path["state"], path["minutes"])).collect();
    assert_eq!(told, [r#""H1" "ruled out" [10,10]"#, r#""H2" "ruled out" [10,10]"#, r#""H3" "confirmed" [15,15]"#]);
}

#[test]
fn how_fast_somebody_types_makes_no_difference_to_the_document() {
    for number in ["000", "001", "002", "003", "004"] {
        let mut slowly = recorded(number, monday().typing_every(900).in_bursts_of(12));
        assert_eq!(slowly.command(&["export"]), outcome(number).document, "{number}");
    }
}
