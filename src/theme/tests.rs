//! Tests of the theme as a whole: layers, words, settings, pages, and what is said about mistakes.

use super::{Ready, Renderer, Theme};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::plan::Part;
use crate::plan::context::SiteContext;
use crate::read::scan::Scan;
use crate::read::values::Extra;
use crate::text::{Source, Sources};
use serde_json::{Value, json};

const HUB: &str = "title = \"Riverbank\"\nbase_url = \"https://riverbank.example/hub\"\n[languages.zh-CN]\n";

/// A hub of these files; `hub.toml` begins with [`HUB`] where `files` has none.
fn scan(files: &[(&str, &str)]) -> Scan {
    let hub = files.iter().all(|(path, _)| *path != "hub.toml").then_some(("hub.toml", HUB));
    let files = files.iter().copied().chain(hub);
    let files = files.map(|(path, text)| Source::new(path, text.as_bytes().to_vec())).collect();
    Scan { sources: Sources::new(files), ..Scan::default() }
}

fn config(scan: &Scan) -> Config {
    let id = scan.sources.find("hub.toml").unwrap();
    let read = config::read(id, scan.sources.get(id), None);
    assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    read.value.unwrap()
}

fn load(files: &[(&str, &str)]) -> (Option<Theme>, Vec<Diagnostic>, Scan) {
    let scan = scan(files);
    let loaded = Theme::load(&scan, &config(&scan));
    (loaded.value, loaded.diagnostics, scan)
}

fn theme(files: &[(&str, &str)]) -> Theme {
    let (theme, mut said, _) = load(files);
    said.retain(|said| said.code != Code::UnknownFile);
    assert!(said.is_empty(), "{said:#?}");
    theme.unwrap()
}

fn site(lang: &str) -> Part<SiteContext> {
    Part::new(SiteContext {
        title: "Riverbank & friends".into(),
        tagline: None,
        base_url: "https://riverbank.example/hub".into(),
        base_path: "/hub".into(),
        lang: lang.into(),
        dir: "ltr",
        prefix: "".into(),
        languages: Vec::new(),
        timezone: "Asia/Shanghai".into(),
        today: "2026-11-21".into(),
        menu: Vec::new(),
        repository: None,
        propose_event: None,
        doors: Default::default(),
        calendar_url: "https://riverbank.example/hub/calendar.ics".into(),
        sections: vec!["posts"],
        week_start: "monday",
        insights: None,
        search: None,
        extra: Extra::default(),
    })
}

fn page() -> Value {
    json!({
        "section": "page", "title": "About", "title_html": "About", "description": "", "lead": "", "address": "/hub/about/",
        "canonical": "https://riverbank.example/hub/about/", "lang": null, "translations": [], "crumbs": [], "image": null,
        "edit_url": null, "updated": null, "json_ld": "", "feeds": [], "calendar": null, "noindex": false,
        "body_html": "<p>Words.</p>", "toc": [], "backlinks": [], "extra": {},
    })
}

fn draw(theme: &Theme, template: &str, lang: &str, page: Value) -> Result<String, Diagnostic> {
    let mut out = b"before".to_vec();
    let result = Renderer::new(theme, &[site(lang)]).render(template, 0, &page, &mut out);
    assert!(out.starts_with(b"before"));
    assert!(result.is_ok() || out == b"before", "a page that failed leaves nothing behind");
    result.map(|()| String::from_utf8(out[6..].to_vec()).unwrap())
}

/// Draws a template of the hub's own with `page` and gives what came out.
fn own(text: &str, lang: &str, page: Value) -> String {
    draw(&theme(&[("templates/own.html", text)]), "own.html", lang, page).unwrap()
}

/// `file:line:column code: message (help)`, for short tests.
fn told(said: &[Diagnostic], scan: &Scan) -> Vec<String> {
    let tell = |d: &Diagnostic| {
        let place = d.at.map_or("nowhere".into(), |at| {
            let (start, end) = scan.sources.position(at);
            format!("{}:{}:{}-{}", scan.sources.get(at.source).path, start.line, start.column, end.column)
        });
        let help = d.help.as_ref().map_or(String::new(), |help| format!(" ({help})"));
        format!("{place} {}: {}{help}", d.code.name(), d.message)
    };
    said.iter().map(tell).collect()
}

