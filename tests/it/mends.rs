//! Mends that are followed to the letter: the line that is told is put where the mistake was, until nothing more is said.

use crate::hub::{Hub, tests};
use folkmoot::pipeline::{Request, check};

/// The lines that begin an event, for those who change another one.
const START: &str = "title = \"Tea\"\nstart = 2026-12-01T19:00:00\n";

/// What `check` says of one event: the line, and the mend.
fn said(hub: &Hub, file: &str) -> Option<(usize, String)> {
    let built = check(&Request { lint: false, ..hub.request() }).unwrap();
    let here = |said: &&folkmoot::Diagnostic| said.at.is_some_and(|at| *built.sources.get(at.source).path == *file);
    let first = built.diagnostics.iter().find(here)?;
    let line = built.sources.position(first.at.unwrap()).0.line;
    Some((line as usize, first.help.clone().unwrap()))
}

/// The first words in backticks behind `behind`.
fn told<'a>(help: &'a str, behind: &str) -> &'a str {
    help.split(behind).nth(1).and_then(|rest| rest.split('`').next()).unwrap_or_else(|| panic!("no `{behind}`: {help}"))
}

/// Puts what is told in the place of the line, and takes out the other lines it is told to stand for.
fn follow(text: &str, line: usize, help: &str) -> String {
    let written = match help.strip_prefix("that month ends with day ") {
        Some(rest) => {
            let lines: Vec<&str> = text.lines().collect();
            let wrong = lines[line - 1].split(['=', ' ', ',', '[', ']', '}']).find(|word| word.contains("-3")).unwrap();
            lines[line - 1].replace(wrong, told(rest, "`"))
        }
        None => told(help, "write `").to_owned(),
    };
    let instead: Vec<&str> = help.split(" instead of ").nth(1).unwrap_or("").split('`').skip(1).step_by(2).collect();
    let mut made = String::new();
    for (at, old) in text.lines().enumerate() {
        let name = old.split(['=', ':']).next().unwrap().trim();
        if at + 1 == line {
            made += &format!("{written}\n");
        } else if !instead.contains(&name) {
            made += &format!("{old}\n");
        }
    }
    made
}

/// Follows the mends for an event until there are none, and gives the file.
fn mended(file: &str, text: &str) -> String {
    let hub = Hub::empty();
    hub.lay(&tests().join("mistakes/hub"));
    let mut text = text.to_owned();
    for _ in 0..8 {
        hub.write(file, &text);
        let Some((line, help)) = said(&hub, file) else { return text };
        let next = follow(&text, line, &help);
        assert_ne!(next, text, "the mend is the line again: {help}");
        text = next;
    }
    panic!("there is no end to the mends:\n{text}");
}

#[test]
fn a_field_of_a_table_is_told_to_go_there() {
    for (lines, want) in [
        ("every = \"week\"\nuntil = 2026-12-31\n", "repeat = { every = \"week\", until = 2026-12-31 }\n"),
        ("on = \"tuesday\"\ncount = 3\n", "repeat = { every = \"week\", on = \"tuesday\", count = 3 }\n"),
        ("on = \"first tuesday\"\n", "repeat = { every = \"month\", on = \"first tuesday\" }\n"),
        ("interval = 2\nevery = \"week\"\n", "repeat = { interval = 2, every = \"week\" }\n"),
        (
            "every = \"week\"\nexcept = [2026-12-08]\nalso = [2026-12-09]\n",
            "repeat = { every = \"week\", except = [2026-12-08], also = [2026-12-09] }\n",
        ),
        ("repeat.every = \"week\"\nuntil = 2026-12-31\n", "repeat.every = \"week\"\nrepeat.until = 2026-12-31\n"),
        ("address = \"1 Mill Road\"\n", "location = { address = \"1 Mill Road\" }\n"),
        (
            "location = \"The mill\"\naddress = \"1 Mill Road\"\ngeo = [52.2, 0.13]\n",
            "location = { name = \"The mill\", address = \"1 Mill Road\", geo = [52.2, 0.13] }\n",
        ),
        ("recording = \"https://film.example/tea\"\n", "outcome = { recording = \"https://film.example/tea\" }\n"),
        ("registered = 40\nattended = 34\n", "outcome = { registered = 40, attended = 34 }\n"),
        (
            "slides = \"https://film.example/s\"\nphotos = \"https://film.example/p\"\n",
            "outcome = { slides = \"https://film.example/s\", photos = \"https://film.example/p\" }\n",
        ),
        ("cancelled = true\n", "status = \"cancelled\"\n"),
        ("canceled = true\nstatus = \"confirmed\"\n", "status = \"cancelled\"\n"),
        ("Postponed = true\n", "status = \"postponed\"\n"),
    ] {
        let found = mended("content/events/tea.toml", &format!("{START}{lines}"));
        assert_eq!(found, format!("{START}{want}"), "{lines}");
    }
    let yaml = "---\ntitle: Tea\nstart: 2026-12-01T19:00:00\nuntil: 2026-12-31\nevery: week\ncancelled: true\n---\n";
    let want = "---\ntitle: Tea\nstart: 2026-12-01T19:00:00\nrepeat: { until: 2026-12-31, every: week }\nstatus: cancelled\n---\n";
    assert_eq!(mended("content/events/tea.md", yaml), want);
}

