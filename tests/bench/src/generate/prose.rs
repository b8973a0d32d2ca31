//! Sentences, titles and headings from a small grammar over the vocabularies.
//!
//! A pattern is a sentence with slots such as «n»; filling it draws a word for each. Half of the words come from the
//! file's topic, so that files with the same first tag speak of the same things. What is made here is one line of
//! plain text or inline Markdown; blocks are made in `body`.

use super::Lang;
use super::random::Random;
use super::words::{self, CHINESE, ENGLISH, Vocabulary};

const ENGLISH_SENTENCES: &[&str] = &[
    "The «a» «n» «vs» every «n» that we «ved» «t».",
    "We «ved» the «n» «p», and «t» somebody «ved» it «d».",
    "If a «n» is «a», «v» it before the next «n».",
    "Most «ns» «v» «a» «ns» «d», but few «v» the «n» itself.",
    "Nobody has to «v» a «n» «p»; the «a» «n» is enough.",
    "There are «num» «ns» for each «n», which is more than the «n» «vs».",
    "«Ving» «ns» takes «num» minutes, «ving» the «a» «n» takes a week.",
    "Who «vs» the «n» should also «v» the «ns» «p».",
    "What the «a» «ns» «v» «d» is seldom a «n» that «vs».",
    "The «n» was «a» and «a», so the «n» «ved» it «t».",
    "«T2» the «n» «ved» «num» «ns» and «ved» the «a» ones «d».",
    "It is **«a»** to «v» a «n» without «ving» the «n» first.",
    "Please «v» your «n» «p» and «v» the «n» with *«a»* «ns».",
    "A «n» that nobody «vs» is only a «a» «n».",
    "Our «n» costs «num» a month, the «a» «n» «p» costs nothing.",
    "First «v» the «n», then «v» the «ns», and «v» both «t».",
    "Some «ns» «ved» the «n» because the «n» was too «a».",
    "Do not «v» the «n» with a «n»: one «vs», the other «vs» «d».",
    "The «a» «n» and the «a» «n» «v» each other «d».",
    "When the «n» «vs», «v» `«n»_«n»` and read the «n» again.",
    "Its «n» is «a», its «n» less so, and its «ns» are «a» «t».",
    "The «n» had been «a» for «num» days when the «ns» «ved» «p».",
];

const ENGLISH_LINKED: &[&str] = &[
    "«link» «vs» the «n» in more detail.",
    "The «a» «n» is «ved» in «link», with «ns» and «ns».",
    "«mention» «ved» the «n» «t» and «vs» the «ns» «d».",
    "Ask «mention» before you «v» the «n» «p».",
    "As «link» says, the «n» «vs» only «a» «ns».",
    "The figures are those of the «a» «n» «p».«foot»",
    "See [the «n» of the «n»](https://«n».example/«n»/«num») for the «a» «ns».",
];

const CHINESE_SENTENCES: &[&str] = &[
    "«t»，我们«p»«v»了«a»的«n»，并且«d»«v»了每个«n»。",
    "如果«n»不够«a»，就先«v»«n»，再«v»«n»。",
    "大多数«n»会«d»«v»«n»，但是很少有人«v»«n»本身。",
    "没有人必须«p»«v»«n»，一个«a»的«n»就够了。",
    "每个«n»有«num»个«n»，比«n»需要的更多。",
    "«v»«n»只要«num»分钟，«v»«a»的«n»却要一周。",
    "谁«v»«n»，谁也应该«d»«v»«n»。",
    "**«a»的«n»，**正是«n»所«v»的。",
    "«n»又«a»又«a»，所以«n»«t»«v»了它。",
    "请«p»«v»你的«n»，并用«a»的«n»«v»它。",
    "没有人«v»的«n»，只是一个«a»的«n»。",
    "我们的«n»每月花费«num»元，«p»的«n»不用钱。",
    "首先«v»«n»，然后«v»«n»，最后«t»«v»两者。",
    "有些«n»«v»了«n»，因为«n»太«a»了。",
    "不要把«n»和«n»混在一起：前者«v»«n»，后者«d»«v»«n»。",
    "当«n»«v»的时候，运行`check_«num»`，再读一遍*«n»*。",
    "它的«n»很«a»，它的«n»稍差，它的«n»«t»变得«a»。",
    "«n»已经«a»了«num»天，«n»才«p»«v»它。",
    "在“«n»”这件事上，«a»的«n»比«a»的«n»更能«v»«n»。",
    "《«n»与«n»》«d»«v»了«a»的«n»、«n»和«n»。",
];

