//! A quiet word about what looks like a secret, while it can still be taken back easily.

use crate::sensitive::{self, Kind};

/// What is said of a text that looks as if it held a secret; it is stored all the same.
pub fn secret_in(text: &str) -> Option<String> {
    let found = sensitive::find(text, &[Kind::Secret]).into_iter().next()?;
    let article = if found.name.starts_with(['a', 'e', 'i', 'o', 'A']) { "an" } else { "a" };
    Some(format!("this looks like {article} {}; exports mask it, “decklog redact” takes it off the disk", found.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_is_said_quietly() {
        assert_eq!(
            secret_in("set password=hunter2").as_deref(),
            Some("this looks like a password; exports mask it, “decklog redact” takes it off the disk")
        );
        let key = ["AKIA", "ABCDEFGHIJKLMNOP"].concat();
        assert!(secret_in(&key).unwrap().contains("an AWS access key"));
        assert_eq!(secret_in("password reset for everybody"), None);
    }
}
