//! The person's own editor: a text goes out in a file of its own and comes back changed, or not.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Failure, World};

/// The variables that name the editor, the first that is set; without any, what every system has.
const NAMED_BY: [&str; 3] = ["DECKLOG_EDITOR", "VISUAL", "EDITOR"];
const OTHERWISE: &str = "vi";

/// Has a text edited; none where it came back as it went.
///
/// It is in a file that is its owner's alone, named after what it is, and only there as long as it
/// takes.
///
/// # Errors
/// Where no editor can be started, it failed, or what it wrote can't be read. What it wrote stays
/// where it is then, and the words say where.
pub fn edit(world: &World, name: &str, text: &str) -> Result<Option<String>, Failure> {
    let (named_by, command) =
        NAMED_BY.iter().find_map(|name| Some((*name, world.var(name)?))).unwrap_or(("EDITOR", OTHERWISE.to_owned()));
    let words = shell_words::split(&command).unwrap_or_default();
    let Some((program, arguments)) = words.split_first() else {
        return Err(Failure::Usage(format!("{named_by} does not name an editor: {command}")));
    };
    let file = Beside::new(world, name, text)?;
    let mut editor = Command::new(program);
    editor.args(arguments).arg(&file.path);
    // What is typed comes from the terminal, wherever our own input comes from.
    if !world.stdin_is_terminal
        && let Ok(terminal) = fs::File::open("/dev/tty")
    {
        editor.stdin(Stdio::from(terminal));
    }
    let ended = match editor.status() {
        Ok(ended) => ended,
        Err(source) => {
            file.remove();
            return Err(Failure::Io { doing: format!("cannot start {program}, which {named_by} names"), source });
        }
    };
    if !ended.success() {
        return Err(file.kept(io::Error::other(format!("{program} ended with {ended}"))));
    }
    let edited = match fs::read_to_string(&file.path) {
        Ok(edited) => edited.replace("\r\n", "\n"),
        Err(error) => return Err(file.kept(error)),
    };
    file.remove();
    // Editors end the last line, whether it was ended or not.
    let edited = edited.strip_suffix('\n').unwrap_or(&edited);
    Ok((edited != text.strip_suffix('\n').unwrap_or(text)).then(|| edited.to_owned()))
}

/// A file in a directory of its own.
struct Beside {
    dir: PathBuf,
    path: PathBuf,
}

impl Beside {
    fn new(world: &World, name: &str, text: &str) -> Result<Beside, Failure> {
        let cannot = |path: &Path| {
            let doing = format!("cannot write {}", path.display());
            move |source| Failure::Io { doing, source }
        };
        let dir = world.throwaway("decklog");
        DirBuilder::new().mode(0o700).create(&dir).map_err(cannot(&dir))?;
        let letter = |c: char| if c.is_alphanumeric() { c } else { '-' };
        let path = dir.join(format!("{}.md", name.chars().map(letter).collect::<String>()));
        let file = Beside { dir, path };
        let ended = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let write = || {
            let mut new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file.path)?;
            new.write_all(text.as_bytes())?;
            new.write_all(ended.as_bytes())
        };
        write().inspect_err(|_| file.remove()).map_err(cannot(&file.path))?;
        Ok(file)
    }

    /// What was written is taken over, or is what went out. An editor may have left more beside it,
    /// which is nobody's then.
    fn remove(&self) {
        let _ = fs::remove_dir_all(&self.dir);
    }

    fn kept(&self, source: io::Error) -> Failure {
        Failure::Io {
            doing: format!("nothing was changed; what was written is kept in {}", self.path.display()),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A world in which the editor is this shell script; the file is `$1`.
    fn world(dir: &Path, script: &str) -> World {
        let editor = dir.join("my editor");
        fs::write(&editor, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
        let mut world = World::of_this_process();
        world.env = [
            ("EDITOR".to_owned(), format!("'{}' --wait", editor.display()).into()),
            ("TMPDIR".to_owned(), dir.join("tmp").into()),
        ]
        .into();
        world.stdin_is_terminal = true;
        fs::create_dir_all(dir.join("tmp")).unwrap();
        world
    }

    fn left(dir: &Path) -> usize {
        fs::read_dir(dir.join("tmp")).unwrap().count()
    }

    #[test]
    fn a_text_goes_out_and_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let script = "test \"$1\" = --wait && ls -l \"$2\" > $TMPDIR/../seen && echo more >> \"$2\"";
        let script = script.replace("$TMPDIR", dir.path().join("tmp").to_str().unwrap());
        let world = world(dir.path(), &script);
        assert_eq!(edit(&world, "root cause", "one").unwrap().as_deref(), Some("one\nmore"));
        let seen = fs::read_to_string(dir.path().join("seen")).unwrap();
        assert!(seen.starts_with("-rw------- ") && seen.ends_with("/root-cause.md\n"), "{seen}");
        assert_eq!(left(dir.path()), 0);
    }

    #[test]
    fn what_was_not_changed_is_none() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["", "one", "one\n", "one\n\n"] {
            assert_eq!(edit(&world(dir.path(), "exit 0"), "impact", text).unwrap(), None, "{text:?}");
        }
    }

    #[test]
    fn what_a_failed_editor_wrote_is_kept_and_said() {
        let dir = tempfile::tempdir().unwrap();
        let scripts: [(&str, &[u8]); 2] =
            [("echo more >> \"$2\"; exit 3", b"one\nmore\n"), ("printf '\\377' > \"$2\"", b"\xff")];
        for (script, expected) in scripts {
            let failure = edit(&world(dir.path(), script), "impact", "one").unwrap_err().to_string();
            let path = failure.split("is kept in ").nth(1).and_then(|rest| rest.split(": ").next()).unwrap();
            assert_eq!(fs::read(path).unwrap(), expected, "{failure}");
            fs::remove_dir_all(dir.path().join("tmp")).unwrap();
        }
    }

    #[test]
    fn an_editor_that_is_not_there_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let mut world = world(dir.path(), "exit 0");
        world.env.insert("VISUAL".to_owned(), "/nowhere/editor".into());
        let failure = edit(&world, "impact", "one").unwrap_err().to_string();
        assert!(failure.starts_with("cannot start /nowhere/editor, which VISUAL names"), "{failure}");
        assert_eq!(left(dir.path()), 0);
        world.env.insert("DECKLOG_EDITOR".to_owned(), "'vi".into());
        let failure = edit(&world, "impact", "one").unwrap_err().to_string();
        assert_eq!(failure, "DECKLOG_EDITOR does not name an editor: 'vi");
    }
}
