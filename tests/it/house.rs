//! Our own rules, as `src/ARCHITECTURE.md` states them: short files, comments at their head, imports that only go upwards, one home for
//! each library, printing in `cli` alone.

use crate::hub::files;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Lines of a file, at most.
const MAX_LINES: usize = 500;

/// Libraries that every room may use: they carry no format or policy of their own.
const EVERYWHERE: &[&str] =
    &["percent_encoding", "postcard", "rayon", "serde", "serde_json", "tempfile", "unicode_normalization"];

/// Every source file by its path below `src`.
fn sources() -> BTreeMap<String, String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let rust = files(&src).into_iter().filter(|(name, _)| name.ends_with(".rs"));
    rust.map(|(name, file)| (name, std::fs::read_to_string(file).unwrap())).collect()
}

/// The lines of code, comments left out, each with its number.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.split("// ").next().unwrap_or(line)));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn room(name: &str) -> &str {
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

/// The rooms from top to bottom with the libraries at home in them, from the table of `ARCHITECTURE.md`.
fn rooms() -> Vec<(String, BTreeSet<String>)> {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ARCHITECTURE.md")).unwrap();
    let table = page.lines().skip_while(|line| *line != "| room | what it owns | home of |").skip(2);
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let room = cells[0].split('`').nth(1).unwrap().to_owned();
        let home = cells.last().unwrap().trim().trim_end_matches('|').trim();
        let libraries = home.split(", ").map(|name| name.trim().replace('-', "_")).filter(|name| !name.is_empty());
        (room, libraries.filter(|name| !name.contains(' ')).collect())
    };
    table.take_while(|line| line.starts_with('|')).map(row).collect()
}

fn report(faults: Vec<String>) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        let lines = text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!("src/{name} has {lines} lines, more than {MAX_LINES}"));
        }
        if !text.starts_with("//! ") {
            faults.push(format!("src/{name} does not begin with what it is for"));
        }
    }
    report(faults);
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let rooms = rooms();
    let order: BTreeMap<&str, usize> = rooms.iter().enumerate().map(|(at, (room, _))| (room.as_str(), at)).collect();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, text) in sources() {
        let here = room(&name);
        if here == "lib" {
            continue;
        }
        let Some(own) = order.get(here) else {
            faults.push(format!("src/{name} lies in no room of the table in ARCHITECTURE.md"));
            continue;
        };
        seen.insert(here.to_owned());
        for (line, code) in code(&text) {
            for used in code.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let used = if matches!(used.as_str(), "fields" | "choices") { "read" } else { &used };
                match order.get(used) {
                    Some(other) if other > own => {
                        faults.push(format!("src/{name}:{line}: `{here}` stands above `{used}` and uses it"));
                    }
                    _ => {}
                }
            }
        }
    }
    let listed: BTreeSet<String> = order.keys().map(|room| (*room).to_owned()).collect();
    assert_eq!(seen, listed, "the rooms there are, and those the table lists");
    report(faults);
}

#[test]
fn each_library_has_one_home() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let mut section = "";
    let mut libraries = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]") && !section.contains("dev-") && line.contains(" = ") {
            libraries.insert(line.split(" = ").next().unwrap().replace('-', "_"));
        }
    }
    let homes: BTreeMap<String, String> = rooms()
        .into_iter()
        .flat_map(|(room, libraries)| libraries.into_iter().map(move |library| (library, room.clone())))
        .collect();
    let mut faults = Vec::new();
    for library in &libraries {
        if !homes.contains_key(library) && !EVERYWHERE.contains(&library.as_str()) {
            faults.push(format!("`{library}` has no home in the table of ARCHITECTURE.md"));
        }
    }
    for library in homes.keys().filter(|library| !libraries.contains(*library)) {
        faults.push(format!("ARCHITECTURE.md gives a home to `{library}`, which Cargo.toml does not name"));
    }
    for (name, text) in sources() {
        for (line, code) in code(&text) {
            for (library, home) in &homes {
                if room(&name) != home && names(code, library) {
                    faults.push(format!("src/{name}:{line}: `{library}` is at home in `{home}`"));
                }
            }
        }
    }
    report(faults);
}

/// Whether a line of code names a library: `use tera;`, `tera::Value`, `::csv::Reader`.
fn names(code: &str, library: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(library).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + library.len()..]);
        let alone = !before.ends_with(part) && !after.starts_with(part);
        let root = before.ends_with(" ::") || before.ends_with("(::") || !before.ends_with([':', '.', '"', '/', '-']);
        let used = after.starts_with("::") || before.trim_start() == "use ";
        alone && root && used && before.matches('"').count() % 2 == 0
    })
}

#[test]
fn only_the_command_line_prints() {
    let signs = ["println!", "eprintln!", "print!(", "eprint!(", "dbg!(", "io::stdout", "io::stderr"];
    let mut faults = Vec::new();
    for (name, text) in sources() {
        if room(&name) == "cli" {
            continue;
        }
        for (line, code) in code(&text) {
            if signs.iter().any(|sign| code.contains(sign)) {
                faults.push(format!("src/{name}:{line}: printing belongs to `cli`"));
            }
        }
    }
    report(faults);
}

#[test]
fn only_the_command_line_asks_for_the_clock_and_the_environment() {
    let signs =
        ["SystemTime::now", "Zoned::now", "Timestamp::now", "env::var", "env::args", "env::current_dir", "home_dir"];
    let mut faults = Vec::new();
    for (name, text) in sources() {
        if room(&name) == "cli" {
            continue;
        }
        for (line, code) in code(&text) {
            if signs.iter().any(|sign| code.contains(sign)) {
                faults.push(format!("src/{name}:{line}: what a build depends on stands in its request"));
            }
        }
    }
    report(faults);
}

#[test]
fn only_the_cache_the_scan_the_pictures_the_history_and_the_publisher_touch_the_disk() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        let tests = name.contains("test");
        if tests
            || name == "read/scan.rs"
            || matches!(room(&name), "cache" | "pictures" | "history" | "publish" | "cli")
        {
            continue;
        }
        let before_tests = text.split("#[cfg(test)]").next().unwrap_or("");
        for (line, code) in code(before_tests) {
            if code.contains(" fs::") || code.contains("std::fs") || code.contains(" File::") {
                faults.push(format!(
                    "src/{name}:{line}: only the cache, the scan, the pictures, the history and the publisher touch the disk"
                ));
            }
        }
    }
    report(faults);
}
