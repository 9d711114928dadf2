//! Which lines of a Markdown document stand in a block of code.

/// Each line, and whether it belongs to a block of code, its fences with it. A block ends with a
/// fence that is at least as long as the one that it began with (CommonMark 0.31, 4.5).
pub(super) fn lines(document: &str) -> impl Iterator<Item = (&str, bool)> {
    document.lines().scan(None, |fence: &mut Option<usize>, line| {
        let ticks = line.len() - line.trim_start_matches('`').len();
        let is_code = match *fence {
            Some(opened) if ticks >= opened && line.len() == ticks => fence.take().is_some(),
            None if ticks >= 3 => fence.replace(ticks).is_none(),
            within => within.is_some(),
        };
        Some((line, is_code))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_within_a_longer_one_ends_nothing() {
        let document = "a\n````\n```\n\nb\n`````\nc\n```text\nd";
        let code: Vec<bool> = lines(document).map(|(_, is_code)| is_code).collect();
        assert_eq!(code, [false, true, true, true, true, true, false, true, true]);
    }
}
