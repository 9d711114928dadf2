//! `decklog prompt`: what a shell reads to show the open incident before its prompt.

use clap::{Args, ValueEnum};

use super::{Failure, World, answer};

/// Show the open incident in the prompt of a shell: eval "$(decklog prompt bash)"
///
/// Before each prompt stands what `decklog status --format line` says, as [SEV1 · T+42 min]; nothing while no
/// incident is open. A decklog that fails, hangs or is gone leaves the prompt as it was. In the start-up
/// file of the shell:
///
///   ~/.bashrc                    eval "$(decklog prompt bash)"
///   ~/.zshrc                     eval "$(decklog prompt zsh)"
///   ~/.config/fish/config.fish   decklog prompt fish | source
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub struct Prompt {
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
}

impl Prompt {
    pub fn run(self, world: &mut World) -> Result<u8, Failure> {
        let snippet = match self.shell {
            Shell::Bash => include_str!("../../assets/prompt/prompt.bash"),
            Shell::Zsh => include_str!("../../assets/prompt/prompt.zsh"),
            Shell::Fish => include_str!("../../assets/prompt/prompt.fish"),
        };
        answer(world, snippet)?;
        Ok(0)
    }
}
