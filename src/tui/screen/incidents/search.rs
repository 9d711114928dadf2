//! What is looked for in all incidents: found while it is typed.

use super::Incidents;
use crate::tui::effect::Effect;
use crate::tui::key::{Code, Key};
use crate::tui::screen::Context;
use crate::words;

impl Incidents {
    pub(super) fn search(&mut self, _: &Context) -> Vec<Effect> {
        self.typing = true;
        Vec::new()
    }

    /// A key goes to what is looked for, but for those that move in the list, open, or leave.
    pub(super) fn search_key(&mut self, key: Key, context: &Context) -> Vec<Effect> {
        match key.code {
            Code::Esc => return self.forget_search(context),
            Code::Enter => return self.enter(context),
            Code::Up => return self.go(-1, context),
            Code::Down => return self.go(1, context),
            Code::PageUp => return self.go(-self.page(), context),
            Code::PageDown => return self.go(self.page(), context),
            _ => {}
        }
        if key == Key::ctrl('g') || key == Key::ctrl('c') {
            return self.forget_search(context);
        }
        if key == Key::ctrl('p') || key == Key::ctrl('n') {
            return self.go(if key == Key::ctrl('p') { -1 } else { 1 }, context);
        }
        self.words.handle(key);
        self.arrange(context)
    }

    pub(super) fn search_paste(&mut self, text: &str, context: &Context) -> Vec<Effect> {
        if !self.typing {
            return self.say("/ looks for words; then paste");
        }
        self.words.insert(&words::one_line(text));
        self.arrange(context)
    }

    /// All of them are shown again.
    pub(super) fn forget_search(&mut self, context: &Context) -> Vec<Effect> {
        self.typing = false;
        self.words.take();
        self.arrange(context)
    }
}
