//! Base points of curves: public values that every peer takes and whose secret everybody knows, for
//! key exchanges that are never completed.

/// P-256 (SEC 2, section 2.4.2): both coordinates.
pub(crate) const P256: &[&[u8]] = &[
    b"\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2",
    b"\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96",
    b"\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16",
    b"\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5",
];
/// P-384 (SEC 2, section 2.5.1): both coordinates.
pub(crate) const P384: &[&[u8]] = &[
    b"\xaa\x87\xca\x22\xbe\x8b\x05\x37\x8e\xb1\xc7\x1e\xf3\x20\xad\x74",
    b"\x6e\x1d\x3b\x62\x8b\xa7\x9b\x98\x59\xf7\x41\xe0\x82\x54\x2a\x38",
    b"\x55\x02\xf2\x5d\xbf\x55\x29\x6c\x3a\x54\x5e\x38\x72\x76\x0a\xb7",
    b"\x36\x17\xde\x4a\x96\x26\x2c\x6f\x5d\x9e\x98\xbf\x92\x92\xdc\x29",
    b"\xf8\xf4\x1d\xbd\x28\x9a\x14\x7c\xe9\xda\x31\x13\xb5\xf0\xb8\xc0",
    b"\x0a\x60\xb1\xce\x1d\x7e\x81\x9d\x7a\x43\x1d\x7c\x90\xea\x0e\x5f",
];

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;

    /// y^2 = x^3 - 3x + b over the curve's prime.
    fn is_on_curve(point: &[&[u8]], prime: &BigUint, b: &str) -> bool {
        let bytes = point.concat();
        let (x, y) = bytes.split_at(bytes.len() / 2);
        let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
        let b = BigUint::parse_bytes(b.as_bytes(), 16).unwrap();
        (&y * &y + &x * 3_u8) % prime == (&x * &x * &x + b) % prime
    }

    #[test]
    fn points_are_on_their_curves() {
        let two = |exponent: u32| BigUint::from(2_u8).pow(exponent);
        let prime = two(256) + two(192) + two(96) - two(224) - 1_u8;
        let b = "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b";
        assert!(is_on_curve(P256, &prime, b));
        let prime = two(384) + two(32) - two(128) - two(96) - 1_u8;
        let b = "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a\
                 c656398d8a2ed19d2a85c8edd3ec2aef";
        assert!(is_on_curve(P384, &prime, b));
    }
}
