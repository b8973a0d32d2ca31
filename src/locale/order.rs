//! The order of names: each language's own, by the Unicode collation algorithm with the tailoring of CLDR.
//!
//! Chinese names stand by their pinyin, those in traditional characters by strokes, `ö` stands where its language puts it. Takes two
//! texts and says which comes first; knows nothing of what is sorted.

use super::parsed;
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;
use std::cmp::Ordering;

/// How names are ordered in a language. Cheap to make: its tables are part of the program.
pub struct NameOrder {
    collator: Option<CollatorBorrowed<'static>>,
}

impl NameOrder {
    /// The order of a language (BCP 47); that of all languages together for one without tables.
    pub fn of(language: &str) -> Self {
        let locale = parsed(language);
        let made = |locale: &Locale| Collator::try_new(CollatorPreferences::from(locale), CollatorOptions::default());
        Self { collator: made(&locale).or_else(|_| made(&Locale::UNKNOWN)).ok() }
    }

    /// Which of two names comes first. Names that only look different are told apart, so that the order is the same in every build.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let by_language = self.collator.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b));
        by_language.then_with(|| a.cmp(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(language: &str, names: &str) -> String {
        let order = NameOrder::of(language);
        let mut names: Vec<&str> = names.split(' ').collect();
        names.sort_by(|a, b| order.compare(a, b));
        names.join(" ")
    }

    #[test]
    fn chinese_names_stand_by_pinyin() {
        // Bai, Chen, Lin, Wang, Yan, Zhang, Zhou; by their numbers in Unicode it would be another order.
        assert_eq!(sorted("zh-CN", "周芳 张伟 林妹 王安 陈小河 白露 闫海"), "白露 陈小河 林妹 王安 闫海 张伟 周芳");
        assert_eq!(sorted("zh", "中文 阿德"), "阿德 中文");
    }

    #[test]
    fn names_stand_where_their_language_puts_them() {
        assert_eq!(sorted("en", "Zoe bob Álvaro alice Östen"), "alice Álvaro bob Östen Zoe");
        assert_eq!(sorted("sv", "Östen Zoe Anna"), "Anna Zoe Östen");
        assert_eq!(sorted("en", "a A ａ"), sorted("en", "ａ A a"));
    }
}
