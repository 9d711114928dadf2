//! Lines of responders, and the tag that their words suggest.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::entry::tests::{live, typed};
use crate::entry::understand;

#[test]
fn the_list_is_read_whole_and_no_phrase_stands_twice_for_a_tag() {
    let mut vocabulary = Vocabulary::default();
    let rows: Vec<Row> =
        rows(LIST, &mut vocabulary).map(|row| row.unwrap_or_else(|line| panic!("no row: {line}"))).collect();
    assert_eq!(rows.len(), LISTED.rows.len());
    let mut seen = HashSet::new();
    for row in &rows {
        assert!(row.weight != 0 && row.weight.abs() <= 5, "{}", row.phrase.written);
        for phrase in row.phrase.spelt_out(&vocabulary) {
            assert!(seen.insert((row.tag, phrase)), "twice for {}: {}", row.tag.name(), row.phrase.written);
        }
    }
}

#[test]
fn a_single_letter_suggests_nothing_in_the_list_either() {
    for letter in ('0'..='z').filter(char::is_ascii_alphanumeric).map(String::from) {
        assert!(outstanding(&weigh(&letter)).is_none() && suggest(&letter).is_none(), "{letter}");
    }
}

/// A tag, and lines that suggest it.
const SPEAKING: &[(Tag, &[&str])] = &[
    (
        Tag::Detection,
        &[
            "Zabbix shows red for the mail host",
            "a guest wrote on facebook that booking is broken",
            "Cron mail: backup failed",
            "Receptionist tells that the phone system is dead",
            "new relic alert, apdex under 0.5",
            "we see in monitoring that response time is rising",
            "dev noticed 500s in staging",
            "Helpdesk informs us that VPN does not connect",
            "Got woken by the pager, checkout latency",
            "Sentry reports a spike of exceptions",
            "issue detected by automated tests",
            "Ops is alerted that the mail gateway rejects everything",
            "On-call receives a page about failed backups",
            "Someone on the forum says the download page gives an error",
            "First tweet about the outage",
            "Our uptime robot reported the api as unreachable",
            "The bank calls us, transfers are not arriving",
            "Sales person says she can't open the CRM",
            "We became aware of the issue through the support chat",
            "Slack bot posted that the error budget is burning",
            "Disk space warning for db-1",
            "An automated alert is sent to the engineering team",
            "Users start reporting slow pages on Discord",
            "A student reported that grades are not visible",
            "I got a message that the site is down",
            "QA notices the staging login does not work",
            "phone call from the warehouse, scanners offline",
            "The incident was first noticed by a member of the support team",
            "Error rate alarm crossed the threshold",
            "issue reported by a customer via email",
            "the manager called to say the website is not loading",
            "Alert: latency of the shop above 2 s",
            "pager went off, orders api",
            "Grafana alert fired for the payment queue",
            "customers complain that they can't log in",
            "Nagios reports host web-3 down",
            "got an email from a client, their page is blank",
            "support got the first complaints",
            "the outage was detected by the health check",
            "an alarm came from the monitoring system",
            "finance team reported that the ledger is not opening",
            "synthetic check failing from Frankfurt",
            "I noticed that the website is not responding",
            "two tickets from users about missing invoices",
            "a colleague told us that the intranet is offline",
        ],
    ),
    (
        Tag::Acknowledged,
        &[
            "looking into it",
            "eve acknowledged the page",
            "we start to investigate",
            "acked, opening my laptop",
            "I'm on it",
            "ada is looking into it",
            "bo started investigating",
            "mia joined the call",
            "picked it up, reading the runbook",
            "the team began to investigate the problem",
            "taking this one",
        ],
    ),
    (
        Tag::Impact,
        &[
            "No orders since 10 minutes",
            "German customers can not login",
            "Payments do not work in all shops",
            "app is down for everyone",
            "login fails for about a third of users",
            "delivery notes cannot be printed",
            "mobile app is affected too",
            "customers get 500 on payment",
            "half of the shops offline",
            "no emails are delivered since 9:40",
            "10 percent of logins time out",
            "service completely unavailable",
            "40% of requests fail in eu-west",
            "all customers in Kenya are affected",
            "users cannot pay by card",
            "the whole site is down",
            "checkout is now unavailable as well",
            "nobody can open tickets any more",
            "about 300 orders lost so far",
            "uploads started failing",
            "around 80 % of the users could not access the portal",
            "the impact is spreading to the mobile app",
        ],
    ),
    (
        Tag::Hypothesis,
        &[
            "I have the suspicion that the disk is dying",
            "It seems to be a network issue",
            "can be a problem with the token",
            "guess: too many workers",
            "smells like a certificate",
            "I would guess the proxy times out",
            "perhaps somebody changed the route",
            "perhaps a bad disk",
            "my guess is the load balancer",
            "the queue may be blocked by one big message",
            "we suspected a ddos",
            "might be connected to the backup",
            "possibly a leak in the image service",
            "suspect the connection pool",
            "maybe the certificate expired",
            "could be dns",
            "we assumed a network fault",
            "I think it is the new cache layer",
            "looks like a memory leak",
            "theory: the cron job holds a lock",
            "probably related to the 10:15 deploy",
            "possible cause: disk latency",
            "it may be due to the firewall change",
        ],
    ),
    (
        Tag::Finding,
        &[
            "In the log we see \"too many open files\"",
            "table orders is locked since 9:58",
            "Certificate is valid until yesterday only",
            "ssh to web-2 hangs",
            "no free inodes on /var",
            "the primary refuses connections",
            "we found 40k open sockets",
            "heap dump shows 3 GB of strings",
            "the queue has 2 million messages",
            "replication lag is 400 s",
            "connections are refused by the proxy",
            "discovered that the cert expired last night",
            "max_connections is 100 on the replica and 500 on the primary",
            "config file is missing on node 3",
            "saw a burst of login requests at 9:55",
            "api pods are OOMKilled",
            "logs show connection refused from db-2",
            "found a stuck migration lock",
            "memory of worker 4 at 97%",
            "a spike in slow queries since 9:50",
            "turns out the volume is mounted read-only",
            "only pods on node 7 are failing",
            "the proxy returns 502 for every second request",
            "we noticed that the replica is 20 minutes behind",
            "disk on web-1 is full",
            "can reproduce it with curl",
            "errors in the application logs: too many connections",
        ],
    ),
    (
        Tag::MisleadingPath,
        &[
            "ok not the proxy then",
            "Switch firmware is excluded as cause",
            "The suspicion on the CDN was not confirmed",
            "tcpdump looks normal",
            "no packet loss on the line, so network is fine",
            "restart brought nothing",
            "cache is innocent",
            "the load balancer was not guilty",
            "Excluded DNS",
            "memory looks ok",
            "tried with the old kernel, same result, so not the kernel",
            "turns out the slow query is harmless",
            "logs clean",
            "DNS excluded, resolves fine from everywhere",
            "so it's not the load balancer",
            "increasing the memory made no difference",
            "we wasted time on the cdn",
            "Replication is fine, so not that",
            "Network team finds nothing on their side",
            "hardware check passed, no faults",
            "It turned out the disk was healthy",
            "we looked at the wrong server for 20 minutes",
            "rollback did not change anything",
            "server utilisation was normal",
            "no evidence of an attack",
            "wrongly suspected the proxy",
            "theory disproved by the traces",
            "ruled out the network",
            "not the database",
            "it is not a dns problem",
            "network diagnostics came back clean",
            "the rollout was a red herring",
            "load balancer looks healthy",
            "restarting the cache did not help",
            "no errors in the database logs",
            "dead end, the cron job runs elsewhere",
            "firewall has nothing to do with it",
            "the certificate is fine",
            "we were on the wrong track with the cdn",
            "app server logs show nothing unusual",
            "the memory theory was wrong",
            "checked the switch, nothing wrong there",
        ],
    ),
    (
        Tag::Cause,
        &[
            "Reason was a full disk on the log host",
            "it is confirmed: the lock comes from the report job",
            "root cause is the expired CA",
            "root cause identified: stale dns cache",
            "reason found, the partition was full",
            "caused by an expired token",
            "root cause: connection limit set to 50",
            "root cause found, expired intermediate certificate",
            "the outage was caused by a bad config push",
            "traced it to the nightly backup job",
            "confirmed, the index was dropped by the migration",
            "the culprit is the new rate limiter",
            "the problem was a wrong ulimit",
        ],
    ),
    (
        Tag::Escalation,
        &[
            "we call the ISP",
            "Escalate to level 3",
            "Lena from DBA group was added to the call",
            "paging secondary",
            "support contract ticket opened with Oracle",
            "forwarding this to the app team",
            "we request help from the cloud team",
            "tom dialed in, he knows the proxy",
            "pulled Jonas in",
            "Network on-call engaged",
            "asked the hosting company to look at the router",
            "calling in the vendor",
            "escalating, nobody here knows this system",
            "told the platform team",
            "ticket sent to the hosting provider",
            "involving the SRE on duty",
            "we need somebody with root on the switch",
            "called the data centre",
            "the issue was passed to second level support",
            "woke up the CTO",
            "asked kim if she can help",
            "Incident raised to the senior engineers",
            "messaged the maintainer of the library",
            "opened a sev 1 with the cloud provider",
            "conference call started with network and storage",
            "informed the team lead",
            "got hold of the release manager",
            "assigned to the payments squad",
            "escalated to the network team",
            "paged the dba on call",
            "called Maria from storage",
            "looped in security",
            "brought in the platform team",
            "pinged kim about the cache",
            "opened a support case with AWS",
            "reached out to the payment provider",
            "asked the database team for help",
            "handed over to the night shift team",
            "the vendor was contacted",
            "we informed the infrastructure team",
            "declared an incident",
            "pulling in the developers",
        ],
    ),
    (
        Tag::Action,
        &[
            "Restart of the tomcat",
            "reinstalling the package",
            "we restart all pods one after the other",
            "dumping threads on node 4",
            "scaling the api to 20",
            "took a heap dump",
            "ran vacuum on orders",
            "restart worker 3",
            "rebooted the router",
            "bo restarts nginx",
            "trying to restore the index",
            "started a traceroute from the office",
            "clearing the queue",
            "cleaning the tmp directory",
            "added debug logging",
            "restarted the app server",
            "killed the long query",
            "ran the cleanup script",
            "rolling back to 1.4.2",
            "checked the nginx config",
            "rebooting web-2",
            "flushed the cache",
            "draining node 7",
            "ssh into the db host",
            "we tried a failover",
        ],
    ),
    (
        Tag::Decision,
        &[
            "we decide to wait for the vendor",
            "we will wait for the vendor",
            "agreed to roll back",
            "decided to fail over at 11:00",
            "we agreed on a rollback",
            "decision: no deploys until tomorrow",
            "going with option B",
            "chose to restore from the backup",
        ],
    ),
    (
        Tag::Mitigation,
        &[
            "we disabled the recommendation widget, load goes down",
            "switch to secondary datacenter done",
            "old version deployed again",
            "half of the nodes are back",
            "rollback complete, errors going down",
            "moved half of the traffic to Dublin",
            "we turned off recommendations to save the db",
            "cleaned up old logs, 20 GB free",
            "rollback finished",
            "feature flag turned off",
            "switched to the backup line",
            "read replicas doubled, latency falls",
            "blocked the scraper's ip range",
            "put up the maintenance page",
            "config corrected on all nodes",
            "deployed the fix",
            "rolled back the deploy",
            "reverted the config change",
            "failed over to the replica",
            "error rate is dropping",
            "workaround in place, static page is served",
            "scaled up the workers to 12",
            "hotfix deployed",
            "increased the connection limit to 400",
            "traffic moved to the other region",
            "most users are back",
            "freed 40 GB of disk space",
            "latency is improving",
        ],
    ),
    (
        Tag::Resolution,
        &[
            "application is available again for everyone",
            "service is restored and verified by QA",
            "It works now",
            "all checks green again",
            "we close the incident",
            "Users confirmed that login is possible",
            "problem fixed, monitoring for one hour",
            "backlog processed, normal operation",
            "we are back",
            "traffic is normal again",
            "Service recovered after the restart",
            "fixed",
            "customers confirm that ordering works",
            "Website is reachable again",
            "All jobs running normally",
            "Recovery complete",
            "last stuck job finished, nothing failing now",
            "the fix was verified in production",
            "Monitoring green for 15 minutes",
            "Outage over",
            "Systems came back online after the restart",
            "users confirm they can work",
            "the api answers with 200 again",
            "Incident marked as resolved",
            "issue fixed and service is stable",
            "performance back at the usual level",
            "normal response times",
            "resolved, error rate is zero since 12:00",
            "service restored",
            "site is back up",
            "all systems operational",
            "everything is back to normal",
            "users can log in again",
            "no more errors for 20 minutes",
            "confirmed fixed by support",
            "checkout works again",
            "all clear from monitoring",
            "incident closed",
            "queue drained, the shop is up and running",
            "the system was fully recovered and is stable",
            "problem is solved now",
        ],
    ),
    (
        Tag::Update,
        &[
            "second update sent to customers",
            "customers informed via email",
            "update on the status page: investigating",
            "management has been told",
            "status page updated",
            "posted an update for customers",
            "informed the stakeholders by mail",
            "sent a message to all users",
            "tweeted that we are investigating",
        ],
    ),
    (
        Tag::Change,
        &[
            "deployed 3.2.0",
            "release 5.2 went live",
            "network maintenance starts",
            "ana merged the pricing change",
            "deploy of 2.7 started",
            "new version released to production",
            "maintenance window began",
            "config change merged",
            "scheduled upgrade of the switches",
        ],
    ),
    (
        Tag::Question,
        &[
            "do we have a backup from before nine?",
            "did somebody touch the firewall?",
            "how many users are affected?",
            "why is the replica lagging?",
            "who changed the security group?",
            "is the backup from last night usable?",
            "unclear why the alert came so late",
        ],
    ),
    (
        Tag::Todo,
        &[
            "later: alert on inode usage",
            "todo rotate the keys",
            "must write a runbook for this",
            "todo: document the restore",
            "follow up with the hosting company",
            "we should add an alert for disk space",
            "remember to re-enable the cron job",
            "need to update the runbook later",
        ],
    ),
];

