//! The picture that other programs show beside a link to a page: the entry's own, a card drawn for it, or that of the hub.
//!
//! Pages name the address of a card, and [`outputs`] lists the files; both ask [`Social::card`], so that neither can be without the
//! other.

use super::cards::label_of;
use super::view::View;
use crate::config::{Config, SiteLanguage};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::model::{Address, Head, Kind};
use crate::pictures::card::{Card, Colour, HEIGHT, WIDTH};
use crate::plan::Output;
use crate::plan::context::{Labels, Preview};
use crate::read::scan::Scan;
use crate::text::normal;
use crate::time::format;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A picture narrower than this, in pixels, is drawn too small beside a link to say anything.
const SMALLEST: u32 = 600;

/// What all cards of an edition share.
#[derive(Debug)]
pub struct Social {
    /// Whether entries have cards of their own.
    own: bool,
    hub: Arc<str>,
    host: Arc<str>,
    accent: Colour,
    /// The picture of pages that have none of their own, and its card if it is drawn.
    common: Option<(Preview, Option<Card>)>,
}

impl Social {
    /// Prepares the cards of an edition.
    pub fn new(config: &Config, language: &SiteLanguage, labels: &Labels<'_>, scan: &Scan) -> Self {
        let accent = labels.accent.as_deref().and_then(Colour::parse).unwrap_or(Colour::DEFAULT);
        let host = config.base_url.split_once("://").map_or(&*config.base_url, |(_, rest)| rest);
        let (hub, host): (Arc<str>, Arc<str>) = (language.title.clone(), host.into());
        let own = config.cards && Card::can_show(&hub);
        let mut social = Self { own, hub: hub.clone(), host, accent, common: None };
        social.common = match &config.card_image {
            Some(image) => static_picture(&image.value, config, scan, &hub).map(|preview| (preview, None)),
            None => {
                let line = language.tagline.clone().unwrap_or_default();
                let card = social.drawn(hub, line);
                card.map(|card| (preview(config, &card), Some(card)))
            }
        };
        social
    }

    fn drawn(&self, title: Arc<str>, line: Arc<str>) -> Option<Card> {
        let Self { hub, host, accent, .. } = self;
        let line = if Card::can_show(&line) { line } else { "".into() };
        Card::can_show(&title).then(|| Card { title, line, hub: hub.clone(), host: host.clone(), accent: *accent })
    }

    /// The picture of pages that have none of their own.
    pub fn common(&self) -> Option<Preview> {
        self.common.as_ref().map(|(preview, _)| preview.clone())
    }

    /// The card of an entry; `None` where it is to have none, or its words cannot be drawn.
    fn card(&self, view: &View<'_>, head: &Head) -> Option<Card> {
        if !self.own || own_picture(view.config, head).is_some() {
            return None;
        }
        self.drawn(head.title.plain.clone(), line(view, head))
    }

    /// The picture of an entry's page.
    pub fn of(&self, view: &View<'_>, head: &Head) -> Option<Preview> {
        own_picture(view.config, head)
            .or_else(|| self.card(view, head).map(|card| preview(view.config, &card)))
            .or_else(|| self.common())
    }
}

/// What it is, and when: "Salon · 1 December 2026".
fn line(view: &View<'_>, head: &Head) -> Arc<str> {
    let language = view.language.language.as_str();
    let variant = head.variant.as_ref();
    let labelled = match head.id.kind {
        Kind::Event => variant.and_then(|id| label_of(view, id, &view.config.event_types)),
        Kind::Member => variant.and_then(|id| label_of(view, id, &view.config.roles)),
        Kind::Post => variant.map(|variant| view.label(&format!("variants.{variant}"))),
        _ => None,
    };
    let what = labelled.unwrap_or_else(|| view.label(&format!("kinds.{}", head.id.kind.word())));
    let day = match head.id.kind {
        Kind::Post => head.day,
        // A series has many days, and the card would name one that is over.
        Kind::Event => head.when.as_ref().filter(|when| when.repeat().is_none()).map(|when| when.start().date()),
        _ => None,
    };
    match day {
        Some(day) => format!("{what} · {}", format::date_only(day, language)).into(),
        None => what,
    }
}

/// The entry's own picture, where it is wide enough for the frame that such programs have.
fn own_picture(config: &Config, head: &Head) -> Option<Preview> {
    let image = head.image.as_ref()?;
    let (width, height) = image.width.zip(image.height)?;
    let wide = width >= SMALLEST && u64::from(width) * 5 >= u64::from(height) * 6;
    let host = config.base_url.strip_suffix(&*config.base_path).unwrap_or(&config.base_url);
    let alt = if image.alt.is_empty() { head.title.plain.clone() } else { image.alt.clone() };
    wide.then(|| Preview { url: format!("{host}{}", image.src).into(), alt, width, height })
}

fn preview(config: &Config, card: &Card) -> Preview {
    let url = format!("{}{}", config.base_url, card.address()).into();
    Preview { url, alt: card.title.clone(), width: WIDTH, height: HEIGHT }
}

fn static_picture(written: &str, config: &Config, scan: &Scan, alt: &Arc<str>) -> Option<Preview> {
    let asset = scan.assets.get(&*normal(&format!("static/{}", written.trim_start_matches('/'))))?;
    let (width, height) = asset.dimensions?;
    let address = crate::check::links::encode_path(&crate::check::links::asset_address(&asset.path));
    Some(Preview { url: format!("{}{address}", config.base_url).into(), alt: alt.clone(), width, height })
}

/// The files of all cards; one for each that differs.
pub(super) fn outputs(views: &[View<'_>]) -> Vec<Output> {
    let mut all: BTreeMap<String, Output> = BTreeMap::new();
    for view in views {
        let social = &view.social;
        let common = social.common.iter().filter_map(|(_, card)| card.clone().map(|card| (card.address(), card, None)));
        let heads: Vec<&Head> = view.edition.heads().collect();
        let own = heads.par_iter().filter_map(|head| {
            let card = social.card(view, head)?;
            Some((card.address(), card, Some(head.source)))
        });
        for (address, card, source) in common.chain(own.collect::<Vec<_>>()) {
            let of = all.entry(address).or_insert_with_key(|address| {
                let address = Address::parse(address).expect("made of letters, digits and slashes");
                Output::card(address, card)
            });
            of.sources.extend(source.filter(|source| !of.sources.contains(source)));
        }
    }
    all.into_values().collect()
}

/// The picture that `[cards]` names must be there.
pub(super) fn missing(config: &Config, scan: &Scan) -> Option<Diagnostic> {
    let image = config.card_image.as_ref()?;
    let path = format!("static/{}", image.value.trim_start_matches('/'));
    match scan.assets.get(&*normal(&path)) {
        Some(asset) if asset.dimensions.is_some() => return None,
        Some(_) => {
            let message = format!("`{}` is no picture that can be read", image.value);
            let help = "such pictures are PNG or JPEG, 1200 by 630 pixels";
            return Some(Diagnostic::error(Code::PictureMissing, image.span, message).help(help));
        }
        None => {}
    }
    let known: Vec<String> =
        scan.assets.keys().filter_map(|path| path.strip_prefix("static/")).map(|path| format!("/{path}")).collect();
    let message = format!("there is no picture `{}`", image.value);
    let help = match nearest(&image.value, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "put the picture under `static/`, and write its path with `/` before it".to_owned(),
    };
    Some(Diagnostic::error(Code::PictureMissing, image.span, message).help(help))
}
