//! Running git: which questions are asked, and in which surroundings.
//!
//! Takes a folder and arguments, gives what git wrote. Nothing that a repository brings along is executed: no hook, no pager, no
//! monitor of files, no filter, no signature check, no connection. Whatever goes wrong is told as "nothing is known".

use super::{Looked, Standing};
use crate::text::Digest;
use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Settings that would run a program, reach outside or give another answer on another machine.
const SETTINGS: &[&str] = &[
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=keep",
    "core.fileMode=false",
    "core.quotePath=false",
    "log.showSignature=false",
    "log.showRoot=true",
    "mailmap.file=",
    "mailmap.blob=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
];

/// Variables that would lead git to another repository, or that a hook has around it.
const FOREIGN: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_PAGER",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TRACE",
    "GIT_TRACE2",
    "GIT_TRACE2_EVENT",
    "GIT_TRACE2_PERF",
];

/// The empty tree by length of a name: attributes are read from it, so that none of the repository's can ask for a filter.
const NO_ATTRIBUTES: [(usize, &str); 2] = [
    (40, "4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
    (64, "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"),
];

/// The largest `.mailmap` that is looked at, in bytes.
const MAX_MAILMAP: u64 = 4 << 20;

/// Git in a folder, ready for its arguments.
pub fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null()).arg("--no-pager").arg("--no-replace-objects");
    for setting in SETTINGS {
        git.args(["-c", setting]);
    }
    for name in FOREIGN {
        git.env_remove(name);
    }
    git.envs([
        ("LC_ALL", "C"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_ALLOW_PROTOCOL", "none"),
    ]);
    git
}

/// Asks how a hub's repository stands.
pub(super) fn look(root: &Path) -> Looked {
    let mut ask = git(root);
    ask.args(["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--git-path", "shallow"]);
    ask.args(["--show-cdup", "--show-prefix", "HEAD"]).stderr(Stdio::piped());
    let Ok(told) = ask.output() else { return Looked::Nothing };
    if !told.status.success() {
        let refused = String::from_utf8_lossy(&told.stderr).contains("dubious ownership");
        return if refused { Looked::NotOurs } else { Looked::Nothing };
    }
    standing(root, &told.stdout).map_or(Looked::Nothing, Looked::Here)
}

fn standing(root: &Path, told: &[u8]) -> Option<Standing> {
    let told = std::str::from_utf8(told).ok()?;
    let lines: Vec<&str> = told.lines().collect();
    // A folder whose name has a line end gives another number of lines, and no history.
    let [inside, shallow, shallow_file, up, prefix, head] = lines[..] else { return None };
    if inside != "true" || !head.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let (_, no_attributes) = NO_ATTRIBUTES.iter().find(|(length, _)| *length == head.len())?;
    let is_shallow = shallow == "true";
    let ends = if is_shallow { digest(&root.join(shallow_file)) } else { Digest::default() };
    Some(Standing {
        head: head.into(),
        prefix: prefix.to_owned(),
        views: (digest(&root.join(up).join(".mailmap")), ends),
        is_shallow,
        changed: changed(root, prefix, no_attributes)?,
    })
}

/// The digest of a small ordinary file; the same for every other.
fn digest(file: &Path) -> Digest {
    let small = file.symlink_metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_MAILMAP);
    small.then(|| std::fs::read(file).ok()).flatten().map(|bytes| Digest::of_bytes(&bytes)).unwrap_or_default()
}

/// Committed files of the hub that are not as they were committed, by path from its root.
fn changed(root: &Path, prefix: &str, no_attributes: &str) -> Option<BTreeSet<String>> {
    let mut ask = git(root);
    ask.env("GIT_ATTR_SOURCE", no_attributes);
    ask.args([
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=no",
        "--no-renames",
        "--ignore-submodules=all",
        "--",
        ".",
    ]);
    let told = ask.output().ok().filter(|told| told.status.success())?;
    // Each is two letters, a space and the path from the top of the repository.
    let entries = told.stdout.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry.get(3..)?).ok());
    Some(entries.filter_map(|path| path.strip_prefix(prefix)).map(str::to_owned).collect())
}

/// Versions of a file that are looked at: who has broken a calendar twenty times does not mind.
const MOST_VERSIONS: usize = 20;

/// The last committed version of a file that something can be made of, with its commit.
pub(super) fn last_version<T>(root: &Path, path: &str, make: impl Fn(Vec<u8>) -> Option<T>) -> Option<(String, T)> {
    let ask = |args: &[&str]| git(root).args(args).output().ok().filter(|told| told.status.success());
    let most = format!("-n{MOST_VERSIONS}");
    let told = ask(&["log", &most, "--format=%H", "--", &format!(":(literal){path}")])?;
    let commits = std::str::from_utf8(&told.stdout).ok()?;
    commits.lines().find_map(|commit| {
        let text = ask(&["show", &format!("{commit}:./{path}")])?.stdout;
        Some((commit.to_owned(), make(text)?))
    })
}

/// What is made of each text of at most so many bytes, by its name: `None` for one that git does not have, that is longer, or that gives
/// nothing. Git is asked for all of them at once, and not at all for none. `None` for the whole where it does not answer.
pub(super) fn texts<T>(
    root: &Path,
    names: &BTreeSet<&str>,
    most: u64,
    make: impl Fn(&[u8]) -> Option<T>,
) -> Option<HashMap<String, Option<T>>> {
    if names.is_empty() {
        return Some(HashMap::new());
    }
    let mut ask = git(root);
    ask.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = ask.spawn().ok()?;
    let (mut asked, told) = (running.stdin.take()?, running.stdout.take()?);
    let questions = names.iter().fold(String::new(), |all, name| all + name + "\n");
    let found = std::thread::scope(|scope| {
        // Git answers while it is still being asked: with one hand alone, both might wait for ever.
        scope.spawn(move || asked.write_all(questions.as_bytes()));
        let mut told = BufReader::with_capacity(1 << 17, told);
        let mut answer =
            |name: &&str| Some(((*name).to_owned(), answer(&mut told, most)?.and_then(|text| make(&text))));
        names.iter().map(&mut answer).collect::<Option<HashMap<_, _>>>()
    });
    if found.is_none() {
        // Nobody reads what else it has to say.
        let _ = running.kill();
    }
    let _ = running.wait();
    found
}

/// One answer: `ID blob SIZE`, the text and a line end, or a line that says that there is none.
fn answer(told: &mut impl BufRead, most: u64) -> Option<Option<Vec<u8>>> {
    let mut line = String::new();
    told.take(4096).read_line(&mut line).ok().filter(|read| *read > 0)?;
    let [_, "blob", size] = line.split_whitespace().collect::<Vec<_>>()[..] else {
        return line.trim_end().ends_with("missing").then_some(None);
    };
    let size: u64 = size.parse().ok()?;
    if size > most {
        let passed = std::io::copy(&mut told.take(size + 1), &mut std::io::sink()).ok()?;
        return (passed == size + 1).then_some(None);
    }
    let mut text = Vec::new();
    told.take(size + 1).read_to_end(&mut text).ok().filter(|read| *read as u64 == size + 1)?;
    text.pop();
    Some(Some(text))
}
