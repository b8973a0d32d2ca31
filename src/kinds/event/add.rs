//! "Add to calendar" for one occurrence: the forms of Google Calendar and of Outlook on the web, filled in.
//!
//! What they say is what the page says: title, place and time of the occurrence, changes included. Of one that was called off or put off
//! there are none: nobody writes a date into a calendar that does not hold. A time that is the same on every wall has no offset in them
//! either.

use super::facts;
use super::read::EventFields;
use crate::kinds::entry::Entry;
use crate::kinds::view::View;
use crate::time::{Moment, Occurrence};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;

/// The addresses of both forms.
pub(super) struct Forms {
    pub(super) google: Arc<str>,
    pub(super) outlook: Arc<str>,
}

/// The forms for an occurrence.
pub(super) fn forms(view: &View<'_>, entry: &Entry<EventFields>, occurrence: &Occurrence) -> Forms {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).collect::<String>();
    let title = encode(&facts::title(view, entry, occurrence));
    let place = facts::place(entry, occurrence).and_then(facts::place_words);
    let online = || facts::online(entry, occurrence).map(|url| url.as_str().into());
    let place = encode(&place.or_else(online).unwrap_or_default());
    let page = encode(&view.url(entry.head.address.as_str()));
    let (first, last) = occurrence.days();
    let after = last.plus_days(1);
    let (dates, start, end) = if occurrence.is_all_day() {
        let compact = |day: crate::time::Date| day.to_string().replace('-', "");
        (format!("{}/{}", compact(first), compact(after)), first.to_string(), after.to_string())
    } else {
        let (start, end) = (&occurrence.start, &occurrence.end);
        (format!("{}/{}", compact(start), compact(end)), plain(start), plain(end))
    };
    Forms {
        google: format!(
            "https://calendar.google.com/calendar/render?action=TEMPLATE&text={title}&dates={dates}&location={place}&details={page}"
        )
        .into(),
        outlook: format!(
            "https://outlook.live.com/calendar/0/deeplink/compose?rru=addevent&subject={title}&startdt={}&enddt={}&allday={}&location={place}&body={page}",
            encode(&start),
            encode(&end),
            occurrence.is_all_day(),
        )
        .into(),
    }
}

/// `20261212T120000Z`; of a floating time the wall's, `20261212T120000`.
fn compact(moment: &Moment) -> String {
    plain(moment).replace(['-', ':'], "")
}

/// `2026-12-12T12:00:00Z`; of a floating time the wall's, without the `Z`.
fn plain(moment: &Moment) -> String {
    if moment.zone().is_floating() { moment.local().to_string() } else { moment.instant().to_string() }
}
