//! The comparison: the same hub built by everyone in turn, A B A B …, each time in a process of its own.
//!
//! Takes the command line's wishes, makes the hubs, runs the children, hands their samples to `report`. Running in
//! turn is what makes the ratios hold on a machine that is slow now and fast later. Nothing large may happen in this
//! process (see `measure`): even the hubs are made by a child.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;
use walkdir::WalkDir;

use crate::measure::{self, Sample};
use crate::report::{self, Events, Limits, Report, Row, Size};

/// The clock of every build: the day the generated hubs lie around.
pub(crate) const NOW: &str = "2026-11-21T12:00:00Z";

/// What to compare.
#[derive(Clone, Args)]
pub struct CompareArgs {
    /// Content files of each hub; the limits hold for the largest.
    #[arg(long, value_delimiter = ',', default_value = "1000,10000")]
    pub sizes: Vec<usize>,
    /// Turns that count, after one that does not; every figure is the median of so many.
    #[arg(long, default_value_t = 5)]
    pub runs: usize,
    /// The program to hold against the limits.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/release/folkmoot"))]
    pub folkmoot: PathBuf,
    /// Another folkmoot, an older one for example, in the same turns.
    #[arg(long)]
    pub baseline: Option<PathBuf>,
    /// Any other command, in the same turns; {root} is a hub of its own, {out} a folder emptied before each run.
    #[arg(long, value_name = "CMD")]
    pub also: Vec<String>,
    /// Most CPU time of a first full build, in floors.
    #[arg(long, default_value_t = 12.0)]
    pub max_full: f64,
    /// Most CPU time of an unchanged second build, in floors.
    #[arg(long, default_value_t = 3.0)]
    pub max_unchanged: f64,
    /// Most memory of any build, in MB (1,000,000 bytes).
    #[arg(long, default_value_t = 500.0)]
    pub max_memory_mb: f64,
    /// Most growth of the cost of a page from the smallest hub to the largest; no limit unless given.
    #[arg(long)]
    pub max_growth: Option<f64>,
    /// Most CPU time of a full build with search, in multiples of one without.
    #[arg(long, default_value_t = 1.25)]
    pub max_search: f64,
    /// Most CPU time of a check, in multiples of a first full build: both with turned-off caches.
    #[arg(long, default_value_t = 1.0)]
    pub max_check: f64,
    /// Events, a tenth of them series, to be compared with as many plain pages; 0 leaves that out.
    #[arg(long, default_value_t = 5000)]
    pub events: usize,
    /// Longest build of these events by the clock on the wall, in multiples of that of the pages; both hubs as with `--defaults`.
    #[arg(long, default_value_t = 1.3)]
    pub max_events: f64,
    /// Hubs with translated posts.
    #[arg(long)]
    pub translations: bool,
    /// Hubs with colours in code and cards for link previews, as hubs have them that do not say otherwise.
    #[arg(long)]
    pub defaults: bool,
    /// Where hubs and sites lie; otherwise /dev/shm if it is there and has room, else the temp folder.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// All figures, every run of them, for programs.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// Measures, prints, and returns whether everything is within the limits.
///
/// # Errors
/// A program is missing or fails, makes hardly any pages, or the disk is full.
pub fn run(args: &CompareArgs) -> Result<bool> {
    ensure!(args.runs > 0 && !args.sizes.is_empty(), "at least one run of one size is needed");
    let folkmoot = program(&args.folkmoot)?;
    let baseline = args.baseline.as_deref().map(program).transpose()?;
    let mut jobs = vec![
        Job::Floor,
        Job::Full(report::FULL, folkmoot.clone()),
        Job::Unchanged("unchanged", folkmoot.clone()),
        Job::WithoutSearch(folkmoot.clone()),
        Job::Check(folkmoot.clone()),
    ];
    if let Some(baseline) = baseline {
        jobs.push(Job::Full("baseline full", baseline.clone()));
        jobs.push(Job::Unchanged("baseline unchanged", baseline));
    }
    jobs.extend(args.also.iter().cloned().map(Job::Also));

    let mut sizes = args.sizes.clone();
    sizes.sort_unstable();
    sizes.dedup();
    let largest = sizes.last().copied().unwrap_or_default();
    let place = place(args.dir.as_deref(), largest as u64 * jobs.len() as u64 * 70_000);
    let mut report = Report::new(place.clone(), args.runs, args.folkmoot.clone());
    for &size in &sizes {
        report.sizes.push(measure_size(args, size, &jobs, &place)?);
    }
    if args.events > 0 {
        report.events = Some(measure_events(args, &folkmoot, &place)?);
    }
    let limits = Limits {
        full: args.max_full,
        unchanged: args.max_unchanged,
        memory_mb: args.max_memory_mb,
        growth: args.max_growth,
        search: args.max_search,
        check: args.max_check,
        events: args.max_events,
    };
    report.conclude(&limits);
    print!("{}", report::text(&report));
    if let Some(file) = &args.json {
        let json = serde_json::to_string_pretty(&report)?;
        fs::write(file, json + "\n").with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(report.limits.iter().all(|limit| limit.kept))
}

/// One thing that takes its turn.
enum Job {
    Floor,
    Full(&'static str, PathBuf),
    Unchanged(&'static str, PathBuf),
    /// Everything that `check` looks at, of the same hub.
    Check(PathBuf),
    /// A full build of a hub that has turned search off.
    WithoutSearch(PathBuf),
    Also(String),
}

impl Job {
    fn name(&self) -> &str {
        match self {
            Self::Floor => report::FLOOR,
            Self::Full(name, _) | Self::Unchanged(name, _) => name,
            Self::WithoutSearch(_) => report::WITHOUT_SEARCH,
            Self::Check(_) => report::CHECK,
            Self::Also(command) => command,
        }
    }

    fn command(&self, root: &Path, out: &Path) -> Result<Command> {
        Ok(match self {
            Self::Floor => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("floor").args([root, out]);
                command
            }
            Self::Full(_, program) | Self::WithoutSearch(program) => {
                let mut command = build(program, root, out);
                command.arg("--no-cache");
                command
            }
            Self::Unchanged(_, program) => build(program, root, out),
            Self::Check(program) => {
                let mut command = Command::new(program);
                command.arg("check").arg(root).args(["--now", NOW, "--no-cache"]);
                command
            }
            Self::Also(line) => {
                let mut command = Command::new("sh");
                command.arg("-c").arg(line.replace("{root}", &quoted(root)).replace("{out}", &quoted(out)));
                command
            }
        })
    }
}

fn build(program: &Path, root: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("build").arg(root).arg("--output").arg(out).args(["--now", NOW]);
    command
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', r"'\''"))
}

/// A job with a hub and an output of its own, so that no one's cache is in another's way.
struct Subject<'a> {
    job: &'a Job,
    home: PathBuf,
    samples: Vec<Sample>,
    html: usize,
}

impl Subject<'_> {
    fn root(&self) -> PathBuf {
        self.home.join("hub")
    }

    fn out(&self) -> PathBuf {
        self.home.join("output/site")
    }

    /// Empties the output: the folder above it too, where a build may have left what it staged.
    fn clear(&self) -> Result<()> {
        let above = self.home.join("output");
        if above.exists() {
            fs::remove_dir_all(&above).with_context(|| format!("cannot empty {}", above.display()))?;
        }
        fs::create_dir_all(self.out()).with_context(|| format!("cannot make {}", above.display()))
    }

    fn once(&self) -> Result<Sample> {
        measure::run(self.job.command(&self.root(), &self.out())?, &self.home.join("log"))
    }

    fn turn(&mut self, files: usize) -> Result<()> {
        if !matches!(self.job, Job::Unchanged(..)) {
            self.clear()?;
        }
        let sample = self.once()?;
        self.samples.push(sample);
        self.html = pages(&self.out())?;
        // A build that leaves pages out would win every race. Private profiles have none, hence not all.
        let enough = matches!(self.job, Job::Also(_) | Job::Check(_)) || self.html * 100 >= files * 95;
        ensure!(enough, "{}: {} pages of {files} content files", self.job.name(), self.html);
        Ok(())
    }
}

fn measure_size(args: &CompareArgs, size: usize, jobs: &[Job], place: &Path) -> Result<Size> {
    let temp = tempfile::Builder::new()
        .prefix("folkmoot-bench-")
        .tempdir_in(place)
        .with_context(|| format!("cannot make a folder in {}", place.display()))?;
    let mut subjects = Vec::new();
    for (number, job) in jobs.iter().enumerate() {
        let subject = Subject { job, home: temp.path().join(number.to_string()), samples: Vec::new(), html: 0 };
        fs::create_dir_all(&subject.home)?;
        generate(args, size, None, &subject.root())?;
        if matches!(job, Job::WithoutSearch(_)) {
            turn_search_off(&subject.root())?;
        }
        subject.clear()?;
        if matches!(job, Job::Unchanged(..)) {
            subject.once().context("the build before the unchanged one")?;
        }
        subjects.push(subject);
    }
    let (files, bytes) = content(&subjects[0].root())?;
    take_turns(&mut subjects, args.runs, &format!("{size} files"), files)?;
    // The first two after the floor are always the full and the unchanged build of one program.
    let same_site = site_digest(&subjects[1].out())? == site_digest(&subjects[2].out())?;
    let rows = subjects.into_iter().map(|s| Row::new(s.job.name(), s.samples, s.html)).collect();
    Ok(Size::new(size, files, bytes, same_site, rows))
}

fn take_turns(subjects: &mut [Subject<'_>], runs: usize, what: &str, files: usize) -> Result<()> {
    for turn in 0..=runs {
        eprintln!("{what}: turn {turn} of {runs}");
        for subject in &mut *subjects {
            subject.turn(files)?;
            // Turn 0 does not count: a virtual machine pays for memory it touches for the first time, which made
            // whoever came first half as dear again.
            if turn == 0 {
                subject.samples.clear();
            }
        }
    }
    Ok(())
}

/// Builds a hub of events and one of as many plain pages, in turn.
fn measure_events(args: &CompareArgs, folkmoot: &Path, place: &Path) -> Result<Events> {
    let temp = tempfile::Builder::new()
        .prefix("folkmoot-bench-")
        .tempdir_in(place)
        .with_context(|| format!("cannot make a folder in {}", place.display()))?;
    let jobs = [Job::Full("events", folkmoot.to_path_buf()), Job::Full("plain pages", folkmoot.to_path_buf())];
    // What is asked is how long people wait who have events.
    let as_people_have_it = CompareArgs { defaults: true, ..args.clone() };
    let mut subjects = Vec::new();
    for (job, only) in jobs.iter().zip(["events", "pages"]) {
        let subject = Subject { job, home: temp.path().join(only), samples: Vec::new(), html: 0 };
        fs::create_dir_all(&subject.home)?;
        generate(&as_people_have_it, args.events, Some(only), &subject.root())?;
        subjects.push(subject);
    }
    take_turns(&mut subjects, args.runs, &format!("{} events and pages", args.events), args.events)?;
    let mut rows = subjects.into_iter().map(|s| Row::new(s.job.name(), s.samples, s.html));
    let (events, pages) = (rows.next().expect("two jobs"), rows.next().expect("two jobs"));
    Ok(Events::new(args.events, events, pages))
}

/// Turns search off in a hub's settings.
fn turn_search_off(root: &Path) -> Result<()> {
    let file = root.join("hub.toml");
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    fs::write(&file, text + "\n[search]\nenabled = false\n").with_context(|| format!("cannot write {}", file.display()))
}

/// Makes a hub in a process of its own, so that ours stays small.
fn generate(args: &CompareArgs, size: usize, only: Option<&str>, root: &Path) -> Result<()> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("generate").arg(size.to_string()).arg(root);
    if args.translations {
        command.arg("--translations");
    }
    if args.defaults {
        command.arg("--defaults");
    }
    if let Some(only) = only {
        command.args(["--only", only]);
    }
    measure::run(command, &root.with_extension("log")).map(|_| ())
}

/// The program's full path: a child may run in another folder.
pub(crate) fn program(path: &Path) -> Result<PathBuf> {
    let hint = "build it first (cargo build --release) or name it with --folkmoot";
    path.canonicalize().with_context(|| format!("there is no program {}: {hint}", path.display()))
}

/// Where to work: what was asked for, else a memory file system with room for `need` bytes, else the temp folder.
pub(crate) fn place(asked: Option<&Path>, need: u64) -> PathBuf {
    let memory = Path::new("/dev/shm");
    let room = || rustix::fs::statvfs(memory).map_or(0, |s| s.f_bavail * s.f_frsize);
    match asked {
        Some(dir) => dir.to_path_buf(),
        None if memory.is_dir() && room() >= need => memory.to_path_buf(),
        None => std::env::temp_dir(),
    }
}

/// Content files of a hub and their bytes.
fn content(root: &Path) -> Result<(usize, u64)> {
    let (mut files, mut bytes) = (0, 0);
    for entry in WalkDir::new(root.join("content")) {
        let entry = entry?;
        if entry.file_type().is_file() {
            files += 1;
            bytes += entry.metadata()?.len();
        }
    }
    Ok((files, bytes))
}

/// HTML files in an output.
fn pages(out: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in WalkDir::new(out) {
        count += usize::from(entry?.path().extension().is_some_and(|e| e == "html"));
    }
    Ok(count)
}

/// One number for every path and byte of a site; files whose name begins with a dot are a program's own.
fn site_digest(out: &Path) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    let public = |e: &walkdir::DirEntry| e.depth() == 0 || !e.file_name().to_string_lossy().starts_with('.');
    for entry in WalkDir::new(out).sort_by_file_name().into_iter().filter_entry(public) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(out).expect("the walk began there");
            hasher.write(name.as_os_str().as_encoded_bytes());
            hasher.write(&fs::read(entry.path())?);
        }
    }
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_of_another_program_gets_its_folders_quoted() {
        let job = Job::Also("other -s {root} -d {out}".to_owned());
        let command = job.command(Path::new("/a b/hub"), Path::new("/out's")).expect("made");
        let args: Vec<_> = command.get_args().map(|a| a.to_string_lossy().into_owned()).collect();
        assert_eq!(args, ["-c", r"other -s '/a b/hub' -d '/out'\''s'"]);
    }

    #[test]
    fn only_a_first_full_build_goes_without_the_cache() {
        let line = |job: Job| format!("{:?}", job.command(Path::new("r"), Path::new("o")).expect("made"));
        assert!(line(Job::Full("full", "f".into())).ends_with("\"--no-cache\""));
        assert!(!line(Job::Unchanged("unchanged", "f".into())).contains("no-cache"));
    }

    #[test]
    fn a_place_without_room_is_not_taken() {
        assert_eq!(place(Some(Path::new("/x")), 0), Path::new("/x"));
        assert_eq!(place(None, u64::MAX), std::env::temp_dir());
    }

    #[test]
    fn the_digest_sees_a_changed_byte_and_not_the_programs_own_files() {
        let dir = tempfile::tempdir().expect("a temp folder");
        fs::write(dir.path().join("a.html"), "one").expect("written");
        let before = site_digest(dir.path()).expect("read");
        fs::write(dir.path().join(".ledger"), "x").expect("written");
        assert_eq!(before, site_digest(dir.path()).expect("read"));
        fs::write(dir.path().join("a.html"), "two").expect("written");
        assert_ne!(before, site_digest(dir.path()).expect("read"));
        assert_eq!(pages(dir.path()).expect("read"), 1);
    }
}
