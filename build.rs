//! Puts the built-in themes and the files of a new hub into the binary: writes a table of every file under `themes/`, which
//! `src/theme/builtin.rs` includes, and one of those under `src/starter/files/` for `src/starter/hub.rs`.
//!
//! Takes the source tree, gives `OUT_DIR/themes.rs` and `OUT_DIR/starter.rs`. The finished program needs no file of the source tree. Also gives the program a
//! digest of its own source (`FOLKMOOT_PROGRAM`): what another program has made is made again.

#![allow(clippy::print_stdout, reason = "that is how a build script talks to cargo")]

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let themes = root.join("themes");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=themes");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let mut files = Vec::new();
    walk(&themes, "", &mut files);
    files.sort();
    println!("cargo:rustc-env=FOLKMOOT_PROGRAM={:016x}", program(&root, &files));
    table("themes.rs", "include_bytes", &files);
    let mut starter = Vec::new();
    walk(&root.join("src/starter/files"), "", &mut starter);
    starter.sort();
    table("starter.rs", "include_str", &starter);
}

/// Writes a table of names and contents into `OUT_DIR`.
fn table(name: &str, include: &str, files: &[(String, PathBuf)]) {
    let mut table = String::from("&[\n");
    for (name, path) in files {
        writeln!(table, "    ({name:?}, {include}!({path:?})),").expect("a string takes all");
    }
    table.push_str("]\n");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it")).join(name);
    std::fs::write(&out, table).expect("cargo made the folder");
}

/// A digest of the program's source, its themes and its dependencies.
fn program(root: &Path, themes: &[(String, PathBuf)]) -> u64 {
    let mut files = vec![("Cargo.lock".to_owned(), root.join("Cargo.lock"))];
    walk(&root.join("src"), "src/", &mut files);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for (name, path) in files.iter().chain(themes) {
        name.hash(&mut hasher);
        std::fs::read(path).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

/// Lists the files below `folder` with their names from `themes/`, `/` between folders; hidden files and editors' copies are left out.
fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) {
    let entries = std::fs::read_dir(folder).expect("the folder is part of the source tree");
    for entry in entries {
        let entry = entry.expect("the folder can be read");
        let name = entry.file_name().into_string().expect("the names of our own files are text");
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let path = entry.path();
        if path.is_dir() {
            walk(&path, &format!("{prefix}{name}/"), files);
        } else {
            files.push((format!("{prefix}{name}"), path));
        }
    }
}
