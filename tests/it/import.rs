//! `import`: what comes from elsewhere passes the check, nothing is overwritten, and what did not fit is said.

use crate::hub::{Hub, NOW, files};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn run(hub: &Hub, words: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
    let done = command.current_dir(hub.root()).args(words).args(["--now", NOW]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn read(hub: &Hub, path: &str) -> String {
    std::fs::read_to_string(hub.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn hub() -> Hub {
    let hub = Hub::empty();
    hub.write("hub.toml", "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\n");
    hub.write("content/members/lin-mei.toml", "name = \"Lin Mei\"\n");
    hub
}

fn source(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    folder
}

fn at(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

/// Imports, sees that the hub builds, and that a second time nothing is overwritten.
fn imported(hub: &Hub, format: &str, source: &str) -> (String, String) {
    let (exit, out, err) = run(hub, &["import", format, source]);
    assert_eq!(exit, 0, "{format}: {out}{err}");
    let built = hub.build();
    assert!(built.report.is_some(), "{format}: {:?}", built.diagnostics);
    let bytes = |root: &Path| -> Vec<(String, Vec<u8>)> {
        let all =
            files(root).into_iter().filter(|(name, _)| name.starts_with("content/") || name.starts_with("static/"));
        all.map(|(name, file)| (name, std::fs::read(file).unwrap())).collect()
    };
    let before = bytes(hub.root());
    run(hub, &["import", format, source]);
    for (name, old) in before {
        assert_eq!(std::fs::read(hub.root().join(&name)).unwrap(), old, "{name}");
    }
    (out, err)
}

#[test]
fn posts_of_hugo_keep_their_addresses_and_pictures() {
    let site = source(&[
        ("hugo.toml", "title = \"Old\""),
        ("static/images/river.png", "png"),
        ("content/about.md", "+++\ntitle = \"About\"\naliases = [\"/who/\"]\n+++\nUs.\n"),
        ("content/search.md", "+++\ntitle = \"Search\"\nlayout = \"search\"\n+++\n"),
        ("content/docs/_index.md", "+++\ntitle = \"Docs\"\nweight = 5\n+++\nAll.\n"),
        (
            "content/docs/step/index.md",
            "+++\ntitle = \"Step\"\n+++\n[up]({{< relref \"/docs\" >}}), [first]({{< ref \"posts/First Boat.md#a\" >}})\n\nRun {{< highlight sh >}}\nls\n\
             {{< /highlight >}}\n\n![A](a.png)\n",
        ),
        ("content/docs/step/a.png", "png"),
        ("content/posts/undated.md", "+++\ntitle = \"Undated\"\n+++\n"),
        (
            "content/posts/fourth.md",
            "---\ntitle: Fourth\ndate: 2019-06-01\ncover:\n  image: /images/river.png\n  alt: A boat\n---\nText\n",
        ),
        ("content/posts/_index.md", "+++\ntitle = \"Posts\"\n+++\n"),
        (
            "content/posts/First Boat.md",
            "+++\ntitle = \"First *boat*\"\ndate = 2019-03-01T10:00:00+08:00\nlastmod = 2020-01-01\ntags = [\"River\", \"river\", \"tea\"]\n\
             categories = [\"News\"]\nauthor = \"Lin Mei\"\ndraft = false\nweight = 3\nmood = \"glad\"\naliases = [\"/old/first/\"]\n\
             image = \"/images/river.png\"\n+++\nSee [the second]({{< ref \"second\" >}}) and [again](/posts/second/), [us](/about/).\n\n\
             ![River](/images/river.png)\n\n{{< tweet 1 >}}\n\n<!--more-->\nMore.\n",
        ),
        (
            "content/posts/second/index.md",
            "---\ntitle: \"Second\"\ndate: 2019-04-01 10:00:00 +0800\nauthors: [Ada Guest]\n---\n![A](a.png) and ![gone](b.png)\n",
        ),
        ("content/posts/second/a.png", "png"),
        ("content/posts/third.md", "{\"title\": \"Third\", \"date\": \"2019-05-01\", \"draft\": true}\n\nJSON.\n"),
    ]);
    let hub = hub();
    let (out, err) = imported(&hub, "hugo", &site.path().display().to_string());
    let first = read(&hub, "content/posts/2019-03-01-first-boat.md");
    for line in [
        "title = \"First \\\\*boat\\\\*\"\n",
        "date = 2019-03-01T10:00:00+08:00\n",
        "updated = 2020-01-01\n",
        "authors = [\"lin-mei\"]\n",
        "tags = [\"River\", \"tea\", \"News\"]\n",
        "aliases = [\"/old/first/\"]\n",
        "image = \"/images/river.png\"\n",
        "See [the second](2019-04-01-second/index.md) and [again](2019-04-01-second/index.md), [us](../pages/about.md).\n",
        "<!-- more -->",
    ] {
        assert!(first.contains(line), "{line}\n{first}");
    }
    assert!(
        out.contains("content/posts/2019-04-01-second/a.png\n") && out.contains("static/images/river.png\n"),
        "{out}"
    );
    let second = read(&hub, "content/posts/2019-04-01-second/index.md");
    assert!(second.contains("{ name = \"Ada Guest\" }") && second.contains("![A](a.png) and gone"), "{second}");
    assert!(read(&hub, "content/posts/2019-05-01-third.md").contains("draft = true\n"));
    for said in [
        "`{{< tweet 1 >}}` means nothing here and stays as it is (1 file",
        "no field for `mood` (1 post)",
        "posts/_index.md: the text above a list of posts has no place here",
        "undated.md: it has no date among posts",
        "search.md: its program fills this page by itself",
    ] {
        assert!(err.contains(said), "{said}\n{err}");
    }
    let docs = read(&hub, "content/kb/docs/_index.md");
    assert!(docs.contains("order = 5\n") && docs.contains("aliases = [\"/docs/\"]\n"), "{docs}");
    let step = read(&hub, "content/kb/docs/step/index.md");
    for line in [
        "[up](../_index.md), [first](../../../posts/2019-03-01-first-boat.md#a)",
        "Run\n\n```sh\nls\n```\n",
        "![A](a.png)",
    ] {
        assert!(step.contains(line), "{line}\n{step}");
    }
    assert!(read(&hub, "content/pages/about.md").contains("aliases = [\"/who/\"]\n"));
    assert!(read(&hub, "content/posts/2019-06-01-fourth.md").contains("image_alt = \"A boat\"\n"));
    assert!(hub.output().join("old/first/index.html").exists());
}

#[test]
fn posts_of_jekyll_keep_their_addresses() {
    let site = source(&[
        ("_config.yml", "title: Old"),
        ("index.md", "---\nlayout: home\n---\n"),
        ("assets/x.png", "png"),
        (
            "_posts/2018-02-03-hello-world.md",
            "---\nlayout: post\ntitle: Hello\ntags: river tea\ncategories: news\nredirect_from:\n  - /h/\n---\n\
             ![x]({{ site.baseurl }}/assets/x.png)\n\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n{% include note.html %}\n\n\
             See [b]({% post_url 2018-02-04-b %}).\n\n{% comment %}hidden{% endcomment %}\n\n![x](/assets/x.png){: .wide}\n",
        ),
        ("_posts/2018-02-04-b.markdown", "---\ntitle: B\npublished: false\n---\nB.\n"),
        ("_drafts/idea.md", "---\ntitle: Idea\ndate: 2018-05-05\n---\nI.\n"),
        ("about.md", "---\ntitle: About\npermalink: /us/\n---\nUs, and [b]({% post_url 2018-02-04-b %}).\n"),
        ("_recipes/soup.md", "---\ntitle: Soup\n---\nBoil.\n"),
        ("_posts/nodate.md", "---\ntitle: None\n---\nB.\n"),
    ]);
    let hub = hub();
    let (_, err) = imported(&hub, "jekyll", &site.path().display().to_string());
    let post = read(&hub, "content/posts/2018-02-03-hello-world.md");
    for line in [
        "date = 2018-02-03\n",
        "tags = [\"river\", \"tea\", \"news\"]\n",
        "aliases = [\"/h/\", \"/news/2018/02/03/hello-world.html\"]\n",
        "![x](/assets/x.png)\n",
        "```ruby\nputs 1\n```\n",
        "See [b](2018-02-04-b.md).\n",
    ] {
        assert!(post.contains(line), "{line}\n{post}");
    }
    assert!(read(&hub, "content/posts/2018-02-04-b.md").contains("draft = true\n"));
    assert!(read(&hub, "content/posts/2018-05-05-idea.md").contains("draft = true\n"));
    assert!(post.contains("<!-- hidden -->\n\n![x](/assets/x.png)\n"), "{post}");
    let about = read(&hub, "content/pages/about.md");
    assert!(about.contains("aliases = [\"/us/\"]\n") && about.contains("(../posts/2018-02-04-b.md)"), "{about}");
    assert!(err.contains("_recipes/: 1 page") && err.contains("`{: .wide}` was left out"), "{err}");
    assert!(err.contains("{% include note.html %}") && err.contains("nodate.md: it has no date among posts"), "{err}");
}

#[test]
fn posts_keep_the_addresses_that_settings_gave_them_and_their_translations() {
    let site = source(&[
        ("hugo.toml", "[permalinks]\nposts = \"/:year/:month/:slug/\"\n[languages.en]\n[languages.zh]\n"),
        ("content/posts/first.md", "---\ntitle: First\ndate: 2021-03-04\nslug: hello\n---\nOne.\n"),
        ("content/posts/first.zh.md", "---\ntitle: 一\ndate: 2021-03-04\nslug: hello\n---\n一。\n"),
        (
            "content/posts/second/index.md",
            "---\ntitle: Second\ndate: 2021-04-04\nurl: special/second.html\n---\n[One](../first.md)\n",
        ),
        ("content/posts/second/index.zh.md", "---\ntitle: 二\n---\n[一](../first.md)\n"),
        ("content/posts/a.md", "---\ntitle: Same\ndate: 2022-02-02\nslug: same\n---\nA\n"),
        ("content/posts/b.md", "---\ntitle: Same\ndate: 2022-02-03\nslug: same\n---\nB\n"),
        ("content/posts/idea.md", "---\ntitle: Idea\ndraft: true\n---\nI.\n"),
        ("content/posts/third.fr.md", "---\ntitle: Trois\ndate: 2021-05-04\n---\nTrois.\n"),
    ]);
    let hub = hub();
    hub.write(
        "hub.toml",
        "title = \"Riverbank\"\nbase_url = \"https://riverbank.example\"\n[languages.zh-CN]\ntitle = \"河岸\"\n",
    );
    let (_, err) = imported(&hub, "hugo", &site.path().display().to_string());
    let holds = |path: &str, lines: &[&str]| {
        let text = read(&hub, path);
        lines.iter().for_each(|line| assert!(text.contains(line), "{path}: {line}\n{text}"));
    };
    holds("content/posts/2021-03-04-hello.md", &["aliases = [\"/2021/03/hello/\"]\n", "date = 2021-03-04\n"]);
    holds("content/posts/2021-03-04-hello.zh-CN.md", &["title = \"一\"\naliases = [\"/zh/2021/03/hello/\"]\n+++"]);
    holds(
        "content/posts/2021-04-04-second/index.md",
        &["aliases = [\"/special/second.html\"]\n", "(../2021-03-04-hello.md)"],
    );
    holds("content/posts/2021-04-04-second/index.zh-CN.md", &["title = \"二\"\n", "(../2021-03-04-hello.md)"]);
    holds("content/posts/2026-11-21-idea.md", &["draft = true\n"]);
    assert!(err.contains("b.md: another entry has its old address `/2022/02/same/`"), "{err}");
    assert!(
        hub.output().join("2021/03/hello/index.html").exists() && hub.output().join("special/second.html").exists()
    );
}

#[test]
fn resources_come_from_tables_lists_and_services() {
    let from = source(&[
        (
            "r.csv",
            "Name,Website,Type,Notes,Email,Stars\nDesk,desk.example,space,\"Quiet, \"\"very\"\"\",a@desk.example,5\n,x,,,,\nOdd,javascript:alert(1),Boats,<b>,,\n",
        ),
        (
            "links.md",
            "# Our list\n\n- [Top](#top)\n\n## Funding\n\n- [Seed](https://seed.example) - Small *money*\n* [Seed again](https://seed.example)\n\n\
             ## Rare things\n\n- [Odder](https://odd.example): text\n- [Bad](javascript:x)\n\n```\n- [No](https://no.example)\n```\n",
        ),
        (
            "hsds.json",
            r#"{"contents": [{"id": "1", "name": "Legal aid", "url": "https://aid.example", "email": "x@aid.example",
               "description": "Help with papers. On Mondays.", "status": "active", "fees_description": "free",
               "organization": {"name": "Harbour Trust"}, "licenses": "x", "languages": [{"code": "en"}],
               "phones": [{"number": "+1 555 0100", "description": "mornings"}], "eligibility_description": "newcomers",
               "service_at_locations": [{"location": {"name": "Hall", "addresses": [{"address_1": "1 Quay", "city": "Port"}], "latitude": 1.5,
                 "accessibility": [{"description": "ramp"}], "languages": [{"code": "fr"}],
                 "schedules": [{"byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}]}}]}]}"#,
        ),
    ]);
    let hub = hub();
    let (exit, out, err) = run(&hub, &["import", "csv", &at(&from, "r.csv"), "--category", "tools"]);
    assert_eq!(exit, 0, "{out}{err}");
    let desk = read(&hub, "content/resources/desk.toml");
    for line in [
        "url = \"https://desk.example\"\n",
        "category = \"space\"\n",
        "contact = \"a@desk.example\"\n",
        "kind = \"listing\"\n",
    ] {
        assert!(desk.contains(line), "{line}\n{desk}");
    }
    let odd = read(&hub, "content/resources/odd.toml");
    assert!(!odd.contains("javascript") && odd.contains("category = \"tools\"\ntags = [\"Boats\"]"), "{odd}");
    for said in [
        "no field for the column `Stars`",
        "r.csv:3: it has no title",
        "no category `Boats`",
        "is no address on the web",
    ] {
        assert!(err.contains(said), "{said}\n{err}");
    }
    let (_, err) = imported(&hub, "links", &at(&from, "links.md"));
    let seed = read(&hub, "content/resources/seed.toml");
    assert!(seed.contains("category = \"funding\"\n") && seed.contains("summary = \"Small money\"\n"), "{seed}");
    assert!(read(&hub, "content/resources/odder.toml").contains("tags = [\"Rare things\"]"));
    assert!(
        err.contains("stands in the list twice") && err.contains("links.md:13: `[Bad](javascript:x)` is left out"),
        "{err}"
    );
    let (_, err) = imported(&hub, "hsds", &at(&from, "hsds.json"));
    let aid = read(&hub, "content/resources/legal-aid.toml");
    for line in [
        "provider = { name = \"Harbour Trust\" }\n",
        "location = \"1 Quay, Port\"\n",
        "cost = \"free\"\n",
        "languages = [\"en\", \"fr\"]\n",
        "Telephone\\\\: \\\\+1 555 0100 \\\\(mornings\\\\)",
        "Open\\\\: MO 09\\\\:00–17\\\\:00",
        "Accessibility\\\\: ramp",
        "For\\\\: newcomers",
    ] {
        assert!(aid.contains(line), "{line}\n{aid}");
    }
    assert!(err.contains("no field for `licenses` (1 service)") && err.contains("`location.latitude`"), "{err}");
}

#[test]
fn tables_are_read_as_sheets_write_them() {
    let from = source(&[
        (
            "merged.csv",
            "Our desks 2026;;;\n;;;\nName*;Website (optional);Last checked;Phone number\nDesk;desk.example;9.12.2026;+1 555\n\nHall;;9/12/2026;\n",
        ),
        ("events.csv", "Title,Date,Start time\nSalon,9.12.2026,19:00\n"),
        ("people.csv", "First name,Last name,Email\nAda,Guest,a@x.example\n"),
        ("form.csv", "Timestamp,What do you offer?\n1,tea\n"),
    ]);
    std::fs::write(from.path().join("ansi.csv"), b"Name;Website\r\nCaf\xe9;https://cafe.example\r\n").unwrap();
    let hub = hub();
    let (_, err) = imported(&hub, "csv", &at(&from, "merged.csv"));
    let desk = read(&hub, "content/resources/desk.toml");
    for line in ["url = \"https://desk.example\"\n", "contact = \"+1 555\"\n", "checked = 2026-12-09\n"] {
        assert!(desk.contains(line), "{line}\n{desk}");
    }
    assert!(err.contains("merged.csv:6: `9/12/2026` can be more than one day"), "{err}");
    assert!(err.contains("merged.csv: what stands above the headings in line 3 is left out"), "{err}");
    imported(&hub, "csv", &at(&from, "ansi.csv"));
    assert!(read(&hub, "content/resources/café.toml").contains("title = \"Café\"\n"));
    for (name, says) in [
        ("events.csv", "this is a table of events"),
        ("people.csv", "this is a table of people"),
        ("form.csv", "no column holds the title; there are `timestamp`, `what do you offer?`"),
    ] {
        let (exit, out, err) = run(&hub, &["import", "csv", &at(&from, name)]);
        assert_eq!((exit, &*out), (1, ""), "{err}");
        assert!(err.contains(says), "{says}\n{err}");
    }
}

#[test]
fn no_link_of_a_list_is_lost() {
    let list = "# List [![Badge](https://img.example/b.svg)](https://badge.example)\n\nAfter [another](https://prose.example).\n\n\
        1. [Seed](https://seed.example \"a title\"): small ([form](<https://seed.example/\\>form>))\n\
        2. [One](https://one.example), [Two](https://two.example) - both\n3. <https://www.auto.example/x/>\n\
        4. Food bank: https://food.example\n5. See the [guide][g] first\n6. [gone][nope]\n\
        - Below\n  - [Child](https://child.example)\n- <a href=\"https://html.example\">H</a>\n- `get https://code.example`\n\n\
        | Name | Website | City | Stars |\n|-|-|-|-|\n| Table | <https://table.example> | Port | 5 |\n| [Row](https://row.example) | [map](https://map.example) | | |\n\n\
        ### [Head](https://head.example)\n\n[Line](https://line.example) - first\n\n<!-- https://hidden.example -->\n\n\
        [g]: https://guide.example\n[unused]: https://unused.example\n";
    let from = source(&[("list.md", list)]);
    let hub = hub();
    let (_, err) = imported(&hub, "links", &at(&from, "list.md"));
    for (file, lines) in [
        ("seed", "summary = \"small \\\\(form\\\\)\"\ndescription = \"[form](<https://seed.example/%3Eform>)\"\n"),
        ("one", "url = \"https://one.example\"\nsummary = \"both\"\n"),
        ("two", "url = \"https://two.example\"\nsummary = \"both\"\n"),
        ("auto-example-x", "url = \"https://www.auto.example/x/\"\n"),
        ("food-bank", "url = \"https://food.example\"\n"),
        ("guide", "url = \"https://guide.example\"\nsummary = \"See the guide first\"\n"),
        ("child", "tags = [\"Below\"]\n"),
        ("table", "url = \"https://table.example\"\nlocation = \"Port\"\ndescription = \"Stars\\\\: 5\"\n"),
        ("row", "description = \"[map](<https://map.example>)\"\n"),
        ("head", "url = \"https://head.example\"\n"),
        ("line", "tags = [\"Head\"]\nsummary = \"first\"\n"),
    ] {
        let text = read(&hub, &format!("content/resources/{file}.toml"));
        assert!(text.contains(lines), "{lines}\n{text}");
    }
    for said in [
        "list.md:1: `[Badge](https://badge.example)` is left out: it stands behind other words",
        "list.md:3: `[another](https://prose.example)` is left out: it stands in a sentence",
        "list.md:10: `[gone][nope]` is left out",
        "list.md:13: `https://html.example` is left out: it stands in HTML",
        "list.md:14: `https://code.example` is left out: it stands in code",
        "`https://hidden.example` is left out: it stands in HTML",
        "`https://unused.example` is left out: no link of the text uses this definition",
    ] {
        assert!(err.contains(said), "{said}\n{err}");
    }
}

#[test]
fn a_calendar_comes_without_the_people_in_it_and_without_what_is_private() {
    let from = source(&[(
        "Team Calendar.ics",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1@x.example\r\nDTSTAMP:20260101T000000Z\r\n\
         DTSTART:20261201T190000Z\r\nDTEND:20261201T200000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Tea\r\n\
         ATTENDEE;CN=Bo:mailto:bo@x.example\r\nORGANIZER:mailto:ada@x.example\r\nDESCRIPTION:Ask desk@shown.example\r\nX-MS-OLK-SENDER;CN=\"Ada\":mailto:ada@x.\r\n example\r\nEND:VEVENT\r\n\
         BEGIN:VEVENT\r\nUID:2@x.example\r\nCLASS:PRIVATE\r\nDTSTART:20261202T190000Z\r\nSUMMARY:Secret\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    )]);
    let hub = hub();
    let (out, err) = imported(&hub, "ics", &at(&from, "Team Calendar.ics"));
    assert_eq!(out, "content/events/team-calendar.ics\n");
    let text = read(&hub, "content/events/team-calendar.ics");
    assert!(text.contains("SUMMARY:Tea") && !text.contains("x.example\r\nEND") && !text.contains("bo@"), "{text}");
    assert!(!text.contains("ada@"), "{text}");
    assert!(err.contains("were left out") && err.contains("team-calendar.ics:11: 1 text of events"), "{err}");
    assert!(err.contains("1 private event was left out"), "{err}");
    assert!(!text.contains("Secret"), "{text}");
}

#[test]
fn what_is_nothing_of_the_kind_is_said() {
    let from = source(&[("a.txt", "Nothing."), ("b.json", "{ no"), ("c/d.md", "No fields.")]);
    let hub = hub();
    let before = files(hub.root());
    for (format, name, says) in [
        ("ics", "a.txt", "there is no event in it"),
        ("links", "a.txt", "there is no list of links in it"),
        ("hsds", "b.json", "this is no JSON"),
        ("hugo", "c", "its front matter cannot be read"),
        ("jekyll", "c", "there is no post in it"),
    ] {
        let (exit, out, err) = run(&hub, &["import", format, &at(&from, name)]);
        assert_eq!((exit, &*out), (1, ""), "{format}: {err}");
        assert!(err.contains(says), "{format}: {err}");
    }
    for words in [
        &["import", "csv", "missing.csv"][..],
        &["import", "word", "x"],
        &["import", "csv", "x", "--category", "boats"],
    ] {
        let (exit, out, err) = run(&hub, words);
        assert!(exit >= 2 && out.is_empty() && !err.contains("panicked"), "{words:?}: {err}");
    }
    assert_eq!(files(hub.root()), before);
}
