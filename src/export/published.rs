//! What may leave: the timeline as a profile tells it, without its secrets, people named as asked.
//!
//! Every format is made of what comes out here, so that no format can forget to hide something.

use std::borrow::Cow;

use super::csv::csv;
use super::diagram::Diagram;
use super::escape;
use super::fenced;
use super::json::json;
use super::profile::{Names, Profile};
use super::report::{Drawn, Report};
use super::template::{Markup, Template, TemplateError, render};
use super::wording::Wording;
use crate::analysis::{Analysis, Lint, Secret, any_secret, secrets};
use crate::beside::both;
use crate::timeline::Timeline;

/// What is asked of a document beside its format.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Wanted {
    pub profile: Profile,
    /// None: as the profile has it.
    pub names: Option<Names>,
    /// Likely secrets are left as they were typed.
    pub allow_secrets: bool,
}

/// A timeline that may leave.
pub struct Published<'a> {
    pub timeline: Cow<'a, Timeline>,
    pub profile: Profile,
    /// The likely secrets that were found, masked or not.
    pub secrets: Vec<Secret>,
    /// As it was recorded: what is told outside is less than what the rules look for.
    whole: &'a Timeline,
}

impl<'a> Published<'a> {
    pub fn of(timeline: &'a Timeline, wanted: Wanted) -> Published<'a> {
        let profile = wanted.profile;
        let any = any_secret(timeline);
        let secrets = if any { secrets(timeline) } else { Vec::new() };
        let names = wanted.names.unwrap_or(profile.row().names);
        let wording = Wording::of(timeline, profile, any && !wanted.allow_secrets, names);
        let told = wording.map_or(Cow::Borrowed(timeline), |wording| Cow::Owned(wording.told()));
        Published { timeline: told, profile, secrets, whole: timeline }
    }

    fn is_outside(&self) -> bool {
        self.profile == Profile::External
    }
}

/// How a document shows its diagram, beside how its format does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pictured {
    /// As a Mermaid chart, too.
    pub mermaid: bool,
    /// The name of the drawing's file, where it stands beside the document.
    pub svg_file: Option<String>,
}

impl Published<'_> {
    /// All that a template may use.
    pub fn report(&self, pictured: &Pictured) -> Report {
        self.report_with(Drawn { text: true, mermaid: true, svg: true }, pictured)
    }

    fn report_with(&self, drawn: Drawn, pictured: &Pictured) -> Report {
        // What makes it a draft takes as long to find as all the rest: one goes on beside the other.
        let whole = Analysis::of(self.whole);
        let told = || match &self.timeline {
            Cow::Borrowed(_) => whole.clone(),
            Cow::Owned(told) => Analysis::of(told),
        };
        let (mut report, draft) = both(|| Report::by(told(), self.profile, drawn), || Lint::errors(&whole));
        let is_over = self.whole.state().is_over();
        let drafted = report.drafted("summary").is_some();
        let reasons = [
            (!is_over, "it is not over"),
            (self.whole.incident().title.is_none(), "it has no title"),
            // Inside it is said where it stands.
            (self.is_outside() && is_over && drafted, "nobody has confirmed its summary"),
        ];
        let reasons = reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, why)| why);
        report.draft = reasons.chain(draft).collect();
        report.diagram.svg_file = pictured.svg_file.as_deref().map(escape::link);
        report
    }

    /// The name of the template that this profile has.
    pub fn template(&self, markup: Markup) -> &'static str {
        match markup {
            Markup::Markdown => self.profile.template(),
            Markup::Html => "page.html",
            Markup::Text => "page.txt",
        }
    }

    /// The document that a template makes of it.
    ///
    /// # Errors
    /// Where a template of somebody's own is wrong.
    pub fn rendered(
        &self,
        markup: Markup,
        name: &str,
        own: &[Template],
        pictured: &Pictured,
    ) -> Result<String, TemplateError> {
        let drawn = match markup {
            Markup::Markdown => Drawn { text: true, mermaid: pictured.mermaid, svg: false },
            Markup::Text => Drawn { text: true, ..Drawn::default() },
            Markup::Html => Drawn { svg: true, ..Drawn::default() },
        };
        let written = render(&self.report_with(drawn, pictured), markup, name, own)?;
        Ok(if markup == Markup::Html { written } else { tidy(&written) })
    }

    /// The document through decklog's own template.
    pub fn document(&self, markup: Markup) -> String {
        // A template of our own fails on every report or on none, which the tests settle.
        self.rendered(markup, self.template(markup), &[], &Pictured::default()).unwrap_or_default()
    }

    pub fn json(&self) -> String {
        json(&self.timeline, self.is_outside())
    }

    pub fn csv(&self) -> String {
        csv(&self.timeline)
    }

    /// The diagram alone; none where there are no two different times.
    pub fn svg(&self) -> Option<String> {
        let diagram = Diagram::of(&self.timeline)?;
        Some(if self.is_outside() { diagram.of_what_is_told() } else { diagram }.svg())
    }
}

/// With one blank line where there are several, and one newline at the end. What stands in a block
/// of code stays as it is.
fn tidy(written: &str) -> String {
    let mut tidied = String::with_capacity(written.len());
    let mut blank = true;
    for (line, is_code) in fenced::lines(written.trim_end()) {
        let is_blank = !is_code && line.trim().is_empty();
        if !(blank && is_blank) {
            tidied.push_str(line.trim_end());
            tidied.push('\n');
        }
        blank = is_blank;
    }
    tidied
}
