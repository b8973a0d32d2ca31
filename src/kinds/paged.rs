//! Lists that run over several pages: where each page is, what stands on it, and how one gets to the others.
//!
//! No page of a site grows with the hub. A list that has more rows than a page has room for goes on at `page/2/` below its own address.

use super::view::View;
use crate::model::Words;
use crate::plan::Output;
use crate::plan::context::{Meta, Pager};
use std::ops::Range;
use std::sync::Arc;

/// The pages of one list.
#[derive(Debug)]
pub struct Paged {
    /// The address of the first, which ends in a slash.
    folder: String,
    /// Rows of a page.
    size: usize,
    /// The addresses of all, as links.
    pages: Vec<Arc<str>>,
}

impl Paged {
    /// Spreads so many rows over pages of `size` rows. There is at least one page.
    pub fn new(view: &View<'_>, folder: String, rows: usize, size: usize) -> Self {
        let mut paged = Self { folder, size, pages: Vec::new() };
        paged.pages = (1..=rows.div_ceil(size).max(1)).map(|number| view.path(&paged.path(number))).collect();
        paged
    }

    /// The numbers of the pages.
    pub fn numbers(&self) -> std::ops::RangeInclusive<usize> {
        1..=self.pages.len()
    }

    /// The path of a page within its edition.
    pub fn path(&self, number: usize) -> String {
        if number == 1 { self.folder.clone() } else { format!("{}page/{number}/", self.folder) }
    }

    /// Which of `rows` rows stand on a page; none where a list has ended before another that shares its pages.
    pub fn range(&self, number: usize, rows: usize) -> Range<usize> {
        let from = ((number - 1) * self.size).min(rows);
        from..(from + self.size).min(rows)
    }

    /// The number of the page on which a row stands, and the place of the row there, from 1.
    pub fn place(&self, row: usize) -> (usize, usize) {
        (row / self.size + 1, row % self.size + 1)
    }

    /// The address of a page, as a link.
    pub fn href(&self, number: usize) -> Arc<str> {
        self.pages[number - 1].clone()
    }

    /// The way from a page to the others.
    pub fn pager(&self, number: usize) -> Pager {
        let other = |other: usize| self.pages.get(other.wrapping_sub(1)).cloned();
        let (previous, next) = (other(number - 1), other(number + 1));
        Pager { number, total: self.pages.len(), previous, next, pages: self.pages.clone() }
    }

    /// The head of a page. Search engines need only the first: what stands on the others has pages of its own. Readers who
    /// change the language get to the first, as the list of another one may be shorter.
    pub fn meta(&self, view: &View<'_>, section: &'static str, title: &Words, about: &str, number: usize) -> Meta {
        let mut meta = view.meta(section, title, about, &self.path(number));
        if number > 1 {
            meta.noindex = true;
            let own = format!("page/{number}/");
            let first = |address: &mut Arc<str>| *address = address.strip_suffix(&own).unwrap_or(address).into();
            for translation in meta.translations.iter_mut().filter(|translation| !translation.current) {
                first(&mut translation.href);
                first(&mut translation.url);
            }
        }
        meta
    }

    /// Tells search engines of the first page alone.
    pub fn listed(number: usize, output: Output) -> Output {
        if number > 1 { output.unlisted() } else { output }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paged(rows: usize, size: usize) -> Paged {
        let mut paged = Paged { folder: "/tags/rust/".into(), size, pages: Vec::new() };
        paged.pages = (1..=rows.div_ceil(size).max(1)).map(|number| paged.path(number).into()).collect();
        paged
    }

    #[test]
    fn every_row_stands_on_one_page() {
        for rows in [0, 1, 3, 4, 5, 8, 9] {
            let paged = paged(rows, 4);
            let all: Vec<usize> = paged.numbers().flat_map(|number| paged.range(number, rows)).collect();
            assert_eq!(all, (0..rows).collect::<Vec<_>>());
            assert!(all.iter().all(|row| paged.range(paged.place(*row).0, rows).contains(row)));
        }
        assert_eq!((paged(9, 4).place(8), paged(9, 4).range(3, 5)), ((3, 1), 5..5));
    }

    #[test]
    fn a_pager_leads_on_and_back() {
        let pager = paged(9, 4).pager(2);
        assert_eq!((pager.number, pager.total), (2, 3));
        assert_eq!(pager.previous.as_deref(), Some("/tags/rust/"));
        assert_eq!(pager.next.as_deref(), Some("/tags/rust/page/3/"));
        let only = paged(0, 4).pager(1);
        assert_eq!((only.total, only.previous, only.next), (1, None, None));
    }
}
