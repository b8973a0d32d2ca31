//! Fields that several kinds have, and the values only content has: people, needs, places.

use crate::check::public::Gate;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, nearest, quoted};
use crate::fields;
use crate::markup::SafeUrl;
use crate::read::fields::{FieldValue, Fields, Reader, Spanned};
use crate::read::node::{Format, Node, Table, Value};
use crate::read::shape::Shape;
use crate::read::values::{Extra, InlineProse};
use crate::text::Span;
use crate::time::Date;

fields! {
    /// What every kind has.
    pub struct Common as "an entry" {
        /// The last part of the address, instead of the file's name.
        may slug: Spanned<String> = "\"a-better-address\"";
        /// Addresses this entry had before; they lead here. One that names a file (`/old.html`) is written as that file.
        many aliases: Vec<Spanned<String>> = "[\"/old/address/\"]";
        /// A picture: a file beside this one or under `static/`, or a whole address.
        may image: Spanned<String> = "\"river.jpg\"";
        /// What is to be seen in the picture, for those who cannot see it.
        may image_alt: String = "\"Two people fold chairs beside a dark window\"";
        /// Words that lead to other entries on the same matter.
        many tags: Vec<Spanned<String>> = "[\"fundraising\", \"community\"]";
        /// A draft is not published; `--drafts` shows it.
        many draft: bool = "true";
        /// Who may read it: without it, everybody; with a name such as `members`, only the edition built with `--audience members`.
        may audience: Spanned<String> = "\"members\"";
        /// The community's own fields, for templates.
        many extra: Extra = "{ floor = 3 }";
    }
}

/// Somebody: a member's or group's id, or a guest with a name.
#[derive(Clone, Debug)]
pub enum PersonField {
    /// The id of a member or group.
    Id(Spanned<String>),
    /// Somebody who is neither.
    Guest(GuestFields),
}

fields! {
    /// Somebody who is neither a member nor a group.
    pub struct GuestFields as "a guest" {
        /// The name.
        need name: String = "\"Ada Example\"";
        /// A page about them.
        may url: SafeUrl = "\"https://ada.example\"";
    }
}

fields! {
    /// Somebody: a guest with a `name`, or a `member`.
    pub struct PersonTable as "a guest" with one of ["name", "member"] {
        /// The name of somebody who is neither a member nor a group.
        may name: String = "\"Ada Example\"";
        /// A page about the guest.
        may url: SafeUrl = "\"https://ada.example\"";
        /// The id of a member or group; the id alone says the same.
        may member: Spanned<String> = "\"mei-lin\"";
    }
}

impl FieldValue for PersonField {
    fn shape() -> Shape {
        Shape::OneOf(vec![Shape::Id("member or group"), PersonTable::shape()])
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::Table(table) if table.get("member").is_some_and(|id| !matches!(id.value, Value::Null)) => {
                PersonTable::read(node, reader)?.member.map(Self::Id)
            }
            Value::Table(_) => GuestFields::read(node, reader).map(Self::Guest),
            Value::Text(_) => Spanned::<String>::read(node, reader).map(Self::Id),
            Value::Integer(_) if reader.format() != Format::Toml => Spanned::<String>::read(node, reader).map(Self::Id),
            _ => {
                reader.wrong_type(node, &Self::shape().wants(), Some("write an id, in quotes".to_owned()));
                None
            }
        }
    }
}

fields! {
    /// Something needed or offered.
    pub struct NeedTable as "a need or offer" {
        /// What it is.
        need title: InlineProse = "\"Somebody to run the door, once a quarter\"";
        /// A category of the resource directory.
        may category: Spanned<String> = "\"talent\"";
        /// Words that lead to others with the same matter; needs and offers are matched by them.
        many tags: Vec<Spanned<String>> = "[\"community\"]";
        /// The last day on which it is of use.
        may until: Date = "2027-03-31";
    }
}

/// Something needed or offered: a text, or a table.
#[derive(Clone, Debug)]
pub struct NeedField {
    /// Its fields.
    pub table: NeedTable,
    /// Where it stands.
    pub span: Span,
}

impl FieldValue for NeedField {
    fn shape() -> Shape {
        Shape::OneOf(vec![Shape::Inline, NeedTable::shape()])
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let table = match &node.value {
            Value::Table(_) => NeedTable::read(node, reader)?,
            _ => NeedTable { title: InlineProse::read(node, reader)?, category: None, tags: Vec::new(), until: None },
        };
        Some(Self { table, span: node.span })
    }
}