#[test]
fn the_built_in_theme_is_without_mistakes_and_draws_a_page() {
    let theme = theme(&[]);
    for lang in ["en", "zh-CN"] {
        let html = draw(&theme, "page.html", lang, page()).unwrap();
        assert!(html.starts_with("<!doctype html>"), "{html}");
        assert!(html.contains("<p>Words.</p>") && html.contains("Riverbank &amp; friends"), "{html}");
        assert!(html.contains("href=\"/hub/assets/commons."), "{html}");
    }
    assert!(
        super::eject::list(&crate::read::scan::Scan::default())
            .iter()
            .any(|it| it.name == "commons" && !it.description.is_empty())
    );
}

/// Each `theme.text.x`, `theme.settings.x` and `theme.assets.x` of the built-in templates, also where a test page does not come by.
#[test]
fn what_the_built_in_templates_ask_of_the_theme_is_there() {
    for name in super::builtin::names() {
        let hub = format!("title = \"R\"\nbase_url = \"https://r.example\"\ntheme = \"{name}\"\n");
        asks_for_what_is_there(&theme(&[("hub.toml", &hub)]), name);
    }
}

/// A second theme that left a page to the first would not prove that the contract carries.
#[test]
fn the_terminal_draws_every_page_itself() {
    let pages = |theme| {
        let files = super::built_in_files(theme).into_iter().map(|(name, _)| name);
        files.filter(|name| name.ends_with(".html")).collect::<std::collections::BTreeSet<_>>()
    };
    let left: Vec<_> = pages("commons").difference(&pages("terminal")).copied().collect();
    assert_eq!(left, ["components.html", "redirect.html"], "pieces, and a page that shows nothing");
}

fn asks_for_what_is_there(theme: &Theme, name: &str) {
    for (name, bytes) in super::built_in_files(name).into_iter().filter(|(name, _)| name.ends_with(".html")) {
        for path in std::str::from_utf8(bytes).unwrap().split("theme.").skip(1) {
            let name_end =
                |text: &str| text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
            let Some((root, rest)) = path.split_once('.') else { continue };
            let key = &rest[..name_end(rest)];
            let there = match root {
                "text" => theme.written.in_language("en").has(key),
                "settings" => theme.setting(key).is_some(),
                "assets" => theme.assets.iter().any(|asset| asset.key == key),
                _ => true,
            };
            assert!(there, "{name} asks for theme.{root}.{key}");
        }
    }
    for key in theme.written.in_language("zh-CN").keys() {
        assert!(theme.written.in_language("en").has(key), "zh-CN has `{key}` and English has not");
    }
}

#[test]
fn a_component_that_calls_itself_without_end_is_told() {
    let text = "{% component c() %}{{ <c /> }}{% endcomponent c %}{{ <c /> }}";
    let fault = draw(&theme(&[("templates/own.html", text)]), "own.html", "en", json!({})).unwrap_err();
    assert_eq!(fault.message, "`own.html` calls components inside one another more than 20 deep");
}

#[test]
fn a_file_of_the_hub_covers_the_theme_s_and_can_extend_it() {
    let files = [
        ("templates/page.html", "{% extends \"commons/page.html\" %}{% block title %}Mine{% endblock title %}"),
        ("templates/assets/commons.css", "body { color: red }"),
    ];
    let theme = theme(&files);
    let html = draw(&theme, "page.html", "en", page()).unwrap();
    assert!(html.contains("<title>Mine</title>") && html.contains("<p>Words.</p>"), "{html}");
    assert_ne!(theme.digest(), self::theme(&[]).digest());
}

