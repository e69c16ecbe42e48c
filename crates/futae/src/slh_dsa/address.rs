//! The address ADRS of every hash call. FIPS 205, Section 4.2 and 4.3, Table 1; Section 11.2 for
//! the compressed form.

/// Bytes of the compressed form that SHA-2 hashes.
pub(super) const COMPRESSED: usize = 22;

/// The type of an address. FIPS 205, Section 4.2.
#[derive(Clone, Copy)]
pub(super) enum Type {
    WotsHash = 0,
    WotsPk = 1,
    Tree = 2,
    ForsTree = 3,
    ForsRoots = 4,
    WotsPrf = 5,
    ForsPrf = 6,
}

/// A 32-byte address: layer (4), tree (12), type (4), then three words that depend on the type.
#[derive(Clone, Copy, Default)]
pub(super) struct Address([u8; 32]);

impl Address {
    /// The address of a tree in a layer, of type WOTS_HASH.
    pub(super) fn of_tree(layer: u32, tree: u64) -> Self {
        let mut address = Self::default();
        address.0[..4].copy_from_slice(&layer.to_be_bytes());
        address.0[8..16].copy_from_slice(&tree.to_be_bytes());
        address
    }

    /// The same tree, another type, all else zero: `setTypeAndClear`.
    pub(super) fn with_type(mut self, kind: Type) -> Self {
        self.0[16..].fill(0);
        self.0[19] = kind as u8;
        self
    }

    /// The same with another type and nothing cleared; for the pairs of types whose words mean the
    /// same (WOTS_PRF and WOTS_HASH, FORS_PRF and FORS_TREE).
    pub(super) fn retyped(mut self, kind: Type) -> Self {
        self.0[19] = kind as u8;
        self
    }

    pub(super) fn with_key_pair(self, key_pair: u32) -> Self {
        self.with_word(20, key_pair)
    }

    pub(super) fn with_chain(self, chain: u32) -> Self {
        self.with_word(24, chain)
    }

    pub(super) fn with_hash(self, hash: u32) -> Self {
        self.with_word(28, hash)
    }

    pub(super) fn with_height(self, height: u32) -> Self {
        self.with_word(24, height)
    }

    pub(super) fn with_index(self, index: u32) -> Self {
        self.with_word(28, index)
    }

    pub(super) fn key_pair(&self) -> u32 {
        u32::from_be_bytes([self.0[20], self.0[21], self.0[22], self.0[23]])
    }

    fn with_word(mut self, at: usize, word: u32) -> Self {
        self.0[at..at + 4].copy_from_slice(&word.to_be_bytes());
        self
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// ADRSᶜ: the last byte of the layer, the last eight of the tree, the last of the type, the
    /// rest. FIPS 205, Section 11.2.
    pub(super) fn compressed(&self) -> [u8; COMPRESSED] {
        let mut out = [0; COMPRESSED];
        out[0] = self.0[3];
        out[1..9].copy_from_slice(&self.0[8..16]);
        out[9] = self.0[19];
        out[10..].copy_from_slice(&self.0[20..]);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_where_table_1_puts_them() {
        let address = Address::of_tree(0x0a, 0x0102_0304_0506_0708)
            .with_type(Type::ForsPrf)
            .with_key_pair(0x1112_1314)
            .with_height(0x2122_2324)
            .with_index(0x3132_3334);
        let mut expected = [0; 32];
        expected[3] = 0x0a;
        expected[8..16].copy_from_slice(&[1, 2, 3, 4, 5, 6, 7, 8]);
        expected[19] = 6;
        expected[20..].copy_from_slice(&[
            0x11, 0x12, 0x13, 0x14, 0x21, 0x22, 0x23, 0x24, 0x31, 0x32, 0x33, 0x34,
        ]);
        assert_eq!(address.bytes(), &expected);
        assert_eq!(address.compressed()[..10], [0x0a, 1, 2, 3, 4, 5, 6, 7, 8, 6]);
        assert_eq!(address.compressed()[10..], expected[20..]);
        assert_eq!(
            address.with_type(Type::Tree).bytes()[19..],
            [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        );
        assert_eq!(address.with_chain(9).bytes(), address.with_height(9).bytes());
        assert_eq!(address.with_hash(9).bytes(), address.with_index(9).bytes());
    }
}
