//! The manual's reference pages say what the declarations say. `UPDATE=1` writes them anew.

use crate::hub::updating;
use folkmoot::cli::reference::commands;
use folkmoot::schema::{Subject, reference};
use std::path::Path;

/// The pages and what each is made of.
fn pages() -> Vec<(String, String, String)> {
    let fields = Subject::all().map(|subject| {
        let word = subject.word();
        (format!("{word}.md"), format!("fields {word}"), reference::fields(subject))
    });
    let others = [
        ("common.md".to_owned(), "common".to_owned(), reference::common()),
        ("messages.md".to_owned(), "codes".to_owned(), reference::codes()),
        ("commands.md".to_owned(), "commands".to_owned(), commands()),
    ];
    fields.chain(others).collect()
}

#[test]
fn the_reference_is_what_the_program_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site/content/kb/folkmoot/reference");
    for (name, mark, made) in pages() {
        let file = folder.join(&name);
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let begin = format!("<!-- made of: {mark} -->\n");
        let (before, rest) = text.split_once(&begin).unwrap_or_else(|| panic!("{name} has no line {begin}"));
        let (_, after) = rest.split_once("<!-- end -->").unwrap_or_else(|| panic!("{name} has no end"));
        let expected = format!("{before}{begin}\n{}\n\n<!-- end -->{after}", made.trim());
        if updating() {
            std::fs::write(&file, expected).unwrap();
        } else {
            assert!(text == expected, "{name} is stale: write it anew with UPDATE=1 cargo test --test it reference");
        }
    }
}
