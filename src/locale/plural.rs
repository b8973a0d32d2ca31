//! The forms of words that go with a number: CLDR's plural rules.
//!
//! Takes a language (BCP 47) and a number, gives the name of a form. A language that nobody knows has the form `other` alone.

use super::parsed;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesOptions};

/// The names of all forms that languages have.
pub const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The form that goes with a number of things.
pub fn form(language: &str, n: u64) -> &'static str {
    rules(language).map_or("other", |rules| name(rules.category_for(n)))
}

/// The forms that a language has, in the order of [`FORMS`].
pub fn forms(language: &str) -> Vec<&'static str> {
    let rules = rules(language);
    let known: Vec<_> = rules.iter().flat_map(|rules| rules.categories().map(name).collect::<Vec<_>>()).collect();
    FORMS.into_iter().filter(|form| *form == "other" || known.contains(form)).collect()
}

/// The forms that a language needs for the numbers up to 200; some have another one for millions.
pub fn usual_forms(language: &str) -> Vec<&'static str> {
    let Some(rules) = rules(language) else { return vec!["other"] };
    let used: Vec<_> = (0..=200_u64).map(|n| name(rules.category_for(n))).collect();
    FORMS.into_iter().filter(|form| used.contains(form)).collect()
}

fn rules(language: &str) -> Option<PluralRules> {
    PluralRules::try_new((&parsed(language)).into(), PluralRulesOptions::default()).ok()
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
    use super::*;

    #[test]
    fn forms_follow_the_language() {
        for (language, n, expected) in [
            ("en", 1, "one"),
            ("en-GB", 0, "other"),
            ("zh-CN", 1, "other"),
            ("zh-Hant-TW", 1, "other"),
            ("ja", 1, "other"),
            ("ko", 1, "other"),
            ("fr", 0, "one"),
            ("ru", 21, "one"),
            ("ru", 22, "few"),
            ("ru", 11, "many"),
            ("pl", 1, "one"),
            ("pl", 22, "few"),
            ("pl", 21, "many"),
            ("ar", 0, "zero"),
            ("ar", 2, "two"),
            ("ar", 103, "few"),
            ("ar", 11, "many"),
            ("cy", 3, "few"),
            ("ro", 119, "few"),
            ("hr", 5, "other"),
            ("lt", 10, "other"),
            ("xx", 1, "other"),
            ("not a tag", 1, "other"),
        ] {
            assert_eq!(form(language, n), expected, "{language} {n}");
        }
        assert_eq!(forms("ja"), ["other"]);
        assert_eq!(forms("pl"), ["one", "few", "many", "other"]);
        assert_eq!(forms("fr"), ["one", "many", "other"]);
        assert_eq!(usual_forms("fr"), ["one", "other"]);
        assert_eq!(usual_forms("pl"), ["one", "few", "many"]);
    }
}
