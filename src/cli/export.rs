//! `decklog export`: the finished postmortem, in any format.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::opened::{Opened, warn_of};
use super::templates::own_templates;
use super::{Failure, World, answer, document, say};
use crate::analysis::{Secret, SecretPlace};
use crate::export::{self, Names, PROFILES, Pictured, Profile, Published, Template, Wanted};
use crate::journal::line;
use crate::words;

/// Export the postmortem: Markdown, HTML, a drawing, data
///
/// The same journal gives the same bytes on any machine and at any hour. What nobody recorded is
/// “Not recorded” in it, with the question to ask; likely secrets are masked.
#[derive(Args, Debug)]
#[command(after_long_help = profiles())]
pub struct Export {
    /// An id, a unique part of one, or a date; without one, the open incident, else the last touched
    #[arg(id = "which", value_name = "INCIDENT")]
    incident: Option<String>,
    /// Without it, as the name of the file that is written ends; else Markdown
    #[arg(short, long, value_enum)]
    format: Option<Format>,
    #[arg(short, long, value_enum, default_value = "brief")]
    profile: ProfileName,
    /// A template of your own, in place of the profile's
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// How people are named; in the external profile roles, else full
    #[arg(long, value_enum)]
    names: Option<NamesName>,
    /// Leave what looks like a secret as it was typed
    #[arg(long)]
    allow_secrets: bool,
    /// In Markdown, the diagram as a Mermaid chart, too
    #[arg(long)]
    mermaid: bool,
    /// With -o, the diagram as an SVG file beside the document, which shows it
    #[arg(long, requires = "output")]
    svg: bool,
    /// Print everything that a template may use, as JSON
    #[arg(long)]
    report: bool,
    /// Write to a file instead of standard output; one that was changed since is not replaced
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace whatever is there
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// One page that holds all it needs
    Html,
    /// The diagram alone
    Svg,
    /// Everything, for scripts
    Json,
    /// The events, for a spreadsheet
    Csv,
    /// Plain text
    Text,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum ProfileName {
    Brief,
    Full,
    External,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum NamesName {
    Roles,
    Initials,
    Full,
}

/// What the profiles are for, and how a team has its own.
fn profiles() -> String {
    let mut text = "Profiles:\n".to_owned();
    for row in PROFILES {
        text.push_str(&format!("  {:<9} {}\n", row.name, row.help));
    }
    text.push_str(
        "
Templates: brief.md, full.md, external.md, page.html and page.txt in the directory “templates” beside
the settings (“decklog config path”) take the place of decklog's own. They may build on those:
  {% extends \"decklog/brief.md\" %}{% block questions %}{% endblock %}",
    );
    text
}

impl Export {
    pub fn run(self, opened: &Opened, world: &mut World) -> Result<u8, Failure> {
        let format = self.format();
        if let (Some(template), Format::Svg | Format::Json | Format::Csv) = (&self.template, format) {
            let what = template.display();
            return Err(Failure::Usage(format!("{what} makes Markdown, HTML or text; this format has no template")));
        }
        let id = opened.incident(self.incident.as_deref())?;
        let (timeline, faults) = opened.exported(&id)?;
        warn_of(&faults, world);
        // The process ends with the answer: giving back a long incident piece by piece would only
        // take time.
        let timeline = std::mem::ManuallyDrop::new(timeline);
        let published = Published::of(&timeline, self.wanted());
        self.warn_of_secrets(&published.secrets, world);
        let picture = self.svg.then(|| self.picture_beside(&published)).transpose()?;
        let document = self.document(&published, picture.as_ref().map(|(path, _)| path.as_path()), world)?;
        let Some(path) = self.output.as_ref().filter(|path| path.as_os_str() != "-") else {
            answer(world, &document)?;
            return Ok(0);
        };
        if let Some((path, drawing)) = &picture {
            self.put(&id, path, drawing, opened, world)?;
        }
        self.put(&id, path, &document, opened, world)?;
        Ok(0)
    }

    fn format(&self) -> Format {
        let ending = self.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
        self.format.unwrap_or_else(|| match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("html" | "htm") => Format::Html,
            Some("svg") => Format::Svg,
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            Some("txt" | "text") => Format::Text,
            _ => Format::Md,
        })
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            profile: match self.profile {
                ProfileName::Brief => Profile::Brief,
                ProfileName::Full => Profile::Full,
                ProfileName::External => Profile::External,
            },
            names: self.names.map(|names| match names {
                NamesName::Roles => Names::Roles,
                NamesName::Initials => Names::Initials,
                NamesName::Full => Names::Full,
            }),
            allow_secrets: self.allow_secrets,
        }
    }

    fn document(&self, published: &Published, picture: Option<&Path>, world: &World) -> Result<String, Failure> {
        let pictured = Pictured {
            mermaid: self.mermaid,
            svg_file: picture.and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()),
        };
        if self.report {
            return Ok(export::inert_json(&published.report(&pictured)));
        }
        let own = || own_templates(self.template.as_deref(), world);
        let template = self.template.as_ref().map(|path| path.display().to_string());
        let rendered = |markup: export::Markup, own: Vec<Template>| {
            let name = template.as_deref().unwrap_or(published.template(markup));
            published.rendered(markup, name, &own, &pictured).map_err(|error| Failure::Usage(error.to_string()))
        };
        match self.format() {
            Format::Md => rendered(export::Markup::Markdown, own()?),
            Format::Html => rendered(export::Markup::Html, own()?),
            Format::Text => rendered(export::Markup::Text, own()?),
            Format::Json => Ok(published.json()),
            Format::Csv => Ok(published.csv()),
            Format::Svg => drawing(published),
        }
    }

