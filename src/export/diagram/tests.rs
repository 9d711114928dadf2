//! tests
use super::*;
use crate::analysis::recorded::Recording;

fn shop() -> Recording {
    let mut log = Recording::titled("E-commerce platform down: database connection limit", "WAT");
    log.at("10:00").detection("monitoring alert, high response times then timeouts on the main platform");
    log.at("10:00").impact("80% users, site unreachable");
    log.at("10:05").acknowledged("engineers respond to automated alerts");
    let network = log.at("10:10").hypothesis("network fault");
    log.at("10:20").rules_out(network, "network diagnostics clean");
    let application = log.at("10:20").hypothesis("application server fault");
    log.at("10:30").rules_out(application, "application logs show no immediate issue");
    log.at("10:45").tagged(Tag::Finding, "database connection errors in application logs");
    let database = log.at("10:45").hypothesis("database");
    log.at("10:45").escalation("database team, because of the connection errors");
    log.at("11:00").confirms(database, "connection limit set too low in server settings");
    log.at("11:15").tagged(Tag::Action, "limit raised");
    log.at("11:15").mitigation("services begin to stabilise");
    log.at("12:00").resolution("all services normal, confirmed by monitoring");
    log
}


fn night() -> Recording {
    let mut log = Recording::titled("Referrals offline", "Africa/Nairobi");
    log.day("2023-02-10");
    log.at("~21:15").impact("pages time out");
    log.at("21:30:12").detection("call from the liaison desk");
    log.at("by 22:00").acknowledged("head office looks");
    let settings = log.at("22:40").hypothesis("server settings");
    log.at("after 22:50").hypothesis("the web server crashed, see <http://status.example/_a_>");
    log.at("23:00").mark();
    log.at("by 23:30").rules_out(settings, "settings are those of last week");
    log.at("23:50").tagged(Tag::MisleadingPath, "it is not the load balancer either");
    log.day("2023-02-11");
    let secret = log.at("00:10").note("token hunter2");
    log.hide(secret);
    log.at("01:30-02:15").tagged(Tag::Action, "moved to another virtual server");
    log.at("04:45").resolution("# online again");
    log.day("2023-02-13");
    log.at("10:00").note("review");
    log
}

fn open() -> Recording {
    let mut log = Recording::titled("Checkout down", "WAT");
    log.at("10:00:12").detection("alert");
    log.at("10:02:12").with(Tag::Role, "ana", |body| drop(body.details.insert("role".into(), "ic".into())));
    log.at("10:02:30").with(Tag::Role, "bo", |body| drop(body.details.insert("role".into(), "scribe".into())));
    log.at("10:10:00").hypothesis("network");
    log.at("10:31:00").with(Tag::Role, "li", |body| drop(body.details.insert("role".into(), "ic".into())));
    log.at("10:41:00").escalation("db team");
    log.at("10:41:00").escalation("network team");
    log.at("10:41:00").acknowledged("");
    log.at("10:41:00").escalation("vendor");
    log
}

fn reopened() -> Recording {
    let mut log = Recording::titled("Came back", "WAT");
    log.at("10:00").impact("60% of requests fail");
    log.at("10:02").detection("alert");
    let h = log.at("10:05").hypothesis("cache");
    log.at("10:15").confirms(h, "cache full");
    log.at("10:20").impact("20% of requests fail");
    log.at("10:30").resolution("flushed");
    let back = log.stamp("11:30").unwrap();
    log.set([crate::timeline::Setting::Reopened(back)]);
    log.at("11:32").detection("alert again");
    log.at("11:35").rules_out(h, "not the cache");
    let g = log.at("11:35").hypothesis("leak");
    log.at("11:40").parks(g, "later");
    log.at("12:00").looks_again(g, "after all");
    log.at("12:10").confirms(g, "leak in the session store");
    log.at("12:20").mitigation("restarted hourly");
    log.at("13:00").resolution("fixed");
    log.at("13:20").all_clear("quiet");
    log
}

fn many(hypotheses: usize, events: usize) -> Recording {
    let mut log = Recording::titled("Many", "UTC");
    log.at("08:00").impact("everybody");
    for n in 0..hypotheses {
        let at = |minute: usize| format!("{:02}:{:02}", 8 + minute / 60, minute % 60);
        let h = log.at(&at(n * 3)).hypothesis(&format!("suspect number {n}"));
        if n % 3 != 0 { log.at(&at(n * 3 + 5 + n % 7 * 4)).rules_out(h, "no"); }
    }
    for n in 0..events {
        let second = if events > 100 { n * n * 7 % 36_000 } else { n * 1_150 + n % 7 * 90 };
        let at = format!("{:02}:{:02}:{:02}", 8 + second / 3600, second / 60 % 60, second % 60);
        match n % if events > 100 { 50 } else { 10 } {
            7 => log.at(&at).escalation(&format!("team {n}")),
            9 => log.at(&at).detection(&format!("alert {n}")),
            _ => log.at(&at).note("n"),
        };
    }
    log.at("18:00").resolution("up");
    log
}

#[test]
fn show() {
    for log in [shop(), night(), open(), reopened(), many(3, 30), many(100, 3000)] {
        println!("{}", diagram_text(&log.timeline()).unwrap());
    }
}

#[test]
fn draw() {
    for (name, log) in [("shop", shop()), ("night", night()), ("open", open()), ("reopened", reopened()), ("thirty", many(3, 30)), ("three-thousand", many(100, 3000))] {
        std::fs::write(format!("/tmp/dg/{name}.svg"), diagram_svg(&log.timeline()).unwrap()).unwrap();
        std::fs::write(format!("/tmp/dg/{name}.mmd"), diagram_mermaid(&log.timeline()).unwrap()).unwrap();
    }
}