/// Lines that say nothing about their tag.
const PLAIN: &[&str] = &[
    "",
    "ok",
    "hm",
    "502s on checkout",
    "looking at dashboards",
    "coffee",
    "back in 5",
    "same here",
    "thanks ana",
    "waiting for the build",
    "10 pods",
    "web-3",
    "see thread",
    "http://wiki.example.com/runbook/17",
    "still nothing",
    "that was me",
    "trying to remember the password",
    "reading the runbook",
    "on the train, bad connection",
    "handwritten notes are on the desk",
    "ada has the laptop of bo",
    "v2.14.7",
    "nothing new",
    "it is late",
    "next check in ten minutes",
    "customers in Nairobi, Lagos and Accra",
    "the database of the finance team",
    "a lot of people in the room",
    "test",
    "let's see",
    "好的",
    "max_connections=200",
    "not yet resolved",
    "not fixed",
    "ana has the pager until eight",
    "the alert threshold is 5 %",
    "lunch",
    "eta one hour",
    "postmortem on friday",
    "the old database server is in rack 4",
    "meeting at three with the vendor",
    "hello everyone",
    "backup runs at midnight",
    "maintenance is planned for sunday",
    "we have 12 workers",
    "who",
    "scrolling through the code",
    "service map: http://example.com/map",
    "conference bridge 555 1234",
    "it's raining",
    "see you in the morning",
    "need coffee",
    "bo is at lunch until one",
    "this is the third time this month",
    "I wrote that service in 2019",
    "phone of the vendor: 555 0199",
    "call me if you need me",
    "back from lunch",
    "ok now",
    "everything as before",
    "link to the dashboard is in the channel",
    "not sure yet",
    "we have three replicas",
    "the new office opens on monday",
    "all good here",
    "no idea",
    "it's friday",
    "the deploy pipeline takes ten minutes",
    "nothing yet from the vendor",
    "quiet night so far",
    "the alert text is wrong",
    "sent from my phone",
    "page 3 of the runbook",
    "still down",
    "15 minutes in",
    "same error",
    "timezone is WAT",
    "mia writes the notes",
    "two people in the room now",
    "not restored yet",
    "the site is not back yet",
    "service is still not working",
    "notes from the call are in the doc",
    "db-1 db-2 db-3",
    "running late",
    "error 1062",
    "wifi in the office is slow today",
    "the light is on",
    "please mute your microphones",
    "good morning",
    "I will be back at 11",
    "documentation is in confluence",
    "the customer is a bank",
    "can you hear me",
    "next call at 14:00",
    "rota for tomorrow is empty",
    "we use postgres 14",
    "kim prefers email",
    "last year we had the same in March",
    "stand by",
    "no change",
    "hostname is web-7.example.com",
    "I make tea",
    "the bridge number is in the invite",
    "this server is called hermes",
    "first aid kit is in room 2",
    "we meet at ten",
    "documentation says 4 GB",
    "see you tomorrow",
    "bo types, I read",
    "three of us now",
    "I have no access to that account",
    "mine is at 70 percent battery",
    "ok thanks",
    "half an hour to go",
    "version is 2.1",
    "staging looks different",
    "nobody from finance here",
    "checkout code is in monorepo/shop",
    "read only user is enough",
    "all is written in the wiki",
    "the alert list",
];

