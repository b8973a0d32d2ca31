//! Cycles broken and nodes ranked: which edges are drawn against the flow, and in which row each node stands.

/// Which edges are to be turned round so that no cycle is left. Goes through the graph from where nothing leads in.
pub(super) fn turned(count: usize, edges: &[(usize, usize)]) -> Vec<bool> {
    let mut out = vec![Vec::new(); count];
    let mut has_in = vec![false; count];
    for (nth, (from, to)) in edges.iter().enumerate() {
        out[*from].push(nth);
        has_in[*to] |= from != to;
    }
    let mut turned = vec![false; edges.len()];
    // 0: not seen, 1: on the way, 2: done.
    let mut state = vec![0_u8; count];
    let first = (0..count).filter(|node| !has_in[*node]);
    for start in first.chain(0..count) {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut way = vec![(start, 0)];
        while let Some((node, next)) = way.last_mut() {
            let Some(edge) = out[*node].get(*next).copied() else {
                state[*node] = 2;
                way.pop();
                continue;
            };
            *next += 1;
            let to = edges[edge].1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, 0));
                }
                1 => turned[edge] = true,
                _ => {}
            }
        }
    }
    turned
}

/// The row of each node: as far up as its edges (upper, lower, rows between them) allow, but near to what hangs on it.
pub(super) fn ranks(count: usize, arcs: &[(usize, usize, usize)]) -> Vec<usize> {
    let mut out = vec![Vec::new(); count];
    let mut waiting = vec![0_usize; count];
    for (upper, lower, length) in arcs {
        out[*upper].push((*lower, *length));
        waiting[*lower] += 1;
    }
    let ins = waiting.clone();
    let mut ranks = vec![0; count];
    let mut order: Vec<usize> = (0..count).filter(|node| waiting[*node] == 0).collect();
    let mut at = 0;
    while let Some(node) = order.get(at).copied() {
        at += 1;
        for (lower, length) in &out[node] {
            ranks[*lower] = ranks[*lower].max(ranks[node] + length);
            waiting[*lower] -= 1;
            if waiting[*lower] == 0 {
                order.push(*lower);
            }
        }
    }
    for node in order.into_iter().rev() {
        let down = out[node].iter().map(|(lower, length)| ranks[*lower].saturating_sub(*length)).min();
        if let Some(down) = down.filter(|_| ins[node] < out[node].len()) {
            ranks[node] = ranks[node].max(down);
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_is_broken_once_and_ranks_follow_edges() {
        let edges = [(0, 1), (1, 2), (2, 0), (2, 3)];
        assert_eq!(turned(4, &edges), [false, false, true, false]);
        assert_eq!(ranks(4, &[(0, 1, 1), (1, 2, 1), (0, 2, 1), (2, 3, 2)]), [0, 1, 2, 4]);
        // What only leads to one place stands just above it.
        assert_eq!(ranks(4, &[(0, 1, 1), (1, 2, 1), (3, 2, 1)]), [0, 1, 2, 1]);
    }
}
