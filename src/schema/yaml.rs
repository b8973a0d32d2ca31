//! YAML as we write it: blocks of names and lists, every text in double quotes, so that no value can be taken for something else.

use std::fmt::Write;

/// A value to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Yaml {
    /// Words, in quotes whatever they are.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// Several values.
    List(Vec<Yaml>),
    /// Named values in their order. Names are our own: letters, digits and `_`.
    Map(Vec<(&'static str, Yaml)>),
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Yaml {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

/// A document.
pub fn document(value: &Yaml) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

fn block(value: &Yaml, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Yaml::Map(entries) => {
            for (place, (name, value)) in entries.iter().enumerate() {
                // The first name of a map in a list stands behind the list's sign.
                if place > 0 || !text.ends_with("- ") {
                    text.push_str(&indent);
                }
                write!(text, "{name}:").expect("a string takes all");
                below(value, depth + 1, text);
            }
        }
        Yaml::List(items) => {
            for item in items {
                write!(text, "{indent}- ").expect("a string takes all");
                match simple(item) {
                    Some(words) => writeln!(text, "{words}").expect("a string takes all"),
                    None => block(item, depth + 1, text),
                }
            }
        }
        other => writeln!(text, "{indent}{}", simple(other).unwrap_or_default()).expect("a string takes all"),
    }
}

fn below(value: &Yaml, depth: usize, text: &mut String) {
    match simple(value) {
        Some(words) => writeln!(text, " {words}").expect("a string takes all"),
        None => {
            text.push('\n');
            block(value, depth, text);
        }
    }
}

/// A value that fits on a line.
fn simple(value: &Yaml) -> Option<String> {
    Some(match value {
        // YAML's double quotes escape as those of JSON do; line separators of Unicode are escaped besides.
        Yaml::Text(words) => {
            let quoted = serde_json::Value::from(words.as_str()).to_string();
            quoted.replace('\u{7f}', "\\x7f").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
        }
        Yaml::Bool(value) => value.to_string(),
        Yaml::Number(value) => value.to_string(),
        Yaml::List(items) if items.is_empty() => "[]".to_owned(),
        Yaml::Map(entries) if entries.is_empty() => "{}".to_owned(),
        Yaml::List(_) | Yaml::Map(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_indented_and_texts_quoted() {
        let value = Yaml::Map(vec![
            ("name", "yes: \"a\"\n# b".into()),
            ("list", Yaml::List(vec!["1".into(), Yaml::Map(vec![("a", true.into()), ("b", Yaml::List(Vec::new()))])])),
            ("deep", Yaml::Map(vec![("n", Yaml::Number(1.5))])),
        ]);
        let written = "name: \"yes: \\\"a\\\"\\n# b\"\nlist:\n  - \"1\"\n  - a: true\n    b: []\ndeep:\n  n: 1.5\n";
        assert_eq!(document(&value), written);
    }
}
