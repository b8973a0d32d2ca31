//! The field reader: walks a table field by field and reports every mistake in it, each with its place.
//!
//! A field is declared once, with [`fields!`](crate::fields): its name, type, whether it must be there, its sentence of documentation
//! and an example. The reader, the reference in the manual, the JSON Schema and the templates of `new` come from that declaration.

use super::inside::{inside, status};
use super::meant::meant;
use super::node::{Format, Key, Node, Table, Value};
use super::shape::Shape;
use super::written::written;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::text::Span;
use crate::time::{Stamp, from_start};
use std::borrow::Cow;

/// What is known of one field before any file is read.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in the file.
    pub name: &'static str,
    /// What a table with it is called, with its article: "a post".
    pub of: &'static str,
    /// Whether an entry without it is refused.
    pub required: bool,
    /// A sentence or two for the reference.
    pub doc: &'static str,
    /// A value as it is written in TOML.
    pub example: &'static str,
    /// What the value must look like.
    pub shape: fn() -> Shape,
}

/// A type that can be read from a field.
pub trait FieldValue: Sized {
    /// What the value must look like.
    fn shape() -> Shape;

    /// Reads the value. `None` when it is wrong, which has then been said.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self>;

    /// What may stand in for a value that must be there and could not be read, so that the rest of its file is looked at. Nothing of it
    /// is ever shown: that the value is wrong stops the build. `at` is where the table begins.
    fn stand_in(_at: Span) -> Option<Self> {
        None
    }
}

/// A group of declared fields: the fields of a kind, or of a table inside one.
pub trait Fields: Sized {
    /// What such a table is called, with its article: "a post".
    const NOUN: &'static str;

    /// Every field, in the order of the reference.
    fn declared() -> Vec<Field>;

    /// Reads the fields. `None` when one that is required is missing or wrong.
    fn read_fields(table: &Table, reader: &mut Reader) -> Option<Self>;

    /// Reads the table, and refuses what is not declared.
    fn read_table(table: &Table, reader: &mut Reader) -> Option<Self> {
        let declared = Self::declared();
        let meant = reader.refuse_unknown(table, Self::NOUN, &declared);
        reader.around.push(Around { declared, meant, start: start_of(table) });
        let value = Self::read_fields(table, reader);
        reader.around.pop();
        value
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T: FieldValue> FieldValue for Spanned<T> {
    fn shape() -> Shape {
        T::shape()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(|value| Self { value, span: node.span })
    }

    fn stand_in(at: Span) -> Option<Self> {
        T::stand_in(at).map(|value| Self { value, span: at })
    }
}

/// Collects what is wrong while a table is read.
#[derive(Debug)]
pub struct Reader {
    /// Everything said so far.
    pub diagnostics: Vec<Diagnostic>,
    format: Format,
    /// Whether something stands in for a field that must be there.
    pub stood_in: bool,
    /// Whether something in the file could not be read: then nothing is missed.
    damaged: bool,
    /// The names of the fields around the value being read, outermost first.
    path: Vec<Cow<'static, str>>,
    /// Top-level fields whose values no message may show.
    private: fn(&str) -> bool,
    /// The tables around the value being read, outermost first.
    around: Vec<Around>,
    /// How many fields are around the list whose values are being read, if it is one of several values that is read.
    item_of: Option<usize>,
}

/// A table that is being read.
#[derive(Debug)]
struct Around {
    declared: Vec<Field>,
    /// Fields that an unknown name was taken for: that they are missing need not be said as well.
    meant: Vec<&'static str>,
    /// The day or time from which a time of day counts in it, as written.
    start: Option<String>,
}

/// How a table in TOML stands in its file.
enum Standing {
    /// A field a line, the whole file or below a name in brackets.
    Lines,
    /// `repeat = { on = "monday" }`
    Braces,
    /// `repeat = {}`
    EmptyBraces,
    /// `repeat.on = "monday"`
    Dots,
}

impl Reader {
    /// A reader for values of this format.
    pub fn new(format: Format) -> Self {
        Self {
            diagnostics: Vec::new(),
            format,
            stood_in: false,
            damaged: false,
            path: Vec::new(),
            private: |_| false,
            around: Vec::new(),
            item_of: None,
        }
    }

    /// A reader for this table.
    pub fn of(table: &Table) -> Self {
        Self { damaged: table.damaged, ..Self::new(table.format) }
    }

    /// Keeps the values of these top-level fields out of every message.
    #[must_use]
    pub fn hiding(mut self, private: fn(&str) -> bool) -> Self {
        self.private = private;
        self
    }

    /// How the table was written.
    pub fn format(&self) -> Format {
        self.format
    }

    /// Adds a mistake, marked as private where the field is.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let hidden = self.hides();
        self.diagnostics.push(if hidden { diagnostic.private() } else { diagnostic });
    }

    /// Whether the value being read may not be shown in messages.
    pub fn hides(&self) -> bool {
        self.path.first().is_some_and(|field| (self.private)(field))
    }

    /// The innermost field, for messages.
    pub fn field(&self) -> &str {
        self.path.last().map_or("the value", AsRef::as_ref)
    }

    /// The fields around the value being read and its own, with dots between them, as the name of a TOML table has them.
    pub fn path(&self) -> String {
        self.path.join(".")
    }

    /// Whether the value being read must be there.
    pub fn needs_it(&self) -> bool {
        let field = |around: &Around| around.declared.iter().any(|field| field.required && field.name == self.field());
        self.around.last().is_some_and(field)
    }

    /// The present field with a value, as its file would have it; of one of several values in a list, that value. `value` is TOML.
    pub fn line(&self, value: &str) -> String {
        match self.item_of == Some(self.path.len()) && self.format != Format::Csv {
            true => value.to_owned(),
            false => line(self.format, self.field(), value),
        }
    }

    /// Reads one of several values in the list of the present field.
    pub fn item<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.item_of.replace(self.path.len());
        let value = read(self);
        self.item_of = before;
        value
    }

