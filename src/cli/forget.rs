//! `forget`: takes a member out of the hub, and says what stays behind: in sentences, in the history of git, with others.

use super::Failure;
use super::args::{now, root};
use super::init::{git, quoted};
use super::say::{Exit, Voice, exit_for, output};
use crate::config;
use crate::diagnostic::{human, nearest};
use crate::error::Error;
use crate::forget::{self, Plan};
use crate::kinds::files;
use crate::model::Kind;
use crate::pipeline::{self, Request};
use crate::read::scan::{Scan, scan};
use crate::text::Position;
use clap::Args;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// What `forget` has.
#[derive(Args, Clone, Debug)]
pub(super) struct ForgetArgs {
    /// The member's id: the name of the file in content/members, without its ending
    member: String,
    /// What stands where the name stood [default: "A former member", in the language of the file]
    #[arg(long = "as", value_name = "TEXT")]
    word: Option<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// The folder that holds hub.toml [default: this folder or the nearest parent that has one]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// Places that are listed of one file, at most.
const PLACES: usize = 20;

/// Changes the hub, and says what was done and what is left to do.
pub(super) fn forget(args: &ForgetArgs, voice: Voice) -> Result<Exit, Failure> {
    let root = root(args.root.as_deref())?;
    let scan = scan(&root)?;
    let hub = scan.sources.find("hub.toml").ok_or_else(|| Failure::NoHub("there is no `hub.toml`".into()))?;
    let read = config::read(hub, scan.sources.get(hub), None);
    let Some(config) = read.value else {
        voice.messages(&read.diagnostics, &scan.sources, &root);
        return Ok(Exit::Call);
    };
    let word = args.word.as_deref().map(str::trim).filter(|word| !word.is_empty());
    if word.is_some_and(|word| word.contains(['[', ']', '<', '>', '"', '\\', '\n', '`']) || word.contains("{{")) {
        return Err(Error::Usage("`--as` wants plain words".into()).into());
    }
    let Some(plan) = forget::plan(&scan, &config, &args.member, word) else {
        let (families, _) = files::families(&scan.sources, &config, &mut Vec::new());
        let names = families.iter().filter(|family| family.id.kind == Kind::Member).map(|family| &*family.id.name);
        let near = nearest(&args.member, names).map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        return Err(Error::Usage(format!("there is no member `{}`{near}", args.member)).into());
    };
    if !args.dry_run {
        write(&root, &plan)?;
    }
    output(&done(&plan, args.dry_run))?;
    output(&left(&root, &scan, &plan))?;
    output(&history(&root, &plan))?;
    if args.dry_run {
        return Ok(Exit::Done);
    }
    let built = pipeline::check(&Request { history: false, ..Request::new(root.clone(), now(None)?) })?;
    let exit = exit_for(&built, false);
    if exit != Exit::Done {
        voice.messages(&built.diagnostics, &built.sources, &root);
        voice.remark(&format!("{}: mend these by hand", human::summary(&built.diagnostics)));
    }
    Ok(exit)
}

/// Writes what changes first: broken off on the way, the profile is still there and the command can be run again.
fn write(root: &Path, plan: &Plan) -> Result<(), Error> {
    for changed in &plan.changed {
        let file = root.join(&*changed.path);
        std::fs::write(&file, &changed.text).map_err(Error::io("write", &file))?;
    }
    for path in &plan.removed {
        let file = root.join(path);
        std::fs::remove_file(&file).map_err(Error::io("remove", &file))?;
    }
    Ok(())
}

fn add(text: &mut String, line: &str) {
    writeln!(text, "{}", human::one_line(line)).expect("a string takes all");
}

/// What was done, or would be.
fn done(plan: &Plan, dry: bool) -> String {
    let mut text = String::new();
    let (removed, changed) = if dry { ("would remove", "would change") } else { ("removed", "changed") };
    for path in &plan.removed {
        add(&mut text, &format!("{removed} {path}"));
    }
    for file in &plan.changed {
        let places = if file.count == 1 { "1 place".to_owned() } else { format!("{} places", file.count) };
        add(&mut text, &format!("{changed} {}: {places}", file.path));
    }
    for (picture, other) in &plan.kept {
        add(&mut text, &format!("kept {picture}: {other} names it too"));
    }
    text
}

/// Where the hub still names them, for a person to look at.
fn left(root: &Path, scan: &Scan, plan: &Plan) -> String {
    let mut lines = String::new();
    for (source, span) in &plan.left {
        let file = scan.sources.get(*source);
        let Position { line, column } = Position::of(&file.text, span.start);
        add(&mut lines, &format!("  {}:{line}:{column}: a link that has to be taken out by hand", file.path));
    }
    let removed: BTreeSet<&str> = plan.removed.iter().map(String::as_str).collect();
    let mut texts: Vec<(String, String)> = Vec::new();
    for (_, file) in scan.sources.iter().filter(|(_, file)| !removed.contains(&*file.path)) {
        let new = plan.changed.iter().find(|changed| changed.path == file.path);
        texts.push((file.path.to_string(), new.map_or_else(|| file.text.to_string(), |new| new.text.clone())));
    }
    let mut beside = Vec::new();
    others(root, "", &mut beside);
    beside.retain(|(path, _)| texts.iter().all(|(known, _)| known != path) && !removed.contains(path.as_str()));
    texts.extend(beside);
    texts.sort();
    for (path, text) in &texts {
        let places = forget::places(text, &plan.words);
        for place in places.iter().take(PLACES) {
            let Position { line, column } = place.position;
            add(&mut lines, &format!("  {path}:{line}:{column}: {}", place.word));
        }
        if places.len() > PLACES {
            add(&mut lines, &format!("  {path}: and {} more", places.len() - PLACES));
        }
    }
    if lines.is_empty() { lines } else { format!("still named, for you to look at:\n{lines}") }
}

/// Texts of the hub's folder that are no content: what stands beside it for those who work on it, and text files of `static/`.
fn others(root: &Path, below: &str, texts: &mut Vec<(String, String)>) {
    const SKIPPED: [&str; 8] =
        [".git", ".folkmoot", "public", "target", "node_modules", "themes", "templates", "content"];
    let Ok(entries) = std::fs::read_dir(root.join(below)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if !(below.is_empty() && SKIPPED.contains(&name.as_str())) && path.split('/').count() < 12 {
                others(root, &path, texts);
            }
        } else if kind.is_file() && entry.metadata().is_ok_and(|meta| meta.len() < 1 << 20) {
            texts.extend(std::fs::read_to_string(entry.path()).ok().map(|text| (path, text)));
        }
    }
}

