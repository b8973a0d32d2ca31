//! The floor: the least work a generator can do and still make a page of every file.
//!
//! Takes a folder of content, gives a folder of pages: read, cut off the front matter, CommonMark to HTML, wrap it
//! in 4 KB of constant text, write. It must never learn to do more (no links, no templates, no highlighting):
//! every ratio that was ever written down is a multiple of exactly this.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rayon::prelude::*;
use walkdir::WalkDir;

/// Bytes of constant text around every page, half before and half after the content.
const FRAME: usize = 4096;

/// Makes one page of every content file and returns how many there were; `jobs` 0 means one thread for each core.
///
/// # Errors
/// A file that cannot be read or written, or is not UTF-8.
pub fn run(dir: &Path, out: &Path, jobs: usize) -> Result<usize> {
    let content = dir.join("content");
    let content = if content.is_dir() { content } else { dir.to_path_buf() };
    let files = list(&content)?;
    let folders: BTreeSet<PathBuf> = files.iter().filter_map(|f| f.parent()).map(|p| out.join(p)).collect();
    for folder in &folders {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let (head, foot) = frame();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build()?;
    pool.install(|| {
        files.par_iter().try_for_each(|file| -> Result<()> {
            let source = content.join(file);
            let text = fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
            let page = page(&text, &head, &foot);
            let target = out.join(file).with_extension(extension(file));
            fs::write(&target, page).with_context(|| format!("cannot write {}", target.display()))
        })
    })?;
    Ok(files.len())
}

/// The page of one file: constant text, the body as HTML, constant text.
fn page(text: &str, head: &str, foot: &str) -> String {
    let body = body(text);
    let mut html = String::with_capacity(FRAME + body.len() * 5 / 4);
    html.push_str(head);
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(body));
    html.push_str(foot);
    html
}

/// What follows the front matter; a text without front matter (a TOML file) is all body.
fn body(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("+++\n") else { return text };
    rest.find("\n+++\n").map_or(text, |end| &rest[end + 5..])
}

/// `note.md` gives `note.html`, anything else keeps its ending: `note.toml` and `note.md` may lie side by side.
fn extension(file: &Path) -> String {
    match file.extension().and_then(|e| e.to_str()) {
        Some("md") | None => "html".to_owned(),
        Some(other) => format!("{other}.html"),
    }
}

/// Every content file below `content`, relative to it, in the order of the names.
fn list(content: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for found in WalkDir::new(content).sort_by_file_name() {
        let found = found.with_context(|| format!("cannot list {}", content.display()))?;
        let wanted = found.path().extension().is_some_and(|e| e == "md" || e == "toml");
        if wanted && found.file_type().is_file() {
            files.push(found.path().strip_prefix(content).expect("the walk began there").to_path_buf());
        }
    }
    Ok(files)
}

fn frame() -> (String, String) {
    let fill = |start: &str, line: &str, end: &str| {
        let mut text = start.to_owned();
        while text.len() + line.len() + end.len() <= FRAME / 2 {
            text.push_str(line);
        }
        text.push_str(&" ".repeat(FRAME / 2 - text.len() - end.len()));
        text + end
    };
    (
        fill(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>A page</title></head><body><nav>\n",
            "<a class=\"menu-entry\" href=\"/somewhere/in/the/menu/\">An entry of the menu</a>\n",
            "</nav>\n<main>\n",
        ),
        fill(
            "</main>\n<footer>\n",
            "<a href=\"/somewhere/\">An entry of the footer</a>\n",
            "</footer></body></html>\n",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_is_exactly_four_kilobytes() {
        let (head, foot) = frame();
        assert_eq!(head.len() + foot.len(), FRAME);
    }

    #[test]
    fn front_matter_is_cut_off_and_the_rest_is_commonmark() {
        let html = page("+++\ntitle = \"x\"\n+++\n# One\n\ntwo *three*\n", "<", ">");
        assert_eq!(html, "<<h1>One</h1>\n<p>two <em>three</em></p>\n>");
        assert_eq!(body("title = \"x\"\n"), "title = \"x\"\n");
    }

    #[test]
    fn every_content_file_gets_a_page_of_its_own() {
        let dir = tempfile::tempdir().expect("a temp folder");
        let posts = dir.path().join("hub/content/posts");
        fs::create_dir_all(&posts).expect("made");
        for name in ["a.md", "a.toml", "b.zh-CN.md", "picture.png"] {
            fs::write(posts.join(name), "text").expect("written");
        }
        let out = dir.path().join("out");
        assert_eq!(run(&dir.path().join("hub"), &out, 1).expect("runs"), 3);
        for name in ["a.html", "a.toml.html", "b.zh-CN.html"] {
            assert!(out.join("posts").join(name).is_file(), "{name}");
        }
    }
}
