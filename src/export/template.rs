//! The report through a template, in which every value is escaped unless it is the template's own.
//!
//! Templates are Jinja's language over the report; what a value may be in Markdown or in HTML is
//! decided by how it is written out, so that no template can forget it. A team's own template of the
//! same name takes the place of ours, and may build on it (`{% extends "decklog/brief.md" %}`).

use std::sync::{Arc, LazyLock};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Enumerator, Object, ObjectRepr, Serde, ValueKind, serializing_for_value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use serde::{Serialize, Serializer};

use super::report::Report;
use super::rows::{MANY, Row, Rows};
use super::{escape, prose};
use crate::beside::both;
use crate::words;

/// The templates that come with decklog, by name.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("parts.md", include_str!("../../assets/templates/parts.md")),
    ("brief.md", include_str!("../../assets/templates/brief.md")),
    ("full.md", include_str!("../../assets/templates/full.md")),
    ("external.md", include_str!("../../assets/templates/external.md")),
    ("page.html", include_str!("../../assets/templates/page.html")),
    ("parts.html", include_str!("../../assets/templates/parts.html")),
    ("page.css", include_str!("../../assets/templates/page.css")),
    ("page.js", include_str!("../../assets/templates/page.js")),
    ("page.txt", include_str!("../../assets/templates/page.txt")),
];

/// What a template writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Markup {
    Markdown,
    Html,
    /// Plain text.
    Text,
}

impl Markup {
    const fn name(self) -> &'static str {
        match self {
            Markup::Markdown => "markdown",
            Markup::Html => "html",
            Markup::Text => "text",
        }
    }
}

/// A template of somebody's own: its name and its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    pub name: String,
    pub source: String,
}

/// Why a template gives no document.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{name}{}: {message}; {hint}", .line.map_or_else(String::new, |line| format!(", line {line}")))]
pub struct TemplateError {
    pub name: String,
    pub line: Option<usize>,
    pub message: String,
    /// What to try.
    pub hint: String,
}

/// The document that the template of this name makes of a report.
///
/// # Errors
/// Where a template of somebody's own is wrong, or asks for what a report does not have.
pub fn render(report: &Report, markup: Markup, name: &str, own: &[Template]) -> Result<String, TemplateError> {
    if own.is_empty() {
        return written(ours(markup).as_ref().map_err(Clone::clone)?, name, report);
    }
    // One that is wrong is in the way of nobody who does not use it.
    let mut broken: Vec<TemplateError> = Vec::new();
    let mut environment = ours_and(markup, own, &mut broken).map_err(|error| told(&error, name))?;
    environment.set_fuel(Some(fuel(report)));
    written(&environment, name, report)
        .map_err(|error| broken.into_iter().find(|known| known.name == error.name).unwrap_or(error))
}

fn written(environment: &Environment, name: &str, report: &Report) -> Result<String, TemplateError> {
    let template = environment.get_template(name);
    template.and_then(|template| template.render(Serde(report))).map_err(|error| told(&error, name))
}

/// An environment with our own templates alone, or why there is none.
type Ours = LazyLock<Result<Environment<'static>, TemplateError>>;

/// Our own templates, read once.
fn ours(markup: Markup) -> &'static Result<Environment<'static>, TemplateError> {
    static MARKDOWN: Ours = LazyLock::new(|| environment(Markup::Markdown).map_err(|error| told(&error, "")));
    static HTML: Ours = LazyLock::new(|| environment(Markup::Html).map_err(|error| told(&error, "")));
    static TEXT: Ours = LazyLock::new(|| environment(Markup::Text).map_err(|error| told(&error, "")));
    match markup {
        Markup::Markdown => &MARKDOWN,
        Markup::Html => &HTML,
        Markup::Text => &TEXT,
    }
}

/// Enough for any document of the report's size; a template that needs more goes round in circles.
fn fuel(report: &Report) -> u64 {
    let rows: usize = report.days.iter().map(|day| day.rows.len()).sum();
    2_000_000 + 10_000 * (rows + report.untimed.len() + report.figures.len()) as u64
}

/// Our own templates with somebody's own beside and in place of them; those that can't be read are told.
fn ours_and<'a>(
    markup: Markup,
    own: &'a [Template],
    broken: &mut Vec<TemplateError>,
) -> Result<Environment<'a>, Error> {
    let mut environment = environment(markup)?;
    for Template { name, source } in own {
        environment.remove_template(name);
        if let Err(error) = environment.add_template(name, source) {
            broken.push(told(&error, name));
        }
    }
    Ok(environment)
}