const CHINESE_LINKED: &[&str] = &[
    "«link»更详细地«v»了«n»。",
    "«a»的«n»在«link»里«v»过，还有«n»和«n»。",
    "«t»， «mention» «v»了«n»，也«d»«v»«n»。",
    "«p»«v»«n»之前，先问 «mention» 。",
    "这些数字来自«p»的«a»的«n»。«foot»",
    "参见[«n»的«n»](https://example«num».example/«num»)，那里有«a»的«n»。",
];

const ENGLISH_TITLES: &[&str] = &[
    "How we «v» «ns»",
    "«A» «ns» for «a» «ns»",
    "What a «n» «vs»",
    "The «n» and the «n»",
    "«Ving» the «a» «n»",
    "Why «ns» «v» «ns»",
    "From «n» to «n»",
    "A «n» for every «n»",
    "Notes on «a» «ns»",
    "«Ving» «ns» «p»",
];

const CHINESE_TITLES: &[&str] = &[
    "我们怎样«v»«n»",
    "«a»的«n»与«n»",
    "«n»能«v»什么",
    "从«n»到«n»",
    "«v»«a»的«n»",
    "为什么«n»要«v»«n»",
    "关于«n»的笔记",
    "«p»«v»«n»",
    "给«n»的«n»",
];

/// Where the inline parts of a linked sentence come from.
pub trait Inline {
    /// A Markdown link to another source file.
    fn link(&mut self, random: &mut Random) -> String;
    /// A mention, `@id`.
    fn mention(&mut self, random: &mut Random) -> String;
    /// A reference to a footnote, or nothing.
    fn footnote(&mut self, random: &mut Random) -> String;
}

/// Writes the sentences of one file: its language and the words its topic prefers.
pub struct Prose {
    lang: Lang,
    topic: Vocabulary,
}

impl Prose {
    /// The prose of a file in `lang` whose first tag has this number.
    pub fn new(lang: Lang, tag: usize) -> Self {
        let all = vocabulary(lang);
        // The topic depends on the tag only, so that all files of a tag share it.
        let mut random = Random::new(0, 77, tag as u64);
        let mut some = |words: &[&'static str], count| (0..count).map(|_| random.pick(words)).collect();
        let topic = Vocabulary {
            nouns: some(&all.nouns, 24),
            verbs: some(&all.verbs, 14),
            adjectives: some(&all.adjectives, 12),
            adverbs: some(&all.adverbs, 8),
            places: some(&all.places, 6),
            times: some(&all.times, 8),
        };
        Self { lang, topic }
    }

    /// One sentence without links, ended, no space after it.
    pub fn sentence(&self, random: &mut Random) -> String {
        let patterns = if self.lang == Lang::English { ENGLISH_SENTENCES } else { CHINESE_SENTENCES };
        let pattern = random.pick(patterns);
        self.fill(pattern, random, None)
    }

    /// One sentence with a link, a mention or a footnote.
    pub fn linked(&self, random: &mut Random, inline: &mut dyn Inline) -> String {
        let patterns = if self.lang == Lang::English { ENGLISH_LINKED } else { CHINESE_LINKED };
        let pattern = random.pick(patterns);
        self.fill(pattern, random, Some(inline))
    }

    /// A title or heading: words only, so that its heading id is plain to see.
    pub fn title(&self, random: &mut Random) -> String {
        let patterns = if self.lang == Lang::English { ENGLISH_TITLES } else { CHINESE_TITLES };
        let pattern = random.pick(patterns);
        self.fill(pattern, random, None)
    }

    /// So many sentences as one line.
    pub fn sentences(&self, random: &mut Random, count: usize) -> String {
        let space = if self.lang == Lang::English { " " } else { "" };
        (0..count).map(|_| self.sentence(random)).collect::<Vec<_>>().join(space)
    }

    /// A short phrase for a cell, a list or a name: an adjective and a noun.
    pub fn phrase(&self, random: &mut Random) -> String {
        self.fill(if self.lang == Lang::English { "«a» «n»" } else { "«a»的«n»" }, random, None)
    }

    /// One noun.
    pub fn noun(&self, random: &mut Random) -> &'static str {
        self.word(random, |v| &v.nouns)
    }

