//! The little that `diff` and `check` ask git: the files of a revision, and which files are others since a commit.
//!
//! Runs git as the history does. Reads the repository and never changes it: a revision is laid out with an index of its own, in a folder of its own.

use crate::error::Error;
use crate::history::git;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// What git says; `None` where it refuses.
fn told(git: &mut Command) -> Result<Option<Vec<u8>>, Error> {
    let output = git.output().map_err(Error::io("run", Path::new("git")))?;
    Ok(output.status.success().then_some(output.stdout))
}

fn text(bytes: Option<Vec<u8>>) -> Option<String> {
    Some(String::from_utf8(bytes?).ok()?.trim_end_matches('\n').to_owned())
}

/// Lays the hub out in an empty folder as it stood at a revision. `false` where there is no such revision.
///
/// # Errors
/// When there is no git, or the disk refuses.
pub(in crate::cli) fn lay_out(root: &Path, revision: &str, folder: &Path) -> Result<bool, Error> {
    let name = format!("{revision}^{{commit}}");
    let known = told(git(root).args(["rev-parse", "--verify", "--quiet", "--end-of-options", &name]))?;
    let Some(commit) = text(known).filter(|commit| commit.bytes().all(|byte| byte.is_ascii_hexdigit())) else {
        return Ok(false);
    };
    let place = |what: &str| told(git(root).args(["rev-parse", what])).map(text);
    let (Some(prefix), Some(up)) = (place("--show-prefix")?, place("--show-cdup")?) else { return Ok(false) };
    let index = folder.join("index");
    let mut to = folder.join("hub").into_os_string();
    to.push("/");
    let tree = format!("{commit}:{prefix}");
    let read = told(git(root).env("GIT_INDEX_FILE", &index).args(["read-tree", &tree]))?;
    let mut prefix = std::ffi::OsString::from("--prefix=");
    prefix.push(to);
    // From the top: elsewhere git would lay out only what the index has below that folder.
    let mut lay = git(&root.join(up));
    lay.env("GIT_INDEX_FILE", &index).args(["checkout-index", "--all", "--force"]).arg(prefix);
    Ok(read.is_some() && told(&mut lay)?.is_some())
}

/// What a change touches.
#[derive(Debug)]
pub(in crate::cli) struct Changed {
    /// The commit it begins at.
    pub(in crate::cli) base: String,
    /// The files of the hub that it adds, changes or takes away, by path from the hub's folder.
    pub(in crate::cli) files: BTreeSet<String>,
}

/// The files of the hub that differ from a revision, or from the last commit that this branch has in common with it: committed or not.
/// `None` where there is no such revision.
///
/// # Errors
/// When there is no git.
pub(in crate::cli) fn changed(root: &Path, revision: &str) -> Result<Option<Changed>, Error> {
    let name = format!("{revision}^{{commit}}");
    let known = told(git(root).args(["rev-parse", "--verify", "--quiet", "--end-of-options", &name]))?;
    let Some(commit) = text(known).filter(|commit| commit.bytes().all(|byte| byte.is_ascii_hexdigit())) else {
        return Ok(None);
    };
    let common = text(told(git(root).args(["merge-base", "HEAD", &commit]))?);
    let base = common.filter(|base| !base.is_empty()).unwrap_or(commit);
    let differ = told(git(root).args(["diff", "--name-only", "--no-renames", "--relative", "-z", &base, "--", "."]))?;
    let new = told(git(root).args(["ls-files", "--others", "--exclude-standard", "-z", "--", "."]))?;
    let (Some(differ), Some(new)) = (differ, new) else { return Ok(None) };
    let paths = differ.split(|byte| *byte == 0).chain(new.split(|byte| *byte == 0));
    let files = paths.filter_map(|path| std::str::from_utf8(path).ok()).filter(|path| !path.is_empty());
    let files = files.map(str::to_owned).collect();
    Ok(Some(Changed { base, files }))
}

/// Where the change begins that is not sent yet: at what others have already, else at the last commit.
pub(in crate::cli) fn unsent(root: &Path) -> String {
    shared(root).unwrap_or_else(|| "HEAD".to_owned())
}

/// The last commit that the present one has in common with what others have: the default branch of `origin`, or the branch that this one
/// follows. `None` where there is neither.
fn shared(root: &Path) -> Option<String> {
    let ask = |args: &[&str]| text(told(git(root).args(args)).ok().flatten()).filter(|words| !words.is_empty());
    ["refs/remotes/origin/HEAD", "@{upstream}"].iter().find_map(|branch| {
        let commit = ask(&["rev-parse", "--verify", "--quiet", &format!("{branch}^{{commit}}")])?;
        ask(&["merge-base", "HEAD", &commit])
    })
}

/// The files below a folder of the hub that are not as a commit has them, or are gone, with the texts that it has. None where there is
/// no git.
pub(in crate::cli) fn former(root: &Path, commit: &str, below: &str) -> Vec<(String, Vec<u8>)> {
    let ask = |args: &[&str]| told(git(root).args(args)).ok().flatten();
    let Some(listed) =
        ask(&["diff", "--name-only", "--no-renames", "--relative", "--diff-filter=DM", "-z", commit, "--", below])
    else {
        return Vec::new();
    };
    let paths = listed.split(|byte| *byte == 0).filter_map(|path| std::str::from_utf8(path).ok());
    let files = paths.filter(|path| !path.is_empty()).filter_map(|path| {
        let bytes = ask(&["show", &format!("{commit}:./{path}")])?;
        Some((path.to_owned(), bytes))
    });
    files.collect()
}
