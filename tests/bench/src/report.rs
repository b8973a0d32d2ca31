//! What the samples say: medians, multiples of the floor, growth, limits; as text and as data.
//!
//! Takes samples, gives a `Report`. Runs nothing and decides nothing but whether a number is beyond its limit.

use std::fmt::Write;
use std::path::PathBuf;

use serde::Serialize;

use crate::measure::Sample;

/// The name of the floor's row.
pub const FLOOR: &str = "floor";
/// The name of the full build's row.
pub const FULL: &str = "full";
/// The name of the row of a check.
pub const CHECK: &str = "check";
/// The name of the row of a full build without search.
pub const WITHOUT_SEARCH: &str = "full without search";
/// The floor at 10,000 files on the machine the limits were set on, in CPU seconds.
const REFERENCE_FLOOR: f64 = 0.34;

/// All figures of one comparison.
#[derive(Serialize)]
pub struct Report {
    /// Where hubs and sites lay.
    pub place: PathBuf,
    /// Cores of the machine.
    pub cores: usize,
    /// Turns.
    pub runs: usize,
    /// The program held against the limits.
    pub folkmoot: PathBuf,
    /// Smallest first.
    pub sizes: Vec<Size>,
    /// Events against plain pages, if that was measured.
    pub events: Option<Events>,
    /// From the smallest hub to the largest.
    pub growth: Vec<Growth>,
    /// Each number that has a limit.
    pub limits: Vec<Limit>,
}

/// The figures of one hub.
#[derive(Serialize)]
pub struct Size {
    /// As asked for.
    pub size: usize,
    /// Content files, with the few groups and pages on top.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// The unchanged build left the same site as the full one.
    pub same_site: bool,
    /// The floor first.
    pub rows: Vec<Row>,
    /// This folkmoot against the baseline, if there is one.
    pub against_baseline: Vec<Against>,
    /// The full build against one without search, if that was measured.
    pub search: Option<Against>,
}

/// A hub of events against a hub of plain pages.
#[derive(Serialize)]
pub struct Events {
    /// How many of each.
    pub count: usize,
    /// Both rows, the events first.
    pub rows: [Row; 2],
    /// The one against the other, by the clock on the wall: how much longer one waits.
    pub wall: Against,
    /// The same by CPU time: how much more is done.
    pub cpu: Against,
}

/// One subject's figures.
#[derive(Serialize)]
pub struct Row {
    /// `floor`, `full`, `unchanged`, `baseline …`, or a command.
    pub name: String,
    /// Median CPU seconds, user and system.
    pub cpu: f64,
    /// The cheapest run.
    pub cpu_low: f64,
    /// The dearest run.
    pub cpu_high: f64,
    /// Median wall-clock seconds.
    pub wall: f64,
    /// Largest resident set of any run, in bytes.
    pub peak: u64,
    /// HTML files in the output.
    pub html: usize,
    /// CPU in multiples of the floor's.
    pub floors: f64,
    /// Every run.
    pub samples: Vec<Sample>,
}

