//! Every field of a profile holds a word of its own here, in every language and with every visibility, with and without `public`; then
//! the whole site, the memory between builds and every form of every message are searched for these words.

use crate::hub::{Hub, bytes, printed};
use folkmoot::kinds::member::read::{MemberFields, PublicField};
use folkmoot::read::fields::Fields;
use std::collections::{BTreeMap, BTreeSet};

/// A zone for each profile that few others have.
const ZONES: [&str; 10] = [
    "Africa/Nouakchott",
    "Africa/Ouagadougou",
    "America/Thule",
    "America/Scoresbysund",
    "Antarctica/Vostok",
    "Asia/Choibalsan",
    "Asia/Srednekolymsk",
    "Atlantic/Stanley",
    "Indian/Kerguelen",
    "Pacific/Pitcairn",
];

/// What everybody may see, as the contract with members has it: written down here a second time on purpose.
fn is_open(field: &str) -> bool {
    let told = ["name", "headline", "bio", "role", "skills", "interests", "links"];
    let there_to_be_seen = ["offers", "needs", "groups", "badges", "avatar"];
    told.contains(&field) || there_to_be_seen.contains(&field) || ["slug", "aliases"].contains(&field)
}

/// A profile to look for: its id, what its file says of visibility and `public`, and whether it is in Chinese.
struct Profile {
    id: String,
    number: usize,
    visibility: &'static str,
    public: &'static str,
}

/// The word that stands in a field of a profile, and the field as its file has it; `None` for fields that are no value to be shown.
/// A field that is added must be added here.
fn field(profile: &Profile, name: &str, language: &str) -> Option<(String, String)> {
    let Profile { number, .. } = profile;
    let word = format!("{}word{number}{language}", name.replace('_', ""));
    let day = |year: usize| format!("{year}-03-{:02}", 10 + 2 * number + language.len() / 2);
    let (word, line) = match name {
        "joined" => (day(1931), format!("joined = {}", day(1931))),
        "left" => (day(1932), format!("left = {}", day(1932))),
        "timezone" => (ZONES[*number].to_owned(), format!("timezone = \"{}\"", ZONES[*number])),
        "languages" | "skills" | "interests" | "tags" | "offers" | "needs" => {
            let line = format!("{name} = [\"{word}\"]");
            (word, line)
        }
        "avatar" | "image" => {
            let line = format!("{name} = \"{word}.svg\"");
            (word, line)
        }
        "links" => (word.clone(), format!("links = {{ web = \"https://{word}.example/\" }}")),
        "feed" => (word.clone(), format!("feed = \"https://{word}.example/\"")),
        "email" => (word.clone(), format!("email = \"{word}@secret.example\"")),
        "badges" => (word.clone(), format!("badges = [{{ id = \"best-contribution\", for = \"{word}\" }}]")),
        "extra" => (word.clone(), format!("extra = {{ phone = \"{word}\" }}")),
        "aliases" => (word.clone(), format!("aliases = [\"/{word}/\"]")),
        "name" | "headline" | "bio" | "location" | "pronouns" | "organisation" | "image_alt" => {
            let line = format!("{name} = \"{word}\"");
            (word, line)
        }
        "role" | "groups" | "slug" | "draft" | "audience" | "visibility" | "public" => return None,
        other => panic!("the field `{other}` of a member is new: give it a word here, and decide who may see it"),
    };
    Some((word, line))
}

fn names() -> Vec<&'static str> {
    MemberFields::declared().iter().map(|field| field.name).collect()
}

/// Every visibility, without `public` and with all of it.
fn profiles() -> Vec<Profile> {
    let all: Vec<String> = PublicField::CHOICES.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    let all: &'static str = Box::leak(format!("public = [{}]\n", all.join(", ")).into_boxed_str());
    let kinds = ["", "visibility = \"public\"\n", "visibility = \"unlisted\"\n", "visibility = \"private\"\n"];
    let both = kinds.into_iter().flat_map(|visibility| [(visibility, ""), (visibility, all)]);
    both.enumerate()
        .map(|(number, (visibility, public))| Profile { id: format!("person{number}id"), number, visibility, public })
        .collect()
}

