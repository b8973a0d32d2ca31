//! The machine let us down: disk, permissions, a folder that is not ours.
//!
//! Mistakes in content are never an [`Error`]; they are [`crate::Diagnostic`]s.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Something other than content went wrong.
#[derive(Debug)]
pub enum Error {
    /// The disk refused.
    Io {
        /// What we were doing, as in "read" or "create the folder".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The output folder holds something that Folkmoot did not make, or holds the hub itself.
    OutputNotOurs {
        /// The folder.
        path: PathBuf,
        /// Why it is not written to.
        why: String,
    },
    /// Another build writes to the same output folder at this moment.
    Locked {
        /// The output folder.
        path: PathBuf,
    },
    /// A wrong call: an argument that makes no sense, a folder without `hub.toml`.
    Usage(String),
}

impl Error {
    /// Wraps what the system said about a path.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |cause| Self::Io { doing, path, cause }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io { doing, path, cause } => {
                write!(f, "cannot {doing} `{}`: {cause}", path.display())?;
                mend(doing, cause.kind()).map_or(Ok(()), |mend| write!(f, "; {mend}"))
            }
            Self::OutputNotOurs { path, why } => write!(f, "will not write into `{}`: {why}", path.display()),
            Self::Locked { path } => {
                let place = path.display();
                write!(f, "another build is writing to `{place}`: wait for it, or name another folder with `--output`")
            }
            Self::Usage(message) => f.write_str(message),
        }
    }
}

/// What to do when the system refuses, where there is more to say than it says.
fn mend(doing: &str, kind: ErrorKind) -> Option<&'static str> {
    let reads = matches!(doing, "read" | "find" | "list" | "look at");
    let places = matches!(doing, "create the folder" | "open the lock" | "create");
    Some(match kind {
        ErrorKind::PermissionDenied if reads => "give yourself the right to read it, `chmod u+r`, or take it out",
        ErrorKind::PermissionDenied if places => "you may not write there: name another folder with `--output`",
        ErrorKind::PermissionDenied => "have the right to write there given to you",
        ErrorKind::ReadOnlyFilesystem if places => "nothing can be written there: name another folder with `--output`",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on that disk",
        ErrorKind::NotADirectory => "a part of this path is a file: name another folder",
        ErrorKind::NotFound if places => "no folder can be made there: name another one with `--output`",
        _ => return None,
    })
}

impl std::error::Error for Error {}
