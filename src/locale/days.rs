//! Days in the words of a language, in the Gregorian calendar.

use super::parsed;
use icu_calendar::{Date, Gregorian};
use icu_datetime::fieldsets::{E, M, MD, MDE, YM, YMD, YMDE};
use icu_datetime::{DateTimeFormatterLoadError, FixedCalendarDateTimeFormatter};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

type Form<F> = FixedCalendarDateTimeFormatter<Gregorian, F>;

thread_local! {
    /// The forms of the languages that were asked for: making them costs more than asking them.
    static KNOWN: RefCell<HashMap<String, Option<Rc<Days>>>> = RefCell::default();
}

/// How a language writes days. Years, months and days are those of a date that exists.
#[derive(Debug)]
pub struct Days {
    date: Form<YMD>,
    long: Form<YMDE>,
    short: Form<MDE>,
    day: Form<MD>,
    /// None in Portuguese: the tables of ICU4X 2.4 lack the digits of this one form.
    month_of_year: Option<Form<YM>>,
    month: Form<M>,
    short_month: Form<M>,
    weekday: Form<E>,
    short_weekday: Form<E>,
}

impl Days {
    /// The forms of a language (BCP 47); `None` for one without tables.
    pub fn of(language: &str) -> Option<Rc<Self>> {
        KNOWN.with_borrow_mut(|known| {
            if let Some(days) = known.get(language) {
                return days.clone();
            }
            // Where there is no table, months have no names but M12.
            let days = Self::made(language).ok().filter(|days| days.month(12) != "M12").map(Rc::new);
            known.insert(language.to_owned(), days.clone());
            days
        })
    }

    fn made(language: &str) -> Result<Self, DateTimeFormatterLoadError> {
        let locale = parsed(language);
        Ok(Self {
            date: Form::try_new((&locale).into(), YMD::long())?,
            long: Form::try_new((&locale).into(), YMDE::long())?,
            short: Form::try_new((&locale).into(), MDE::medium())?,
            day: Form::try_new((&locale).into(), MD::medium())?,
            month_of_year: match locale.id.language.as_str() {
                "pt" => None,
                _ => Some(Form::try_new((&locale).into(), YM::long())?),
            },
            month: Form::try_new((&locale).into(), M::long())?,
            short_month: Form::try_new((&locale).into(), M::medium())?,
            weekday: Form::try_new((&locale).into(), E::long())?,
            short_weekday: Form::try_new((&locale).into(), E::medium())?,
        })
    }

    /// `1 décembre 2026`.
    pub fn date(&self, year: i16, month: u8, day: u8) -> String {
        self.date.format(&date(year, month, day)).to_string()
    }

    /// `mardi 1 décembre 2026`.
    pub fn long(&self, year: i16, month: u8, day: u8) -> String {
        self.long.format(&date(year, month, day)).to_string()
    }

    /// `mar. 1 déc.`
    pub fn short(&self, year: i16, month: u8, day: u8) -> String {
        self.short.format(&date(year, month, day)).to_string()
    }

    /// `1 déc.`
    pub fn day(&self, month: u8, day: u8) -> String {
        // A year with a 29 February.
        self.day.format(&date(2000, month, day)).to_string()
    }

    /// `décembre 2026`.
    pub fn month_of_year(&self, year: i16, month: u8) -> String {
        match &self.month_of_year {
            Some(form) => form.format(&date(year, month, 1)).to_string(),
            None => format!("{} de {year}", self.month(month)),
        }
    }

    /// `décembre`.
    pub fn month(&self, month: u8) -> String {
        self.month.format(&date(2000, month, 1)).to_string()
    }

    /// `déc.`
    pub fn short_month(&self, month: u8) -> String {
        self.short_month.format(&date(2000, month, 1)).to_string()
    }

    /// `mardi`. 0 is Monday.
    pub fn weekday(&self, day: u8) -> String {
        self.weekday.format(&with_weekday(day)).to_string()
    }

    /// `mar.` 0 is Monday.
    pub fn short_weekday(&self, day: u8) -> String {
        self.short_weekday.format(&with_weekday(day)).to_string()
    }
}

fn date(year: i16, month: u8, day: u8) -> Date<Gregorian> {
    Date::try_new_gregorian(year.into(), month, day).expect("the date exists")
}

/// A day with this weekday: 1 May 2000 was a Monday.
fn with_weekday(day: u8) -> Date<Gregorian> {
    date(2000, 5, 1 + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own_words() {
        for (language, date, long, month) in [
            ("fr", "1 décembre 2026", "mardi 1 décembre 2026", "décembre 2026"),
            ("de-AT", "1. Dezember 2026", "Dienstag, 1. Dezember 2026", "Dezember 2026"),
            ("ja", "2026年12月1日", "2026年12月1日火曜日", "2026年12月"),
            ("pt-BR", "1 de dezembro de 2026", "terça-feira, 1 de dezembro de 2026", "dezembro de 2026"),
            ("pl", "1 grudnia 2026", "wtorek, 1 grudnia 2026", "grudzień 2026"),
        ] {
            let days = Days::of(language).expect("has tables");
            assert_eq!(days.date(2026, 12, 1), date);
            assert_eq!(days.long(2026, 12, 1), long);
            assert_eq!(days.month_of_year(2026, 12), month);
        }
        let french = Days::of("fr").expect("has tables");
        assert_eq!(french.short(2026, 12, 1), "mar. 1 déc.");
        assert_eq!(
            (french.day(2, 29), french.month(12), french.short_month(12)),
            ("29 févr.".into(), "décembre".into(), "déc.".into())
        );
        assert_eq!((french.weekday(0), french.short_weekday(6)), ("lundi".into(), "dim.".into()));
    }

    #[test]
    fn every_language_can_write_every_day() {
        let two = (b'a'..=b'z').flat_map(|a| (b'a'..=b'z').map(move |b| String::from_utf8_lossy(&[a, b]).into_owned()));
        let known: Vec<_> = two.filter_map(|language| Days::of(&language)).collect();
        assert!(known.len() > 100, "{}", known.len());
        for days in known {
            for month in 1..=12 {
                let texts = [
                    days.date(2028, month, 29),
                    days.long(2028, month, 29),
                    days.short(2028, month, 29),
                    days.day(month, 29),
                    days.month_of_year(2028, month),
                    days.month(month),
                    days.short_month(month),
                    days.weekday(month % 7),
                    days.short_weekday(month % 7),
                ];
                assert!(texts.iter().all(|text| !text.is_empty()), "{texts:?}");
            }
        }
    }

    #[test]
    fn a_language_without_tables_has_no_words() {
        assert!(Days::of("tlh").is_none());
        assert!(Days::of("not a language").is_none());
    }
}