#[test]
fn a_theme_of_the_hub_takes_what_it_lacks_from_those_below() {
    let hub = "title = \"R\"\nbase_url = \"https://r.example\"\ntheme = \"mine\"\n[settings]\nnumber = 4\n";
    let files = [
        ("hub.toml", hub),
        ("themes/mine/theme.toml", "name = \"mine\"\ncontext = 1\nextends = \"base\"\n[settings]\nnumber = 3\n"),
        ("themes/mine/one.html", "one {% include \"two.html\" %}"),
        ("themes/base/theme.toml", "name = \"base\"\ncontext = 1\n[settings]\nnumber = 2\nother = \"x\"\n"),
        ("themes/base/one.html", "covered"),
        ("themes/base/two.html", "two {{ theme.settings.number }}{{ theme.settings.other }} {{ <three /> }}"),
        ("themes/base/parts.html", "{% component three() %}covered{% endcomponent three %}"),
        ("templates/parts.html", "{% component three() %}three{% endcomponent three %}"),
        ("themes/mine/i18n/en.toml", "menu = \"Mine\"\n"),
    ];
    let theme = theme(&files);
    assert_eq!(draw(&theme, "one.html", "en", json!({})).unwrap(), "one two 4x three");
    assert!(theme.has_template("base.html") && !theme.has_template("nothing.html"));
    assert_eq!(theme.text("en", "menu"), Some("Mine"));
    assert_eq!(theme.text("en", "status.cancelled"), Some("Cancelled"));
}

#[test]
fn the_digest_follows_what_pages_can_show() {
    let digest = |files: &[(&str, &str)]| theme(files).digest();
    let plain = digest(&[]);
    assert_eq!(plain, digest(&[("content/pages/about.md", "Words")]));
    for files in [
        [("templates/x.html", "x")],
        [("templates/i18n/en.toml", "menu = \"Where to\"")],
        [("templates/assets/x.css", "x {}")],
        [(
            "hub.toml",
            "title = \"R\"\nbase_url = \"https://r.example\"\n[languages.zh-CN]\n[settings]\nshow_tags = false\n",
        )],
    ] {
        assert_ne!(plain, digest(&files), "{files:?}");
    }
}

#[test]
fn a_theme_that_is_not_there_is_named_with_the_nearest() {
    let hub = |name: &str| format!("title = \"R\"\nbase_url = \"https://r.example\"\ntheme = \"{name}\"\n");
    let (theme, said, scan) = load(&[("hub.toml", &hub("comons"))]);
    assert!(theme.is_none());
    let place = "hub.toml:3:9-17 unknown-theme: there is no theme `comons` (did you mean `commons`?)";
    assert_eq!(told(&said, &scan), [place]);
    let (_, said, scan) = load(&[("hub.toml", &hub("slate")), ("themes/own/theme.toml", "")]);
    assert!(
        told(&said, &scan)[0].contains("`own`, `terminal`; a theme of your own lies in `themes/slate/`"),
        "{said:?}"
    );
    let (_, said, scan) = load(&[("hub.toml", &hub("bare")), ("themes/bare/page.html", "")]);
    assert!(told(&said, &scan)[0].contains("unknown-theme: the theme `bare` has no file `themes/bare/theme.toml`"));
}

#[test]
fn a_theme_for_another_context_or_one_that_extends_itself_is_refused() {
    let hub = ("hub.toml", "title = \"R\"\nbase_url = \"https://r.example\"\ntheme = \"mine\"\n");
    let (theme, said, scan) = load(&[hub, ("themes/mine/theme.toml", "name = \"mine\"\ncontext = 2\n")]);
    assert!(theme.is_none());
    let expected = "themes/mine/theme.toml:2:11-12 theme-context: this theme is made for context 2, and this Folkmoot speaks \
                    context 1 (use a newer Folkmoot, or an older version of the theme)";
    assert_eq!(told(&said, &scan), [expected]);
    let (theme, said, scan) =
        load(&[hub, ("themes/mine/theme.toml", "name = \"mine\"\ncontext = 1\nextends = \"mine\"\n")]);
    assert!(
        theme.is_none() && told(&said, &scan)[0].starts_with("themes/mine/theme.toml:3:11-17 bad-config"),
        "{said:?}"
    );
}

