//! When an event takes place: from the fields of its file to a checked [`When`].

use super::read::{EventFields, EventZone};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::entry::HeadBuilder;
use crate::time::{TimeError, When, Zone};

/// The time of an event, or `None` where it makes no sense, which is then said.
pub fn when(fields: &EventFields, config: &Config, head: &mut HeadBuilder<'_>) -> Option<When> {
    let zone = match &fields.timezone {
        Some(EventZone::Zone(zone)) => zone.clone(),
        Some(EventZone::Floating) => Zone::floating(&config.timezone),
        None => config.timezone.clone(),
    };
    if let (Some(end), Some(duration)) = (&fields.end, &fields.duration) {
        let error =
            Diagnostic::error(Code::FieldsExclude, duration.span, "an event has an `end` or a `duration`, not both");
        head.say(error.note(end.span, "the other one").help("take one of the two out"));
    }
    let start = fields.start.value;
    let when = match (&fields.end, &fields.duration) {
        (Some(end), _) => When::between(start, Some(end.value), &zone),
        (None, Some(duration)) => When::lasting(start, duration.value, &zone),
        (None, None) => When::between(start, None, &zone),
    };
    match when {
        Ok(when) => Some(when),
        Err(error) => {
            let at = fields.end.as_ref().map(|end| end.span).or(fields.duration.as_ref().map(|duration| duration.span));
            let code = match error {
                TimeError::EndBefore { .. } | TimeError::DayBefore { .. } => Code::EventEndsBeforeStart,
                _ => Code::NoSuchDate,
            };
            let said = Diagnostic::error(code, at.unwrap_or(fields.start.span), error.to_string());
            head.say(said.note(fields.start.span, "it starts here").maybe_help(error.help()));
            None
        }
    }
}
