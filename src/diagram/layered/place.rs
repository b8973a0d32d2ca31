//! Places across the flow: each row's items as near to their neighbours as their order and sizes allow.
//!
//! For one row that is a regression under an order, solved exactly by pooling neighbours that violate it; rows are solved by turns until
//! they rest. Long edges weigh most, so that they run straight.

use super::level::{Item, Link};

/// How often all rows are gone through, down and up.
const ROUNDS: usize = 20;

/// The middle of each item across the flow; the leftmost begins at 0.
pub(super) fn across(rows: &[Vec<usize>], items: &[Item], links: &[Link]) -> Vec<f64> {
    // The neighbour, the shift at which both ends of the link stand above each other, and the link's weight.
    let mut above = vec![Vec::new(); items.len()];
    let mut below = vec![Vec::new(); items.len()];
    for link in links {
        let weight = match (items[link.upper].is_bend, items[link.lower].is_bend) {
            (true, true) => 8.0,
            (false, false) => 1.0,
            _ => 2.0,
        };
        let shift = link.upper_dx - link.lower_dx;
        above[link.lower].push((link.upper, shift, weight));
        below[link.upper].push((link.lower, -shift, weight));
    }
    let mut x = vec![0.0; items.len()];
    for row in rows {
        let steps = steps(row, items);
        let half = steps.last().copied().unwrap_or(0.0) / 2.0;
        for (item, step) in row.iter().zip(steps) {
            x[*item] = step - half;
        }
    }
    for round in 0..ROUNDS {
        let last = round + 3 >= ROUNDS;
        for row in rows {
            settle(row, items, &mut x, &[&above, if last { &below } else { &above }]);
        }
        for row in rows.iter().rev() {
            settle(row, items, &mut x, &[&below, if last { &above } else { &below }]);
        }
    }
    for row in rows {
        straighten(row, items, &mut x, &above);
    }
    let left = (0..items.len()).map(|item| x[item] - items[item].w / 2.0).fold(f64::INFINITY, f64::min);
    x.iter().map(|x| x - if left.is_finite() { left } else { 0.0 }).collect()
}

/// Moves what hangs on one thing alone right below it, if that is near and there is room.
fn straighten(row: &[usize], items: &[Item], x: &mut [f64], above: &Pulls) {
    for (nth, item) in row.iter().enumerate() {
        let [(other, shift, _)] = *above[*item] else { continue };
        let to = x[other] + shift;
        let gap = |other: usize| (items[*item].w + items[other].w) / 2.0 + 12.0;
        let is_free = |other: Option<&usize>| other.is_none_or(|other| (to - x[*other]).abs() >= gap(*other));
        let (before, after) = (nth.checked_sub(1).and_then(|nth| row.get(nth)), row.get(nth + 1));
        if (to - x[*item]).abs() < 8.0 && is_free(before) && is_free(after) {
            x[*item] = to;
        }
    }
}

/// How far each item of a row must stand from the first at least.
fn steps(row: &[usize], items: &[Item]) -> Vec<f64> {
    let mut at = 0.0;
    let mut steps = Vec::with_capacity(row.len());
    for (nth, item) in row.iter().enumerate() {
        if let Some(before) = nth.checked_sub(1).map(|nth| &items[row[nth]]) {
            let gap = match (before.is_bend, items[*item].is_bend) {
                (false, false) => 36.0,
                (true, true) => 16.0,
                _ => 24.0,
            };
            at += before.w / 2.0 + items[*item].w / 2.0 + gap;
        }
        steps.push(at);
    }
    steps
}

/// What an item is linked to: the neighbour, the shift at which both ends of the link stand above each other, and the weight.
type Pulls = Vec<Vec<(usize, f64, f64)>>;

/// Moves the items of a row to where their neighbours pull them.
fn settle(row: &[usize], items: &[Item], x: &mut [f64], pulls: &[&Pulls]) {
    let steps = steps(row, items);
    // Blocks of items that stand as close as they may: the sum of what they want, its weight, how many.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (item, step) in row.iter().zip(&steps) {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (other, shift, force) in pulls.iter().flat_map(|pulls| &pulls[*item]) {
            // What is far away pulls less: most links then run straight, and a few take up all the bends.
            let there = x[*other] + shift;
            let force = force / (1.0 + (there - x[*item]).abs() / 12.0);
            sum += there * force;
            weight += force;
        }
        if weight == 0.0 {
            weight = 0.05;
            sum = x[*item] * weight;
        }
        blocks.push((sum - step * weight, weight, 1));
        while let [.., before, last] = &*blocks {
            if before.0 / before.1 <= last.0 / last.1 {
                break;
            }
            let joined = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(joined);
        }
    }
    let mut at = 0;
    for (sum, weight, count) in blocks {
        for nth in at..at + count {
            x[row[nth]] = sum / weight + steps[nth];
        }
        at += count;
    }
}
