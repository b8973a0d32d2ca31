//! Which file a picture is, by what an author wrote, and what a page needs to show it.
//!
//! Takes the scan's files and their versions, gives a [`Shown`]. What is wrong with a picture is said where it is shown.

use super::links::{World, asset_address, join};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::pictures::Fault;
use crate::read::scan::Asset;
use crate::text::{Span, normal};
use std::sync::Arc;

/// A file of the hub shown on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its path in the hub.
    pub path: Arc<str>,
    /// Its address, percent-encoded; that of a version where the original is too wide for any page.
    pub href: String,
    /// In pixels.
    pub dimensions: Option<(u32, u32)>,
    /// Its versions and their widths, as the attribute `srcset` has them; empty where there are none.
    pub srcset: String,
    /// The address of a version that is large enough for a face in a list, if there is one.
    pub small: Option<String>,
    /// What is wrong with it.
    pub fault: Option<Fault>,
}

impl World<'_> {
    /// The file of a picture written in `folder` of the hub: beside the text, or under `static/`.
    pub fn file(&self, folder: &str, written: &str) -> Option<Shown> {
        let path = match written.strip_prefix('/') {
            Some(rest) => format!("static/{rest}"),
            None => join(folder, written)?,
        };
        let beside = self.assets.get(&*normal(&path));
        let asset = beside.or_else(|| self.assets.get(&*normal(&format!("static/{written}"))))?;
        Some(self.shown(asset))
    }

    fn shown(&self, asset: &Asset) -> Shown {
        /// The narrowest version that serves for a face in a list, in pixels.
        const FACE: u32 = 160;
        let path = &asset.path;
        let mut shown = Shown {
            path: path.clone(),
            href: self.href(&asset_address(path)),
            dimensions: asset.dimensions,
            srcset: String::new(),
            small: None,
            fault: None,
        };
        let Some((gallery, picture)) = self.gallery.and_then(|gallery| Some((gallery, gallery.get(path)?))) else {
            return shown;
        };
        shown.fault = picture.fault;
        shown.dimensions = picture.dimensions.or(shown.dimensions);
        let address = |version| self.href(&gallery.address(path, version));
        let mut candidates: Vec<String> =
            picture.versions.iter().map(|version| format!("{} {}w", address(version), version.width)).collect();
        shown.small = picture.versions.iter().find(|version| version.width >= FACE).map(address);
        match (picture.stand_in(), shown.dimensions) {
            (Some(version), _) => {
                shown.href = address(version);
                shown.dimensions = Some((version.width, version.height));
            }
            (None, Some((width, _))) if !candidates.is_empty() => candidates.push(format!("{} {width}w", shown.href)),
            (None, _) => {}
        }
        shown.srcset = candidates.join(", ");
        shown
    }

    /// Says what is wrong with a picture that is shown at `at`.
    pub fn faulty(shown: &Shown, at: Span) -> Option<Diagnostic> {
        let is_unshown = |(_, ending): (&str, &str)| {
            ["heic", "heif", "psd", "tif", "tiff"].iter().any(|other| ending.eq_ignore_ascii_case(other))
        };
        let fault =
            shown.fault.or(shown.path.rsplit_once('.').filter(|name| is_unshown(*name)).map(|_| Fault::Unshown))?;
        let name = shown.path.rsplit('/').next().unwrap_or(&shown.path);
        let message = format!("the picture `{name}` {}", fault.told());
        Some(Diagnostic::warning(Code::PictureBroken, at, message).help(fault.help()))
    }

    /// The nearest picture to one that does not exist, as it would be written.
    pub fn nearest_file(&self, folder: &str, written: &str) -> Option<String> {
        let beside: Vec<&str> = self
            .assets
            .keys()
            .filter_map(|path| path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')))
            .collect();
        let fixed: Vec<String> =
            self.assets.keys().filter_map(|path| path.strip_prefix("static/")).map(|p| format!("/{p}")).collect();
        let all = beside.into_iter().chain(fixed.iter().map(String::as_str));
        nearest(written, all).map(str::to_owned)
    }
}
