//! Looking for rare bytes in long texts.
//!
//! Takes bytes and a question about one of them, gives the place of the first that answers yes. Knows nothing of what they mean.

/// Bytes that are looked at in one step: as many as a processor takes at once.
const STEP: usize = 16;

/// The place of the first byte that is wanted. Cheap where most are not: a step asks whether there is one, and not where.
/// A processor takes a step as one only if nothing branches in it: callers join conditions with `|`, not with `||`.
pub fn first_of(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let any = |step: &[u8; STEP]| step.iter().fold(false, |any, byte| any | wanted(*byte));
    let (steps, _) = bytes.as_chunks::<STEP>();
    let clear = steps.iter().take_while(|step| !any(step)).count() * STEP;
    bytes[clear..].iter().position(|byte| wanted(*byte)).map(|at| clear + at)
}

/// The place of the first two bytes in a row that both are `wanted`. As cheap as [`first_of`] where there are none.
pub fn first_pair_of(bytes: &[u8], wanted: u8) -> Option<usize> {
    let after = bytes.get(1..)?;
    let is_pair = |(one, next): (&u8, &u8)| (*one == wanted) & (*next == wanted);
    let any = |(step, next): &(&[u8; STEP], &[u8; STEP])| {
        step.iter().zip(next.iter()).fold(false, |any, pair| any | is_pair(pair))
    };
    let (steps, nexts) = (bytes.as_chunks::<STEP>().0, after.as_chunks::<STEP>().0);
    let clear = steps.iter().zip(nexts).take_while(|pair| !any(pair)).count() * STEP;
    bytes[clear..].iter().zip(&after[clear..]).position(is_pair).map(|at| clear + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pair_is_found_wherever_it_stands() {
        for length in 0..70 {
            let mut bytes = vec![b'a'; length];
            bytes.iter_mut().step_by(3).for_each(|byte| *byte = b' ');
            assert_eq!(first_pair_of(&bytes, b' '), None);
            for at in (1..length).rev().filter(|at| at % 3 == 1) {
                bytes[at] = b' ';
                assert_eq!(first_pair_of(&bytes, b' '), Some(at - 1));
            }
        }
    }

    #[test]
    fn the_first_is_found_wherever_it_stands() {
        for length in 0..100 {
            let mut bytes = vec![b'a'; length];
            assert_eq!(first_of(&bytes, |byte| byte == b'<'), None);
            for at in (0..length).rev() {
                bytes[at] = b'<';
                assert_eq!(first_of(&bytes, |byte| byte == b'<'), Some(at));
            }
        }
    }
}
