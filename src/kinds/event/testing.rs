//! A small hub in memory for the tests of this room: its files, read, checked and planned without a disk.

use crate::check::public::Rules;
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, in_order};
use crate::history::History;
use crate::kinds::view::View;
use crate::kinds::{self, Site};
use crate::plan::context::Labels;
use crate::plan::{Make, Output};
use crate::read::scan::Scan;
use crate::text::{Source, Sources};
use crate::time::Instant;

/// A hub and what there was to say about it.
pub(super) struct Hub {
    pub(super) scan: Scan,
    pub(super) config: Config,
    pub(super) site: Site,
    pub(super) said: Vec<Diagnostic>,
}

/// Reads a hub of these files, paths and texts. It lives at `https://hub.example`, speaks English and Chinese, and its clocks show
/// Shanghai's time.
pub(super) fn hub(files: &[(&str, &str)]) -> Hub {
    hub_with("", files)
}

/// The same, with more in its `hub.toml`.
pub(super) fn hub_with(more: &str, files: &[(&str, &str)]) -> Hub {
    let settings = "title = \"Hub\"\nbase_url = \"https://hub.example\"\ntimezone = \"Asia/Shanghai\"\n[languages.zh-CN]\ntitle = \"河岸\"\n\
                    [events.types.salon]\nlabel = \"Salon\"\n";
    let settings = format!("{settings}{more}");
    let files = std::iter::once(("hub.toml", settings.as_str())).chain(files.iter().copied());
    let sources = Sources::new(files.map(|(path, text)| Source::new(path, text.into())).collect());
    let scan = Scan { sources, ..Scan::default() };
    let mut said = Vec::new();
    let id = scan.sources.find("hub.toml").unwrap();
    let config = config::read(id, scan.sources.get(id), None).into_value(&mut said).unwrap();
    let rules = Rules { drafts: false, future: false, audience: None, now: now() };
    let contents = kinds::read(&scan, &config, &rules).into_value(&mut said);
    let site = kinds::check(&contents, &scan, &config, &History::default()).into_value(&mut said);
    let said = in_order(said, &scan.sources);
    Hub { scan, config, site, said }
}

/// 2026-11-21T12:00:00Z
pub(super) fn now() -> Instant {
    Instant::from_unix(1_795_262_400)
}

impl Hub {
    /// What was said: `file:line:column: code: message`.
    pub(super) fn messages(&self) -> Vec<String> {
        let shown = |diagnostic: &Diagnostic| {
            let at = diagnostic.at.unwrap();
            let (start, _) = self.scan.sources.position(at);
            let path = &self.scan.sources.get(at.source).path;
            let path = path.strip_prefix("content/events/").unwrap_or(path);
            format!("{path}:{}:{}: {}: {}", start.line, start.column, diagnostic.code.name(), diagnostic.message)
        };
        self.said.iter().map(shown).collect()
    }

    /// Does something with the view of an edition.
    pub(super) fn view<T>(&self, edition: usize, use_it: impl FnOnce(&View<'_>) -> T) -> T {
        let labels = Labels::new(|_| None);
        use_it(&View::new(&self.site, edition, &self.config, &self.scan, &labels, now()))
    }

    /// The planned calendars of an edition.
    pub(super) fn calendars(&self, edition: usize) -> Vec<Output> {
        self.view(edition, |view| super::calendars::plan(view, &mut Vec::new()).0)
    }

    /// The text of a calendar, unfolded, with plain line ends.
    pub(super) fn calendar(&self, edition: usize, address: &str) -> String {
        let outputs = self.calendars(edition);
        let output = outputs.iter().find(|output| output.address.as_str() == address);
        let Some(Make::Text(text)) = output.map(|output| &output.make) else { panic!("there is no {address}") };
        text.text().replace("\r\n ", "").replace("\r\n", "\n")
    }
}
