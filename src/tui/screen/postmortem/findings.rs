//! What is missing: the findings of the lint, errors first, each with where to go to mend it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use super::known::Known;
use super::{Drawn, Pane, Postmortem};
use crate::analysis::{Finding, Level, Subject};
use crate::tui::effect::{Effect, Over};
use crate::tui::screen::Context;
use crate::tui::theme::{Glyph, Role};
use crate::tui::widget::row::{clipped, in_theme, padded, put, width};
use crate::words;

pub(super) fn draw(screen: &Postmortem, known: &Known, frame: &mut Frame, area: Rect, context: &Context) {
    let theme = context.theme;
    let room = usize::from(area.width);
    if known.lint.findings.is_empty() {
        let said = if known.is_over { "nothing is missing" } else { "most is looked for once it is over" };
        let said = clipped(&format!(" {said}"), room, theme);
        put(frame, area, Span::styled(said, theme.style(Role::Quiet)));
        if screen.pane == Pane::Findings && !area.is_empty() {
            frame.set_cursor_position((area.x, area.y));
        }
        return;
    }
    let chosen = screen.finding.min(known.lint.findings.len() - 1);
    let top = (chosen + 1).saturating_sub(usize::from(area.height));
    screen.drawn.set(Drawn { findings: area, first_finding: top, ..screen.drawn.get() });
    for (y, (at, finding)) in (area.y..area.bottom()).zip(known.lint.findings.iter().enumerate().skip(top)) {
        let is_chosen = screen.pane == Pane::Findings && at == chosen;
        let role = match finding.rule.level {
            _ if is_chosen => Role::Selection,
            Level::Error => Role::Warning,
            Level::Warning => Role::Text,
            Level::Hint => Role::Quiet,
        };
        let pointer = if is_chosen { theme.glyph(Glyph::Prompt) } else { " " };
        let leads = in_theme(&format!(" → {} ", place(finding, context)), theme);
        let leads = if width(&leads) + 40 > room { String::new() } else { leads };
        let said = in_theme(&words::visible(&finding.message), theme);
        let said = format!("{pointer}{} {:<7}  {said}", finding.rule.id, finding.rule.level.name());
        let before = room - width(&leads);
        let text = format!("{}{leads}", padded(&clipped(&said, before, theme), before));
        put(frame, Rect { y, height: 1, ..area }, Span::styled(text, theme.style(role)));
        if is_chosen {
            frame.set_cursor_position((area.x, y));
        }
    }
}

/// Where a finding leads, in a word or two.
fn place(finding: &Finding, context: &Context) -> String {
    let timeline = context.session.timeline();
    match finding.at {
        Subject::Incident => "incident".to_owned(),
        Subject::Section(name) => name.to_owned(),
        Subject::Action(_) => "action items".to_owned(),
        Subject::Event(id) => {
            timeline.event(id).map_or_else(String::new, |event| event.when().shown(&context.session.zone()))
        }
    }
}

impl Postmortem {
    /// The finding that is chosen.
    fn finding<'a>(&self, known: &'a Known) -> Option<&'a Finding> {
        known.lint.findings.get(self.finding.min(known.lint.findings.len().saturating_sub(1)))
    }

    /// What would mend the chosen finding.
    pub(super) fn fix(&self, known: &Known, room: usize) -> Option<String> {
        let fix = self.finding(known)?.rule.fix;
        let whole = format!("Enter goes there · {fix}");
        Some(if width(&whole) <= room { whole } else { fix.to_owned() })
    }

    /// Goes to what the chosen finding is about.
    pub(super) fn jump(&mut self, context: &Context) -> Vec<Effect> {
        let known = self.known(context);
        let Some(finding) = self.finding(&known) else { return Vec::new() };
        match finding.at {
            Subject::Event(id) => return vec![Effect::GoTo(id)],
            Subject::Action(id) => return vec![Effect::Show(Over::Items(Some(id)))],
            Subject::Incident => {}
            Subject::Section(name) => {
                if let Some(place) = known.states.iter().position(|state| state.row.name == name) {
                    self.select(place);
                    self.pane = Pane::Sections;
                }
            }
        }
        self.notice = Some(finding.rule.fix.to_owned());
        Vec::new()
    }
}
