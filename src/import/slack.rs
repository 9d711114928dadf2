//! Slack: a channel of an export (a list of messages a day), or what its API gives of one
//! (`{"messages":[…]}`). Several days may stand one after the other.

use std::collections::HashMap;

use serde::Deserialize;

use super::json::{Shape, values};
use super::spoken::{Conversation, Said};
use super::{Asked, Imported, NotReadable, days};
use crate::time::{self, When};

#[derive(Deserialize)]
struct Page {
    messages: Vec<Message>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Message {
    ts: Option<String>,
    subtype: Option<String>,
    user: Option<String>,
    username: Option<String>,
    user_profile: Option<Profile>,
    bot_profile: Option<Bot>,
    text: Option<String>,
    files: Option<Vec<File>>,
    attachments: Option<Vec<Attachment>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Profile {
    display_name: Option<String>,
    real_name: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Bot {
    name: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    title: Option<String>,
    name: Option<String>,
    permalink: Option<String>,
    url_private: Option<String>,
}

/// What a program posts beside, or in place of, a text.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Attachment {
    fallback: Option<String>,
    title: Option<String>,
    title_link: Option<String>,
    text: Option<String>,
}

/// What says something of the channel, and nothing of what happened.
const ASIDE: &[&str] =
    &["bot_add", "bot_remove", "pinned_item", "unpinned_item", "reminder_add", "tombstone", "huddle_thread"];

impl Message {
    fn is_aside(&self) -> bool {
        let Some(subtype) = &self.subtype else { return false };
        let is_of_channel = ["channel_", "group_"].iter().any(|start| subtype.starts_with(start));
        is_of_channel || ASIDE.contains(&subtype.as_str())
    }

    /// The name that its writer goes by.
    fn name(&self) -> Option<&str> {
        let profile = self.user_profile.as_ref().and_then(Profile::called);
        let bot = || self.bot_profile.as_ref().and_then(|bot| some(&bot.name));
        profile.or(some(&self.username)).or_else(bot)
    }
}

impl Profile {
    fn called(&self) -> Option<&str> {
        some(&self.display_name).or(some(&self.real_name)).or(some(&self.name))
    }
}

fn some(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.trim().is_empty())
}

pub(super) fn sniff(text: &str) -> bool {
    Shape::of(text).is_some_and(|shape| match shape.is_list {
        true => shape.has(&["ts", "text"]) || shape.has(&["ts", "type"]),
        false => shape.has(&["messages"]),
    })
}

pub(super) fn read(text: &str, asked: &Asked) -> Result<Imported, NotReadable> {
    let messages: Vec<Message> = match Shape::of(text).is_some_and(|shape| shape.is_list) {
        true => values::<Vec<Message>>(text)?.into_iter().flatten().collect(),
        false => values::<Page>(text)?.into_iter().flat_map(|page| page.messages).collect(),
    };
    let names = names(&messages);
    let stamped = messages.iter().enumerate().filter(|(_, message)| !message.is_aside());
    let stamped = stamped.map(|(at, message)| (message.ts.as_deref().and_then(days::since_epoch), at + 1, message));
    let mut in_order: Vec<_> = stamped.collect();
    if in_order.is_empty() {
        return Err(NotReadable("there is no message in it".to_owned()));
    }
    // The answers in a thread stand where they were written.
    in_order.sort_by_key(|(at, ..)| *at);
    let zone = asked.zone.clone().unwrap_or_else(|| asked.usual_zone.clone());
    let mut chat = Conversation::new(zone.clone(), asked.now);
    for (at, line, message) in in_order {
        let when = at.map(|at| When { said: time::Said::Second(zone.stamp(at)), words: None });
        let who = message.user.as_deref().and_then(|id| names.get(id).copied()).or(message.name());
        let who = who.or(message.user.as_deref()).unwrap_or_default().to_owned();
        chat.take(Said {
            when: when.unwrap_or_default(),
            who,
            text: words(message, &names),
            beside: files(message),
            line,
        });
    }
    Ok(chat.imported)
}

/// What everybody is called who wrote something.
fn names(messages: &[Message]) -> HashMap<&str, &str> {
    messages.iter().filter_map(|message| Some((message.user.as_deref()?, message.name()?))).collect()
}

/// The text; what a program posted beside it, where it has none.
fn words(message: &Message, names: &HashMap<&str, &str>) -> String {
    let own = legible(message.text.as_deref().unwrap_or_default(), names);
    if !own.trim().is_empty() {
        return own;
    }
    let posted = message.attachments.iter().flatten().map(|attachment| {
        let parts = [&attachment.title, &attachment.text].into_iter().filter_map(some).collect::<Vec<_>>().join(": ");
        let said = if parts.is_empty() { some(&attachment.fallback).unwrap_or_default().to_owned() } else { parts };
        legible(&said, names)
    });
    posted.collect::<Vec<_>>().join("\n")
}

fn files(message: &Message) -> Vec<String> {
    let file = |file: &File| {
        let name = some(&file.title).or(some(&file.name)).unwrap_or("a file");
        let link = some(&file.permalink).or(some(&file.url_private));
        link.map_or_else(|| name.to_owned(), |link| format!("{name}: {link}"))
    };
    let links = message.attachments.iter().flatten().filter_map(|attachment| some(&attachment.title_link));
    message.files.iter().flatten().map(file).chain(links.map(str::to_owned)).collect()
}

/// A text as Slack shows it: `<@U123>`, `<https://…|the graph>`, `&amp;`.
fn legible(text: &str, names: &HashMap<&str, &str>) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        shown.push_str(before);
        match behind.split_once('>').filter(|(inner, _)| !inner.contains(['<', '\n'])) {
            Some((inner, behind)) => {
                shown.push_str(&reference(inner, names));
                rest = behind;
            }
            None => {
                shown.push('<');
                rest = behind;
            }
        }
    }
    shown.push_str(rest);
    // An ampersand last, so that what was typed as `&lt;` stays so.
    shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// What stands between `<` and `>`.
fn reference(inner: &str, names: &HashMap<&str, &str>) -> String {
    let (of, label) = inner.split_once('|').map_or((inner, None), |(of, label)| (of, Some(label)));
    if let Some(id) = of.strip_prefix('@') {
        let name = label.or_else(|| names.get(id).copied()).unwrap_or(id);
        return super::spoken::in_name(name, "");
    }
    if let Some(id) = of.strip_prefix('#') {
        return format!("#{}", label.unwrap_or(id));
    }
    if let Some(group) = of.strip_prefix('!') {
        let name = label.unwrap_or(group);
        return format!("@{}", name.trim_start_matches('@'));
    }
    match label {
        Some(label) if of.starts_with("mailto:") || of.ends_with(label) => label.to_owned(),
        Some(label) => format!("{label} ({of})"),
        None => of.to_owned(),
    }
}
