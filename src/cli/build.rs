//! `build`: one pass over the hub, what there is to say of it, and a line on what came of it.

use super::Failure;
use super::args::SiteArgs;
use super::progress::watched;
use super::say::{Exit, Voice, exit_for};
use crate::diagnostic::human;
use crate::pipeline;
use crate::publish::Report;
use std::path::Path;
use std::time::{Duration, Instant};

/// Builds the site.
pub(super) fn build(args: &SiteArgs, voice: Voice) -> Result<Exit, Failure> {
    let request = args.request()?;
    let since = Instant::now();
    let (request, watcher) = watched(request, voice);
    let built = pipeline::build(&request);
    drop(watcher);
    let built = built?;
    voice.messages(&built.diagnostics, &built.sources, &request.root);
    voice.phases(&built.phases);
    let summary = human::summary(&built.diagnostics);
    let output = shown(&request.output());
    match &built.report {
        Some(report) => {
            built.hints.iter().for_each(|hint| voice.remark(&format!("hint: {hint}")));
            if !summary.is_empty() {
                voice.remark(&summary);
            }
            voice.result(&line(report, since.elapsed(), &output))?;
            // For whoever plans the next build; it stands alone, so that a script finds it.
            built.next_change.iter().try_for_each(|at| voice.result(&format!("next change: {at}")))?;
        }
        None => voice.remark(&format!("{summary}; nothing was written to {output}")),
    }
    Ok(exit_for(&built, args.deny_warnings))
}

/// What a build did, such as `412 files, 38 written, 374 unchanged in 0.21 s -> public`.
pub(super) fn line(report: &Report, took: Duration, output: &str) -> String {
    let Report { written, unchanged, removed, .. } = *report;
    let gone = if removed == 0 { String::new() } else { format!(", {removed} removed") };
    format!(
        "{}, {written} written, {unchanged} unchanged{gone} in {} -> {output}",
        files(written + unchanged),
        seconds(took)
    )
}

/// So many files.
pub(super) fn files(count: usize) -> String {
    many(count, "file")
}

/// So many of something that takes an `s` when there are several.
pub(super) fn many(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A duration as people read it.
pub(super) fn seconds(took: Duration) -> String {
    format!("{:.2} s", took.as_secs_f64())
}

/// A path from where we are, if it lies below.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok()).filter(|below| *below != Path::new(""));
    human::one_line(&below.unwrap_or(path).display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_on_what_came_of_it() {
        let report = Report { written: 38, unchanged: 374, removed: 0, bytes: 9 };
        assert_eq!(
            line(&report, Duration::from_millis(214), "public"),
            "412 files, 38 written, 374 unchanged in 0.21 s -> public"
        );
        let one = Report { written: 1, unchanged: 0, removed: 2, bytes: 9 };
        assert_eq!(line(&one, Duration::from_secs(2), "x"), "1 file, 1 written, 0 unchanged, 2 removed in 2.00 s -> x");
        assert_eq!(shown(&std::env::current_dir().unwrap().join("a/b")), "a/b");
    }
}
