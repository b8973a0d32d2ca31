//! The order in each row, so that few edges cross.
//!
//! Every item moves to the mean place of its neighbours in the row above, then below, by turns; the best order met is kept.

use super::level::Link;

/// How often the rows are gone through.
const ROUNDS: usize = 24;

/// Orders the rows.
pub(super) fn order(rows: &mut Vec<Vec<usize>>, links: &[Link], count: usize) {
    let mut above = vec![Vec::new(); count];
    let mut below = vec![Vec::new(); count];
    for link in links {
        above[link.lower].push((link.upper, link.upper_share));
        below[link.upper].push((link.lower, link.lower_share));
    }
    let mut rank = vec![0; count];
    for (row, items) in rows.iter().enumerate() {
        for item in items {
            rank[*item] = row;
        }
    }
    let mut best = rows.clone();
    let mut fewest = crossings(rows, links, &rank, count);
    for round in 0..ROUNDS {
        if fewest == 0 {
            break;
        }
        if round % 2 == 0 {
            for row in 1..rows.len() {
                sort(rows, row, row - 1, &above);
            }
        } else {
            for row in (0..rows.len().saturating_sub(1)).rev() {
                sort(rows, row, row + 1, &below);
            }
        }
        let crossed = crossings(rows, links, &rank, count);
        if crossed < fewest {
            fewest = crossed;
            best.clone_from(rows);
        }
    }
    *rows = best;
}

/// Sorts a row by the mean places of its neighbours in another; what has none there keeps its place.
fn sort(rows: &mut [Vec<usize>], row: usize, by: usize, neighbours: &[Vec<(usize, f64)>]) {
    let mut place = vec![0.0; neighbours.len()];
    for (nth, item) in rows[by].iter().enumerate() {
        place[*item] = nth as f64;
    }
    let keyed: Vec<(Option<f64>, usize)> = rows[row]
        .iter()
        .map(|item| {
            let of = &neighbours[*item];
            let sum: f64 = of.iter().map(|(other, share)| place[*other] + share).sum();
            ((!of.is_empty()).then(|| sum / of.len() as f64), *item)
        })
        .collect();
    let mut moving: Vec<(f64, usize)> = keyed.iter().filter_map(|(key, item)| key.map(|key| (key, *item))).collect();
    moving.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut moving = moving.into_iter();
    rows[row] = keyed
        .iter()
        .map(|(key, item)| if key.is_some() { moving.next().map_or(*item, |(_, item)| item) } else { *item })
        .collect();
}

/// How many pairs of links cross.
fn crossings(rows: &[Vec<usize>], links: &[Link], rank: &[usize], count: usize) -> usize {
    let mut place = vec![0; count];
    for items in rows {
        for (nth, item) in items.iter().enumerate() {
            place[*item] = nth;
        }
    }
    let key = |nth: usize, share: f64| (nth as f64 + 0.5 + share) * 1000.0;
    let mut between = vec![Vec::new(); rows.len()];
    for link in links {
        let upper = key(place[link.upper], link.upper_share) as usize;
        between[rank[link.upper]].push((upper, place[link.lower]));
    }
    let mut sum = 0;
    for mut pairs in between {
        pairs.sort_unstable();
        // A Fenwick tree over the places in the lower row: how many of those before end further on.
        let size = pairs.iter().map(|(_, lower)| lower + 1).max().unwrap_or(0);
        let mut tree = vec![0_usize; size + 1];
        for (seen, (_, lower)) in pairs.iter().enumerate() {
            let mut before = 0;
            let mut at = lower + 1;
            while at > 0 {
                before += tree[at];
                at &= at - 1;
            }
            sum += seen - before;
            let mut at = lower + 1;
            while at <= size {
                tree[at] += 1;
                at += at & at.wrapping_neg();
            }
        }
    }
    sum
}