#[test]
fn every_template_that_cannot_be_read_is_named_with_its_place() {
    let files = [
        ("templates/a.html", "\u{feff}<p>\r\n河岸 {{ page.title | }}\n"),
        ("templates/b.html", "{% if page.x %}"),
        ("templates/c.html", "ok\n {{ page.title | dya }} {{ <nothing /> }}"),
        ("templates/d.html", "{% extends \"bsae.html\" %}"),
        ("templates/e.html", "{% extends \"e.html\" %}"),
    ];
    let (theme, mut said, scan) = load(&files);
    assert!(theme.is_none());
    said.retain(|said| said.severity == Severity::Error);
    let told = told(&said, &scan);
    assert_eq!(told.len(), 6, "{told:#?}");
    assert!(said.iter().all(|d| d.code == Code::TemplateSyntax && d.at.is_some()), "{said:#?}");
    assert!(told[0].starts_with("templates/a.html:2:20-22"), "{told:#?}");
    assert!(told[1].starts_with("templates/b.html:1:"), "{told:#?}");
    let has = |wanted: &str| assert!(told.iter().any(|told| told == wanted), "{wanted} in {told:#?}");
    has("templates/c.html:2:18-21 template-syntax: there is no filter `dya` (did you mean `day`?)");
    has("templates/c.html:2:29-36 template-syntax: no template defines a component `nothing`");
    has(
        "templates/d.html:1:13-22 template-syntax: there is no template `bsae.html` to extend (did you mean `base.html`?)",
    );
    assert!(
        told.iter()
            .any(|told| told.starts_with("templates/e.html:1:13-19 template-syntax: this template extends itself"))
    );
}

#[test]
fn a_template_that_nothing_uses_is_a_slip() {
    let files = [
        ("templates/pots.html", ""),
        ("templates/aside.html", ""),
        ("templates/parts.html", "{% component c() %}{% endcomponent c %}"),
        ("templates/page.html", "{% include \"aside.html\" %}"),
    ];
    let (theme, said, scan) = load(&files);
    assert!(theme.is_some());
    let expected = "templates/pots.html:1:1-1 unknown-file: no page and no other template uses `pots.html` (did you mean `post.html`?)";
    assert_eq!(told(&said, &scan), [expected]);
    assert_eq!(said[0].severity, Severity::Warning);
}

