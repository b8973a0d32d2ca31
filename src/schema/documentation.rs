//! What fields are for, in the language of those who fill them in: for the comments of `new`, forms, editors and schemas.
//!
//! English stands in the declarations themselves, Chinese beside this file, by declaration and field. Whoever writes a hub in any other
//! language gets English. What a terminal says is English always, and does not come from here.

use crate::model::Kind;
use crate::read::fields::Field;
use crate::read::node::Value;
use crate::read::shape::table_name;
use crate::text::SourceId;
use std::collections::BTreeMap;

/// The Chinese documentation.
const CHINESE: &str = include_str!("documentation.zh.toml");

/// The documentation of all fields in one language.
#[derive(Debug)]
pub struct Documentation {
    /// Label, where there is one, and documentation by `table.field`; none of it in English.
    said: BTreeMap<String, (Option<String>, String)>,
    /// Words that are no field's own.
    pub words: &'static Words,
}

/// Words that are no field's own. `{}` is to be replaced, by what the field's documentation here says.
#[derive(Debug)]
pub struct Words {
    /// Before values there are to choose from, which replace `{}`.
    pub one_of: &'static str,
    /// Between such values.
    pub comma: &'static str,
    /// Behind the documentation of a field with several values, in a form.
    pub several: &'static str,
    /// The name of the form for an event, and what it says of itself.
    pub event_form: (&'static str, &'static str),
    /// The same of a resource.
    pub resource_form: (&'static str, &'static str),
    /// The same of a member.
    pub member_form: (&'static str, &'static str),
    /// What stands above the questions of a form.
    pub form: &'static str,
    /// The label of the text below the fields.
    pub body: &'static str,
    /// The first line of the configuration of an editor.
    pub written_by: &'static str,
    /// What the schema of `hub.toml` describes.
    pub about_hub: &'static str,
    /// What the schema of a kind in TOML describes: its noun, its folder.
    pub about_fields: &'static str,
    /// What the schema of a kind in Markdown describes: its noun, its folder.
    pub about_front_matter: &'static str,
    /// What the schema of a translation is called: the word of its kind.
    pub translation: &'static str,
    /// What the schema of a translation describes: the noun of its kind.
    pub about_translation: &'static str,
    /// What a list of entries in one file is.
    pub several_in_one: &'static str,
    /// What a time zone is.
    pub zone: &'static str,
    /// The first line of the settings of Taplo.
    pub taplo: &'static str,
}

const WORDS: Words = Words {
    one_of: "One of {}.",
    comma: ", ",
    several: " Several are separated by commas.",
    event_form: ("Propose an event", "No git needed: fill in what you know"),
    resource_form: ("Add a resource", "Something others can use, or something you look for"),
    member_form: ("Add yourself", "A profile among the members"),
    form: "Everything you write here is public. Somebody looks at it and puts it on the site with `folkmoot new --from-issue`.",
    body: "Text",
    written_by: "Written by `folkmoot schema --format cms`, from the fields that Folkmoot reads.",
    about_hub: "hub.toml: what is true of a whole site made with Folkmoot.",
    about_fields: "The fields of {} made with Folkmoot, in content/{}/.",
    about_front_matter: "The front matter of {} made with Folkmoot, in content/{}/.",
    translation: "{} in another language",
    about_translation: "The translation of {}: only the fields that differ from the original.",
    several_in_one: "Several in one file, and nothing beside them.",
    zone: "A name of the IANA list.",
    taplo: "For Taplo, which checks TOML in editors. Write the schemas anew with `folkmoot schema --out .schemas`.",
};

const CHINESE_WORDS: Words = Words {
    one_of: "可选值：{}。",
    comma: "、",
    several: "多个值用逗号隔开。",
    event_form: ("提议一场活动", "不需要懂 git，填上你知道的就行"),
    resource_form: ("添加资源", "别人用得上的东西，或者你在找的东西"),
    member_form: ("添加自己", "在成员里有一个自己的页面"),
    form: "写在这里的一切都是公开的。有人看过之后，会用 `folkmoot new --from-issue` 把它放到网站上。",
    body: "正文",
    written_by: "由 `folkmoot schema --format cms` 根据 Folkmoot 读取的字段生成。",
    about_hub: "hub.toml：整个 Folkmoot 网站的设置。",
    about_fields: "Folkmoot 网站中{}的字段，文件放在 content/{}/。",
    about_front_matter: "Folkmoot 网站中{}的文件头，文件放在 content/{}/。",
    translation: "{} 的译文",
    about_translation: "{}的译文：只写与原文不同的字段。",
    several_in_one: "一个文件里写多项，此外不写别的字段。",
    zone: "IANA 列表里的时区名称。",
    taplo: "供 Taplo 使用，它在编辑器里检查 TOML。重新生成这些模式文件：`folkmoot schema --out .schemas`。",
};

impl Documentation {
    /// That of a language, a BCP 47 tag.
    pub fn of(language: &str) -> Self {
        if !is_chinese(language) {
            return Self { said: BTreeMap::new(), words: &WORDS };
        }
        let mut slips = Vec::new();
        let tables = crate::read::toml::parse(SourceId(0), CHINESE, 0, &mut slips);
        debug_assert!(slips.is_empty(), "{slips:?}");
        let mut said = BTreeMap::new();
        for (table, fields) in &tables.entries {
            let Value::Table(fields) = &fields.value else { continue };
            for (field, words) in &fields.entries {
                let text = |value: &Value| if let Value::Text(text) = value { text.clone() } else { String::new() };
                let words = match &words.value {
                    Value::List(words) => match &words[..] {
                        [label, words] => (Some(text(&label.value)), text(&words.value)),
                        _ => continue,
                    },
                    words => (None, text(words)),
                };
                said.insert(format!("{}.{}", table.name, field.name), words);
            }
        }
        Self { said, words: &CHINESE_WORDS }
    }

