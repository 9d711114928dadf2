//! Rules about what happened: what was felt, what was thought and found, how it ended.

mod ended;
mod felt;
mod found;

use super::{Rule, error, hint, live, warning};
use crate::words;

pub(super) const RULES: &[Rule] = &[
    live(error(
        "C01",
        "no detection, or no word of what told of it",
        "record what signalled it first: decklog log 'HH:MM d: monitoring alert, …', or staff, or a customer",
        felt::detection,
    )),
    error(
        "C02",
        "the impact has no number",
        "say how many of how many, in an impact event or in the impact section",
        felt::number,
    ),
    warning(
        "C03",
        "the impact contradicts itself",
        "say which share was affected, and what exactly it could not do",
        felt::contradiction,
    ),
    warning(
        "C04",
        "an estimate without its range",
        "give the range, or the number it was counted from: 35–45 %, 8 of 20",
        felt::hedge,
    ),
    warning(
        "C05",
        "no symptom that a user saw, or a loss without a figure",
        "say what a user could not do; of a loss how much, or that nobody counted it",
        felt::symptom,
    ),
    error(
        "C06",
        "no escalation, and no word that none was needed",
        "record who was called (e: database team, because …), or write “handled by the first team”",
        felt::escalation,
    ),
    warning(
        "C07",
        "an escalation without its time, whom it went to, or why",
        "complete it: when, to whom, because of what",
        felt::escalations,
    ),
    warning(
        "C08",
        "no hypothesis is recorded",
        "add what was suspected and when (h: …, x1: …), or say why nothing was (decklog section misleading --skip WHY)",
        found::hypotheses,
    ),
    warning(
        "C09",
        "a misleading path without its start, its end, or what disproved it",
        "give the hypothesis and its verdict their times, and say what ruled it out",
        found::misleading,
    ),
    warning(
        "C10",
        "a hypothesis was still open at the end",
        "say what became of it: x1: and what ruled it out, c1:, or park1:",
        found::undecided,
    ),
    error(
        "C11",
        "no root cause is recorded",
        "confirm a hypothesis (c1: …), or write the section “root cause”",
        found::cause,
    ),
    warning(
        "C12",
        "the root cause is a symptom, with nothing below it",
        "say how it came to that: what changed, what was missing, what let it through",
        found::symptom,
    ),
    warning(
        "C13",
        "no trigger: what changed, and when",
        "record the change with its time (t: deploy of …), or write the section “lead-up”",
        found::trigger,
    ),
    warning(
        "C14",
        "two root causes that differ",
        "say which is the root cause, which contributed, and which was the trigger",
        found::differing,
    ),
    warning(
        "C15",
        "the resolution names a step that the timeline lacks",
        "add the step to the timeline, with its time",
        ended::steps,
    ),
    warning(
        "C16",
        "the timeline and the stated cause do not meet",
        "add when the cause was known, and what showed it",
        found::meeting,
    ),
    warning(
        "C17",
        "not said whether it is fixed for good",
        "say “permanent” or “temporary”, and until when; C-x q asks for it",
        ended::lasting,
    ),
    warning(
        "C18",
        "no word of how the recovery was verified",
        "say what showed it (r: …, seen in monitoring), or record an all clear",
        ended::verification,
    ),
    warning(
        "C19",
        "a word of harm that was meant: was it a security incident?",
        "write that it was a security incident, or none; if it was, deadlines to notify run",
        ended::security,
    ),
    warning(
        "C20",
        "data about people was concerned, and nothing says what became of it",
        "write whether data was lost or seen by others, and how that was checked",
        ended::personal_data,
    ),
    hint(
        "C21",
        "somebody was called when the cause was known already",
        "say what they were needed for",
        ended::late_escalation,
    ),
    hint(
        "C22",
        "an action failed, and no decision follows within 15 minutes",
        "record what was decided then, and why (decide: …)",
        ended::failed_actions,
    ),
];

/// What of this is lacking, in words; none where nothing is.
fn lacking(lacks: &[(bool, &str)]) -> Option<String> {
    let lacking: Vec<String> = lacks.iter().filter(|(lacks, _)| *lacks).map(|(_, what)| (*what).to_owned()).collect();
    (!lacking.is_empty()).then(|| words::list(&lacking))
}
