//! The machine let us down: disk, permissions, a folder that is not ours.
//!
//! Mistakes in content are never an [`Error`]; they are [`crate::Diagnostic`]s.

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
            Self::Io { doing, path, cause } => write!(f, "cannot {doing} `{}`: {cause}", path.display()),
            Self::OutputNotOurs { path, why } => write!(f, "will not write into `{}`: {why}", path.display()),
            Self::Locked { path } => write!(f, "another build is writing to `{}`", path.display()),
            Self::Usage(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}