    /// What a field is for.
    pub fn field<'a>(&'a self, field: &Field) -> &'a str {
        self.said.get(&key(field)).map_or(field.doc, |(_, words)| words)
    }

    /// The same on one line.
    pub fn line(&self, field: &Field) -> String {
        self.field(field).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a field is called in forms, if that is not its name.
    pub fn label(&self, field: &Field) -> Option<&str> {
        self.said.get(&key(field))?.0.as_deref()
    }

    /// What a field says with one of the words it may be.
    pub fn choice<'a>(&'a self, field: &Field, word: &str, meaning: &'a str) -> &'a str {
        self.said.get(&format!("{}.{word}", key(field))).map_or(meaning, |(_, words)| words)
    }

    /// What an entry of a kind is called, if that is not its word.
    pub fn kind(&self, kind: Kind) -> Option<&str> {
        self.said.get(&format!("kinds.{}", kind.word())).map(|(_, words)| words.as_str())
    }

    /// What an entry of a kind is called inside a sentence.
    pub fn noun(&self, kind: Kind) -> &str {
        self.kind(kind).unwrap_or(kind.noun())
    }
}

/// Whether a language is written in Chinese, in whatever script and country.
pub fn is_chinese(language: &str) -> bool {
    language.split(['-', '_']).next().is_some_and(|first| first.eq_ignore_ascii_case("zh"))
}

fn key(field: &Field) -> String {
    format!("{}.{}", table_name(field.of), field.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::shared::Common;
    use crate::read::fields::Fields;
    use crate::read::shape::Shape;
    use crate::schema::Subject;
    use std::collections::BTreeSet;

    /// The keys of fields, of what they hold, and of the words they may be.
    fn keys(fields: &[Field], all: &mut BTreeSet<String>) {
        for field in fields {
            if !all.insert(key(field)) {
                continue;
            }
            let shape = (field.shape)();
            if let Shape::Choice(words) = shape {
                all.extend(words.iter().map(|(word, _)| format!("{}.{word}", key(field))));
            }
            below(&shape, all);
        }
    }

    fn below(shape: &Shape, all: &mut BTreeSet<String>) {
        match shape {
            Shape::List(inner) | Shape::Map(inner) => below(inner, all),
            Shape::OneOf(shapes) => shapes.iter().for_each(|shape| below(shape, all)),
            Shape::Table { fields, .. } => keys(&fields(), all),
            _ => {}
        }
    }

    fn has_han(text: &str) -> bool {
        text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    }

    #[test]
    fn every_field_has_its_chinese_twin_and_no_twin_is_left_over() {
        let mut declared: BTreeSet<String> =
            Kind::ALL.into_iter().map(|kind| format!("kinds.{}", kind.word())).collect();
        for subject in Subject::all() {
            keys(&subject.fields(), &mut declared);
        }
        let chinese = Documentation::of("zh-CN");
        let twins: BTreeSet<String> = chinese.said.keys().cloned().collect();
        let missing: Vec<_> = declared.difference(&twins).collect();
        let left_over: Vec<_> = twins.difference(&declared).collect();
        assert!(missing.is_empty() && left_over.is_empty(), "missing {missing:?}, left over {left_over:?}");
        for (key, (label, words)) in &chinese.said {
            assert!(has_han(words), "{key}: {words}");
            assert!(key.starts_with("kinds.") || words.ends_with('。'), "{key}: {words}");
            assert!(label.as_ref().is_none_or(|label| has_han(label)), "{key}: {label:?}");
        }
        for kind in Kind::ALL {
            let mut labels = BTreeSet::new();
            for field in Subject::Kind(kind).fields() {
                let label = chinese.label(&field).unwrap_or_else(|| panic!("{} of {kind:?} has no label", field.name));
                assert!(labels.insert(label.to_owned()), "{label} is twice in {kind:?}");
            }
        }
    }

    /// Names of fields and values are the same in every language.
    #[test]
    fn what_is_quoted_in_english_is_quoted_in_chinese() {
        fn quoted(text: &str) -> BTreeSet<&str> {
            text.split('`').skip(1).step_by(2).collect()
        }
        let chinese = Documentation::of("zh");
        for subject in Subject::all() {
            for field in subject.fields().into_iter().chain(Common::declared()) {
                let (english, chinese) = (quoted(field.doc), quoted(chinese.field(&field)));
                assert!(english.is_subset(&chinese), "{}: {english:?} {chinese:?}", key(&field));
            }
        }
    }

    #[test]
    fn chinese_is_for_chinese_hubs() {
        let title = Kind::ALL.map(|kind| Subject::Kind(kind).fields().remove(0))[0];
        for (language, chinese) in
            [("zh", true), ("zh-CN", true), ("zh-Hans", true), ("ZH-tw", true), ("en", false), ("zha", false)]
        {
            let said = Documentation::of(language);
            assert_eq!(has_han(said.field(&title)), chinese, "{language}");
            assert_eq!(said.label(&title).is_some(), chinese, "{language}");
        }
    }
}
