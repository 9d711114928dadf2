//! The end of what a command wrote: all of it where that is little, and never more than a bound.

use std::collections::VecDeque;

use crate::session::Kept;
use crate::words;

/// So much of the output is kept.
pub const TAIL_BYTES: usize = 64 * 1024;

/// The last bytes that came, of standard output and standard error as they came.
#[derive(Debug, Default)]
pub struct Tail {
    bytes: VecDeque<u8>,
    total: u64,
}

impl Tail {
    pub fn push(&mut self, bytes: &[u8]) {
        self.total += bytes.len() as u64;
        let last = &bytes[bytes.len().saturating_sub(TAIL_BYTES)..];
        let too_many = (self.bytes.len() + last.len()).saturating_sub(TAIL_BYTES);
        self.bytes.drain(..too_many);
        self.bytes.extend(last);
    }

    /// What is to be kept as evidence; none where nothing was written.
    pub fn kept(&mut self) -> Option<Kept> {
        let source = match self.total {
            0 => return None,
            total if total > TAIL_BYTES as u64 => {
                let total = words::count(usize::try_from(total).unwrap_or(usize::MAX), "byte");
                format!("output, the end of {total}")
            }
            _ => "output".to_owned(),
        };
        Some(Kept { bytes: std::mem::take(&mut self.bytes).into(), extension: "log", source })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_written_is_nothing_kept() {
        assert!(Tail::default().kept().is_none());
    }

    proptest! {
        #[test]
        fn the_end_is_kept_however_it_comes(pieces in prop::collection::vec(0usize..100_000, 0..6)) {
            let (mut tail, mut all) = (Tail::default(), Vec::new());
            for (nth, len) in pieces.into_iter().enumerate() {
                let piece: Vec<u8> = (0..len).map(|at| (at * 7 + nth) as u8).collect();
                tail.push(&piece);
                all.extend(piece);
            }
            let end = &all[all.len().saturating_sub(TAIL_BYTES)..];
            let kept = tail.kept();
            prop_assert_eq!(kept.as_ref().map_or(&[][..], |kept| &kept.bytes), end);
            let is_cut = kept.is_some_and(|kept| kept.source.starts_with("output, the end of"));
            prop_assert_eq!(is_cut, all.len() > TAIL_BYTES);
        }
    }
}
