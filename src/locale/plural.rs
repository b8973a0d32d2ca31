//! Which form of a plural a number of things takes.

use super::parsed;
use icu_plurals::{PluralCategory, PluralRules};
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    /// The rules of the languages that were asked for: making them costs more than asking them.
    static RULES: RefCell<HashMap<String, Option<PluralRules>>> = RefCell::default();
}

/// The name of the form that `n` things take in a language (BCP 47): `one`, `few` and so on, by CLDR's rules for cardinals.
pub fn plural_form(language: &str, n: u64) -> &'static str {
    RULES.with_borrow_mut(|rules| {
        if !rules.contains_key(language) {
            rules.insert(language.to_owned(), PluralRules::try_new_cardinal((&parsed(language)).into()).ok());
        }
        match rules[language].as_ref().map_or(PluralCategory::Other, |rules| rules.category_for(n)) {
            PluralCategory::Zero => "zero",
            PluralCategory::One => "one",
            PluralCategory::Two => "two",
            PluralCategory::Few => "few",
            PluralCategory::Many => "many",
            PluralCategory::Other => "other",
        }
    })
}

#[cfg(test)]
mod tests {
    use super::plural_form;

    #[test]
    fn plural_forms_follow_the_language() {
        for (language, n, form) in [
            ("en", 1, "one"),
            ("en-GB", 0, "other"),
            ("zh-CN", 1, "other"),
            ("fr", 0, "one"),
            ("ru", 21, "one"),
            ("ru", 11, "many"),
            ("pl", 22, "few"),
            ("pl", 21, "many"),
            ("ar", 103, "few"),
            ("ro", 119, "few"),
            ("hr", 5, "other"),
            ("ja", 1, "other"),
            ("cy", 6, "many"),
            ("not a language", 1, "other"),
        ] {
            assert_eq!(plural_form(language, n), form, "{language} {n}");
        }
    }
}
