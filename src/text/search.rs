//! Looking for rare bytes in long texts.
//!
//! Takes bytes and a question about one of them, gives the place of the first that answers yes. Knows nothing of what they mean.

/// Bytes that are looked at in one step.
const STEP: usize = 32;

/// The place of the first byte that is wanted. Cheap where most are not: many are looked at in one step, without asking where.
pub fn first_of(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let first = |from: usize, to: usize| bytes[from..to].iter().position(|byte| wanted(*byte)).map(|at| from + at);
    // Where one comes upon another, a step would look at the same bytes again and again.
    let near = STEP.min(bytes.len());
    first(0, near).or_else(|| {
        let any = |step: &[u8]| step.iter().fold(false, |any, byte| any | wanted(*byte));
        let steps = bytes[near..].chunks_exact(STEP).take_while(|step| !any(step)).count();
        first(near + steps * STEP, bytes.len())
    })
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
