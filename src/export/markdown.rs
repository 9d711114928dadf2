//! The report as Markdown, through a template in which every value is escaped unless it is the
//! template's own.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value};

use super::escape;
use super::report::Report;
use crate::timeline::Timeline;

/// The brief profile.
const BRIEF: &str = include_str!("../../assets/templates/brief.md");

/// The postmortem in its brief form.
pub fn markdown(timeline: &Timeline) -> String {
    // A template of our own fails on every report or on none, which the tests settle.
    render(BRIEF, &Report::of(timeline)).expect("the embedded template fits the report")
}

/// A report through a template.
///
/// # Errors
/// When the template is wrong, or asks for what a report does not have.
fn render(template: &str, report: &Report) -> Result<String, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(write_escaped);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.template_from_str(template)?.render(Serde(report))
}

/// Writes a value as the text it is; what a macro of the template made is Markdown already.
fn write_escaped(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    let written = match value.as_str() {
        Some(markdown) if value.is_safe() => markdown.to_owned(),
        Some(text) => escape::markdown(text),
        None if value.kind() == ValueKind::None => String::new(),
        None => escape::markdown(&value.to_string()),
    };
    out.write_str(&written).map_err(Error::from)
}
