//! How things look: a style for each role, and the glyphs that lines and signs are drawn with.
//!
//! The only place that names colours. They are the terminal's own sixteen on its own background,
//! so that they follow the palette a person has chosen; yellow, white, blue and the greys are not
//! among them, because each of these is unreadable on some background. Whatever a colour says is
//! also said by a word, a mark or weight.

use ratatui::style::{Color, Modifier, Style};

use crate::timeline::Tag;

/// What something is, for which it gets its look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Text,
    /// What is there but need not be read: rules, names of writers, ages.
    Quiet,
    Strong,
    /// Titles of incidents and screens.
    Title,
    Severity,
    Clock,
    Prompt,
    /// The keys in a hint.
    KeyName,
    Hint,
    /// What was understood of a line before it is stored.
    Echo,
    Detection,
    Misleading,
    Escalation,
    Resolution,
    Hypothesis,
    Warning,
    Unsaved,
    /// Struck from the story, and still there.
    Struck,
    Selection,
}

/// One row for each role, in their order.
const LOOKS: &[(Role, Option<Color>, Modifier)] = &[
    (Role::Text, None, PLAIN),
    (Role::Quiet, None, Modifier::DIM),
    (Role::Strong, None, Modifier::BOLD),
    (Role::Title, None, Modifier::BOLD),
    (Role::Severity, Some(Color::Red), Modifier::BOLD),
    (Role::Clock, None, PLAIN),
    (Role::Prompt, None, Modifier::BOLD),
    (Role::KeyName, None, Modifier::BOLD),
    (Role::Hint, None, Modifier::DIM),
    (Role::Echo, Some(Color::Cyan), PLAIN),
    (Role::Detection, Some(Color::Magenta), Modifier::BOLD),
    (Role::Misleading, Some(Color::Red), Modifier::BOLD),
    (Role::Escalation, Some(Color::Cyan), Modifier::BOLD),
    (Role::Resolution, Some(Color::Green), Modifier::BOLD),
    (Role::Hypothesis, None, PLAIN),
    (Role::Warning, Some(Color::Red), Modifier::BOLD),
    (Role::Unsaved, Some(Color::Red), Modifier::BOLD.union(Modifier::REVERSED)),
    (Role::Struck, None, Modifier::DIM.union(Modifier::CROSSED_OUT)),
    (Role::Selection, None, Modifier::REVERSED),
];

const PLAIN: Modifier = Modifier::empty();

/// What lines and signs are drawn with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Glyph {
    Horizontal,
    Ellipsis,
    /// Between the parts of a line.
    Dot,
    Prompt,
    /// A hypothesis that is open.
    Open,
    Star,
    Unsaved,
    Vertical,
    /// A horizontal line and a vertical one.
    Crossing,
    /// Something goes on from here.
    Begin,
    /// All of it, and a part.
    Full,
    Part,
    /// A horizontal line that may not be there.
    Perhaps,
}

/// One row for each glyph, in their order: as it should be, and where only ASCII can be shown.
/// All are one cell wide.
const GLYPHS: &[(Glyph, &str, &str)] = &[
    (Glyph::Horizontal, "─", "-"),
    (Glyph::Ellipsis, "…", "~"),
    (Glyph::Dot, "·", "-"),
    (Glyph::Prompt, "›", ">"),
    (Glyph::Open, "●", "o"),
    (Glyph::Star, "★", "*"),
    (Glyph::Unsaved, "○", "!"),
    (Glyph::Vertical, "│", "|"),
    (Glyph::Crossing, "┼", "+"),
    (Glyph::Begin, "├", "|"),
    (Glyph::Full, "█", "#"),
    (Glyph::Part, "▒", "="),
    (Glyph::Perhaps, "╌", "."),
];

/// What the terminal can show and the person wants; found out by the caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Theme {
    pub colour: bool,
    pub ascii: bool,
}

impl Theme {
    /// Without colour nothing but weight, and no colour is ever set, not even to be reset: a
    /// terminal library that is told to leave colours out would reset weight with them.
    pub fn style(self, role: Role) -> Style {
        let (_, colour, weight) = LOOKS[role as usize];
        let style = Style::new().add_modifier(weight);
        if self.colour { colour.map_or(style, |colour| style.fg(colour)) } else { style }
    }

    /// The look of a tag: one accent for each of the four strong ones, the others quiet.
    pub fn tag(self, tag: Tag) -> Style {
        self.style(match tag {
            Tag::Detection => Role::Detection,
            Tag::MisleadingPath => Role::Misleading,
            Tag::Escalation => Role::Escalation,
            Tag::Resolution => Role::Resolution,
            Tag::Hypothesis | Tag::Cause => Role::Hypothesis,
            _ => Role::Quiet,
        })
    }

    /// The mark of a tag, from its row.
    pub fn mark(self, tag: Tag) -> &'static str {
        if self.ascii { tag.row().ascii_mark } else { tag.row().mark }
    }

    pub fn glyph(self, glyph: Glyph) -> &'static str {
        let (_, unicode, ascii) = GLYPHS[glyph as usize];
        if self.ascii { ascii } else { unicode }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::TAGS;
    use unicode_width::UnicodeWidthStr;

    const UNREADABLE_SOMEWHERE: [Color; 10] = [
        Color::Black,
        Color::White,
        Color::Gray,
        Color::DarkGray,
        Color::Yellow,
        Color::LightYellow,
        Color::Blue,
        Color::LightBlue,
        Color::LightCyan,
        Color::LightGreen,
    ];

    fn styles(theme: Theme) -> impl Iterator<Item = Style> {
        let tags = TAGS.iter().map(move |row| theme.tag(row.tag));
        LOOKS.iter().map(move |(role, ..)| theme.style(*role)).chain(tags)
    }

    #[test]
    fn rows_stand_at_what_they_are_of() {
        assert!(LOOKS.iter().enumerate().all(|(at, (role, ..))| *role as usize == at));
        assert!(GLYPHS.iter().enumerate().all(|(at, (glyph, ..))| *glyph as usize == at));
        assert_eq!((LOOKS.len() - 1, GLYPHS.len() - 1), (Role::Selection as usize, Glyph::Perhaps as usize));
    }

    #[test]
    fn without_colour_no_colour_is_set() {
        for style in styles(Theme { colour: false, ascii: false }) {
            assert_eq!((style.fg, style.bg, style.underline_color), (None, None, None));
            assert!(style.sub_modifier.is_empty());
        }
    }

    #[test]
    fn colours_are_readable_on_light_and_on_dark() {
        for style in styles(Theme { colour: true, ascii: false }) {
            assert!(style.bg.is_none(), "the background is the terminal's own");
            assert!(!style.fg.is_some_and(|colour| UNREADABLE_SOMEWHERE.contains(&colour)), "{style:?}");
            assert!(!matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))), "{style:?}");
        }
    }

    #[test]
    fn strong_tags_stand_out_without_colour_too() {
        let theme = Theme { colour: false, ascii: true };
        for row in TAGS {
            assert_eq!(theme.tag(row.tag).add_modifier.contains(Modifier::BOLD), row.strong, "{}", row.name);
        }
    }

    #[test]
    fn glyphs_are_one_cell_and_ascii_where_asked() {
        let marks = TAGS.iter().map(|row| (row.mark, row.ascii_mark));
        for (unicode, ascii) in GLYPHS.iter().map(|(_, unicode, ascii)| (*unicode, *ascii)).chain(marks) {
            assert_eq!(unicode.width(), 1, "{unicode}");
            assert!(ascii.is_ascii() && ascii.len() == 1, "{ascii}");
        }
    }
}
