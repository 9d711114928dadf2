//! Tables: columns known by their names, or by what somebody says of them.

use super::{asked, read, told};
use crate::import::{Columns, Source};

const STATUS: &str = include_str!("../../../tests/samples/status-page.csv");
const SHEET: &str = include_str!("../../../tests/samples/sheet.csv");

#[test]
fn a_table_is_known_by_its_header() {
    let imported = read("status.csv", STATUS);
    assert_eq!(imported.zone.as_ref().unwrap().name(), "UTC");
    assert_eq!(
        told(&imported),
        [
            "7 09:05 note We see slow answers at the checkout, and look into it. (Status: investigating)",
            "7 09:40 finding A pool of connections is full, \"pool-1\". (Status: identified)",
            "7 10:45 resolution Resolved: all services restored. (Status: resolved)",
        ]
    );
    let lines: Vec<usize> = imported.events.iter().map(|told| told.line).collect();
    assert_eq!(lines, [2, 4, 5]);
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
}

#[test]
fn days_people_and_tags_have_columns_of_their_own() {
    for text in [SHEET.to_owned(), SHEET.replace(';', "\t"), SHEET.replace(';', "|"), format!("\u{feff}{SHEET}")] {
        let imported = read("sheet.csv", &text);
        assert_eq!(
            told(&imported),
            [
                "7 10:15 detection @ana: alert: checkout is slow",
                "7 10:25 hypothesis @bo: the pool is full",
                "13 00:10 resolution @bo: all well",
            ],
            "{text}"
        );
    }
}

#[test]
fn somebody_can_say_which_column_holds_what() {
    let text = "Started,By whom,Message\n1717752005,Ana,slow\n1717752905000,Bo,\"fast, again\"\n";
    let source = Source::named("csv").unwrap();
    let mut asked = asked("x.csv");
    asked.columns = "time=Started,text=Message,zone=+02:00,who=By whom".parse().unwrap();
    let imported = source.read(text, &asked).unwrap();
    assert_eq!(told(&imported), ["7 11:20 note @Ana: slow", "7 11:35 note @Bo: fast, again"]);
    asked.columns = "time=Begin,text=Message".parse().unwrap();
    let why = source.read(text, &asked).unwrap_err().to_string();
    assert_eq!(why, "no column is called “Begin”; there are “Started”, “By whom” and “Message”");
    asked.columns = Columns::default();
    let why = source.read("a,b\nx,y\n", &asked).unwrap_err().to_string();
    assert!(why.contains("hold the time") && why.contains("--map time=Started"), "{why}");
    let why = source.read("one column\nx\n", &asked).unwrap_err().to_string();
    assert!(why.contains("one column only"), "{why}");
}

#[test]
fn a_comma_in_a_columns_name_is_part_of_it() {
    let columns: Columns = "text=What, in words,time=T".parse().unwrap();
    assert_eq!(columns, "time=T,text=What, in words".parse::<Columns>().map(|_| columns.clone()).unwrap());
    for wrong in ["", "time", "when=X", "time=A,time=B", "time="] {
        assert!(wrong.parse::<Columns>().is_err(), "{wrong}");
    }
}

#[test]
fn prose_with_commas_is_no_table() {
    for text in [
        "We saw it, at noon, and fixed it.\nThen, later, again.\n",
        "| time | event |\n|---|---|\n| 10:15 | alert |\n",
        "# Postmortem, the second\n\nTime, effort: all gone.\n",
    ] {
        assert_eq!(Source::of(text).name, "writeup", "{text}");
    }
}