    /// What a time of day alone (`21:00`, `9pm`) stands for in the present field, where its table says the day: the `end` of an event that
    /// starts at a time, the `start` of a changed occurrence. Without a time of day, one that might do.
    pub fn time_of_day(&self, clock: Option<&str>) -> Option<String> {
        let (last, outer) = self.around.split_last()?;
        timed(self.field(), clock, last.start.as_deref()?, outer).filter(|_| !self.hides())
    }

    /// A day that might stand in the present field: that of the start, where it is the end of an event.
    pub fn some_day(&self) -> String {
        let start = self.around.last().and_then(|around| around.start.as_deref());
        let day = start.filter(|_| self.field() == "end" && !self.hides()).and_then(|start| start.get(..10));
        day.unwrap_or("2026-11-21").to_owned()
    }

    /// Says that a value is of another type than wanted.
    pub fn wrong_type(&mut self, node: &Node, wants: &str, help: Option<String>) {
        let found = match &node.value {
            Value::Broken => return,
            _ if self.hides() => node.value.noun().replace("the ", "a "),
            Value::Text(text) => format!("the text \"{}\"", shortened(text)),
            Value::Integer(number) => format!("the number {number}"),
            Value::Float(number) => format!("the number {number}"),
            Value::Bool(value) => format!("`{value}`"),
            Value::Stamp(stamp) => format!("the date {stamp}"),
            other => other.noun().to_owned(),
        };
        let message = format!("`{}` wants {wants}, found {found}", self.field());
        self.report(Diagnostic::error(Code::WrongType, node.span, message).maybe_help(help));
    }

    /// Says that a value is no table, and how one is written.
    pub fn no_table(&mut self, node: &Node, shape: &Shape, declared: &[Field]) {
        let example = declared.first().map(|field| self.line(&format!("{{ {} = {} }}", field.name, field.example)));
        self.wrong_type(node, &shape.wants(), example.map(|example| format!("write `{example}`")));
    }

