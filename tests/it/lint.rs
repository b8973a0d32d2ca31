//! The rules of good care: that the manual lists them, that a hub can do without each, and that the example is clean.

use crate::hub::{Hub, now};
use folkmoot::diagnostic::Code;
use folkmoot::pipeline::{Request, build, check};
use std::path::Path;

fn example() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site")
}

#[test]
fn the_manual_lists_every_rule() {
    let page = std::fs::read_to_string(example().join("content/kb/folkmoot/checking.md")).unwrap();
    for code in Code::ALL.iter().filter(|code| code.is_lint()) {
        assert!(page.contains(&format!("| `{}` |", code.name())), "{}", code.name());
    }
}

#[test]
fn the_example_is_clean() {
    let request = Request { lint: true, history: false, ..Request::new(example(), now()) };
    let built = check(&request).unwrap();
    let said: Vec<_> = built.diagnostics.iter().map(|said| (said.code.name(), &said.message)).collect();
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn a_rule_can_be_switched_off_and_a_build_knows_none() {
    let hub = Hub::common();
    hub.write("content/kb/alone.md", "# Alone\n\n![](/river.svg)\n");
    let codes = |hub: &Hub| {
        let built = check(&Request { lint: true, ..hub.request() }).unwrap();
        built.diagnostics.iter().map(|said| said.code.name()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&hub), ["orphan", "picture-without-alt"], "a picture leads nowhere");
    let file = hub.root().join("hub.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, format!("{text}\n[check]\noff = [\"picture-without-alt\", \"orphan\"]\n")).unwrap();
    assert!(codes(&hub).is_empty());
    assert!(build(&hub.request()).unwrap().diagnostics.is_empty());
}
