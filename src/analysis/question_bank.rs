//! What a facilitator can ask about an event while the timeline is walked: a row of questions for each
//! tag.
//!
//! All of them ask what and how. Who did it, and why they did not do otherwise, looks for somebody to
//! blame and finds a story; what they saw and how they could tell finds how it made sense then.

use crate::timeline::Tag;

/// The questions about the events of one tag, the best first.
#[derive(PartialEq, Eq, Debug)]
pub struct QuestionRow {
    pub tag: Tag,
    pub questions: &'static [&'static str],
}

/// Every tag with its questions.
pub const QUESTION_BANK: &[QuestionRow] = &[
    row(
        Tag::Detection,
        &[
            "What were you seeing when you first thought that something was wrong?",
            "How did it differ from what is normal at that hour?",
            "What would have told you earlier?",
        ],
    ),
    row(
        Tag::Acknowledged,
        &["What did you know when you began?", "What else were you busy with, and how did you put it down?"],
    ),
    row(Tag::Impact, &["How could you tell how many were affected?", "What could a user still do, and what no more?"]),
    row(
        Tag::Hypothesis,
        &[
            "What made this theory likely at that moment?",
            "What else could it have been?",
            "What would you have expected to see if it was right?",
        ],
    ),
    row(
        Tag::Finding,
        &["What were you seeing?", "Where did you look, and how did you come to look there?", "What did you expect?"],
    ),
    row(
        Tag::MisleadingPath,
        &[
            "How could you tell that it was not that?",
            "What had kept the theory alive until then?",
            "What would have ruled it out sooner?",
        ],
    ),
    row(
        Tag::Cause,
        &[
            "How could you tell that this was it?",
            "What had to come together for it to matter?",
            "What had kept it from being seen before?",
        ],
    ),
    row(
        Tag::Escalation,
        &[
            "What made you call at that moment, and not sooner or later?",
            "How did you know whom to call?",
            "What did they need to hear before they could help?",
        ],
    ),
    row(
        Tag::Action,
        &[
            "What did you expect to happen?",
            "What pressure were you under?",
            "What could have gone wrong with it, and how would you have noticed?",
        ],
    ),
    row(
        Tag::Decision,
        &["What else did you consider?", "What did you give up by it?", "What would have made you decide otherwise?"],
    ),
    row(
        Tag::Mitigation,
        &["How could you tell that it was getting better?", "What was still broken, and for how many?"],
    ),
    row(
        Tag::Resolution,
        &["How did you make sure that it was over?", "What were you still unsure of when you said so?"],
    ),
    row(
        Tag::Update,
        &["What did you want them to do with it?", "What did you know and not say yet, and what held it back?"],
    ),
    row(
        Tag::Change,
        &["How was it expected to behave?", "What would have shown, before it went out, that it does not?"],
    ),
    row(Tag::Question, &["What did you need the answer for?", "How was it answered in the end?"]),
    row(Tag::Todo, &["What would it have changed that night?", "How will you know that it is done?"]),
    row(
        Tag::Role,
        &["How did everybody learn of it?", "What was easier from then on, and what had fallen between two people?"],
    ),
    row(Tag::Severity, &["What tipped it to this severity?", "What changed for you once it was said?"]),
    row(Tag::Note, &["What did it look like to you at that moment?", "What did you make of it then?"]),
];

const fn row(tag: Tag, questions: &'static [&'static str]) -> QuestionRow {
    QuestionRow { tag, questions }
}

/// What can be asked about an event of this tag, the best first.
pub fn questions_for(tag: Tag) -> &'static [&'static str] {
    QUESTION_BANK.iter().find(|row| row.tag == tag).map_or(&[], |row| row.questions)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::timeline::TAGS;

    #[test]
    fn every_tag_has_one_to_three_questions_in_a_row_of_its_own() {
        for row in TAGS {
            let rows = QUESTION_BANK.iter().filter(|questions| questions.tag == row.tag).count();
            assert_eq!((rows, (1..=3).contains(&questions_for(row.tag).len())), (1, true), "{}", row.name);
        }
        assert_eq!(QUESTION_BANK.len(), TAGS.len());
    }

    #[test]
    fn they_ask_what_and_how_and_never_who_or_why() {
        let all: Vec<&str> = QUESTION_BANK.iter().flat_map(|row| row.questions).copied().collect();
        for question in &all {
            let words: Vec<String> = question
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect();
            assert!(["what", "how", "where"].contains(&words[0].as_str()), "{question}");
            assert!(
                !words.iter().any(|word| ["who", "why", "whose", "fault", "should"].contains(&word.as_str())),
                "{question}"
            );
            // A row of a terminal has room for it.
            assert!(question.ends_with('?') && question.len() <= 78, "{question}");
        }
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "none is asked of two tags");
    }
}