impl Profile {
    fn is(&self, visibility: &str) -> bool {
        self.visibility.contains(visibility)
    }

    fn shows(&self, field: &str) -> bool {
        let field = if field == "image_alt" { "image" } else { field };
        !self.is("private") && (is_open(field) || self.public.contains(&format!("\"{field}\"")))
    }

    /// Writes the file of each language.
    fn write(&self, hub: &Hub) {
        for (ending, language) in [("toml", ""), ("zh-CN.toml", "zh")] {
            let mut text = String::new();
            for name in names().iter().filter(|name| language.is_empty() || **name != "aliases") {
                text.extend(field(self, name, language).map(|(_, line)| line + "\n"));
            }
            if language.is_empty() {
                text.push_str("groups = [\"shanghai\"]\n");
                text.push_str(self.visibility);
                text.push_str(self.public);
            }
            for picture in ["avatar", "image"] {
                let (word, _) = field(self, picture, language).unwrap();
                hub.write(&format!("content/members/{word}.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
            }
            hub.write(&format!("content/members/{}.{ending}", self.id), text);
        }
    }
}

/// A hub with all profiles, each named wherever people can be named.
fn hub() -> Hub {
    let hub = Hub::common();
    let mut ids = Vec::new();
    let mut text = String::new();
    for profile in profiles() {
        profile.write(&hub);
        let (id, (name, _), (chinese, _)) =
            (&profile.id, field(&profile, "name", "").unwrap(), field(&profile, "name", "zh").unwrap());
        text.push_str(&format!(
            "@{id} and [[{id}]], [[{id}|{name}]], [[{name}]], [[ {} ]], [[{chinese}]].\n\n\
             [*{name}*](../members/{id}.toml), [{name}][r{id}], <a href=\"../members/{id}.toml\">{name} <b title=\"{name}\">{name}</b></a>,\n\
             [{name}](/content/members/{id}.toml \"{name}\"), [{name}](../members/{id}.zh-CN.toml), [{name}](../members/{id}).\n\n\
             | [[{id}]] | note[^{id}] |\n|---|---|\n| @{id} | - [{name}](../members/{id}.toml) |\n\n\
             [r{id}]: ../members/{id}.toml\n[^{id}]: Ask @{id} or [[{name}]].\n\n",
            name.to_uppercase()
        ));
        ids.push(format!("\"{id}\""));
    }
    let ids = ids.join(", ");
    let front = format!("+++\ntitle = \"Names\"\ndate = 2026-06-01\nauthors = [{ids}]\ntranslators = [{ids}]\n+++\n");
    hub.write("content/posts/names.md", format!("{front}{text}"));
    hub.write("content/posts/names.zh-CN.md", format!("+++\ntitle = \"名字\"\n+++\n{text}"));
    hub.write("content/posts/english.md", format!("{}{text}", front.replace("Names", "English only")));
    let kb = format!("+++\ntitle = \"Page\"\nauthors = [{ids}]\nowners = [{ids}]\n+++\n{text}");
    hub.write("content/kb/page.md", kb);
    let speakers: Vec<String> = ids.split(", ").map(|id| format!("{{ member = {id}, talk = \"Talk\" }}")).collect();
    let event = "title = \"Walk\"\nstart = 2026-12-05T10:00:00\ntags = [\"walks\"]\n";
    let speakers = speakers.join(", ");
    hub.write("content/events/walk.md", format!("+++\n{event}hosts = [{ids}]\nspeakers = [{speakers}]\n+++\n{text}"));
    let group = format!("name = \"Porto\"\nleads = [{ids}]\nmembers = [{ids}]\nalumni = [{ids}]\n");
    hub.write("content/groups/porto.toml", group);
    hub.write("content/projects/quay.toml", format!("title = \"Quay\"\nmembers = [{ids}]\n"));
    for (number, id) in ids.split(", ").enumerate() {
        let lamp = format!("title = \"Lamp {number}\"\ncategory = \"space\"\nkind = \"offer\"\nprovider = {id}\n");
        hub.write(&format!("content/resources/lamp-{number}.toml"), lamp);
    }
    hub
}

/// Finds a word in bytes, whatever the case.
fn holds(bytes: &[u8], word: &str) -> bool {
    let (bytes, word) = (bytes.to_ascii_lowercase(), word.to_ascii_lowercase());
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}

#[test]
fn every_field_is_shown_to_those_whom_its_owner_lets_see_it_and_to_nobody_else() {
    let hub = hub();
    let built = hub.build();
    assert!(built.report.is_some(), "{:#?}", built.diagnostics);
    let site = hub.site();
    let mut everything = site.clone();
    everything
        .extend(bytes(&hub.root().join(".folkmoot")).into_iter().map(|(name, all)| (format!(".folkmoot/{name}"), all)));
    for (at, text) in printed(&built.diagnostics, &built).into_iter().enumerate() {
        everything.insert(format!("messages {at}"), text.into_bytes());
    }
    let mut wrong = Vec::new();
    for profile in profiles() {
        let page = |prefix: &str| site.get(&format!("{prefix}members/{}/index.html", profile.id));
        assert_eq!(page("").is_some(), !profile.is("private"));
        for name in names() {
            for (language, prefix) in [("", ""), ("zh", "zh-CN/")] {
                let Some((word, _)) = field(&profile, name, language) else { continue };
                if profile.shows(name) {
                    // The community's own fields are for its own templates, a picture for previews is not beside a portrait, an alias
                    // is an address, and of two days there is the same one in both languages.
                    let drawn = !matches!(
                        name,
                        "extra" | "image" | "image_alt" | "avatar" | "aliases" | "joined" | "left" | "tags"
                    );
                    if drawn && !page(prefix).is_some_and(|page| holds(page, &word)) {
                        wrong.push(format!("`{word}` of {} is not on its page", profile.id));
                    }
                    continue;
                }
                for (file, bytes) in &everything {
                    if holds(bytes, &word) || holds(file.as_bytes(), &word) {
                        wrong.push(format!("{file} tells `{word}` of {} {}", profile.id, profile.visibility));
                    }
                }
            }
        }
        if profile.is("private") {
            let tells =
                |(file, bytes): &(&String, &Vec<u8>)| holds(bytes, &profile.id) || holds(file.as_bytes(), &profile.id);
            wrong.extend(everything.iter().filter(tells).map(|(file, _)| format!("{file} tells {}", profile.id)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let neutral = String::from_utf8(site["posts/names/index.html"].clone()).unwrap();
    assert!(neutral.contains("<p>a member and a member, a member, a member, a member, a member.</p>"), "{neutral}");
    let chinese = String::from_utf8(site["zh-CN/posts/names/index.html"].clone()).unwrap();
    assert!(chinese.contains("一位成员") && !chinese.contains("a member"), "a Chinese text has a Chinese word");
    let stand_in = String::from_utf8(site["zh-CN/posts/english/index.html"].clone()).unwrap();
    assert!(
        stand_in.contains("a member and a member") && !stand_in.contains("一位成员"),
        "an English text an English one"
    );
}

#[test]
fn a_name_is_warned_of_once_for_each_place() {
    let hub = Hub::common();
    hub.write("content/members/zorro.toml", "name = \"Don Diego\"\nvisibility = \"private\"\n");
    hub.write(
        "content/pages/a.md",
        "+++\ntitle = \"A\"\n+++\n@zorro [[zorro]] [[Don Diego]] [x](../members/zorro.toml)\n",
    );
    let built = hub.check();
    assert_eq!(built.diagnostics.len(), 4, "{:#?}", built.diagnostics);
    for text in printed(&built.diagnostics, &built) {
        assert!(!holds(text.as_bytes(), "diego") && !holds(text.as_bytes(), "zorro"), "{text}");
    }
}

#[test]
fn a_name_where_no_other_word_can_stand_is_refused() {
    for (file, text) in [
        ("content/pages/a.md", "+++\ntitle = \"A\"\n+++\n## With @zorro\n"),
        ("content/pages/a.md", "+++\ntitle = \"A\"\n+++\n## With [[Don Diego]]\n"),
        ("content/pages/a.md", "# About [x](../members/zorro.toml)\n\nWords.\n"),
        ("content/pages/a.md", "+++\ntitle = \"[[zorro]]\"\n+++\nWords.\n"),
        ("content/pages/a.md", "+++\ntitle = \"A\"\nsummary = \"[x](../members/zorro.toml)\"\n+++\nWords.\n"),
        ("content/members/ana.toml", "name = \"Ana\"\nneeds = [\"Somebody like [[Don Diego]]\"]\n"),
        (
            "content/events/a.toml",
            "title = \"A\"\nstart = 2026-12-01T10:00:00\nrepeat = { every = \"week\", count = 3 }\n[[override]]\nat = 2026-12-08T10:00:00\ndescription = \"With @zorro\"\n",
        ),
    ] {
        let hub = Hub::common();
        hub.write("content/members/zorro.toml", "name = \"Don Diego\"\nvisibility = \"private\"\n");
        hub.write(file, text);
        let built = hub.build();
        assert!(built.report.is_none(), "is built: {text}");
        assert_eq!(built.diagnostics.len(), 1, "{text}\n{:#?}", built.diagnostics);
        for print in printed(&built.diagnostics, &built) {
            assert!(!holds(print.as_bytes(), "diego") && !holds(print.as_bytes(), "zorro"), "{print}");
        }
    }
}

#[test]
fn an_unlisted_profile_is_in_no_list() {
    let hub = hub();
    for profile in profiles() {
        // Who has left offers nothing any more.
        for ending in ["toml", "zh-CN.toml"] {
            let file = format!("content/members/{}.{ending}", profile.id);
            let text = std::fs::read_to_string(hub.root().join(&file)).unwrap();
            let stays: Vec<&str> = text.lines().filter(|line| !line.starts_with("left")).collect();
            hub.write(&file, stays.join("\n"));
        }
    }
    let built = hub.build();
    assert!(built.report.is_some(), "{:#?}", built.diagnostics);
    let own = [
        "index.html",
        "posts/english/index.html",
        "posts/names/index.html",
        "kb/page/index.html",
        "events/walk/index.html",
    ];
    let credits = ["groups/porto/index.html", "projects/quay/index.html"];
    let site = hub.site();
    let told = |file: &str, word: &str| holds(&site[file], word);
    for list in ["index.html", "needs/index.html", "members/index.html", "api/members.json", "sitemap.xml"] {
        assert!(told(list, "/members/person1id/"), "{list} lists those who are public");
    }
    for profile in profiles().iter().filter(|profile| profile.is("unlisted")) {
        let (need, _) = field(profile, "needs", "").unwrap();
        assert!(!told("needs/index.html", &need) && !told("index.html", &need), "{need}");
        let link = format!("/members/{}/", profile.id);
        let mut linked: BTreeSet<String> =
            hub.site().into_iter().filter(|(_, bytes)| holds(bytes, &link)).map(|(file, _)| file).collect();
        linked.retain(|file| !file.starts_with("zh-CN/"));
        // Its own page and old address; what it made, hosts, leads and is named in; what it offers.
        let is_own = |file: &String| {
            own[1..].iter().chain(&credits).any(|own| file == own)
                || file.starts_with(&format!("members/{}/", profile.id))
                || file.starts_with("resources/space/lamp-")
                || file.starts_with("aliasesword")
                // A text is told in the feeds as it stands.
                || matches!(&**file, "posts/feed.xml" | "posts/feed.json" | "feed.xml" | "feed.json")
                || file.ends_with(".ics")
        };
        let listed: Vec<&String> = linked.iter().filter(|file| !is_own(file)).collect();
        assert!(listed.is_empty(), "{link} is in {listed:?}");
        let page = String::from_utf8(hub.site()[&format!("members/{}/index.html", profile.id)].clone()).unwrap();
        assert!(page.contains("noindex"), "search engines leave it alone");
    }
}

/// What may be wrong with a field of which `word` is the value.
fn mistakes(name: &str, word: &str) -> Vec<String> {
    let typo = format!("{}{}x", &name[..name.len() - 1], name.chars().last().unwrap_or('x'));
    vec![
        format!("{name} = {word}"),
        format!("{name} = \"{word}"),
        format!("{name} = “{word}”"),
        format!("{name}: {word}"),
        format!("{name}＝\"{word}\""),
        format!("{name} = \"{word}\" \"{word}\""),
        format!("{name} = [\"{word}\" \"{word}\"]"),
        format!("{name} = [\"{word}\","),
        format!("{name} = \"\\{word}\""),
        format!("{name} = 2026-13-01 {word}"),
        format!("{name} = \"{word}\"\n{name} = \"{word}\""),
        format!("{name} = {{ a = \"{word}\", {word} }}"),
        format!("{typo} = \"{word}\""),
        format!("{typo} = [\"{word}\"]"),
        format!("[{name}.{typo}]\nx = \"{word}\"\n[[{name}]]\ny = \"{word}\""),
        format!("{name} = {{ {typo} = \"{word}\", x = {{ y = [\"{word}\"] }} }}"),
        format!("{name} = [[\"{word}\"]]"),
        format!("{name} = [{{ title = [\"{word}\"] }}]"),
        format!("<<<<<<< ours\n{name} = \"{word}\"\n=======\n{name} = \"{word}2\"\n>>>>>>> theirs"),
    ]
}

#[test]
fn no_message_quotes_what_is_not_open() {
    let hub = Hub::common();
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for name in names() {
        for (number, text) in mistakes(name, "TOPSECRET").into_iter().enumerate() {
            let id = format!("{}-{number}", name.replace('_', "-"));
            // Whatever the field: the profile says that it is private, or means to.
            for (kind, visibility) in [("hidden", "private"), ("unsure", "privat")] {
                if name != "visibility" {
                    let file = format!("name = \"TOPSECRET\"\nvisibility = '{visibility}'\n{text}\n");
                    all.insert(format!("content/members/{kind}-{id}.toml"), file);
                }
            }
            if is_open(name) {
                continue;
            }
            all.insert(format!("content/members/open-{id}.toml"), format!("name = \"Ana\"\n{text}\n"));
            hub.write(&format!("content/members/translated-{id}.toml"), "name = \"Ana\"\n");
            all.insert(format!("content/members/translated-{id}.zh-CN.toml"), format!("{text}\n"));
        }
    }
    for (file, text) in &all {
        hub.write(file, text);
    }
    let built = hub.check();
    let with_place: BTreeSet<&str> =
        built.diagnostics.iter().filter_map(|said| Some(&*built.sources.get(said.at?.source).path)).collect();
    let silent: Vec<&String> = all.keys().filter(|file| !with_place.contains(file.as_str())).collect();
    // An extra field may be anything, and no text of these is read as another value than it is.
    let silent: Vec<_> = silent.iter().filter(|file| !file.contains("-extra-")).collect();
    assert!(silent.len() * 20 < all.len(), "not mistaken at all: {silent:?}");
    let mut told = BTreeSet::new();
    for said in &built.diagnostics {
        let text = printed(std::slice::from_ref(said), &built).join("\n");
        if text.contains("TOPSECRET") {
            told.insert(text.lines().find(|line| line.contains("content/members")).unwrap_or("").to_owned());
        }
    }
    assert!(told.is_empty(), "{} are told:\n{}", told.len(), told.into_iter().collect::<Vec<_>>().join("\n"));
}
