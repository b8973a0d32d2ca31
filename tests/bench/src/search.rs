//! Does the search find what is there, and how much does a query load?
//!
//! Takes a size, makes a hub, builds it and asks its search a few hundred times with the site's own script, which Node runs
//! (`queries.mjs`); gives a table and whether it is within the limits. Knows nothing of the index: what is counted is what a browser
//! would load and what a reader would see.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde::Deserialize;

use crate::compare::{NOW, place, program};
use crate::{generate, measure};

/// What to ask.
#[derive(Args)]
pub struct SearchArgs {
    /// Content files of the hub.
    #[arg(long, default_value_t = 10_000)]
    pub size: usize,
    /// Titles, and as many phrases, asked for in each language.
    #[arg(long, default_value_t = 100)]
    pub queries: usize,
    /// Another seed asks other things.
    #[arg(long, default_value_t = 1)]
    pub seed: u32,
    /// The program that builds the hub.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/folkmoot"))]
    pub folkmoot: PathBuf,
    /// Least part of the titles, in percent, whose page is among the first three results.
    #[arg(long, default_value_t = 95.0)]
    pub min_titles: f64,
    /// Least part of the phrases, in percent, of which a page that holds the phrase is among the first three results.
    #[arg(long, default_value_t = 90.0)]
    pub min_phrases: f64,
    /// Most that any query loads, in KB (1,000 bytes) as a host sends them, which is with gzip.
    #[arg(long, default_value_t = 60.0)]
    pub max_kb: f64,
    /// Where the hub and the site lie; otherwise /dev/shm if it is there and has room, else the temp folder.
    #[arg(long)]
    pub dir: Option<PathBuf>,
}

/// What `queries.mjs` prints.
#[derive(Deserialize)]
struct Asked {
    pages: usize,
    results: Vec<Answer>,
}

/// What became of one query.
#[derive(Deserialize)]
struct Answer {
    kind: String,
    lang: String,
    query: String,
    /// The very page the query was drawn from is among the first three.
    strict: bool,
    /// A page with this title, or with this phrase, is among the first three.
    found: bool,
    files: usize,
    /// Bytes of the files that were loaded.
    raw: usize,
    /// The same, each file compressed with gzip.
    sent: usize,
}

/// Builds, asks, prints, and returns whether everything is within the limits.
///
/// # Errors
/// A program is missing or fails, or the disk is full.
pub fn run(args: &SearchArgs) -> Result<bool> {
    ensure!(args.queries > 0, "at least one query is needed");
    let folkmoot = program(&args.folkmoot)?;
    let place = place(args.dir.as_deref(), args.size as u64 * 70_000);
    let work = tempfile::Builder::new().prefix("folkmoot-search-").tempdir_in(place)?;
    let (root, site) = (work.path().join("hub"), work.path().join("site"));
    let options = generate::Options { files: args.size, seed: 1, translations: false, only: None, defaults: false };
    generate::write_hub(&options, &root)?;
    let mut build = Command::new(folkmoot);
    build.arg("build").arg(&root).arg("--output").arg(&site).args(["--now", NOW, "--no-cache"]);
    measure::run(build, &work.path().join("log"))?;
    let asked = ask(args, work.path(), &site)?;
    let (text, kept) = report(args, &asked);
    print!("{text}");
    Ok(kept)
}

fn ask(args: &SearchArgs, work: &Path, site: &Path) -> Result<Asked> {
    let script = work.join("queries.mjs");
    fs::write(&script, include_str!("queries.mjs"))?;
    let mut node = Command::new("node");
    node.arg(script).arg(site).arg(args.queries.to_string()).arg(args.seed.to_string());
    let said = node.output().context("cannot start `node`, which runs the site's script")?;
    if !said.status.success() {
        bail!("{node:?} ended with {}:\n{}", said.status, String::from_utf8_lossy(&said.stderr));
    }
    serde_json::from_slice(&said.stdout).context("queries.mjs printed something else than its results")
}