#[test]
fn names_in_chinese_are_told_as_fields_with_their_values() {
    let toml = "标题 = \"茶 \\\"绿\\\"\"\n开始 = 2026-12-01T19:00:00\n时长 = \"2h\"\n地址 = \"1 Mill Road\"\n重复 = { every = \"week\" }\n\n\
                [extra]\n\"颜色\" = \"绿\"\n";
    let want = "title = \"茶 \\\"绿\\\"\"\nstart = 2026-12-01T19:00:00\nduration = \"2h\"\nlocation = { address = \"1 Mill Road\" }\n\
                repeat = { every = \"week\" }\n\n[extra]\n\"颜色\" = \"绿\"\n";
    assert_eq!(mended("content/events/tea.toml", toml), want);
    let front = "+++\n标题 = \"茶\"\n日期 = 2026-11-10\n标签 = [\"pottery\", \"glaze\"]\n+++\n\n一个 = 二\n";
    let want = "+++\ntitle = \"茶\"\ndate = 2026-11-10\ntags = [\"pottery\", \"glaze\"]\n+++\n\n一个 = 二\n";
    assert_eq!(mended("content/posts/tea.md", front), want);
    let yaml = "---\n标题: 茶\n日期: 2026-11-10\n标签: [pottery, glaze]\n摘要: \"茶: 绿\"\n---\n\n文字\n";
    let want = "---\ntitle: 茶\ndate: 2026-11-10\ntags: [pottery, glaze]\nsummary: \"茶: 绿\"\n---\n\n文字\n";
    assert_eq!(mended("content/posts/tea.md", yaml), want);
    let group = "名称 = \"茶\"\n";
    assert_eq!(mended("content/groups/tea.toml", group), "name = \"茶\"\n");
}

#[test]
fn a_day_the_month_lacks_keeps_its_time() {
    for (wrong, right) in [
        ("start = 2026-11-31T19:00:00\n", "start = 2026-11-30T19:00:00\n"),
        ("start = 2026-11-31T19:00:00+01:00\n", "start = 2026-11-30T19:00:00+01:00\n"),
        (
            "start = 2026-11-30T19:00:00\nend = 2026-11-31T21:00:00\n",
            "start = 2026-11-30T19:00:00\nend = 2026-11-30T21:00:00\n",
        ),
        (
            "start = 2026-11-30T19:00:00\nrepeat = { every = \"week\", until = 2027-04-31T19:00:00 }\n",
            "start = 2026-11-30T19:00:00\nrepeat = { every = \"week\", until = 2027-04-30T19:00:00 }\n",
        ),
    ] {
        let found = mended("content/events/tea.toml", &format!("title = \"Tea\"\n{wrong}"));
        assert_eq!(found, format!("title = \"Tea\"\n{right}"), "{wrong}");
    }
}

#[test]
fn a_number_where_another_value_belongs_is_kept() {
    for (wrong, right) in [
        ("duration = 2\n", "duration = \"2h\"\n"),
        ("duration = 120\n", "duration = \"120m\"\n"),
        ("capacity = \"40 people\"\n", "capacity = 40\n"),
    ] {
        assert_eq!(mended("content/events/tea.toml", &format!("{START}{wrong}")), format!("{START}{right}"));
    }
}
