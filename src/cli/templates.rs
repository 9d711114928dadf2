//! Templates of somebody's own: the file that was named, and the directory beside the settings.

use std::fs;
use std::io;
use std::path::Path;

use super::{Failure, World};
use crate::export::{TEMPLATES, Template};

/// No template is longer than this that somebody wrote by hand.
const MOST_BYTES: u64 = 1 << 20;

/// Every template that is not decklog's own. Of the directory, those that take the place of one of
/// ours, and whatever else is there for them to include.
pub fn own_templates(named: Option<&Path>, world: &World) -> Result<Vec<Template>, Failure> {
    let mut own = Vec::new();
    if let Some(path) = named {
        own.push(Template { name: path.display().to_string(), source: read(path)? });
    }
    let dir = world.settings_file().and_then(|file| Some(file.parent()?.join("templates")));
    let Some(dir) = dir.filter(|dir| dir.is_dir()) else { return Ok(own) };
    let failing = |source| Failure::Io { doing: format!("cannot read {}", dir.display()), source };
    for entry in fs::read_dir(&dir).map_err(failing)? {
        let path = entry.map_err(failing)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if !path.is_file() {
            continue;
        }
        let is_template = TEMPLATES.iter().any(|(ours, _)| *ours == name)
            || path
                .extension()
                .is_some_and(|kind| ["md", "html", "txt", "css", "js"].iter().any(|known| kind == *known));
        if is_template && !name.starts_with('.') {
            own.push(Template { name: name.to_owned(), source: read(&path)? });
        }
    }
    own.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(own)
}

fn read(path: &Path) -> Result<String, Failure> {
    let failing = |source| Failure::Io { doing: format!("cannot read the template {}", path.display()), source };
    // What is no file could be waited for without an end.
    let there = fs::metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Failure::NotFound(format!("there is no template {}", path.display())),
        _ => failing(source),
    })?;
    if !there.is_file() || there.len() > MOST_BYTES {
        return Err(failing(io::Error::new(io::ErrorKind::InvalidInput, "it is not a template")));
    }
    fs::read_to_string(path).map_err(failing)
}