fields! {
    /// Somebody who belongs to a group or project, and what they do there: a `member`, or a guest with a `name`.
    pub struct MembershipTable as "a membership" with one of ["member", "name"] {
        /// The id of a member or group.
        may member: Spanned<String> = "\"mei-lin\"";
        /// The name of somebody who is neither.
        may name: String = "\"Ada Example\"";
        /// A page about the guest.
        may url: SafeUrl = "\"https://ada.example\"";
        /// What they do.
        may role: String = "\"Door and diary\"";
        /// The first day.
        may since: Date = "2023-03-07";
        /// The last day.
        may until: Spanned<Date> = "2026-03-31";
    }
}

/// Somebody who belongs to a group or project: an id, or a table.
#[derive(Clone, Debug)]
pub struct MembershipField {
    /// Who.
    pub person: PersonField,
    /// What they do.
    pub role: Option<String>,
    /// The first day.
    pub since: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl FieldValue for MembershipField {
    fn shape() -> Shape {
        Shape::OneOf(vec![Shape::Id("member"), MembershipTable::shape()])
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        if !matches!(node.value, Value::Table(_)) {
            let person = PersonField::read(node, reader)?;
            return Some(Self { person, role: None, since: None, until: None });
        }
        let table = MembershipTable::read(node, reader)?;
        if let (Some(since), Some(until)) = (table.since, &table.until)
            && until.value < since
        {
            let message = format!("this ends on {}, before it began, on {since}", until.value);
            reader.report(Diagnostic::error(Code::BackwardsRange, until.span, message).help("exchange the two"));
        }
        let person = match (table.member, table.name) {
            (Some(member), _) => PersonField::Id(member),
            (None, Some(name)) => PersonField::Guest(GuestFields { name, url: table.url }),
            (None, None) => {
                nobody(node, "a membership", reader);
                return None;
            }
        };
        Some(Self { person, role: table.role, since: table.since, until: table.until.map(|day| day.value) })
    }
}

/// Says that a table names nobody.
pub fn nobody(node: &Node, noun: &str, reader: &mut Reader) {
    let message = format!("{noun} needs a `member` or a `name`");
    let help = "add `member = \"an-id\"`, or `name = \"Ada Example\"` for somebody who has no profile here";
    reader.report(Diagnostic::error(Code::MissingField, node.span, message).help(help));
}

impl Common {
    /// Who may see an entry that has no other fields about it.
    pub fn gate(&self) -> Gate<'_> {
        Gate {
            draft: self.draft,
            audience: self.audience.as_ref().map(|audience| audience.value.as_str()),
            ..Gate::default()
        }
    }

    /// What there is to say of an audience that the hub does not have: it would hide the entry for good. The word itself is not said of
    /// entries whose fields are `private`.
    pub fn unknown_audience(&self, config: &Config, private: fn(&str) -> bool) -> Option<Diagnostic> {
        let audience = self.audience.as_ref().filter(|audience| !config.has_audience(&audience.value))?;
        let known: Vec<&str> = config.audiences.iter().map(AsRef::as_ref).chain(["public"]).collect();
        let listed = format!("it is one of {}, as `audiences` in `hub.toml` lists them", quoted(&known));
        if private("audience") {
            let error = Diagnostic::error(Code::UnknownAudience, audience.span, "the hub has no such audience");
            return Some(error.help(listed).private());
        }
        let near = nearest(&audience.value, known.iter().copied());
        let help = near.map_or(listed, |near| format!("did you mean \"{near}\"?"));
        let message = format!("the hub has no audience \"{}\"", audience.value);
        Some(Diagnostic::error(Code::UnknownAudience, audience.span, message).help(help))
    }
}

/// Whether messages must keep silent about all of an entry: it says that nobody may see it, or says something we do not understand.
pub fn is_private(table: &Table) -> bool {
    table.get("visibility").is_some_and(|node| match &node.value {
        Value::Text(word) => !matches!(word.trim(), "public" | "unlisted"),
        _ => true,
    })
}

/// Reads the table `T` of an entry, with the private fields of its kind kept out of messages, and tells whether it is sound: where a
/// field that it must have could not be read, which has been said, something stands in for it.
pub fn read_entry<T: Fields>(
    table: &Table,
    private: fn(&str) -> bool,
    said: &mut Vec<Diagnostic>,
) -> (Option<T>, bool) {
    let mut reader = Reader::of(table).hiding(private);
    let value = T::read_table(table, &mut reader);
    said.append(&mut reader.diagnostics);
    (value, !reader.stood_in)
}
