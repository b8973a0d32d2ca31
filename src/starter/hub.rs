//! The files of a new hub: content of every kind to replace, recipes for hosts, settings for editors.
//!
//! Takes what is known of the hub, gives paths and texts. The texts lie in `files/`, one folder for what is the same in every language
//! and one for each language there is; `build.rs` puts them into the program. A name that begins with `dot-` stands for one with a dot.

use crate::kinds::declared;
use crate::model::Kind;
use crate::schema::documentation::{Documentation, is_chinese};
use crate::schema::{Subject, forms, schema, translation};
use crate::time::Date;
use std::fmt::Write;

/// Every file under `files/`: its path and its bytes.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/starter.rs"));

/// The version of Folkmoot that the recipes install.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is known of the new hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHub {
    /// The name of the community.
    pub title: String,
    /// Its language, a BCP 47 tag.
    pub language: String,
    /// Where the site will live.
    pub base_url: String,
    /// The time zone, an IANA name.
    pub timezone: String,
    /// The page of the repository, if there is one.
    pub repository: Option<String>,
    /// The branch that is published.
    pub branch: String,
    /// The folder of the hub in the repository; empty for its root.
    pub folder: String,
    /// The day on which it is made.
    pub day: Date,
}

impl NewHub {
    /// Every file with its path from the hub's root, in the order of the paths.
    pub fn files(&self) -> Vec<(String, String)> {
        let content = if is_chinese(&self.language) { "zh-CN/" } else { "en/" };
        let mut files: Vec<(String, String)> = FILES
            .iter()
            .filter_map(|(name, text)| {
                let name = name.strip_prefix("common/").or_else(|| name.strip_prefix(content))?;
                Some((self.filled(&dotted(name)), self.filled(text)))
            })
            .collect();
        let documentation = Documentation::of(&self.language);
        files.extend(schemas(None, &documentation).into_iter().map(|(name, text)| (format!(".schemas/{name}"), text)));
        files.push((".taplo.toml".to_owned(), taplo(documentation.words.taplo)));
        let forms = forms::issue_forms(None, &documentation);
        files.extend(forms.into_iter().map(|(name, text)| (format!(".github/ISSUE_TEMPLATE/{name}"), text)));
        files.sort();
        files
    }

    /// A text with what is known of the hub in it: `%TITLE%`, `%DAY+14%`.
    fn filled(&self, text: &str) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007F");
        let mut all = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('%') {
            let Some((name, after)) = behind.split_once('%') else { break };
            let value = match name {
                "TITLE" => self.title.clone(),
                "TITLE_TOML" => quoted(&self.title),
                "BASE_URL_TOML" => quoted(&self.base_url),
                "LANGUAGE_TOML" => quoted(&self.language),
                "TIMEZONE_TOML" => quoted(&self.timezone),
                "REPOSITORY" => self.repository_table(quoted),
                "BRANCH" => self.branch.clone(),
                "VERSION" => VERSION.to_owned(),
                "DAY" => self.day.to_string(),
                _ => match name.strip_prefix("DAY+").and_then(|days| days.parse().ok()) {
                    Some(days) => self.day.plus_days(days).to_string(),
                    None => {
                        all.push_str(before);
                        all.push('%');
                        rest = behind;
                        continue;
                    }
                },
            };
            all.push_str(before);
            all.push_str(&value);
            rest = after;
        }
        all.push_str(rest);
        all
    }

    fn repository_table(&self, quoted: impl Fn(&str) -> String) -> String {
        let sign = if self.repository.is_some() { "" } else { "# " };
        let url = self.repository.as_deref().unwrap_or("https://github.com/OWNER/REPOSITORY");
        let mut lines =
            format!("{sign}[repository]\n{sign}url = {}\n{sign}branch = {}", quoted(url), quoted(&self.branch));
        if !self.folder.is_empty() {
            write!(lines, "\n{sign}folder = {}", quoted(&self.folder)).expect("a string takes all");
        }
        lines
    }
}

/// A path with the dots that the names under `files/` go without.
fn dotted(name: &str) -> String {
    let part = |part: &str| part.strip_prefix("dot-").map_or_else(|| part.to_owned(), |rest| format!(".{rest}"));
    name.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The schemas as files for editors: one each, and one for translations of what is written in TOML.
pub fn schemas(only: Option<Subject>, documentation: &Documentation) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for subject in Subject::all().filter(|subject| only.is_none_or(|only| only == *subject)) {
        files.push((format!("{}.json", subject.word()), format!("{:#}\n", schema(subject, documentation))));
        if let Subject::Kind(kind) = subject
            && declared::in_toml(kind)
        {
            files.push((
                format!("{}.translation.json", kind.word()),
                format!("{:#}\n", translation(kind, documentation)),
            ));
        }
    }
    files
}

/// The settings of Taplo, which editors use for TOML: which file has which schema.
fn taplo(about: &str) -> String {
    let mut text = format!(
        "# {about}\n\
         include = [\"hub.toml\", \"content/**/*.toml\"]\n\n[formatting]\nreorder_keys = false\ncolumn_width = 120\n",
    );
    let mut rule = |include: &str, exclude: &str, name: &str| {
        let exclude = if exclude.is_empty() { String::new() } else { format!("exclude = [\"{exclude}\"]\n") };
        let path = format!("./.schemas/{name}.json");
        write!(text, "\n[[rule]]\ninclude = [\"{include}\"]\n{exclude}[rule.schema]\npath = \"{path}\"\n")
            .expect("a string takes all");
    };
    rule("hub.toml", "", "hub");
    for kind in Kind::ALL.into_iter().filter(|kind| declared::in_toml(*kind)) {
        let (folder, word) = (kind.folder(), kind.word());
        // `NAME.LANG.toml` is a translation.
        let translations = format!("content/{folder}/**/*.*.toml");
        rule(&format!("content/{folder}/**/*.toml"), &translations, word);
        rule(&translations, "", &format!("{word}.translation"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hub(language: &str) -> NewHub {
        NewHub {
            title: "100 % \"Riverbank\"".into(),
            language: language.into(),
            base_url: "https://riverbank.example".into(),
            timezone: "Asia/Shanghai".into(),
            repository: None,
            branch: "main".into(),
            folder: String::new(),
            day: Date::new(2026, 11, 21).expect("is a day"),
        }
    }

    #[test]
    fn what_is_known_stands_in_every_file() {
        let files = hub("en").files();
        let text = |name: &str| files.iter().find(|(path, _)| path == name).map_or("", |(_, text)| text.as_str());
        assert!(text("hub.toml").contains("title = \"100 % \\\"Riverbank\\\"\"\n"), "{}", text("hub.toml"));
        assert!(text("hub.toml").contains("\n# [repository]\n"));
        assert!(text("content/posts/2026-11-21-welcome.md").contains("date = 2026-11-21\n"));
        assert!(text("content/events/first-meetup.toml").contains("start = 2026-12-05T19:00:00\n"));
        assert!(text(".github/workflows/check.yml").contains(&format!("FOLKMOOT: \"{VERSION}\"")));
        assert!(text(".gitignore").contains("/public/"));
        assert!(
            files.iter().all(|(path, text)| !path.contains('%') && !text.contains("%DAY") && !text.contains("_TOML%"))
        );
    }

    #[test]
    fn chinese_has_the_same_files_as_english() {
        let names = |language| -> Vec<String> {
            let files = hub(language).files().into_iter();
            files.map(|(path, _)| path).filter(|path| !path.starts_with("content/members/")).collect()
        };
        assert_eq!(names("en"), names("zh-CN"));
        assert_eq!(names("en"), names("de"));
    }
}