    /// Reports each name of `table` that is not declared, with what was probably meant; gives the fields that were.
    pub fn refuse_unknown(&mut self, table: &Table, noun: &str, declared: &[Field]) -> Vec<&'static str> {
        let mut all = Vec::new();
        let is_declared = |key: &Key| declared.iter().any(|field| field.name == key.name);
        if table.entries.iter().all(|(key, _)| is_declared(key)) {
            return all;
        }
        // A translation has the fields of its original besides.
        let is_given = |name: &str| table.entry(name).is_some_and(|(key, _)| key.span.source == table.span.source);
        let (given, open): (Vec<Field>, Vec<Field>) = declared.iter().copied().partition(|field| is_given(field.name));
        for (key, node) in &table.entries {
            if is_declared(key) {
                continue;
            }
            let hidden = self.hidden(key, node, declared).or_else(|| self.whole_day(key, node, table)).or_else(|| {
                let (name, _) = meant(&key.name, &given).filter(|(_, is_sure)| *is_sure)?;
                Some(format!("`{name}` is given already: take this one out"))
            });
            let hidden = hidden
                .or_else(|| status(key, node, table, declared))
                .or_else(|| inside(key, table, declared, !(self.private)("")));
            let meant = meant(&key.name, &open).filter(|_| hidden.is_none());
            let is_foreign = !key.name.is_ascii() && !(self.private)("") && self.format != Format::Csv;
            let asked = |(name, _)| match self.meant_time(name, node, table, declared) {
                told if is_foreign => {
                    let told = told.unwrap_or_else(|| line(self.format, name, &written(self.format, node)));
                    format!("write `{told}`")
                }
                Some(line) => format!("did you mean `{name}`? it is written `{line}`"),
                None => format!("did you mean `{name}`?"),
            };
            let help = hidden
                .or_else(|| meant.filter(|(_, is_sure)| *is_sure).map(asked))
                .or_else(|| self.outside(key.span, table.span, &key.name))
                .or_else(|| meant.map(asked))
                .or_else(|| {
                    let near = nearest(&key.name, given.iter().map(|field| field.name))?;
                    Some(format!("did you mean `{near}`? it is given already: keep one of the two"))
                })
                .unwrap_or_else(|| self.own_field(&key.name, declared));
            all.extend(meant.map(|(name, _)| name));
            let message = format!("{noun} has no field `{}`", key.name);
            let error = Diagnostic::error(Code::UnknownField, key.span, message).help(help);
            // The line holds the value as well, and what was meant may be private. No field has the empty name.
            let private = (self.private)("");
            self.report(if private { error.private() } else { error });
        }
        all
    }

    /// How a day or time is written in the field that was meant, where the value would not do there either.
    fn meant_time(&self, name: &str, node: &Node, table: &Table, declared: &[Field]) -> Option<String> {
        let is_time = |field: &Field| field.name == name && matches!((field.shape)(), Shape::Time);
        if self.format != Format::Toml || (self.private)("") || !declared.iter().any(is_time) {
            return None;
        }
        let value = match &node.value {
            Value::Text(text) if Stamp::parse(text).is_ok() => text.trim().to_owned(),
            Value::Text(text) | Value::Stamp(text) if Stamp::parse(text).is_err() => {
                timed(name, Some(text), &start_of(table)?, &self.around)?
            }
            _ => return None,
        };
        Some(line(self.format, name, &value))
    }

    /// What to write for `published: false`, with which other programs keep a text from the site: no day is meant.
    fn hidden(&self, key: &Key, node: &Node, declared: &[Field]) -> Option<String> {
        let Value::Bool(shown) = node.value else { return None };
        let is_meant = key.name.eq_ignore_ascii_case("published") && declared.iter().any(|field| field.name == "draft");
        let sign = if self.format == Format::Yaml { ":" } else { " =" };
        is_meant.then(|| match shown {
            true => "take this line out: what is no draft is published".to_owned(),
            false => format!("write `draft{sign} true`: then it stays out of the site"),
        })
    }

    /// What to write for `all_day: true`, with which other programs take the time out of a start.
    fn whole_day(&self, key: &Key, node: &Node, table: &Table) -> Option<String> {
        let bare = key.name.to_lowercase().replace(['-', '_'], "");
        let is_meant = matches!(bare.as_str(), "allday" | "wholeday" | "fullday");
        let Value::Bool(is_whole) = node.value else { return None };
        let start = start_of(table).filter(|_| is_meant)?;
        let day = start.get(..10).filter(|day| is_whole && matches!(Stamp::parse(day), Ok(Stamp::Day(_))))?;
        Some(format!("write `{}` without a time, and leave this out", line(self.format, "start", day)))
    }

    /// Says which fields of the table around stand among a community's own: there they would do nothing, and hide nothing.
    pub(super) fn refuse_misplaced(&mut self, own: &Table) {
        if self.format == Format::Csv {
            return;
        }
        let extra = if self.format == Format::Toml { "`[extra]`" } else { "`extra:`" };
        for (key, _) in &own.entries {
            let declared = self.around.last().is_some_and(|it| it.declared.iter().any(|field| field.name == key.name));
            let Some(help) = self.outside(key.span, own.span, &key.name).filter(|_| declared) else { continue };
            let message = format!("`{}` stands under {extra}, where it does nothing", key.name);
            let error = Diagnostic::error(Code::UnknownField, key.span, message).help(help);
            self.report(if (self.private)("") { error.private() } else { error });
        }
    }

    /// Where a name belongs that a table further out has.
    pub(super) fn outside(&self, key: Span, table: Span, name: &str) -> Option<String> {
        self.around.iter().find(|around| around.declared.iter().any(|field| field.name == name))?;
        let inline = table.start <= key.start && key.end <= table.end;
        Some(if inline && self.format == Format::Toml {
            format!("`{name}` belongs outside of the braces")
        } else if self.format == Format::Toml {
            format!("`{name}` belongs above the first `[table]` of the file")
        } else {
            format!("`{name}` belongs to the fields further out: indent it less")
        })
    }

    fn own_field(&self, name: &str, declared: &[Field]) -> String {
        if !declared.iter().any(|field| field.name == "extra") {
            let names: Vec<_> = declared.iter().map(|field| format!("`{}`", field.name)).collect();
            return format!("there are {}", names.join(", "));
        }
        match self.format {
            Format::Toml => "a field of your own goes under `[extra]`, at the end of the file".to_owned(),
            Format::Yaml => "a field of your own goes under `extra:`".to_owned(),
            Format::Csv => format!("a column of your own is called `extra.{name}`"),
        }
    }

    /// Reads a value as that of a field with this name.
    pub fn within<T>(&mut self, name: impl Into<Cow<'static, str>>, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(name.into());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Reads a field that may be left out.
    pub fn may<T: FieldValue>(&mut self, table: &Table, name: &'static str) -> Option<T> {
        let node = table.get(name)?;
        if matches!(node.value, Value::Null | Value::Broken) {
            return None;
        }
        let format = std::mem::replace(&mut self.format, table.format_of(node));
        let value = self.within(name, |reader| T::read(node, reader));
        self.format = format;
        value
    }

    /// Reads a field that must be there.
    pub fn need<T: FieldValue>(&mut self, table: &Table, name: &'static str, noun: &str, example: &str) -> Option<T> {
        if table.get(name).is_none_or(|node| matches!(node.value, Value::Null)) {
            let said = self.around.last().is_some_and(|around| around.meant.contains(&name));
            // What a translation lacks, its original lacks, and that has been said there.
            if self.damaged || said || table.original.is_some() {
                return None;
            }
            let first_line = Span { end: table.span.start, ..table.span };
            let at = table.get(name).map_or(first_line, |node| node.span);
            let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            let message = format!("{noun} needs {article} `{name}`");
            let help = match self.format {
                Format::Csv => {
                    format!("fill in the column `{name}`, for instance with `{}`", example.trim_matches('"'))
                }
                Format::Toml => match self.standing(table) {
                    Standing::Lines => format!("add a line such as `{name} = {example}`"),
                    Standing::Braces => format!("put `{name} = {example}, ` behind the `{{`, for instance"),
                    Standing::EmptyBraces => {
                        format!("write `{}`, for instance", self.line(&format!("{{ {name} = {example} }}")))
                    }
                    Standing::Dots => format!("add a line such as `{}.{name} = {example}`", self.field()),
                },
                format => format!("add a line such as `{}`", line(format, name, example)),
            };
            self.report(Diagnostic::error(Code::MissingField, at, message).help(help));
            return None;
        }
        self.may(table, name)
    }

    /// How a table in TOML stands in its file. In braces it has its names in it; else its place is that of its own name.
    fn standing(&self, table: &Table) -> Standing {
        let own = table.entries.iter().filter(|(key, _)| key.span.source == table.span.source);
        let mut own = own.map(|(key, _)| key.span);
        let (length, name) =
            ((table.span.end - table.span.start) as usize, self.path.last().map_or(0, |name| name.len()));
        if self.path.is_empty() {
            Standing::Lines
        } else if own.any(|key| table.span.start <= key.start && key.end <= table.span.end) {
            Standing::Braces
        } else if table.entries.is_empty() && length < name {
            Standing::EmptyBraces
        } else if length == name && !table.entries.is_empty() {
            Standing::Dots
        } else {
            Standing::Lines
        }
    }

    /// What stands in for a field of the outermost table that must be there and could not be read, if anything can. Tables further in
    /// are left out instead.
    pub fn stand_in<T: FieldValue>(&mut self, table: &Table) -> Option<T> {
        if !self.path.is_empty() {
            return None;
        }
        self.stood_in = true;
        T::stand_in(Span { end: table.span.start, ..table.span })
    }
}

