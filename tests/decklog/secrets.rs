//! What looks like a secret is warned of before it is stored and masked in what leaves; what only looks like one is
//! left alone. How many of each, over tokens as the services give them out, in lines as people paste them.

use std::collections::BTreeMap;

use decklog::entry::secret_in;
use decklog::sensitive::{Kind, masked};

use crate::disk::Dice;

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
const MIXED: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HEX: &str = "0123456789abcdef";
const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// So many of these letters, as chance has them.
fn letters(dice: &mut Dice, of: &str, count: usize) -> String {
    (0..count).map(|_| char::from(of.as_bytes()[dice.below(of.len())])).collect()
}

type Made = fn(&mut Dice) -> String;

/// Tokens by who gives them out, in the words around them.
const SECRETS: &[(&str, Made)] = &[
    ("AWS id", |dice| format!("found AKIA{} in the log", letters(dice, BASE32, 16))),
    ("AWS secret", |dice| format!("export AWS_SECRET_ACCESS_KEY={}", letters(dice, MIXED, 40))),
    ("GitHub", |dice| format!("git clone with ghp_{} works", letters(dice, MIXED, 36))),
    ("GitHub, fine", |dice| format!("github_pat_{}_{}", letters(dice, MIXED, 22), letters(dice, MIXED, 59))),
    ("GitLab", |dice| format!("PRIVATE-TOKEN: glpat-{}", letters(dice, URL, 20))),
    ("Slack", |dice| format!("SLACK=xoxb-{}-{}", letters(dice, "123456789", 12), letters(dice, MIXED, 24))),
    ("Stripe", |dice| format!("the key sk_live_{} was in the page", letters(dice, MIXED, 24))),
    ("Google", |dice| format!("maps?key=AIza{}", letters(dice, URL, 35))),
    ("JWT", |dice| format!("eyJ{}.eyJ{}.{}", letters(dice, URL, 33), letters(dice, URL, 80), letters(dice, URL, 43))),
    ("bearer", |dice| format!("curl -H 'Authorization: Bearer {}'", letters(dice, URL, 40))),
    ("basic", |dice| format!("Authorization: Basic {}=", letters(dice, MIXED, 23))),
    ("PostgreSQL", |dice| format!("psql postgres://app:{}@db-1/shop", letters(dice, MIXED, 14))),
    ("MySQL", |dice| format!("mysql -u root -p{} shop", letters(dice, MIXED, 12))),
    ("Redis", |dice| format!("REDIS_URL=redis://:{}@cache:6379/0", letters(dice, MIXED, 20))),
    ("PGPASSWORD", |dice| format!("PGPASSWORD={} pg_dump shop", letters(dice, MIXED, 16))),
    ("password", |dice| format!("password: {}", letters(dice, MIXED, 16))),
    ("JSON", |dice| format!("{{\"user\":\"app\",\"password\":\"{}\"}}", letters(dice, MIXED, 16))),
    ("PEM", |dice| {
        let body: Vec<String> = (0..4).map(|_| letters(dice, MIXED, 64)).collect();
        format!("-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----", body.join("\n"))
    }),
    ("api key", |dice| format!("api_key={}", letters(dice, MIXED, 32))),
    ("client secret", |dice| format!("CLIENT_SECRET='{}'", letters(dice, MIXED, 32))),
    ("npm", |dice| format!("//registry/:_authToken=npm_{}", letters(dice, MIXED, 36))),
    ("Vault", |dice| format!("VAULT_TOKEN=hvs.{}", letters(dice, URL, 24))),
    ("Telegram", |dice| format!("{}:AA{}", letters(dice, "123456789", 10), letters(dice, URL, 33))),
    ("curl", |dice| format!("curl -u admin:{} https://grafana/api", letters(dice, MIXED, 12))),
    ("Slack webhook", |dice| {
        format!(
            "https://hooks.slack.com/services/T{}/B{}/{}",
            letters(dice, BASE32, 8),
            letters(dice, BASE32, 8),
            letters(dice, MIXED, 24)
        )
    }),
];

