//! Pictures that lie on another host: whoever reads the page is seen there too.

use super::Lint;
use crate::diagnostic::{Code, Diagnostic};
use crate::markup::{LinkKind, LinkRef};
use crate::text::Span;

/// Pictures of other hosts, in texts and as the picture of an entry.
pub(super) fn pictures(lint: &Lint<'_>) -> Vec<Diagnostic> {
    let own = host(&lint.config.base_url);
    let mut said = Vec::new();
    let mut look = |address: &str, at: Span| {
        if let Some(host) = host(address).filter(|host| Some(*host) != own) {
            let shown: String = host.chars().take(60).collect();
            let message = format!("this picture comes from `{shown}`, which learns of everybody who reads the page");
            let help =
                "if its licence allows, save it beside this file and name that; else link to the page it stands on";
            said.push(Diagnostic::warning(Code::ForeignPicture, at, message).help(help));
        }
    };
    for piece in lint.pieces() {
        let links = piece.body.map(|body| body.links()).unwrap_or_default();
        let foreign = |link: &&LinkRef| link.kind == LinkKind::Image && link.absolute;
        links.iter().filter(foreign).for_each(|link| look(&link.target, link.span));
        if let Some(image) = &piece.common.image {
            look(&image.value, image.span);
        }
    }
    said
}

/// The host of a whole address.
fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("//").or_else(|| address.split_once("://").map(|(_, rest)| rest))?;
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}
