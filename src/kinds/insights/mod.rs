//! The page of figures at `/insights/`: how lively the community is, in numbers that name nobody.
//!
//! Takes an edition and the table of what happened elsewhere, gives the page and `/api/insights.json`, where `hub.toml` publishes any
//! figure. Each figure says how it is counted, from what, and on which day. A number of people below [`FEW`] is never told, and neither
//! is anything it could be worked out from. What nobody measured is told as not measured, not as zero.

pub mod count;
pub mod figures;
pub mod table;

use super::view::View;
use crate::config::Config;
use crate::model::Words;
use crate::plan::Output;
use crate::plan::context::Meta;
use figures::FigureView;
use serde::Serialize;
use std::sync::Arc;
use table::Activity;

/// Groups smaller than this are told as "fewer than 5".
pub const FEW: u64 = 5;

/// What `insights.html` sees as `page`.
#[derive(Hash, Serialize)]
struct InsightsPage {
    #[serde(flatten)]
    meta: Meta,
    /// The figures that the hub publishes, in the order of `hub.toml`.
    figures: Vec<FigureView>,
    /// The day they were counted on, in the hub's zone.
    day: Arc<str>,
    /// The size below which a group is not told.
    few: u64,
    /// The same figures for programs.
    data: Arc<str>,
}

/// A figure in `/api/insights.json`.
#[derive(Hash, Serialize)]
struct Item {
    id: &'static str,
    title: Arc<str>,
    url: Arc<str>,
    tags: [Arc<str>; 0],
    updated: Arc<str>,
    formula: Arc<str>,
    source: Arc<str>,
    columns: Vec<ItemColumn>,
}

#[derive(Hash, Serialize)]
struct ItemColumn {
    id: Arc<str>,
    label: Arc<str>,
    values: Vec<ItemValue>,
}

/// One number: `count` is `null` where nobody measured it, and where it is below `fewer_than`.
#[derive(Hash, Serialize)]
struct ItemValue {
    period: Arc<str>,
    count: Option<u64>,
    fewer_than: Option<u64>,
}

/// Whether the hub publishes any figure.
pub fn is_shown(config: &Config) -> bool {
    !config.publish.is_empty()
}

/// The page of an edition and its data; nothing where the hub publishes no figure.
pub fn plan(view: &View<'_>, activity: &Activity) -> Vec<Output> {
    if !is_shown(view.config) {
        return Vec::new();
    }
    let path = "/insights/";
    let figures = figures::all(view, activity);
    let description = view.label("descriptions.insights");
    let mut meta = view.meta("insights", &Words::plain(&view.label("insights.title")), &description, path);
    meta.crumbs = view.crumbs(&[]);
    let day: Arc<str> = view.today.to_string().into();
    let sources: Vec<_> = activity.source.into_iter().collect();
    let items = figures.iter().map(|figure| item(view, figure, &day)).collect();
    let data = super::api::items(view, "insights", items, sources.clone());
    let context = InsightsPage { meta, figures, day, few: FEW, data: view.path("/api/insights.json") };
    vec![Output::page(view.address(path), "insights.html", view.edition.number, context, sources), data]
}

fn item(view: &View<'_>, figure: &FigureView, day: &Arc<str>) -> Item {
    let column = |(at, column): (usize, &figures::Column)| ItemColumn {
        id: column.id.clone(),
        label: column.label.clone(),
        values: figure
            .rows
            .iter()
            .rev()
            .map(|row| ItemValue {
                period: row.period.clone(),
                count: row.cells[at].count,
                fewer_than: row.cells[at].few.then_some(FEW),
            })
            .collect(),
    };
    Item {
        id: figure.id,
        title: figure.title.clone(),
        url: format!("{}#{}", view.url(view.address("/insights/").as_str()), figure.id).into(),
        tags: [],
        updated: day.clone(),
        formula: figure.formula.clone(),
        source: figure.source.clone(),
        columns: figure.columns.iter().enumerate().map(column).collect(),
    }
}
