//! What the languages of the world do with names, days and numbers: the tables of CLDR, which are part of the program.
//!
//! Takes plain values and a language tag (BCP 47), gives words and orders. English and Chinese dates are not from here: those are written
//! as [`format`](crate::time::format) likes them. Knows nothing of what is sorted, dated or counted.

mod days;
mod order;
mod plural;

pub use days::Days;
pub use order::NameOrder;
pub use plural::{FORMS, forms, plural_form, usual_forms};

use icu_locale_core::Locale;

/// The locale of a tag; that of no language in particular if it is none.
fn parsed(language: &str) -> Locale {
    Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN)
}
