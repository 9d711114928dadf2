//! Profiles: for whom a document is, and what of an incident it may tell them.

use crate::timeline::Tag;

/// For whom a document is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Profile {
    #[default]
    Brief,
    Full,
    External,
}

/// How people are named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Names {
    /// By the roles they held.
    Roles,
    Initials,
    /// As they were typed.
    Full,
}

/// One row of the table of profiles.
#[derive(Debug)]
pub struct ProfileRow {
    pub profile: Profile,
    pub name: &'static str,
    pub help: &'static str,
    /// How people are named where nothing else is asked for.
    pub names: Names,
}

/// Every profile.
pub const PROFILES: &[ProfileRow] = &[
    ProfileRow {
        profile: Profile::Brief,
        name: "brief",
        help: "what a colleague reads in three minutes: 400 to 600 words where the record has them",
        names: Names::Full,
    },
    ProfileRow {
        profile: Profile::Full,
        name: "full",
        help: "everything that was recorded and written, for the review and for the files",
        names: Names::Full,
    },
    ProfileRow {
        profile: Profile::External,
        name: "external",
        help: "for customers: what happened and what is done about it; no names, no hosts, nothing internal",
        names: Names::Roles,
    },
];

impl Profile {
    pub const fn row(self) -> &'static ProfileRow {
        &PROFILES[self as usize]
    }

    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The template of its Markdown.
    pub(super) const fn template(self) -> &'static str {
        match self {
            Profile::Brief => "brief.md",
            Profile::Full => "full.md",
            Profile::External => "external.md",
        }
    }

    /// Whether events of this tag are told. Outside nobody is told who suspected what, who was
    /// called, and what was tried; nor a todo as it was said, before somebody made an item of it.
    pub(super) fn tells(self, tag: Tag) -> bool {
        const OUTSIDE: [Tag; 6] =
            [Tag::Detection, Tag::Impact, Tag::Cause, Tag::Mitigation, Tag::Resolution, Tag::Update];
        self != Profile::External || OUTSIDE.contains(&tag)
    }

    /// Whether a section that somebody wrote is told.
    pub(super) fn tells_section(self, name: &str) -> bool {
        const OUTSIDE: [&str; 7] =
            ["summary", "impact", "detection", "root cause", "resolution", "communication", "corrective measures"];
        self != Profile::External || OUTSIDE.contains(&name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_at_their_profiles() {
        assert!(PROFILES.iter().enumerate().all(|(at, row)| row.profile as usize == at));
    }
}