    /// The drawing beside the document, and where it goes.
    fn picture_beside(&self, published: &Published) -> Result<(PathBuf, String), Failure> {
        let document = self.output.as_deref().filter(|path| path.as_os_str() != "-");
        let place = document.map(|document| document.with_extension("svg"));
        let (Some(place), Format::Md) = (place.filter(|place| Some(place.as_path()) != document), self.format()) else {
            return Err(Failure::Usage("--svg needs Markdown and a file to stand beside: -o postmortem.md".to_owned()));
        };
        Ok((place, drawing(published)?))
    }

    fn warn_of_secrets(&self, secrets: &[Secret], world: &mut World) {
        let Some(first) = secrets.first() else { return };
        let what = words::count(secrets.len(), "likely secret");
        let of = |name: &str| format!("“decklog redact {name}” takes it off this disk");
        let take = match first.at {
            SecretPlace::Title => of("title"),
            SecretPlace::Event(id) | SecretPlace::Section(id) | SecretPlace::Action(id) => of(&id.short()),
            SecretPlace::Reason => "it is in the reason why a rule was silenced".to_owned(),
        };
        let done = if self.allow_secrets { "left in" } else { "masked" };
        let hint = if self.allow_secrets { "" } else { "; --allow-secrets leaves it" };
        say(world, &format!("{what} {done} (first: {}); {take}{hint}", first.name));
    }

    /// Puts a document where it was asked for, unless something else is there.
    fn put(&self, id: &str, path: &Path, document: &str, opened: &Opened, world: &mut World) -> Result<(), Failure> {
        let written = opened.shelf().incident_dir(id).join("exported");
        if !self.force && !self.may_replace(path, &written, opened, world)? {
            return Err(Failure::Usage(format!(
                "{} was not written by decklog, or was changed since; --force replaces it",
                path.display()
            )));
        }
        document::put(path, document.as_bytes())
            .map_err(|source| Failure::Io { doing: format!("cannot write {}", path.display()), source })?;
        let medium = &*opened.shelf().medium;
        let mut digests = medium.read(&written).unwrap_or_default();
        let digest = digest(document.as_bytes());
        if !holds(&digests, &digest) {
            digests.extend_from_slice(format!("{digest}\n").as_bytes());
            // Only spares a question the next time.
            let _ = medium.replace(&written, &digests, false);
        }
        say(world, &format!("wrote {} ({})", path.display(), words::count(document.lines().count(), "line")));
        Ok(())
    }

    /// A file that is not there, that an export wrote, or that a person at a terminal gives up.
    fn may_replace(&self, path: &Path, written: &Path, opened: &Opened, world: &mut World) -> Result<bool, Failure> {
        let there = document::there(path)
            .map_err(|source| Failure::Io { doing: format!("cannot read {}", path.display()), source })?;
        let ours = opened.shelf().medium.read(written).unwrap_or_default();
        if there.is_none_or(|there| there.is_empty() || holds(&ours, &digest(&there))) {
            return Ok(true);
        }
        if !(world.stdin_is_terminal && world.stdout_is_terminal) {
            return Ok(false);
        }
        let _ = write!(
            world.stderr,
            "{} was not written by decklog, or was changed since. Replace it? [y/N] ",
            words::visible(&path.display().to_string())
        );
        let _ = world.stderr.flush();
        let mut said = String::new();
        let _ = BufReader::new(&mut world.stdin).read_line(&mut said);
        Ok(matches!(said.trim(), "y" | "Y" | "yes"))
    }
}

fn drawing(published: &Published) -> Result<String, Failure> {
    let nothing = "there is nothing to draw: a diagram needs two different times";
    published.svg().ok_or_else(|| Failure::NotFound(nothing.to_owned()))
}

/// Whether a digest is one of those noted.
fn holds(noted: &[u8], digest: &str) -> bool {
    noted.split(|b| *b == b'\n').any(|line| line == digest.as_bytes())
}

fn digest(bytes: &[u8]) -> String {
    line::hex(&line::digest(bytes))
}
