//! `decklog man`: the help of every command as manual pages.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man as Page;

use super::{Failure, World, answer, written_out};
use crate::words;

/// Write the manual pages, one a command: decklog man ~/.local/share/man/man1
///
/// Without DIR, the page of decklog itself, as in: decklog man | man -l -
#[derive(Args, Debug)]
pub struct Man {
    /// Where to; it is made where it is missing
    #[arg(value_name = "DIR")]
    to: Option<PathBuf>,
}

impl Man {
    pub fn run(self, world: &mut World) -> Result<u8, Failure> {
        let Some(dir) = self.to else {
            let mut page = Vec::new();
            let rendered = Page::new(written_out()).render(&mut page);
            rendered.map_err(|source| Failure::Io { doing: "cannot make the page".to_owned(), source })?;
            answer(world, &String::from_utf8_lossy(&page))?;
            return Ok(0);
        };
        let written = fs::create_dir_all(&dir).and_then(|()| clap_mangen::generate_to(written_out(), &dir));
        let doing = format!("cannot write the pages to {}", dir.display());
        written.map_err(|source| Failure::Io { doing, source })?;
        let line = format!("the pages are in {}; “man decklog” finds them where MANPATH does\n", dir.display());
        answer(world, &words::visible_lines(&world.in_its_locale(&line)))?;
        Ok(0)
    }
}
