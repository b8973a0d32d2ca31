//! Hubs in temporary folders, and what is needed to build them and to look at what came out.

use folkmoot::diagnostic::{Diagnostic, github, gitlab, human, json, sarif};
use folkmoot::pipeline::{Built, Request, build, check};
use folkmoot::time::Instant;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The clock of every test.
pub(crate) const NOW: &str = "2026-11-21T12:00:00Z";

/// The folder of this package's tests.
pub(crate) fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Whether expected files are to be written instead of read.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// A hub in a folder of its own, which goes with it.
pub(crate) struct Hub {
    folder: TempDir,
}

impl Hub {
    /// A hub without any file.
    pub(crate) fn empty() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// The small hub in which every case is played.
    pub(crate) fn common() -> Self {
        let hub = Self::empty();
        hub.lay(&tests().join("cases/_common"));
        hub
    }

    /// Copies the files of a folder over those that are there.
    pub(crate) fn lay(&self, from: &Path) {
        for (name, file) in files(from) {
            self.write(&name, std::fs::read(file).unwrap());
        }
    }

    /// The hub's folder.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Where the site goes.
    pub(crate) fn output(&self) -> PathBuf {
        self.root().join("public")
    }

    /// Writes a file, and the folders it lies in.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let file = self.root().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    /// What is to be built: on one thread, at the clock of the tests.
    pub(crate) fn request(&self) -> Request {
        Request { jobs: Some(1), ..Request::new(self.root(), now()) }
    }

    /// Finds what is wrong, and writes nothing.
    pub(crate) fn check(&self) -> Built {
        check(&self.request()).unwrap()
    }

    /// Builds the site.
    pub(crate) fn build(&self) -> Built {
        build(&self.request()).unwrap()
    }

    /// The bytes of every file of the site.
    pub(crate) fn site(&self) -> BTreeMap<String, Vec<u8>> {
        bytes(&self.output())
    }
}

/// The clock of every test.
pub(crate) fn now() -> Instant {
    Instant::parse(NOW).unwrap()
}

/// Every file below a folder by its path in it, with `/` between folders.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(String::new(), folder.to_path_buf())];
    while let Some((prefix, folder)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                folders.push((format!("{name}/"), entry.path()));
            } else {
                found.insert(name, entry.path());
            }
        }
    }
    found
}

/// The bytes of every file below a folder.
pub(crate) fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(folder).into_iter().map(|(name, file)| (name, std::fs::read(file).unwrap())).collect()
}

/// Runs a program in a folder, with nothing of the environment that would make it look elsewhere. Gives the exit code, standard output
/// and standard error.
pub(crate) fn run(folder: &Path, program: &str, words: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(program);
    command.current_dir(folder).args(words).stdin(Stdio::null());
    for variable in ["SOURCE_DATE_EPOCH", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GITHUB_WORKSPACE"] {
        command.env_remove(variable);
    }
    let nobody = [
        ("GIT_AUTHOR_NAME", "A"),
        ("GIT_AUTHOR_EMAIL", "a@x.example"),
        ("GIT_COMMITTER_NAME", "A"),
        ("GIT_COMMITTER_EMAIL", "a@x.example"),
        ("NO_COLOR", "1"),
    ];
    let output = command.envs(nobody).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Every form in which messages are printed.
pub(crate) fn printed(said: &[Diagnostic], built: &Built) -> Vec<String> {
    let sources = &built.sources;
    vec![
        human::print(said, sources, human::Look::Plain),
        human::print(said, sources, human::Look::Styled),
        json::print(said, sources),
        github::print(said, sources, ""),
        gitlab::print(said, sources, ""),
        sarif::print(said, sources, ""),
        format!("{said:?}"),
    ]
}