/// One build against another, turn by turn.
#[derive(Serialize)]
pub struct Against {
    /// Which build.
    pub name: String,
    /// Median of the turns' ratios; below 1 is faster than the other.
    pub ratio: f64,
    /// The lowest of the turns' ratios.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

/// How the CPU cost of one content file grows with the hub; 1 is linear.
#[derive(Serialize)]
pub struct Growth {
    /// Whose.
    pub name: String,
    /// Cost per file in the largest hub over cost per file in the smallest.
    pub ratio: f64,
}

/// What a number may be at most.
pub struct Limits {
    /// Floors of a full build.
    pub full: f64,
    /// Floors of an unchanged build.
    pub unchanged: f64,
    /// MB of memory.
    pub memory_mb: f64,
    /// Growth of a full build.
    pub growth: Option<f64>,
    /// A full build, in multiples of one without search.
    pub search: f64,
    /// A check, in multiples of a full build.
    pub check: f64,
    /// A build of events by the clock on the wall, in multiples of one of plain pages.
    pub events: f64,
}

/// A number and its limit.
#[derive(Serialize)]
pub struct Limit {
    /// What it is, in words.
    pub name: String,
    /// What was measured.
    pub value: f64,
    /// What it may be at most.
    pub limit: f64,
    /// Within the limit.
    pub kept: bool,
}

impl Row {
    /// The figures of `samples`, of which there is one at least.
    pub fn new(name: &str, samples: Vec<Sample>, html: usize) -> Self {
        let cpu: Vec<f64> = samples.iter().map(Sample::cpu).collect();
        Self {
            name: name.to_owned(),
            cpu: median(&cpu),
            cpu_low: cpu.iter().copied().fold(f64::INFINITY, f64::min),
            cpu_high: cpu.iter().copied().fold(0.0, f64::max),
            wall: median(&samples.iter().map(|s| s.wall).collect::<Vec<_>>()),
            peak: samples.iter().map(|s| s.peak).max().unwrap_or_default(),
            html,
            floors: 0.0,
            samples,
        }
    }
}

impl Size {
    /// Puts the rows of one hub together; the first of them is the floor.
    pub fn new(size: usize, files: usize, bytes: u64, same_site: bool, mut rows: Vec<Row>) -> Self {
        let floor = rows[0].cpu;
        rows.iter_mut().for_each(|row| row.floors = row.cpu / floor);
        let against = |row: &Row| {
            let baseline = rows.iter().find(|b| b.name == format!("baseline {}", row.name))?;
            Some(Against::new(row, baseline))
        };
        let against_baseline = rows.iter().filter_map(against).collect();
        let find = |name: &str| rows.iter().find(|row| row.name == name);
        let search = find(FULL).zip(find(WITHOUT_SEARCH)).map(|(with, without)| Against::new(with, without));
        Self { size, files, bytes, same_site, rows, against_baseline, search }
    }

    fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }
}

impl Against {
    /// Compares two rows of the same turns, CPU to CPU.
    fn new(row: &Row, other: &Row) -> Self {
        Self::by(Sample::cpu, row, other)
    }

    fn by(time: fn(&Sample) -> f64, row: &Row, other: &Row) -> Self {
        let turns = row.samples.iter().zip(&other.samples);
        let ratios: Vec<f64> = turns.map(|(new, old)| time(new) / time(old)).collect();
        let low = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let high = ratios.iter().copied().fold(0.0, f64::max);
        Self { name: row.name.clone(), ratio: median(&ratios), low, high }
    }
}

impl Events {
    /// Puts both rows together.
    pub fn new(count: usize, events: Row, pages: Row) -> Self {
        let wall = Against::by(|sample| sample.wall, &events, &pages);
        let cpu = Against::new(&events, &pages);
        Self { count, rows: [events, pages], wall, cpu }
    }
}

impl Report {
    /// An empty report of a machine.
    pub fn new(place: PathBuf, runs: usize, folkmoot: PathBuf) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { place, cores, runs, folkmoot, sizes: Vec::new(), events: None, growth: Vec::new(), limits: Vec::new() }
    }

    /// Derives growth and limits from the sizes that were measured. The limits hold for the largest hub.
    pub fn conclude(&mut self, limits: &Limits) {
        let (Some(small), Some(large)) = (self.sizes.first(), self.sizes.last()) else { return };
        if small.size < large.size {
            let per_file = |size: &Size, row: &Row| row.cpu / size.files as f64;
            let grow = |row: &Row| {
                let before = small.row(&row.name)?;
                Some(Growth { name: row.name.clone(), ratio: per_file(large, row) / per_file(small, before) })
            };
            self.growth = large.rows.iter().filter_map(grow).collect();
        }
        let mut found = Vec::new();
        let mut hold = |name: String, value: f64, limit: f64| {
            found.push(Limit { name, value, limit, kept: value <= limit });
        };
        let at = large.size;
        // The limit in floors is that of the site itself; the index of the search has a limit of its own.
        let site = if large.row(WITHOUT_SEARCH).is_some() { WITHOUT_SEARCH } else { FULL };
        for (name, in_floors, limit) in [(FULL, site, limits.full), ("unchanged", "unchanged", limits.unchanged)] {
            if let Some(row) = large.row(in_floors) {
                hold(format!("{in_floors} build of {at} files, in floors"), row.floors, limit);
            }
            if let Some(row) = large.row(name) {
                hold(format!("memory of the {name} build of {at} files, in MB"), megabytes(row.peak), limits.memory_mb);
            }
        }
        if let Some(search) = &large.search {
            hold(format!("full build of {at} files over one without search"), search.ratio, limits.search);
        }
        if let (Some(check), Some(full)) = (large.row(CHECK), large.row(FULL)) {
            hold(format!("check of {at} files over a full build"), check.floors / full.floors, limits.check);
        }
        if let Some(events) = &self.events {
            let name = format!("build of {} events over that of as many plain pages, by the clock", events.count);
            hold(name, events.wall.ratio, limits.events);
        }
        if let (Some(limit), Some(growth)) = (limits.growth, self.growth.iter().find(|g| g.name == "full")) {
            hold("growth of a full build's cost per file".to_owned(), growth.ratio, limit);
        }
        let differing = self.sizes.iter().filter(|s| !s.same_site).count();
        hold("hubs whose unchanged build left another site than the full one".to_owned(), differing as f64, 0.0);
        self.limits = found;
    }
}