/// What responders paste that is as random as a secret, and is none.
const HARMLESS: &[(&str, Made)] = &[
    ("commit", |dice| format!("deployed {}", letters(dice, HEX, 40))),
    ("short commit", |dice| format!("revert of {} is out", letters(dice, HEX, 7))),
    ("digest", |dice| format!("image shop@sha256:{}", letters(dice, HEX, 64))),
    ("UUID", |dice| {
        let part = |dice: &mut Dice, count| letters(dice, HEX, count);
        format!("request {}-{}-4{}-a{}-{}", part(dice, 8), part(dice, 4), part(dice, 3), part(dice, 3), part(dice, 12))
    }),
    ("ULID", |dice| format!("event 01{} was doubled", letters(dice, CROCKFORD, 24))),
    ("trace", |dice| format!("trace_id={} span_id={}", letters(dice, HEX, 32), letters(dice, HEX, 16))),
    ("pod", |dice| format!("pod payments-{}-{} restarted", letters(dice, LOWER, 10), letters(dice, LOWER, 5))),
    ("ETag", |dice| format!("ETag: \"{}\"", letters(dice, HEX, 32))),
    ("md5", |dice| format!("md5sum is {}  dump.sql", letters(dice, HEX, 32))),
    ("volume", |dice| format!("vol-0{} is detached from i-0{}", letters(dice, HEX, 16), letters(dice, HEX, 16))),
    ("container", |dice| format!("container {} exited with 137", letters(dice, HEX, 12))),
    ("address", |dice| format!("2001:db8:{}:{}::1 does not answer", letters(dice, HEX, 4), letters(dice, HEX, 4))),
    ("memory", |dice| format!("segfault at 0x{} ip 0x{}", letters(dice, HEX, 16), letters(dice, HEX, 16))),
    ("query id", |dice| format!("query {} takes 40 s", letters(dice, "123456789", 19))),
    ("fingerprint", |dice| format!("SHA256:{} (ED25519)", letters(dice, MIXED, 43))),
    ("file", |dice| format!("/var/lib/data/{}/base/{}.tmp", letters(dice, HEX, 32), letters(dice, LOWER, 8))),
    ("session table", |dice| format!("rows of sessions grew to {}", letters(dice, "123456789", 8))),
    ("ticket", |dice| {
        format!("see OPS-{} and https://wiki/x/{}", letters(dice, "123456789", 5), letters(dice, MIXED, 8))
    }),
    ("about passwords", |dice| format!("users of shard {} cannot reset their password", letters(dice, "123456789", 2))),
    ("about tokens", |dice| {
        format!("token bucket of node-{} is empty, key rotation next week", letters(dice, LOWER, 4))
    }),
];

/// So many lines of every sort, and how many of each sort were called secret.
fn called_secret(sorts: &[(&'static str, Made)], of_each: usize) -> BTreeMap<&'static str, usize> {
    let mut dice = Dice::new(34);
    let count = |made: Made, dice: &mut Dice| (0..of_each).filter(|_| secret_in(&made(dice)).is_some()).count();
    sorts.iter().map(|(name, made)| (*name, count(*made, &mut dice))).collect()
}

#[test]
fn nineteen_of_twenty_secrets_are_warned_of() {
    const OF_EACH: usize = 8;
    let found = called_secret(SECRETS, OF_EACH);
    let (all, known) = (SECRETS.len() * OF_EACH, found.values().sum::<usize>());
    assert!(all >= 200 && known * 100 >= all * 95, "{known} of {all}: {found:?}");
}

#[test]
fn of_what_only_looks_random_hardly_anything_is_called_a_secret() {
    const OF_EACH: usize = 100;
    let found = called_secret(HARMLESS, OF_EACH);
    let (all, wrong) = (HARMLESS.len() * OF_EACH, found.values().sum::<usize>());
    assert!(all >= 2_000 && wrong * 100 <= all * 2, "{wrong} of {all}: {found:?}");
}

#[test]
fn whatever_is_warned_of_is_masked_in_what_leaves() {
    let mut dice = Dice::new(35);
    for (name, made) in SECRETS {
        let line = made(&mut dice);
        if secret_in(&line).is_some() {
            let told = masked(&line, &[Kind::Secret]);
            assert_ne!(told, line, "{name}");
            assert_eq!(masked(&told, &[Kind::Secret]), told, "{name}: masked twice");
        }
    }
}
