//! `theme`: what is listed, what a copied file changes at once, and a new theme that builds.

use crate::hub::{Hub, files};
use std::process::Command;

fn run(hub: &Hub, words: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_folkmoot"));
    let done = command.current_dir(hub.root()).args(words.split_whitespace()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

fn read(hub: &Hub, path: &str) -> String {
    std::fs::read_to_string(hub.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn choose(hub: &Hub, theme: &str) {
    let text = read(hub, "hub.toml");
    hub.write("hub.toml", format!("theme = \"{theme}\"\n{text}"));
}

#[test]
fn every_theme_is_listed_with_what_it_is() {
    let hub = Hub::common();
    hub.write("themes/mine/theme.toml", "name = \"mine\"\ncontext = 1\nextends = \"terminal\"\n");
    hub.write("themes/commons/assets/own.css", "p { color: red }");
    let (exit, out, err) = run(&hub, "theme list");
    assert_eq!((exit, &*err), (0, ""));
    let line = |start: &str| out.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{out}"));
    assert!(line("* commons ").contains("(built in, 1 file of the hub over it)"), "{out}");
    assert!(line("  mine ").ends_with("(themes/mine, extends terminal)"), "{out}");
    assert!(line("  terminal ").ends_with("(built in, extends commons)"), "{out}");
    let (_, out, _) = run(&hub, "theme list --files");
    assert!(out.contains("assets/own.css") && out.contains("commons (built in)"), "{out}");
    let nowhere = Hub::empty();
    let (exit, out, err) = run(&nowhere, "theme list");
    assert_eq!((exit, &*err), (0, ""), "{out}");
    assert!(out.contains("  commons ") && !out.contains('*'), "{out}");
}

#[test]
fn a_copied_template_is_the_one_that_is_used() {
    for (theme, from) in [("commons", "commons"), ("terminal", "terminal"), ("mine", "commons")] {
        let hub = Hub::common();
        if theme == "mine" {
            assert_eq!(run(&hub, "theme new mine").0, 0);
        }
        choose(&hub, theme);
        let before = hub.build();
        assert!(before.report.is_some(), "{theme}: {:?}", before.diagnostics);
        let (exit, out, err) = run(&hub, "theme eject post.html commons.js");
        assert_eq!(
            (exit, &*out),
            (0, &*format!("themes/{theme}/post.html\nthemes/{theme}/assets/commons.js\n")),
            "{err}"
        );
        let path = format!("themes/{theme}/post.html");
        let original =
            folkmoot::theme::built_in_files(from).into_iter().find(|(name, _)| *name == "post.html").unwrap();
        assert_eq!(read(&hub, &path).as_bytes(), original.1, "{theme}");
        assert_eq!(hub.build().report.unwrap().written, 0, "{theme}: an unchanged copy changes nothing");
        hub.write(&path, read(&hub, &path).replace("{% block main %}", "{% block main %}<p>Ours now.</p>"));
        assert!(hub.build().report.unwrap().written > 0, "{theme}");
        let pages = hub.site();
        let ours = |name: &str| String::from_utf8_lossy(&pages[name]).contains("<p>Ours now.</p>");
        assert!(
            pages.keys().any(|name| name.starts_with("posts/") && name.ends_with("/index.html") && ours(name)),
            "{theme}"
        );
        let all = files(hub.root());
        let (exit, out, err) = run(&hub, "theme eject post.html");
        assert_eq!((exit, &*out), (2, ""), "{theme}");
        assert!(err.contains(&format!("there is already a file `{path}`")), "{err}");
        assert_eq!(files(hub.root()), all);
    }
}

#[test]
fn everything_can_be_copied_and_nothing_is_overwritten() {
    for theme in ["commons", "terminal"] {
        let hub = Hub::common();
        choose(&hub, theme);
        hub.write(
            "templates/tag.html",
            "{% extends \"base.html\" %}{% block main %}{{ page.title }}{% endblock main %}",
        );
        let own = format!("themes/{theme}/404.html");
        hub.write(&own, "{% extends \"base.html\" %}{% block main %}gone{% endblock main %}");
        let before = hub.build();
        assert!(before.report.is_some(), "{:?}", before.diagnostics);
        let (exit, out, err) = run(&hub, "theme eject --all");
        assert_eq!(exit, 0, "{err}");
        assert!(out.lines().count() > 25 && !out.contains("tag.html") && !out.contains("404.html"), "{out}");
        let after = hub.build();
        assert!(after.diagnostics.is_empty(), "{:?}", after.diagnostics);
        assert_eq!(after.report.unwrap().written, 0, "{theme}");
        assert!(read(&hub, &own).contains("gone"));
        let (exit, out, err) = run(&hub, "theme eject --all");
        assert_eq!((exit, &*out), (0, ""), "{err}");
        let (exit, _, err) = run(&hub, "theme eject tag.html");
        assert!(exit == 2 && err.contains("`templates/tag.html`"), "{err}");
    }
}

#[test]
fn a_new_theme_builds_and_its_sheet_is_on_every_page() {
    for below in ["commons", "terminal"] {
        let hub = Hub::common();
        let (exit, out, err) = run(&hub, &format!("theme new river-bank --extends {below}"));
        assert_eq!(exit, 0, "{err}");
        assert_eq!(out.lines().count(), 3, "{out}");
        choose(&hub, "river-bank");
        let built = hub.build();
        assert!(built.diagnostics.is_empty(), "{below}: {:?}", built.diagnostics);
        let pages = hub.site();
        let mut seen = 0;
        for (name, bytes) in pages.iter().filter(|(name, _)| name.ends_with(".html")) {
            let text = String::from_utf8_lossy(bytes);
            let redirect = text.contains("http-equiv=\"refresh\"");
            assert!(redirect || text.contains("/assets/river-bank."), "{below}: {name}");
            seen += 1;
        }
        assert!(seen > 10);
        let (exit, _, err) = run(&hub, "theme new river-bank");
        assert!(exit == 2 && err.contains("there is already a theme `river-bank`"), "{err}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_and_nothing_written() {
    let hub = Hub::common();
    let before = files(hub.root());
    for (words, says) in [
        ("theme new ../evil", "cannot be the name of a theme"),
        ("theme new commons", "there is already a theme `commons`"),
        ("theme new mine --extends comons", "did you mean `commons`?"),
        ("theme eject pots.html", "did you mean `post.html`?"),
        ("theme eject ../../hub.toml", "the theme `commons` has no file"),
        ("theme eject", "required"),
        ("theme", "Usage"),
    ] {
        let (exit, out, err) = run(&hub, words);
        assert_eq!((exit, &*out), (2, ""), "{words}: {err}");
        assert!(err.contains(says), "{words}: {err}");
        assert_eq!(files(hub.root()), before, "{words}");
    }
    hub.write("hub.toml", "title = \"x\"\nbase_url = \"https://x.example\"\ntheme = \"nowhere\"\n");
    let (exit, _, err) = run(&hub, "theme eject post.html");
    assert!(exit == 2 && err.contains("there is no theme `nowhere`"), "{err}");
}