/// The middle of `values`, or the mean of the two in the middle; `values` is not empty.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { f64::midpoint(sorted[middle - 1], sorted[middle]) }
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// The report for people.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let memory = if report.place.starts_with("/dev/shm") { "a memory file system" } else { "a temp or named folder" };
    let place = report.place.display();
    let _ = writeln!(out, "hubs and sites in {place} ({memory}); {} cores; {} turns", report.cores, report.runs);
    let _ = writeln!(out, "folkmoot is {}", report.folkmoot.display());
    for size in &report.sizes {
        size_text(&mut out, size);
    }
    if let Some(events) = &report.events {
        let _ = writeln!(out, "\n{} events, a tenth of them series, and as many plain pages, with cards", events.count);
        rows_text(&mut out, &events.rows);
        against_text(&mut out, &events.wall, "plain pages by the clock");
        against_text(&mut out, &events.cpu, "plain pages by CPU time");
    }
    if let (Some(small), Some(large)) = (report.sizes.first(), report.sizes.last())
        && !report.growth.is_empty()
    {
        let _ = writeln!(out, "\ncost per file, {} files over {} (1 is linear)", large.size, small.size);
        for growth in &report.growth {
            let _ = writeln!(out, "  {:<28} {:>7.2}", short(&growth.name), growth.ratio);
        }
    }
    let _ = writeln!(out, "\nlimits");
    for limit in &report.limits {
        let verdict = if limit.kept { "kept" } else { "BEYOND" };
        let _ = writeln!(out, "  {verdict:<6} {:>8.2} of {:>6.2}  {}", limit.value, limit.limit, limit.name);
    }
    out
}

fn size_text(out: &mut String, size: &Size) {
    let _ = writeln!(out, "\n{} files, {:.1} MB", size.files, megabytes(size.bytes));
    rows_text(out, &size.rows);
    if size.size == 10_000 {
        let times = size.rows[0].cpu / REFERENCE_FLOOR;
        let _ = writeln!(out, "  this machine's floor is {times:.2} of the reference, {REFERENCE_FLOOR} CPU s");
    }
    for against in &size.against_baseline {
        against_text(out, against, "the baseline");
    }
    if let Some(search) = &size.search {
        against_text(out, search, "one without search");
    }
}

fn against_text(out: &mut String, against: &Against, other: &str) {
    let Against { name, ratio, low, high } = against;
    let _ = writeln!(out, "  {name} against {other}: {ratio:.3} ({low:.3}-{high:.3} by turn)");
}

fn rows_text(out: &mut String, rows: &[Row]) {
    let _ = writeln!(
        out,
        "  {:<28} {:>7} {:>15} {:>7} {:>8} {:>7} {:>7}",
        "", "CPU s", "lowest-highest", "wall s", "peak MB", "pages", "floors"
    );
    for row in rows {
        let floors = if row.floors > 0.0 { format!("{:.2}", row.floors) } else { String::new() };
        let range = format!("{:.3}-{:.3}", row.cpu_low, row.cpu_high);
        let _ = writeln!(
            out,
            "  {:<28} {:>7.3} {range:>15} {:>7.3} {:>8.1} {:>7} {floors:>7}",
            short(&row.name),
            row.cpu,
            row.wall,
            megabytes(row.peak),
            row.html
        );
    }
}