/// The table, and whether everything is within the limits.
fn report(args: &SearchArgs, asked: &Asked) -> (String, bool) {
    let mut text = format!("search over {} pages, {} queries a row\n", asked.pages, args.queries);
    let (mut missed, mut kept) = (String::new(), true);
    text.push_str("                 in the first three       sent with gzip, KB          raw, KB            files\n");
    text.push_str("                 page  found  limit     median    p95    max    median    p95    max  most\n");
    for (lang, kind) in [("en", "titles"), ("en", "phrases"), ("zh", "titles"), ("zh", "phrases")] {
        let rows: Vec<&Answer> = asked.results.iter().filter(|row| row.lang == lang && row.kind == kind).collect();
        let percent = |is: fn(&Answer) -> bool| {
            100.0 * rows.iter().filter(|row| is(row)).count() as f64 / rows.len().max(1) as f64
        };
        let least = if kind == "titles" { args.min_titles } else { args.min_phrases };
        let (page, found) = (percent(|row| row.strict), percent(|row| row.found));
        let (sent, raw) = (spread(&rows, |row| row.sent), spread(&rows, |row| row.raw));
        let files = rows.iter().map(|row| row.files).max().unwrap_or_default();
        let is_kept = found >= least && sent[2] <= args.max_kb && rows.len() == args.queries;
        kept &= is_kept;
        let _ = writeln!(
            text,
            "  {lang} {kind:8} {page:6.0} % {found:4.0} % {least:4.0} %   {:8.1} {:6.1} {:6.1}  {:8.1} {:6.1} {:6.1}  {files:4}{}",
            sent[0],
            sent[1],
            sent[2],
            raw[0],
            raw[1],
            raw[2],
            if is_kept { "" } else { "  BEYOND" }
        );
        for row in rows.iter().filter(|row| !row.found).take(5) {
            let _ = writeln!(missed, "  not found, {lang} {kind}: {}", row.query);
        }
    }
    let _ = writeln!(
        text,
        "a query loads at most {:.0} KB as sent: {}",
        args.max_kb,
        if kept { "kept" } else { "see BEYOND" }
    );
    (text + &missed, kept)
}

/// Median, the value that 95 of 100 do not exceed, and the largest, in KB.
fn spread(rows: &[&Answer], of: fn(&Answer) -> usize) -> [f64; 3] {
    let mut all: Vec<usize> = rows.iter().map(|row| of(row)).collect();
    all.sort_unstable();
    let last = all.len().saturating_sub(1);
    [all.len() / 2, all.len() * 95 / 100, last]
        .map(|at| all.get(at.min(last)).map_or(0.0, |bytes| *bytes as f64 / 1000.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        search: SearchArgs,
    }

    fn answer(kind: &str, lang: &str, found: bool, sent: usize) -> Answer {
        let (kind, lang, query) = (kind.to_owned(), lang.to_owned(), "red boat".to_owned());
        Answer { kind, lang, query, strict: found, found, files: 9, raw: sent * 2, sent }
    }

    fn asked(spoil: impl Fn(usize, &mut Answer)) -> Asked {
        let kinds = [("titles", "en"), ("phrases", "en"), ("titles", "zh"), ("phrases", "zh")];
        let all = (0..40).map(|at| {
            let (kind, lang) = kinds[at % 4];
            let mut answer = answer(kind, lang, true, 40_000 + at);
            spoil(at, &mut answer);
            answer
        });
        Asked { pages: 100, results: all.collect() }
    }

    #[test]
    fn each_limit_can_be_missed() {
        let args = Line::parse_from(["search", "--queries", "10"]).search;
        assert!(report(&args, &asked(|_, _| {})).1);
        // One title of ten is too many, one phrase of ten is not.
        let (text, kept) = report(&args, &asked(|at, answer| answer.found = at != 0));
        assert!(!kept && text.contains("BEYOND") && text.contains("not found, en titles: red boat"), "{text}");
        assert!(report(&args, &asked(|at, answer| answer.found = at != 1)).1);
        assert!(!report(&args, &asked(|at, answer| answer.found = at != 1 && at != 5)).1);
        assert!(!report(&args, &asked(|at, answer| answer.sent += if at == 7 { 30_000 } else { 0 })).1);
        assert!(!report(&args, &Asked { pages: 0, results: Vec::new() }).1);
    }

    #[test]
    fn a_spread_is_of_sorted_figures() {
        let rows: Vec<Answer> = (0..100).rev().map(|at| answer("titles", "en", true, at * 1000)).collect();
        assert_eq!(spread(&rows.iter().collect::<Vec<_>>(), |row| row.sent), [50.0, 95.0, 99.0]);
    }
}
