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

#[cfg(test)]
mod tests {
    use super::*;

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
