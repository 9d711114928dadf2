//! Chats: logs of a message a line, messages below their names, and Slack's own.

use super::{asked, read, told};
use crate::import::Source;
use crate::time::Zone;

#[test]
fn a_log_of_irssi_is_the_story_over_midnight() {
    let imported = read("shop.log", include_str!("../../../tests/samples/irssi.log"));
    assert_eq!(
        told(&imported),
        [
            "7 22:41 note @koffee: is the archive mounted? downloads give 502s",
            "7 22:42 note @ana: looking",
            "7 22:47 misleading path the archive is mounted, nothing wrong with it",
            "7 22:48 hypothesis the proxy ran out of connections",
            "7 23:55 action @ana: restarts the proxy",
            "8 00:03 cause the proxy: too few connections",
            "8 00:05 resolution downloads work again",
        ]
    );
    // What was written as a line of the recorder is one: with its links, and by whom.
    assert_eq!(imported.events[5].confirms, Some(3));
    assert_eq!(imported.events[5].by.as_deref(), Some("koffee"));
    // H1 was not there yet.
    assert_eq!(imported.events[2].rules_out, None);
}

#[test]
fn columns_dashes_and_heads_are_chats_too() {
    for (name, text, expected) in [
        (
            "weechat.log",
            include_str!("../../../tests/samples/weechat.log"),
            vec![
                "7 14:32 escalation @ana: payments time out, paged the database team",
                "7 14:33 note @koffee: queue is at 40k",
                "7 14:35 mitigation @koffee: scales the workers to 12",
            ],
        ),
        (
            "element.txt",
            include_str!("../../../tests/samples/element.txt"),
            vec![
                "7 14:32 note @Ana.Lima: payments time out",
                "7 14:33 note @Bo: looking at the pool log of the pool: waiting: 312",
                "7 14:40 mitigation raised the pool to 200",
                "7 14:52 note @Ana.Lima: p99 is at 200 ms",
            ],
        ),
        (
            "whatsapp.txt",
            include_str!("../../../tests/samples/whatsapp.txt"),
            vec![
                "13 21:59 impact @Ana: the shop is down",
                "13 22:01 acknowledged @Bo.Musa: on it",
                "13 22:20 note @Bo.Musa: <Media omitted>",
                "13 23:58 note @Ana: still down",
                "14 00:04 resolution @Bo.Musa: back up",
            ],
        ),
        (
            "slack-copied.txt",
            include_str!("../../../tests/samples/slack-copied.txt"),
            vec![
                "7 10:15 note @Ana.Lima: the checkout is slow, anybody deploying?",
                "7 10:17 note @Bo: not me in which region is it",
                "7 10:20 note @PagerDuty: Triggered #4711: checkout p99 above 5 s",
            ],
        ),
        (
            "discord.txt",
            include_str!("../../../tests/samples/discord.txt"),
            // The sixth of July was still to come.
            vec!["7 14:32 impact @Ana: site is down for me", "7 14:35 note @Bo: same here"],
        ),
    ] {
        assert_eq!(told(&read(name, text)), expected, "{name}");
    }
}

#[test]
fn slack_is_read_in_the_order_of_its_times_with_names_links_and_files() {
    let imported = read("2024-06-07.json", include_str!("../../../tests/samples/slack-day.json"));
    assert_eq!(
        told(&imported),
        [
            "7 09:00 note @ana: Checkout is slow & p99 > 5 s: the graph (https://graphs.example/p99)",
            "7 09:01 note @Bo.Musa: @ana I look. @here who deployed?",
            "7 09:02 note @pagerduty: #4711: checkout p99",
            "7 09:05 note @ana",
            "7 09:10 misleading path not the deploy",
        ]
    );
    assert_eq!(imported.events[2].notes, ["https://pd.example/4711"]);
    assert_eq!(imported.events[3].notes, ["pool.png: https://acme.slack.com/files/pool.png"]);
    assert_eq!(imported.events[4].notes, ["rolled back at 10:01\nno change"]);
    let api = read("history.json", include_str!("../../../tests/samples/slack-api.json"));
    assert_eq!(told(&api), ["7 09:00 detection alert from the probe", "7 10:00 resolution all green"]);
}

#[test]
fn several_days_of_a_channel_are_one_story() {
    let day = include_str!("../../../tests/samples/slack-day.json");
    let next = r#"[{"type":"message","user":"U1","text":"m: the pool is larger","ts":"1717830000.000100"}]"#;
    // The next day knows nobody's name, and need not.
    let imported = read("ops", &format!("{next}\n{day}"));
    assert_eq!(told(&imported).last().unwrap(), "8 07:00 mitigation the pool is larger");
    assert_eq!(imported.events.last().unwrap().by.as_deref(), Some("ana"));
}

#[test]
fn the_day_is_asked_for_or_in_the_name_else_it_is_said_to_be_guessed() {
    let text = "10:00 <ana> site is slow\n10:05 <bo> looking\n";
    assert!(told(&read("#ops.2024-05-02.log", text))[0].starts_with("2 10:00"));
    let guessed = read("ops.log", text);
    let said: Vec<&str> = guessed.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert!(said[0].starts_with("no zone is named; read as UTC"), "{said:?}");
    assert!(said[1].starts_with("no date is given anywhere"), "{said:?}");
    let mut asked = asked("ops.log");
    (asked.date, asked.zone) = (chrono::NaiveDate::from_ymd_opt(2024, 4, 1), Zone::named("WAT").ok());
    let imported = Source::named("chat").unwrap().read(text, &asked).unwrap();
    assert_eq!(imported.events[0].when.bound().unwrap().to_string(), "2024-04-01T10:00:00.000+01:00");
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
}

#[test]
fn a_date_of_small_numbers_is_read_as_another_one_of_the_chat_shows() {
    let text = "6/7/24, 2:32 PM - Ana: slow\n6/7/24, 2:35 PM - Bo: yes\n6/13/24, 2:40 PM - Ana: again\n6/13/24, 2:41 PM - Bo: yes\n";
    assert!(told(&read("chat.txt", text))[0].starts_with("7 14:32"));
}

#[test]
fn what_is_asked_did_not_happen() {
    let text = "10:00 <ana> is it resolved?\n10:05 <bo> the issue is resolved\n";
    let tags: Vec<&str> = read("2024-06-07.log", text).events.iter().map(|told| told.tag.name()).collect();
    assert_eq!(tags, ["note", "resolution"]);
}