#[test]
fn a_name_that_is_not_there_is_told_as_people_speak() {
    let fault = |text: &str| {
        let files = [("templates/kb.html", text)];
        let (theme, _, scan) = load(&files);
        let page =
            json!({ "title": "T", "nothing": null, "event": { "start": "2026-12-01" }, "list": [{ "href": "/" }] });
        told(&[draw(&theme.unwrap(), "kb.html", "en", page).unwrap_err()], &scan).remove(0)
    };
    let cases = [
        (
            "<p>\n  {{ page.date }}",
            "kb.html:2:11-15 template-field: a knowledge-base page has no `date` (test it first, `{% if page.date %}`)",
        ),
        (
            "{{ page.titel }}",
            "kb.html:1:9-14 template-field: a knowledge-base page has no `titel` (did you mean `page.title`?)",
        ),
        (
            "{{ page.event.strat }}",
            "kb.html:1:15-20 template-field: `page.event` has no `strat` (did you mean `page.event.start`?)",
        ),
        (
            "{{ page.evnt.start }}",
            "kb.html:1:9-13 template-field: a knowledge-base page has no `evnt` (did you mean `page.event`?)",
        ),
        (
            "{% for x in page.list %}{{ x.label }}{% endfor %}",
            "kb.html:1:30-35 template-field: `x` has no `label` (test it first, `{% if x.label %}`)",
        ),
        ("{{ pge.title }}", "kb.html:1:4-7 template-field: there is no `pge` here (did you mean `page`?)"),
        (
            "{% component c() %}{{ site.title }}{% endcomponent c %}{{ <c /> }}",
            "kb.html:1:23-27 template-field: there is no `site` here (a component sees only what it is given; write `@site` among its arguments)",
        ),
        (
            "{{ page.date | day }}",
            "kb.html:1:16-19 template-field: `day` wants a day such as \"2026-12-01\", found a name that is not there",
        ),
        (
            "{{ page.nothing | day }}",
            "kb.html:1:19-22 template-field: `day` wants a day such as \"2026-12-01\", found nothing",
        ),
        (
            "{{ theme.text.updated | fill(dya=1) }}",
            "kb.html:1:25-36 template-field: nothing fills the place `{day}` of the text \"Updated {day}\"",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(fault(text), format!("templates/{expected}"), "{text}");
    }
}

#[test]
fn a_mistake_in_a_component_names_who_called_it() {
    let files = [
        ("templates/parts.html", "{% component c(of) %}{{ of.nmae }}{% endcomponent c %}"),
        ("templates/own.html", "first\n{{ <c of={page} /> }}"),
    ];
    let (theme, _, scan) = load(&files);
    let fault = draw(&theme.unwrap(), "own.html", "en", json!({ "name": 1 })).unwrap_err();
    assert_eq!(
        told(std::slice::from_ref(&fault), &scan),
        ["templates/parts.html:1:28-32 template-field: `of` has no `nmae` (did you mean `of.name`?)"]
    );
    let note = &fault.notes[0];
    assert_eq!(scan.sources.get(note.at.unwrap().source).path.as_ref(), "templates/own.html");
    assert_eq!(scan.sources.position(note.at.unwrap()).0.line, 2);
    let built_in = draw(&self::theme(&[]), "page.html", "en", json!({})).unwrap_err();
    assert!(
        built_in.at.is_none() && built_in.message.starts_with("themes/commons/base.html (built in), line "),
        "{built_in:?}"
    );
    let missing = draw(&self::theme(&[]), "nothing.html", "en", json!({})).unwrap_err();
    assert_eq!(missing.message, "no theme has a template `nothing.html`");
}

#[test]
fn hostile_words_are_escaped_in_text_and_in_attributes() {
    let hostile = "\"><script>alert('1')</script>{{ site.title }}&";
    let mut page = page();
    page["title"] = hostile.into();
    page["description"] = hostile.into();
    let html = draw(&theme(&[]), "page.html", "en", page).unwrap();
    assert!(!html.contains("<script>alert") && !html.contains("\"><script"), "{html}");
    assert!(html.contains("&quot;&gt;&lt;script&gt;alert(") && html.contains("{{ site.title }}"), "{html}");
    let text = own(
        "{{ theme.text.updated | fill(day=page.x) }}{{ page.x | replace(from='a', to='b') }}",
        "en",
        json!({ "x": "<a \"'>" }),
    );
    assert_eq!(text, "Updated &lt;a &quot;&#39;&gt;&lt;b &quot;&#39;&gt;");
}

#[test]
fn days_read_as_the_language_wants_and_also_inside_components() {
    let all = "{{ page.d | day }}|{{ page.d | weekday_day }}|{{ page.t | short_day }}|{{ page.m | month }}|{{ page.t | short_month }}|{{ page.n | weekday }}|\
               {{ page.t | weekday_long }}|{% component c(d) %}{{ d | day }}{% endcomponent c %}{{ <c d={page.t} /> }}";
    let page = json!({ "d": "2026-12-01", "t": "2026-12-01T19:00:00+08:00", "m": "2026-12", "n": 6 });
    let english = "1 December 2026|Tuesday, 1 December 2026|1 Dec|December 2026|Dec|Sun|Tuesday|1 December 2026";
    assert_eq!(own(all, "en", page.clone()), english);
    let chinese = "2026年12月1日|2026年12月1日 星期二|12月1日|2026年12月|12月|周日|星期二|2026年12月1日";
    assert_eq!(own(all, "zh-CN", page), chinese);
}

#[test]
fn plurals_and_places_are_filled_in_both_languages() {
    let text = "{{ theme.text.members_count | count(n=page.n) }}; {{ theme.text.series | fill(name='{x} {') }}";
    assert_eq!(own(text, "en", json!({ "n": 1 })), "1 member; Part of the series “{x} {”");
    assert_eq!(own(text, "en", json!({ "n": 0 })), "0 members; Part of the series “{x} {”");
    assert_eq!(own(text, "zh-CN", json!({ "n": 1 })), "1 位成员; 系列：{x} {");
}

#[test]
fn words_fall_back_key_by_key_to_english() {
    let files = [
        (
            "templates/i18n/en.toml",
            "only_english = \"Only English\"\n[things]\none = \"one thing\"\nother = \"{n} things\"\n[table]\na = \"A\"\nb = \"B\"\n",
        ),
        ("templates/i18n/zh.toml", "[things]\nother = \"{n} 件\"\n[table]\na = \"甲\"\n"),
        (
            "templates/own.html",
            "{{ theme.text.only_english }} {{ theme.text.things | count(n=1) }} {{ theme.text.table.a }}{{ theme.text.table.b }} {{ theme.text.menu }}",
        ),
    ];
    let theme = theme(&files);
    assert_eq!(draw(&theme, "own.html", "zh-CN", json!({})).unwrap(), "Only English 1 件 甲B 主菜单");
    assert_eq!(draw(&theme, "own.html", "fr", json!({})).unwrap(), "Only English one thing AB Main menu");
    assert_eq!(theme.text("zh-CN", "table.a"), Some("甲"));
    assert_eq!((theme.text("zh-CN", "table"), theme.text("xx", "menu")), (None, None));
    let (theme, said, scan) = load(&[("templates/i18n/en.toml", "menu = 3\n")]);
    assert!(theme.is_none());
    assert_eq!(
        told(&said, &scan),
        ["templates/i18n/en.toml:1:8-9 wrong-type: `menu` wants words, found number (put it in quotes)"]
    );
}

#[test]
fn settings_of_the_wrong_kind_and_unknown_ones_are_told() {
    let hub = "title = \"R\"\nbase_url = \"https://r.example\"\n[settings]\naccent = \"red; } * { display: none\"\nshow_tags = \"yes\"\n\
               home_sections = [\"next\", 3]\nacent = \"blue\"\n";
    let (theme, said, scan) = load(&[("hub.toml", hub)]);
    assert!(theme.is_none());
    let told = told(&said, &scan);
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told[0].starts_with("hub.toml:4:10-36 wrong-type: `accent` wants a colour, found the text"), "{told:#?}");
    let bool = "hub.toml:5:13-18 wrong-type: `show_tags` wants `true` or `false`, found the text \"yes\" (the theme's own is `show_tags = true`)";
    assert_eq!(told[1], bool);
    assert!(
        told[2].starts_with("hub.toml:6:26-27 wrong-type: `home_sections` wants a text, found the number 3"),
        "{told:#?}"
    );
    assert_eq!(told[3], "hub.toml:7:1-6 unknown-field: the theme has no setting `acent` (did you mean `accent`?)");
    assert_eq!(said[3].severity, Severity::Warning);
}

