//! The encoding of the hint: omega indices and k counters. Everything here is public.

use futae_kernels::ml_dsa::Hint;

/// FIPS 204, Algorithm 20 (HintBitPack). `out` has omega + k bytes; the hints together have at
/// most omega ones.
pub(super) fn pack(out: &mut [u8], hints: &[Hint]) {
    let omega = out.len() - hints.len();
    out.fill(0);
    let (indices, counters) = out.split_at_mut(omega);
    let mut count = 0;
    for (hint, counter) in hints.iter().zip(counters) {
        for (word, &bits) in hint.iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                if let Some(index) = indices.get_mut(count) {
                    *index = (64 * word) as u8 + bits.trailing_zeros() as u8;
                }
                count += 1;
                bits &= bits - 1;
            }
        }
        *counter = count as u8;
    }
}

/// FIPS 204, Algorithm 21 (HintBitUnpack). Refused: counters that fall or exceed omega, indices
/// of one polynomial that do not rise strictly, and a nonzero byte after the last index. So every
/// hint has one encoding.
#[must_use]
pub(super) fn unpack(hints: &mut [Hint], bytes: &[u8]) -> bool {
    let omega = bytes.len() - hints.len();
    let (indices, counters) = bytes.split_at(omega);
    let mut start = 0;
    for (hint, &counter) in hints.iter_mut().zip(counters) {
        *hint = [0; 4];
        let end = usize::from(counter);
        let Some(mine) = indices.get(start..end) else {
            return false;
        };
        if !mine.is_sorted_by(|a, b| a < b) {
            return false;
        }
        for &index in mine {
            hint[usize::from(index / 64)] |= 1 << (index % 64);
        }
        start = end;
    }
    indices[start..].iter().all(|&byte| byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OMEGA: usize = 6;
    const GOOD: [u8; OMEGA + 2] = [3, 70, 255, 3, 0, 0, 3, 4];

    fn accepts(bytes: [u8; OMEGA + 2]) -> bool {
        unpack(&mut [[0; 4]; 2], &bytes)
    }

    #[test]
    fn packing_undoes_unpacking() {
        let mut hints = [[!0; 4]; 2];
        assert!(unpack(&mut hints, &GOOD));
        assert_eq!(hints, [[1 << 3, 1 << 6, 0, 1 << 63], [1 << 3, 0, 0, 0]]);
        let mut bytes = [0xff; OMEGA + 2];
        pack(&mut bytes, &hints);
        assert_eq!(bytes, GOOD);
    }

    #[test]
    fn full_and_empty_hints_are_accepted() {
        assert!(accepts([0; OMEGA + 2]));
        assert!(accepts([1, 2, 3, 4, 5, 6, 6, 6]));
        assert!(accepts([1, 2, 3, 4, 5, 6, 0, 6]));
    }

    #[test]
    fn repeated_indices_are_refused() {
        assert!(!accepts([3, 3, 255, 3, 0, 0, 3, 4]));
        assert!(!accepts([3, 70, 70, 3, 0, 0, 3, 4]));
    }

    #[test]
    fn unsorted_indices_are_refused() {
        assert!(!accepts([70, 3, 255, 3, 0, 0, 3, 4]));
        assert!(!accepts([3, 255, 70, 3, 0, 0, 3, 4]));
    }

    #[test]
    fn counters_that_fall_or_exceed_omega_are_refused() {
        assert!(!accepts([3, 70, 255, 3, 0, 0, 3, 2]));
        assert!(!accepts([1, 2, 3, 4, 5, 6, 3, 7]));
        assert!(!accepts([1, 2, 3, 4, 5, 6, 7, 7]));
        assert!(!accepts([1, 2, 3, 4, 5, 6, 255, 255]));
    }

    #[test]
    fn padding_that_is_not_zero_is_refused() {
        assert!(!accepts([3, 70, 255, 3, 1, 0, 3, 4]));
        assert!(!accepts([3, 70, 255, 3, 0, 1, 3, 4]));
    }
}
