//! What a VEVENT of another program's file says besides its time.
//!
//! Takes a component, gives its details (texts unescaped, addresses as they stand), and what is to be said of them.

use super::components::Component;
use super::copy::is_private;
use super::event::{Conference, Details, Place, Status};
use super::lines::Property;
use super::people::ShownPerson;
use super::read::{IcsFault, IcsProblem};
use super::text::{unescape, unescape_list};

/// Reads the details.
pub(super) fn details(component: &Component) -> Details {
    let text = |name: &str| component.value(name).map(unescape).filter(|text| !text.trim().is_empty());
    let line = |name: &str| text(name).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let uri = |name: &str| component.value(name).map(|uri| uri.trim().to_string()).filter(|uri| !uri.is_empty());
    let geo = component.value("GEO").and_then(|geo| {
        let (north, east) =
            geo.replace("\\;", ";").split_once([';', ',']).map(|(a, b)| (a.trim().parse(), b.trim().parse()))?;
        Some((north.ok()?, east.ok()?)).filter(|(north, east): &(f64, f64)| north.abs() <= 90.0 && east.abs() <= 180.0)
    });
    let location = text("LOCATION");
    let place = (location.is_some() || geo.is_some()).then(|| Place { text: location.unwrap_or_default(), geo });
    let conference = component.property("CONFERENCE").map(|property| Conference {
        url: property.value.trim().to_string(),
        label: property.parameter("LABEL").unwrap_or("").to_string(),
    });
    let others = ["X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"];
    let conference = conference.filter(|conference| !conference.url.is_empty()).or_else(|| {
        let url = others.iter().find_map(|name| uri(name))?;
        Some(Conference { url, label: String::new() })
    });
    let html = component
        .property("X-ALT-DESC")
        .filter(|property| property.parameter("FMTTYPE").is_none_or(|kind| kind.eq_ignore_ascii_case("text/html")));
    let image = component.property("IMAGE").filter(|property| property.parameter("ENCODING").is_none());
    Details {
        summary: line("SUMMARY").unwrap_or_default(),
        description: text("DESCRIPTION"),
        description_html: html.map(|property| unescape(&property.value)).filter(|html| !html.trim().is_empty()),
        status: match component.value("STATUS").map(|status| status.trim().to_ascii_uppercase()).as_deref() {
            Some("CANCELLED" | "CANCELED") => Status::Cancelled,
            Some("TENTATIVE") => Status::Tentative,
            _ => Status::Confirmed,
        },
        place,
        conference,
        image: image.map(|property| property.value.trim().to_string()).filter(|uri| !uri.is_empty()),
        url: uri("URL"),
        categories: component.all("CATEGORIES").flat_map(|property| unescape_list(&property.value)).collect(),
        transparent: component.value("TRANSP").is_some_and(|value| value.trim().eq_ignore_ascii_case("TRANSPARENT")),
    }
}

/// What is to be said of a `GEO` (RFC 5545 §3.8.1.6) that is no place.
pub(super) fn place_problem(component: &Component, details: &Details) -> Option<IcsProblem> {
    let geo = component.property("GEO").filter(|geo| !geo.value.trim().is_empty())?;
    if details.place.as_ref().is_some_and(|place| place.geo.is_some()) {
        return None;
    }
    let message = format!("`GEO:{}` is no place", short_line(&geo.value));
    let help = "write latitude and longitude in degrees, as in `GEO:31.2304;121.4737`".to_owned();
    Some(IcsProblem { fault: IcsFault::BadValue, at: geo.at.clone(), message, help: Some(help) })
}

/// What is to be said of an event, or one of a series, that is not to be published (RFC 5545 §3.8.1.3).
pub(super) fn private_problem(component: &Component, one_of_series: bool) -> Option<IcsProblem> {
    let class = component.property("CLASS").filter(|class| is_private(&class.value))?;
    let what = if one_of_series { "occurrence" } else { "event" };
    let message = format!("this {what} is marked as private and is left out");
    let help = "take it out of the file, which others may read; or take this line out, if it may be shown".to_owned();
    Some(IcsProblem { fault: IcsFault::Private, at: class.at.clone(), message, help: Some(help) })
}

/// What is to be said of a change that is one of all later occurrences, too (RFC 5545 §3.2.13).
pub(super) fn range_problem(recurrence: &Property) -> Option<IcsProblem> {
    recurrence.parameter("RANGE")?;
    let message = "a change of this and all later occurrences is read as one of this only".to_owned();
    let help =
        "end the series before this one, and write the later ones as an event with a `UID` of its own".to_owned();
    Some(IcsProblem { fault: IcsFault::BadValue, at: recurrence.at.clone(), message, help: Some(help) })
}

/// What is to be said of texts that have the address of somebody whose own property is not published. The address is not said: messages may
/// be public, too.
pub(super) fn person_problems(component: &Component) -> impl Iterator<Item = IcsProblem> {
    component.shown_people.iter().map(|ShownPerson { text, person, at }| {
        let noun = match *text {
            "SUMMARY" => "title",
            "LOCATION" => "place",
            _ => "description",
        };
        let who = if *person == "ORGANIZER" { "organises it" } else { "is invited to it" };
        let message = match *text {
            "CATEGORIES" => {
                format!("a category of this event has the address of somebody who {who}: it becomes no tag")
            }
            _ => format!("the {noun} of this event is published, with the address of somebody who {who}"),
        };
        let help =
            format!("take the address out of this text; or, if all may know it, take out the `{person}` with it");
        IcsProblem { fault: IcsFault::PersonShown, at: at.clone(), message, help: Some(help) }
    })
}

/// Words of a file as a message may hold them.
pub(super) fn short_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}