fn environment(markup: Markup) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(move |_| AutoEscape::Custom(markup.name().into()));
    environment.set_formatter(write_escaped);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_filter("prose", move |text: &str| Value::from_safe_string(prose(markup, text)));
    environment.add_filter("inline", move |text: &str| Value::from_safe_string(inline(markup, text)));
    environment.add_filter("entries", entries);
    environment.add_filter("opening", |text: &str| prose::opening(text).to_owned());
    for (name, source) in TEMPLATES {
        environment.add_template_owned(format!("decklog/{name}"), *source)?;
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

/// Rows are told one at a time: as values a hundred thousand of them would be many times the journal.
impl Serialize for Rows {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializing_for_value() {
            Value::from_object(self.clone()).serialize(serializer)
        } else {
            serializer.collect_seq(self.iter())
        }
    }
}

impl Object for Rows {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get(key.as_usize()?).map(|row| Value::from(Serde(row)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.len())
    }
}

/// Rows of the timeline as the items of a list in Markdown, as a template would write them: most of a
/// long document is these.
fn entries(rows: &Value, by: bool) -> Result<Value, Error> {
    let Some(rows) = rows.downcast_object_ref::<Rows>() else {
        return Err(Error::new(ErrorKind::InvalidOperation, "“entries” takes the rows of a day"));
    };
    let (first, second) = rows.split_at(if rows.len() < MANY { rows.len() } else { rows.len() / 2 });
    let items = |rows: &[Row]| {
        let mut written = String::with_capacity(rows.len() * 96);
        rows.iter().for_each(|row| write_entry(&mut written, row, by));
        written
    };
    let mut written = if second.is_empty() {
        items(first)
    } else {
        let (mut written, rest) = both(|| items(first), || items(second));
        written.push_str(&rest);
        written
    };
    written.shrink_to_fit();
    Ok(Value::from_safe_string(written))
}

fn write_entry(written: &mut String, row: &Row, by: bool) {
    let star = if row.milestone { "**" } else { "" };
    written.extend(["- ", star]);
    escape::push_markdown(written, &row.time);
    written.extend([star, " — "]);
    escape::push_markdown(written, &row.tag);
    if !row.text.is_empty() {
        written.push_str(" — ");
        escape::push_markdown(written, &row.text);
    }
    if let Some(note) = row.note.as_deref().filter(|note| !note.is_empty()) {
        written.push_str(if row.text.is_empty() { " — *(" } else { " *(" });
        escape::push_markdown(written, note);
        written.push_str(")*");
    }
    if let Some(by) = row.by.as_deref().filter(|_| by) {
        written.push_str(" (");
        escape::push_markdown(written, by);
        written.push(')');
    }
    written.push('\n');
}

/// What a person wrote, as markup.
fn prose(markup: Markup, text: &str) -> String {
    match markup {
        Markup::Markdown => prose::markdown(text),
        Markup::Html => prose::html(text),
        Markup::Text => prose::plain(text),
    }
}

/// The same in one line.
fn inline(markup: Markup, text: &str) -> String {
    match markup {
        Markup::Markdown => prose::inline_markdown(text),
        Markup::Html => prose::inline_html(text),
        Markup::Text => prose::inline_plain(text),
    }
}

/// Writes a value as the text it is; what a macro of the template made is markup already.
fn write_escaped(out: &mut Output, state: &mut State, value: &Value) -> Result<(), Error> {
    let escaped = |text: &str| match state.auto_escape() {
        AutoEscape::Custom(markup) if markup == "html" => escape::markup(text),
        AutoEscape::Custom(markup) if markup == "text" => words::one_line(text),
        _ => escape::markdown(text),
    };
    let written = match value.as_str() {
        Some(markup) if value.is_safe() => return out.write_str(markup).map_err(Error::from),
        Some(text) => escaped(text),
        None if value.kind() == ValueKind::None => String::new(),
        None => escaped(&value.to_string()),
    };
    out.write_str(&written).map_err(Error::from)
}

/// What is wrong with a template, where, and what to try.
fn told(error: &Error, asked: &str) -> TemplateError {
    // What was included or extended stands behind what included it.
    let mut error: &Error = error;
    while let Some(inner) = std::error::Error::source(error).and_then(|inner| inner.downcast_ref::<Error>()) {
        error = inner;
    }
    let hint = match error.kind() {
        ErrorKind::UndefinedError => "“decklog export --report” prints everything that a template may use",
        ErrorKind::TemplateNotFound => {
            "a template may build on decklog/brief.md, decklog/full.md, decklog/external.md, decklog/page.html and their parts"
        }
        ErrorKind::UnknownFilter => "filters are those of Jinja, and decklog's own: prose, inline",
        ErrorKind::OutOfFuel => "it goes round in circles, or does far too much",
        ErrorKind::SyntaxError => "look for a brace or an “end” that is missing",
        _ => "“decklog export --template FILE” with one of decklog's own templates shows how it is done",
    };
    let message = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    TemplateError { name: error.name().unwrap_or(asked).to_owned(), line: error.line(), message, hint: hint.to_owned() }
}
