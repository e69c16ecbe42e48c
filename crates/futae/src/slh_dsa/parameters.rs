//! The twelve parameter sets. FIPS 205, Section 11, Table 2.

use super::{family::Family, sha2_family::Sha2, shake_family::Shake};

/// A parameter set with hashes of `N` bytes.
pub(crate) trait ParameterSet<const N: usize> {
    /// The hash functions of Section 11.1 or 11.2.
    type Hash: Family<N>;
    /// h: height of the hypertree.
    const H: u32;
    /// d: layers of the hypertree.
    const D: u32;
    /// h′: height of one XMSS tree.
    const TREE: u32 = Self::H / Self::D;
    /// a: height of a FORS tree.
    const A: u32;
    /// k: number of FORS trees.
    const K: usize;
    /// Bytes of a FORS signature.
    const FORS: usize = Self::K * (1 + Self::A as usize) * N;
    /// Bytes of an XMSS signature.
    const XMSS: usize = (2 * N + 3 + Self::TREE as usize) * N;
    /// Bytes of a signature. FIPS 205, Figure 17.
    const SIGNATURE: usize = N + Self::FORS + Self::D as usize * Self::XMSS;
}

/// The most FORS trees of a parameter set.
pub(super) const MAX_K: usize = 35;

/// The longest message digest m of a parameter set.
pub(super) const MAX_M: usize = 49;

macro_rules! sets {
    ($($name:ident: $hash:ident<$n:literal>, $h:literal, $d:literal, $a:literal, $k:literal;)*) => {
        $(
            #[derive(Debug)]
            pub(crate) struct $name;

            impl ParameterSet<$n> for $name {
                type Hash = $hash<$n>;
                const H: u32 = $h;
                const D: u32 = $d;
                const A: u32 = $a;
                const K: usize = $k;
            }
        )*
    };
}

sets! {
    Sha2_128s:  Sha2<16>,  63,  7, 12, 14;
    Shake128s:  Shake<16>, 63,  7, 12, 14;
    Sha2_128f:  Sha2<16>,  66, 22,  6, 33;
    Shake128f:  Shake<16>, 66, 22,  6, 33;
    Sha2_192s:  Sha2<24>,  63,  7, 14, 17;
    Shake192s:  Shake<24>, 63,  7, 14, 17;
    Sha2_192f:  Sha2<24>,  66, 22,  8, 33;
    Shake192f:  Shake<24>, 66, 22,  8, 33;
    Sha2_256s:  Sha2<32>,  64,  8, 14, 22;
    Shake256s:  Shake<32>, 64,  8, 14, 22;
    Sha2_256f:  Sha2<32>,  68, 17,  9, 35;
    Shake256f:  Shake<32>, 68, 17,  9, 35;
}
