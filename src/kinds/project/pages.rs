//! The pages of projects: each one, and the list.

use super::read::{ProjectFields, ProjectStatus};
use crate::kinds::body::BodyHtml;
use crate::kinds::entry::Entry;
use crate::kinds::needs::{self, NeedRow, Side};
use crate::kinds::structured::{self, Agent, Work};
use crate::kinds::view::View;
use crate::model::{Kind, PersonRole, Words};
use crate::plan::Output;
use crate::plan::context::{Card, Link, Meta, PersonLink, TagLink};
use crate::read::values::Extra;
use crate::theme::Ready;
use serde::Serialize;
use std::sync::Arc;

/// What `project.html` sees as `page`.
#[derive(Hash, Serialize)]
struct ProjectPage {
    #[serde(flatten)]
    meta: Meta,
    body_html: Option<BodyHtml>,
    status: &'static str,
    status_label: Arc<str>,
    members: Vec<Ready<PersonLink>>,
    needs: Vec<NeedRow>,
    url: Option<Arc<str>>,
    repository: Option<Arc<str>>,
    tags: Vec<TagLink>,
    groups: Vec<Ready<Card>>,
    started: Option<Arc<str>>,
    showcased: Vec<Ready<Card>>,
    backlinks: Vec<Link>,
    extra: Extra,
}

/// What `projects.html` sees as `page`.
#[derive(Hash, Serialize)]
struct ProjectsPage {
    #[serde(flatten)]
    meta: Meta,
    statuses: Vec<ProjectsOfStatus>,
}

#[derive(Hash, Serialize)]
struct ProjectsOfStatus {
    label: Arc<str>,
    projects: Vec<Ready<Card>>,
}

/// Every page of every project.
pub fn plan(view: &View<'_>) -> Vec<Output> {
    let mut outputs: Vec<Output> = view.edition.projects.iter().map(|entry| page(view, entry)).collect();
    outputs.push(list(view));
    outputs
}

fn page(view: &View<'_>, entry: &Entry<ProjectFields>) -> Output {
    let head = &entry.head;
    let fields = &entry.draft.fields;
    let mut meta = view.meta_of("project", entry);
    meta.crumbs = view.crumbs(&[("sections.projects", "/projects/")]);
    let members = view.people(head, &[PersonRole::Member]);
    let work = Work { contributor: Agent::people(view, &members), ..Work::of(view, "CreativeWork", &meta) };
    meta.json_ld = structured::page(view, &meta, work);
    let status = fields.status.unwrap_or(ProjectStatus::Active);
    let shown = head
        .links_to
        .iter()
        .filter(|id| id.kind == Kind::Event && fields.showcased.iter().any(|event| *event.name == *id.name));
    let context = ProjectPage {
        body_html: view.html(entry),
        status: status.word(),
        status_label: view.label(&format!("variants.{}", status.word())),
        members,
        needs: needs::rows(view, needs::of(view, &head.id, Side::Need)),
        url: fields.url.as_ref().map(|url| url.as_str().into()),
        repository: fields.repository.as_ref().map(|url| url.as_str().into()),
        tags: view.tag_links(head),
        groups: view.cards_of(&head.groups),
        started: fields.started.map(|day| day.to_string().into()),
        showcased: view.cards_of(shown),
        backlinks: view.backlinks(&head.id),
        extra: fields.common.extra.clone(),
        meta,
    };
    Output::page(head.address.clone(), "project.html", view.edition.number, context, vec![head.source])
}

fn list(view: &View<'_>) -> Output {
    let title = Words::plain(&view.label("sections.projects"));
    let mut meta = view.meta("projects", &title, &view.label("descriptions.projects"), "/projects/");
    meta.crumbs = view.crumbs(&[]);
    let mut statuses = Vec::new();
    for status in [ProjectStatus::Active, ProjectStatus::Idea, ProjectStatus::Paused, ProjectStatus::Done] {
        let of_status =
            |entry: &&Entry<ProjectFields>| entry.draft.fields.status.unwrap_or(ProjectStatus::Active) == status;
        let projects = view.cards_for(view.edition.projects.iter().filter(of_status));
        if !projects.is_empty() {
            statuses.push(ProjectsOfStatus { label: view.label(&format!("variants.{}", status.word())), projects });
        }
    }
    let context = ProjectsPage { meta, statuses };
    let lists = view.behind(view.edition.projects.iter().map(|entry| &entry.head.id));
    Output::page(view.address("/projects/"), "projects.html", view.edition.number, context, Vec::new()).listing(lists)
}