/// A command's beginning, where a name has to fit a column.
fn short(name: &str) -> String {
    if name.chars().count() <= 28 { name.to_owned() } else { name.chars().take(27).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, cpu: &[f64], peak: u64) -> Row {
        timed(name, cpu, 1.0, peak)
    }

    /// A row that took so much of its CPU time by the clock.
    fn timed(name: &str, cpu: &[f64], wall: f64, peak: u64) -> Row {
        let sample = |&c: &f64| Sample { user: c / 2.0, system: c / 2.0, wall: c * wall, peak };
        Row::new(name, cpu.iter().map(sample).collect(), 10)
    }

    fn report(full: f64, unchanged: f64, same_site: bool) -> Report {
        let mut report = Report::new("/dev/shm".into(), 3, "folkmoot".into());
        for (size, scale) in [(1000, 0.1), (10_000, 1.0)] {
            let rows = vec![
                row(FLOOR, &[0.3 * scale, 0.4 * scale, 9.0 * scale], 30_000_000),
                row("full", &[full * scale * scale.sqrt()], 400_000_000),
                row("unchanged", &[unchanged * scale], 90_000_000),
                row(WITHOUT_SEARCH, &[full * scale * scale.sqrt() / 1.3], 1),
                row(CHECK, &[unchanged * 2.1 * scale], 1),
                row("baseline full", &[full * scale * 2.0], 1),
            ];
            report.sizes.push(Size::new(size, size, 5, same_site, rows));
        }
        let events = timed("events", &[full / 2.0, 1.0], 0.5, 1);
        report.events = Some(Events::new(5000, events, row("plain pages", &[2.0, 0.5], 1)));
        let (growth, search, check, events) = (Some(1.2), 1.25, 1.0, 0.8);
        report.conclude(&Limits { full: 12.0, unchanged: 3.0, memory_mb: 300.0, growth, search, check, events });
        report
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[9.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn every_number_beyond_its_limit_is_named_and_no_other() {
        let beyond = |report: &Report| -> Vec<String> {
            report.limits.iter().filter(|l| !l.kept).map(|l| l.name.clone()).collect()
        };
        assert_eq!(
            beyond(&report(4.0, 2.0, false)),
            [
                "memory of the full build of 10000 files, in MB",
                "unchanged build of 10000 files, in floors",
                "full build of 10000 files over one without search",
                "check of 10000 files over a full build",
                "growth of a full build's cost per file",
                "hubs whose unchanged build left another site than the full one",
            ]
        );
        let dearer = beyond(&report(6.1, 1.0, true));
        assert!(!dearer.iter().any(|name| name.contains("floors")));
        assert!(dearer.contains(&"build of 5000 events over that of as many plain pages, by the clock".to_owned()));
        let name = "full without search build of 10000 files, in floors".to_owned();
        assert!(beyond(&report(6.3, 1.0, true)).contains(&name), "the site itself has the limit");
    }

    #[test]
    fn ratios_are_to_the_floor_of_the_same_hub() {
        let report = report(4.0, 1.0, true);
        assert!((report.sizes[1].rows[1].floors - 10.0).abs() < 1e-9);
        assert!((report.growth[0].ratio - 1.0).abs() < 1e-9);
        assert!((report.growth[1].ratio - 10f64.sqrt()).abs() < 1e-9);
        assert!((report.sizes[1].against_baseline[0].ratio - 0.5).abs() < 1e-9);
        assert!((report.sizes[1].search.as_ref().expect("measured").ratio - 1.3).abs() < 1e-9);
        // Turns of 1 and 2: their middle.
        let events = report.events.as_ref().expect("measured");
        assert!((events.cpu.ratio - 1.5).abs() < 1e-9);
        assert!((events.wall.ratio - 0.75).abs() < 1e-9);
    }

    #[test]
    fn the_text_shows_what_is_beyond_and_the_reference() {
        let text = text(&report(4.0, 2.0, true));
        assert!(
            text.contains("BEYOND") && text.contains("1.18 of the reference") && text.contains("by turn"),
            "{text}"
        );
    }
}
