//! The diagram as a gantt chart of Mermaid, for readers that draw one: GitHub, GitLab, wikis.
//!
//! What may stand in the name of a task is settled by Mermaid's grammar
//! (`packages/mermaid/src/diagrams/gantt/parser/gantt.jison`): a name ends at the first colon; a
//! hash sign or a semicolon ends what follows it; a line that begins with a word of the grammar
//! (`section`, `title`, `click`, a date, ...) or with a percent sign is no task. Before that,
//! `%%{...}%%` is read as a directive and `#...;` as an entity (`packages/mermaid/src/preprocess.ts`
//! and `utils.ts`). So every line begins with a word of ours that the grammar does not know, and of
//! a text no sign of theirs is kept.
//!
//! Times are those of the incident's zone at its beginning, whichever zone the reader is in, and do
//! not follow a change of the clocks: lengths are true.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::placing::fitted;
use super::{Diagram, Mark, PathLane, Shape};
use crate::analysis::PathState;
use crate::time::Moment;

/// So many tasks can be read in one section.
const TASKS: usize = 16;

/// So much of a text can be read beside a bar.
const NAME: i64 = 60;

impl Diagram {
    /// The diagram as Mermaid's gantt chart, each line with its end.
    pub fn mermaid(&self) -> String {
        let mut chart = String::from("gantt\n");
        let zone = self.axis.zone_label();
        let _ = writeln!(chart, "    title {} - times in {}", name("Timeline of", &self.title), letters(&zone));
        chart.push_str("    dateFormat YYYY-MM-DD HH:mm\n");
        let _ = writeln!(chart, "    axisFormat {}", if self.axis.is_long() { "%d %b %H:%M" } else { "%H:%M" });
        self.push_section(&mut chart, "Impact", self.impact_tasks());
        self.push_section(&mut chart, "Hypotheses", self.path_tasks());
        self.push_section(&mut chart, "People", self.people_tasks());
        self.push_section(&mut chart, "Silence", self.silence_tasks());
        chart
    }

    /// A section with its tasks in the order of time; of too many those that weigh most.
    fn push_section(&self, chart: &mut String, section: &str, mut tasks: Vec<Task>) {
        if tasks.is_empty() {
            return;
        }
        tasks.sort_by_key(|task| Reverse(task.weight));
        let left_out: usize = tasks.iter().skip(TASKS).map(|task| task.events).sum();
        tasks.truncate(TASKS);
        tasks.sort_by_key(|task| task.order);
        let more = if left_out > 0 { format!(" (and {left_out} more)") } else { String::new() };
        let _ = writeln!(chart, "    section {section}{more}");
        for task in tasks {
            let _ = writeln!(chart, "    {} :{}", task.name, task.data);
        }
    }

    fn impact_tasks(&self) -> Vec<Task> {
        let impact = &self.impact;
        let mut tasks: Vec<Task> = Vec::new();
        for (place, level) in impact.stages.iter().enumerate() {
            let begins = if level.mitigated { "Mitigated" } else { "Impact" };
            let start = if place == 0 && !impact.start_recorded { " (start not recorded)" } else { "" };
            let tags = if level.mitigated { "active, " } else { "crit, " };
            let length = level.to.millis_since(level.from);
            tasks.push(self.bar(name(begins, &format!("{}{start}", level.said)), tags, level.from, level.to, length));
        }
        tasks.extend(self.detections.iter().map(|mark| self.milestone("Detected", mark)));
        tasks.extend(impact.marks.iter().filter_map(|mark| match mark.shape {
            Shape::Resolved => Some(self.milestone("Resolved", mark)),
            Shape::AllClear => Some(self.milestone("All clear", mark)),
            _ => None,
        }));
        tasks
    }

    fn path_tasks(&self) -> Vec<Task> {
        let bars = |path: &PathLane| {
            let became = match path.state {
                PathState::RuledOut | PathState::Confirmed | PathState::Parked => path.state.name(),
                PathState::Open => "still open",
                PathState::Unresolved => "unresolved",
            };
            let words = path.name.strip_prefix(&path.label).unwrap_or_default();
            let words = fitted(&letters(words), NAME - 20, &|_| 1);
            let name = name(&format!("Path {}", letters(&path.label)), &format!("{words} - {became}"));
            let tags = match path.state {
                PathState::Confirmed => "active, ",
                PathState::RuledOut => "done, ",
                _ => "",
            };
            path.lines.iter().map(|line| self.bar(name.clone(), tags, line.from, line.to, i64::MAX)).collect::<Vec<_>>()
        };
        let nameless = self.nameless.iter().map(|mark| self.milestone("Ruled out", mark));
        self.paths.iter().flat_map(bars).chain(nameless).collect()
    }

    fn people_tasks(&self) -> Vec<Task> {
        let begins = |mark: &Mark| match mark.shape {
            Shape::Escalation => "Escalated",
            Shape::Role => "Role",
            _ => "Acknowledged",
        };
        self.people.iter().map(|mark| self.milestone(begins(mark), mark)).collect()
    }

    fn silence_tasks(&self) -> Vec<Task> {
        let bar = |silence: &super::Silence| {
            let length = silence.to.millis_since(silence.from);
            self.bar(name("Silent", &silence.length), "done, ", silence.from, silence.to, length)
        };
        self.silences.iter().map(bar).collect()
    }

    fn bar(&self, name: String, tags: &str, from: Moment, to: Moment, weight: i64) -> Task {
        let data = format!("{tags}{}, {}", self.axis.written(from), self.axis.written(to));
        Task { name, data, order: from, weight, events: 1 }
    }

    fn milestone(&self, begins: &str, mark: &Mark) -> Task {
        let more = if mark.more > 0 { format!(" (+{})", mark.more) } else { String::new() };
        let text = mark.label.strip_prefix("ack: ").unwrap_or(&mark.label);
        let text = if text == "ack" { "" } else { text };
        let data = format!("milestone, {}, 0m", self.axis.written(mark.at));
        let ends = matches!(mark.shape, Shape::Resolved | Shape::AllClear);
        let weight = if ends { i64::MAX } else { mark.shape as i64 };
        Task { name: name(&format!("{begins} -"), text) + &more, data, order: mark.at, weight, events: mark.more + 1 }
    }
}

/// One line of the chart.
struct Task {
    name: String,
    /// What stands behind the colon.
    data: String,
    order: Moment,
    weight: i64,
    /// For how many events it stands.
    events: usize,
}

/// A name that begins with words of ours, and holds nothing that Mermaid would act on.
fn name(begins: &str, text: &str) -> String {
    let text = fitted(&letters(text), NAME, &|_| 1);
    if text.is_empty() { begins.trim_end_matches(" -").to_owned() } else { format!("{begins} {text}") }
}

/// A text with a blank for each sign that could mean something to Mermaid, to Markdown in its
/// labels, or to HTML. All of them are in ASCII.
fn letters(text: &str) -> String {
    let kept = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "-.()+='!?/@".contains(c);
    let words = text.replace('%', " percent ").replace(": ", " - ");
    let words = words.chars().map(|c| if kept(c) { c } else { ' ' }).collect::<String>();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