/// The day or time from which a time of day counts in a table, as written: where it starts, or would have started.
fn start_of(table: &Table) -> Option<String> {
    ["start", "at"].iter().find_map(|name| match &table.get(name)?.value {
        Value::Stamp(text) | Value::Text(text) if Stamp::parse(text).is_ok() => Some(text.trim().to_owned()),
        _ => None,
    })
}

/// What a time of day stands for in a field of a table with this start: `2026-12-08T21:00:00`. A day alone takes the time of the tables
/// further out, as an occurrence takes that of its series.
fn timed(field: &str, clock: Option<&str>, start: &str, outer: &[Around]) -> Option<String> {
    let begin = match Stamp::parse(start).ok()? {
        Stamp::Day(_) => {
            let around = outer.iter().rev().filter_map(|around| around.start.as_deref()?.get(10..));
            format!("{start}{}", around.into_iter().find(|time| !time.is_empty())?)
        }
        _ => start.to_owned(),
    };
    match field {
        "end" => from_start(&begin, clock, true),
        "start" => from_start(&begin, Some(clock?), false),
        _ => None,
    }
}

/// A field with its value as a format has it. `value` is TOML.
fn line(format: Format, name: &str, value: &str) -> String {
    match format {
        Format::Toml => format!("{name} = {value}"),
        Format::Yaml => format!("{name}: {value}"),
        Format::Csv => value.trim_matches('"').to_owned(),
    }
}

/// A text cut to a length that fits into a message.
pub fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let cut: String = line.chars().take(40).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}
