//! TOML as text: one key a line, values quoted so that any text survives. Writes only; reads nothing.

use std::fmt::Write;

/// A TOML document that grows line by line.
#[derive(Default)]
pub struct Toml(pub String);

impl Toml {
    /// `key = "text"`.
    pub fn text(&mut self, key: &str, text: &str) {
        self.raw(key, &quote(text));
    }

    /// `key = """…"""`, for texts of several lines.
    pub fn long(&mut self, key: &str, text: &str) {
        let safe = text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
        self.raw(key, &format!("\"\"\"\n{safe}\n\"\"\""));
    }

    /// `key = ["a", "b"]`; an empty list is left out.
    pub fn list<S: AsRef<str>>(&mut self, key: &str, items: &[S]) {
        if !items.is_empty() {
            self.raw(key, &array(items));
        }
    }

    /// `key = value`, the value as it is.
    pub fn raw(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{key} = {value}");
    }

    /// A line as it is, such as a table's head.
    pub fn line(&mut self, line: &str) {
        let _ = writeln!(self.0, "{line}");
    }
}

/// `["a", "b"]`.
pub fn array<S: AsRef<str>>(items: &[S]) -> String {
    format!("[{}]", items.iter().map(|i| quote(i.as_ref())).collect::<Vec<_>>().join(", "))
}

/// A basic string.
pub fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