#[test]
fn colours_reach_the_style_sheet_and_files_carry_their_digest() {
    let hub = "title = \"R\"\nbase_url = \"https://r.example\"\n[settings]\naccent = \"#0a7\"\n";
    let theme = theme(&[
        ("hub.toml", hub),
        ("templates/assets/extra.css", "a {}"),
        ("templates/own.html", "{{ theme.assets.extra_css }}"),
    ]);
    let sheet =
        theme.outputs().into_iter().find(|output| output.address.as_str().starts_with("/assets/settings.")).unwrap();
    let crate::plan::Make::Bytes(bytes) = &sheet.make else { panic!("the sheet is made of bytes") };
    assert!(std::str::from_utf8(bytes).unwrap().contains("--accent:#0a7;"));
    let core = theme.outputs().into_iter().find(|output| output.address.as_str().starts_with("/assets/commons."));
    let crate::plan::Make::Bytes(bytes) = &core.unwrap().make else { panic!("the sheet is made of bytes") };
    assert!(std::str::from_utf8(bytes).unwrap().contains("--accent:#0a7;"), "the sheet of the settings is pasted in");
    let href = draw(&theme, "own.html", "en", json!({})).unwrap();
    let name = href.strip_prefix("/hub/assets/extra.").unwrap().strip_suffix(".css").unwrap();
    assert_eq!(name.len(), 8);
    assert!(theme.outputs().iter().any(|output| href.ends_with(output.address.as_str())));
}

#[test]
fn tables_keep_their_order_and_ready_values_are_as_the_values_themselves() {
    let table = std::collections::BTreeMap::from([("b", 2), ("a", 1), ("c", 3), ("d", 4)]);
    #[derive(Hash, serde::Serialize)]
    struct Page<T> {
        tree: T,
    }
    let theme = theme(&[("templates/own.html", "{% for k, v in page.tree %}{{ k }}{{ v }}{% endfor %}")]);
    let renderer = Renderer::new(&theme, &[site("en")]);
    let page = Page { tree: Ready::new(table.clone()) };
    for _ in 0..2 {
        let mut out = Vec::new();
        renderer.render("own.html", 0, &page, &mut out).unwrap();
        assert_eq!(out, b"a1b2c3d4");
    }
    assert_eq!(serde_json::to_value(&page).unwrap(), serde_json::to_value(Page { tree: &table }).unwrap());
    assert_eq!(page.tree.digest(), Ready::new(table).digest());
}