fn suggested(line: &str) -> Option<Tag> {
    suggest(line).map(|found| found.tag)
}

#[test]
fn what_responders_write_suggests_its_tag() {
    let rows = SPEAKING.iter().flat_map(|(tag, lines)| lines.iter().map(move |line| (*tag, *line)));
    let wrong: Vec<String> = rows
        .filter(|(tag, line)| suggested(line) != Some(*tag))
        .map(|(tag, line)| format!("{} expected: {line}\n{:#?}", tag.name(), weigh(line)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let spoken_for: HashSet<Tag> = SPEAKING.iter().map(|(tag, _)| *tag).collect();
    assert!(LISTED.rows.iter().all(|row| spoken_for.contains(&row.tag)));
}

#[test]
fn a_plain_line_suggests_nothing() {
    let wrong: Vec<String> = PLAIN
        .iter()
        .filter(|line| suggested(line).is_some())
        .map(|line| format!("nothing expected: {line}\n{:#?}", weigh(line)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_that_say_the_opposite_take_a_suggestion_back() {
    for (line, tag) in [
        ("service restored", Some(Tag::Resolution)),
        ("service not restored", None),
        ("the database is not the cause", Some(Tag::MisleadingPath)),
        ("we can't rule out the database", None),
        ("alert from the queue cleared", None),
        ("when is it resolved?", Some(Tag::Question)),
    ] {
        assert_eq!(suggested(line), tag, "{line}: {:#?}", weigh(line));
    }
}

#[test]
fn a_suggestion_gives_its_reasons_and_they_add_up() {
    let found = suggest("Paged the DBA").expect("a suggestion");
    assert_eq!(found.tag, Tag::Escalation);
    assert!(found.reasons.iter().any(|reason| reason.phrase.contains("paged")), "{found:?}");
    assert_eq!(found.score, found.reasons.iter().map(|reason| reason.weight).sum::<i32>());
}

#[test]
fn a_line_that_speaks_for_two_suggests_neither() {
    let line = "restarted the pods, suspect dns";
    let ranked = weigh(line);
    assert!(ranked.len() > 1 && ranked[0].score == ranked[1].score, "{ranked:#?}");
    assert_eq!(suggest(line), None);
}

#[test]
fn case_apostrophes_hyphens_and_what_surrounds_a_word_do_not_matter() {
    for line in ["ruled out: the network", "RULED OUT the network", "“Ruled-out” (network)!", "network ruled  out"]
    {
        assert_eq!(suggested(line), Some(Tag::MisleadingPath), "{line}");
    }
    for line in ["it isn't the disk", "it isn’t the disk", "it isnt the disk"] {
        assert_eq!(weigh(line), weigh("it isn't the disk"), "{line}");
    }
    // Whole words only.
    assert_eq!(suggested("overruled outright"), None);
}

#[test]
fn a_line_with_a_tag_or_a_title_gets_no_suggestion() {
    let suggested_for = |line: &str, tag: Option<Tag>| {
        let typed = Typed { tag, ..typed(line) };
        suggest_for(&typed, &understand(&typed, &live(&[]))).map(|found| found.tag)
    };
    assert_eq!(suggested_for("10:15 paged the dba", None), Some(Tag::Escalation));
    assert_eq!(suggested_for("a: paged the dba", None), None);
    assert_eq!(suggested_for("title: paged the dba", None), None);
    assert_eq!(suggested_for("paged the dba", Some(Tag::Action)), None);
    assert_eq!(suggested_for("paged the dba", Some(Tag::Note)), None);
    assert_eq!(suggested_for("10:15 note: paged the dba", None), None);
}

#[test]
fn only_the_beginning_of_a_long_line_is_looked_at() {
    let far = format!("{} paged the dba", "é ".repeat(LOOKED_AT));
    assert_eq!(suggested(&far), None);
    let near = format!("paged the dba {}", "é ".repeat(LOOKED_AT));
    assert_eq!(suggested(&near), Some(Tag::Escalation));
}

/// Words of the list, in any order and with anything between them.
fn near_phrases() -> impl Strategy<Value = String> {
    let words: Vec<&str> = LIST.split([' ', '\t', '|', '\n']).filter(|word| !word.is_empty()).collect();
    prop::collection::vec(prop::sample::select(words), 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_weighed_the_same_every_time(text in prop_oneof![any::<String>(), near_phrases()]) {
        let ranked = weigh(&text);
        prop_assert_eq!(&ranked, &weigh(&text));
        prop_assert!(ranked.is_sorted_by_key(|weighed| std::cmp::Reverse(weighed.score)));
        if let Some(found) = suggest(&text) {
            prop_assert!(found.score >= THRESHOLD && Some(&found) == ranked.first());
        }
    }
}
