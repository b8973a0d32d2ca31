//! Names of people, places, sections and choices, all plainly invented, and the tables of `hub.toml` that list them.

use super::Lang;
use super::random::Random;

const GIVEN: &[&str] = &[
    "Anna", "Bela", "Carla", "Dario", "Edda", "Femi", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Leon", "Mira", "Nuno",
    "Oda", "Pavel", "Rosa", "Sami", "Tilda", "Umar", "Vera", "Wout", "Yara", "Zeno",
];
const FAMILY: &[&str] = &[
    "Brook",
    "Ashford",
    "Millstream",
    "Ferry",
    "Oakes",
    "Sandbar",
    "Reed",
    "Weir",
    "Heron",
    "Alder",
    "Quay",
    "Stone",
    "Meadow",
    "Lock",
    "Harrow",
    "Birch",
    "Fenwick",
    "Marsh",
    "Delta",
    "Wharf",
];
const CHINESE_FAMILY: &[(&str, &str)] = &[
    ("lin", "林"),
    ("chen", "陈"),
    ("he", "何"),
    ("zhou", "周"),
    ("xu", "徐"),
    ("song", "宋"),
    ("tang", "唐"),
    ("feng", "冯"),
    ("yu", "于"),
    ("dong", "董"),
    ("xiao", "萧"),
    ("cheng", "程"),
    ("cao", "曹"),
    ("yuan", "袁"),
];
const CHINESE_GIVEN: &[(&str, &str)] = &[
    ("wei", "薇"),
    ("ming", "明"),
    ("jia", "佳"),
    ("hao", "浩"),
    ("yan", "岩"),
    ("qing", "清"),
    ("ruoyu", "若雨"),
    ("zihan", "子涵"),
    ("anran", "安然"),
    ("heping", "和平"),
    ("xiaohe", "小河"),
    ("jingyi", "静仪"),
    ("bowen", "博文"),
    ("shuyan", "书言"),
];

/// Towns of the region.
pub const TOWNS: &[&str] = &["riverbank", "northport", "millbrook", "saltmarsh", "eastlock", "highmoor", "ferrytown"];
/// Folders of the knowledge base, first level.
pub const SECTIONS: &[&str] = &[
    "starting", "funding", "people", "events", "tools", "writing", "law", "places", "teaching", "growth", "care",
    "archive",
];
/// Folders of the knowledge base, second level.
pub const TOPICS: &[&str] =
    &["basics", "planning", "money", "roles", "rooms", "software", "templates", "stories", "questions", "further"];
/// Plain pages: id and title.
pub const PAGES: &[(&str, &str)] = &[
    ("about", "About us"),
    ("code-of-conduct", "Code of conduct"),
    ("join", "Join us"),
    ("contact", "Contact"),
    ("values", "Our values"),
    ("privacy", "Privacy"),
];
/// Kinds of event that hub.toml declares: key, label, colour.
pub const EVENT_TYPES: &[(&str, &str, &str)] = &[
    ("meetup", "Meetup", "#2b6cb0"),
    ("salon", "Salon", "#6b46c1"),
    ("pitch-night", "Pitch night", "#b3441f"),
    ("demo-day", "Demo day", "#c05621"),
    ("lecture", "Lecture", "#2f855a"),
    ("workshop", "Workshop", "#2c7a7b"),
    ("contest", "Contest", "#b83280"),
    ("dinner", "Dinner", "#975a16"),
    ("office-hours", "Office hours", "#4a5568"),
    ("party", "Party", "#d53f8c"),
];
/// Categories of resources that hub.toml declares: path and label.
pub const CATEGORIES: &[(&str, &str)] = &[
    ("tools", "Tools"),
    ("tools/databases", "Databases"),
    ("tools/design", "Design tools"),
    ("funding", "Funding"),
    ("funding/grants", "Grants"),
    ("talent", "Talent"),
    ("space", "Space"),
    ("mentors", "Mentors"),
    ("knowledge", "Knowledge"),
    ("partners", "Partners"),
];
/// Roles of members that hub.toml declares: key and label, highest first.
pub const ROLES: &[(&str, &str)] =
    &[("lead", "Lead"), ("organiser", "Organiser"), ("mentor", "Mentor"), ("member", "Member")];
/// Badges that hub.toml declares: key and label.
pub const BADGES: &[(&str, &str)] =
    &[("best-contribution", "Best contribution"), ("first-talk", "First talk"), ("host", "Host of the year")];

/// An id without a number, and a name.
pub fn person(lang: Lang, random: &mut Random) -> (String, String) {
    match lang {
        Lang::English => {
            let (given, family) = (random.pick(GIVEN), random.pick(FAMILY));
            (format!("{}-{}", given.to_lowercase(), family.to_lowercase()), format!("{given} {family}"))
        }
        Lang::Chinese => {
            let (family, given) = (random.pick(CHINESE_FAMILY), random.pick(CHINESE_GIVEN));
            (format!("{}-{}", family.0, given.0), format!("{}{}", family.1, given.1))
        }
    }
}