    /// One verb.
    pub fn verb(&self, random: &mut Random) -> &'static str {
        self.word(random, |v| &v.verbs)
    }

    fn word(&self, random: &mut Random, part: impl Fn(&Vocabulary) -> &Vec<&'static str>) -> &'static str {
        if random.chance(50) {
            random.pick_skewed(part(&self.topic))
        } else {
            random.pick_skewed(part(vocabulary(self.lang)))
        }
    }

    fn fill(&self, pattern: &str, random: &mut Random, mut inline: Option<&mut dyn Inline>) -> String {
        let mut out = String::with_capacity(pattern.len() * 2);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('«') {
            let (slot, after) = after.split_once('»').expect("patterns close their slots");
            out.push_str(before);
            match (slot, inline.as_deref_mut()) {
                ("link", Some(inline)) => out.push_str(&inline.link(random)),
                ("mention", Some(inline)) => out.push_str(&inline.mention(random)),
                ("foot", Some(inline)) => out.push_str(&inline.footnote(random)),
                _ => {
                    let word = self.slot(slot, random);
                    let article = out.ends_with(" a ") || out == "A ";
                    if article && word.starts_with(['a', 'e', 'i', 'o']) {
                        out.insert(out.len() - 1, 'n');
                    }
                    out.push_str(&word);
                }
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn slot(&self, slot: &str, random: &mut Random) -> String {
        match slot {
            "n" => self.noun(random).to_owned(),
            "ns" => words::plural(self.noun(random)),
            "v" => self.verb(random).to_owned(),
            "vs" => words::third_person(self.verb(random)),
            "ved" => words::past(self.verb(random)),
            "ving" => words::gerund(self.verb(random)),
            "Ving" => capital(&words::gerund(self.verb(random))),
            "a" => self.word(random, |v| &v.adjectives).to_owned(),
            "A" => capital(self.word(random, |v| &v.adjectives)),
            "d" => self.word(random, |v| &v.adverbs).to_owned(),
            "p" => self.word(random, |v| &v.places).to_owned(),
            "t" => self.word(random, |v| &v.times).to_owned(),
            "T2" => capital(self.word(random, |v| &v.times)),
            "num" => random.between(2, 480).to_string(),
            other => unreachable!("no slot is called {other}"),
        }
    }
}

fn vocabulary(lang: Lang) -> &'static Vocabulary {
    match lang {
        Lang::English => &ENGLISH,
        Lang::Chinese => &CHINESE,
    }
}

/// `notes` gives `Notes`.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The number of words of a text: runs of ASCII letters and digits, and half of the Han characters.
pub fn count_words(text: &str) -> usize {
    let latin = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).count();
    latin + text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count() / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_has_only_slots_that_are_known() {
        struct Fixed;
        impl Inline for Fixed {
            fn link(&mut self, _: &mut Random) -> String {
                "LINK".into()
            }
            fn mention(&mut self, _: &mut Random) -> String {
                "@x".into()
            }
            fn footnote(&mut self, _: &mut Random) -> String {
                "[^1]".into()
            }
        }
        let mut random = Random::new(1, 0, 0);
        let groups = [
            (Lang::English, [ENGLISH_SENTENCES, ENGLISH_LINKED, ENGLISH_TITLES]),
            (Lang::Chinese, [CHINESE_SENTENCES, CHINESE_LINKED, CHINESE_TITLES]),
        ];
        for (lang, patterns) in groups {
            let prose = Prose::new(lang, 4);
            for pattern in patterns.concat() {
                let text = prose.fill(pattern, &mut random, Some(&mut Fixed));
                assert!(!text.contains(['«', '»']) && text.len() > 5, "{text}");
            }
        }
    }

    #[test]
    fn words_are_counted_in_both_languages() {
        assert_eq!(count_words("Two words, `and_code`."), 4);
        assert_eq!(count_words("我们分享经验。"), 3);
    }
}
