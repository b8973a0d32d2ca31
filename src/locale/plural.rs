//! Which form of a plural a number of things takes.

use super::parsed;
use icu_plurals::{PluralCategory, PluralRules};
use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    /// The rules of the languages that were asked for: making them costs more than asking them.
    static RULES: RefCell<HashMap<String, Option<PluralRules>>> = RefCell::default();
}

/// The names of all forms that languages have.
pub const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The name of the form that `n` things take in a language (BCP 47): `one`, `few` and so on, by CLDR's rules for cardinals.
pub fn plural_form(language: &str, n: u64) -> &'static str {
    with_rules(language, |rules| name(rules.map_or(PluralCategory::Other, |rules| rules.category_for(n))))
}

/// The forms that a language has, in the order of [`FORMS`].
pub fn forms(language: &str) -> Vec<&'static str> {
    let known: Vec<&str> =
        with_rules(language, |rules| rules.iter().flat_map(|rules| rules.categories()).map(name).collect());
    FORMS.into_iter().filter(|form| *form == "other" || known.contains(form)).collect()
}

/// The forms that a language needs for the numbers up to 200; some have another one for millions.
pub fn usual_forms(language: &str) -> Vec<&'static str> {
    let used: Vec<&str> = (0..=200).map(|n| plural_form(language, n)).collect();
    FORMS.into_iter().filter(|form| used.contains(form)).collect()
}

/// Asks the rules of a language; there are none for a tag that is no language.
fn with_rules<T>(language: &str, ask: impl FnOnce(Option<&PluralRules>) -> T) -> T {
    RULES.with_borrow_mut(|rules| {
        if !rules.contains_key(language) {
            rules.insert(language.to_owned(), PluralRules::try_new_cardinal((&parsed(language)).into()).ok());
        }
        ask(rules[language].as_ref())
    })
}

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::{forms, plural_form, usual_forms};

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

    #[test]
    fn a_language_has_its_forms_and_no_others() {
        assert_eq!(forms("ja"), ["other"]);
        assert_eq!(forms("pl"), ["one", "few", "many", "other"]);
        assert_eq!((forms("fr").len(), usual_forms("fr")), (3, vec!["one", "other"]));
        assert_eq!(usual_forms("pl"), ["one", "few", "many"]);
        assert_eq!(forms("not a language"), ["other"]);
    }
}
