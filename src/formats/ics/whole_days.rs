//! Whole days as Outlook and Exchange write them: from midnight to midnight, and a property of their own that says so.
//!
//! Takes a VEVENT, gives it with days for times. As times its page would say `00:00–00:00`, and in another zone it would be on two days.

use super::components::Component;
use std::borrow::Cow;

const MARK: &str = "X-MICROSOFT-CDO-ALLDAYEVENT";
/// Properties that say the days of an event.
const TIMES: [&str; 5] = ["DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"];
const MIDNIGHT: &str = "T000000";

/// The event with days (RFC 5545 §3.3.4) for its midnights, where it is marked and has no other times.
pub(super) fn with_days(event: &Component) -> Cow<'_, Component> {
    let is_marked = event.value(MARK).is_some_and(|value| value.trim().eq_ignore_ascii_case("TRUE"));
    let times = || event.properties.iter().filter(|property| TIMES.contains(&property.name.as_str()));
    let is_whole = |time: &str| time.trim().strip_suffix(MIDNIGHT).is_some_and(|day| day.len() == 8);
    if !is_marked || !times().all(|property| property.value.split(',').all(is_whole)) {
        return Cow::Borrowed(event);
    }
    let mut event = event.clone();
    for property in event.properties.iter_mut().filter(|property| TIMES.contains(&property.name.as_str())) {
        property.value = property.value.replace(MIDNIGHT, "");
    }
    Cow::Owned(event)
}