/// What git still holds, and how it is taken out there.
fn history(root: &Path, plan: &Plan) -> String {
    let Some(prefix) = git(root, &["rev-parse", "--is-inside-work-tree"])
        .map(|_| git(root, &["rev-parse", "--show-prefix"]).unwrap_or_default())
    else {
        return String::new();
    };
    let mut text = String::new();
    let paths: Vec<&str> = plan.removed.iter().map(String::as_str).collect();
    let mut call = vec!["log", "--all", "--format=%as", "--"];
    call.extend(&paths);
    let days = git(root, &call).unwrap_or_default();
    let mut days: Vec<&str> = days.lines().collect();
    days.sort_unstable();
    let mut found = BTreeSet::new();
    // The id alone is part of too many names.
    for word in plan.words.iter().filter(|word| word.contains([' ', '@']) || !word.is_ascii()) {
        let author = format!("--author={word}");
        let log = git(root, &["log", "--all", "--format=%H", "--fixed-strings", "--regexp-ignore-case", &author]);
        found.extend(log.unwrap_or_default().lines().map(str::to_owned));
    }
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        let commits =
            if days.len() == 1 { "1 commit holds".to_owned() } else { format!("{} commits hold", days.len()) };
        add(&mut text, &format!("  {commits} these files, from {first} to {last}"));
    }
    match found.len() {
        0 => {}
        1 => add(&mut text, "  1 commit has them as its author"),
        count => add(&mut text, &format!("  {count} commits have them as their author")),
    }
    if git(root, &["rev-parse", "--is-shallow-repository"]).as_deref() == Some("true") {
        add(&mut text, "  this clone is shallow: the whole history may hold more");
    }
    if text.is_empty() {
        return text;
    }
    let paths: Vec<_> =
        plan.removed.iter().map(|path| format!("--path {}", quoted(&format!("{prefix}{path}")))).collect();
    let mut all = format!("git still holds, for everybody who clones the repository:\n{text}");
    all.push_str("to take it out there, commit this change, and then in a fresh clone (git-filter-repo is a program of its own):\n");
    add(&mut all, &format!("  git filter-repo --invert-paths {}", paths.join(" ")));
    all.push_str(
        "  git filter-repo --replace-text FILE    where FILE has a line `NAME==>a former member` for each name\n  \
         git filter-repo --mailmap FILE         where FILE has a line `Former member <nobody@example.invalid> <THEIR E-MAIL>`\n  \
         git push --force --mirror\n\
         then ask the forge to drop what it keeps of old commits and pull requests, delete forks, and let everybody clone anew;\n\
         what feeds, calendars, search engines and archives have read already is theirs\n",
    );
    all
}
