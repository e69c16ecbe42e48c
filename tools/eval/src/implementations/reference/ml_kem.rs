//! ML-KEM by the letter of FIPS 203, a function an algorithm.

use super::{Defect, pack, power, read, reversed, sha3_256, sha3_512, shake128, shake256, unpack};
use crate::implementation::{rejected, unsupported};
use crate::operation::{Answer, Operation, PrivateKey};
use shake::digest::XofReader;
use std::sync::LazyLock;

const Q: u32 = 3329;
const N: usize = 256;

/// 17 to the power of BitRev7(i), and of 2 BitRev7(i) + 1: FIPS 203, 4.3 and Appendix A.
static ZETAS: LazyLock<[u32; 128]> = LazyLock::new(|| roots(|i| reversed(i, 7)));
static GAMMAS: LazyLock<[u32; 128]> = LazyLock::new(|| roots(|i| 2 * reversed(i, 7) + 1));

fn roots(exponent: impl Fn(usize) -> u64) -> [u32; 128] {
    std::array::from_fn(|i| power(17, exponent(i), u64::from(Q)) as u32)
}

/// Coefficients below q, of a polynomial or of its NTT.
type Polynomial = [u32; N];
type Vector = Vec<Polynomial>;

/// A parameter set (FIPS 203, table 2) and a defect.
pub(super) struct MlKem {
    k: usize,
    eta1: usize,
    du: u32,
    dv: u32,
    zetas: [u32; 128],
    gammas: [u32; 128],
    defect: Option<Defect>,
}

const ETA2: usize = 2;

impl MlKem {
    /// The parameter set of this name.
    pub(super) fn new(algorithm: &str, defect: Option<Defect>) -> Option<Self> {
        let (k, eta1, du, dv) = match algorithm {
            "ML-KEM-512" => (2, 3, 10, 4),
            "ML-KEM-768" => (3, 2, 10, 4),
            "ML-KEM-1024" => (4, 2, 11, 5),
            _ => return None,
        };
        let eta1 = if defect == Some(Defect::KemEta) { ETA2 } else { eta1 };
        let mut zetas = *ZETAS;
        if defect == Some(Defect::KemZeta) {
            zetas[127] = zetas[126];
        }
        Some(Self { k, eta1, du, dv, zetas, gammas: *GAMMAS, defect })
    }

    fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// Carries out an operation.
    pub(super) fn ask(&self, operation: &Operation) -> Answer {
        self.run(operation).unwrap_or_else(|refused| refused)
    }

    fn run(&self, operation: &Operation) -> Result<Answer, Answer> {
        Ok(match operation {
            Operation::KeyGen { seed } => {
                let (public_key, private_key) = self.keys(&seed.0)?;
                Answer::Keys { public_key: public_key.into(), private_key: private_key.into() }
            }
            Operation::Encapsulate { public_key, randomness } => {
                let public_key = self.public(&public_key.0)?;
                self.length(&randomness.0, 32)?;
                let (secret, ciphertext) = self.encapsulate(public_key, &randomness.0);
                Answer::Encapsulated { ciphertext: ciphertext.into(), shared_secret: secret.into() }
            }
            Operation::Decapsulate { private_key, ciphertext } => {
                let private_key = self.private(private_key)?;
                let size = 32 * (self.du as usize * self.k + self.dv as usize);
                let ciphertext = self.length(&ciphertext.0, size)?;
                Answer::SharedSecret(self.decapsulate(&private_key, ciphertext).into())
            }
            Operation::CheckPublicKey { public_key } => {
                Answer::Valid(self.public(&public_key.0).is_ok())
            }
            Operation::CheckPrivateKey { private_key } => {
                Answer::Valid(self.private(private_key).is_ok())
            }
            _ => unsupported("a KEM does not sign"),
        })
    }

    fn length<'b>(&self, bytes: &'b [u8], size: usize) -> Result<&'b [u8], Answer> {
        match bytes.get(..size) {
            Some(part) if part.len() == bytes.len() || self.has(Defect::KemNonCanonical) => {
                Ok(part)
            }
            _ => Err(rejected(format!("{} bytes, not {size}", bytes.len()))),
        }
    }

    /// FIPS 203, 7.2.
    fn public<'b>(&self, key: &'b [u8]) -> Result<&'b [u8], Answer> {
        let key = self.length(key, 384 * self.k + 32)?;
        let reduced = unpack(&key[..384 * self.k], 12).iter().all(|value| *value < Q);
        if !reduced && !self.has(Defect::KemNoModulusCheck) {
            return Err(rejected("a coefficient is not below q"));
        }
        Ok(key)
    }

    /// FIPS 203, 7.3.
    fn private(&self, key: &PrivateKey) -> Result<Vec<u8>, Answer> {
        let key = match key {
            PrivateKey::Seed(seed) => return self.keys(&seed.0).map(|(_, private)| private),
            PrivateKey::Expanded(key) => self.length(&key.0, 768 * self.k + 96)?,
        };
        let (public, rest) = key[384 * self.k..].split_at(384 * self.k + 32);
        if sha3_256(&[public]) != rest[..32] && !self.has(Defect::KemNoHashCheck) {
            return Err(rejected("the hash is of another key"));
        }
        Ok(key.to_vec())
    }

    /// FIPS 203, Algorithm 16 (ML-KEM.KeyGen_internal).
    fn keys(&self, seed: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Answer> {
        let (d, z) = self.length(seed, 64)?.split_at(32);
        let (public, mut private) = self.pke_keys(d);
        private.extend_from_slice(&public);
        private.extend(sha3_256(&[&public]));
        private.extend_from_slice(z);
        Ok((public, private))
    }

    /// FIPS 203, Algorithm 13 (K-PKE.KeyGen).
    fn pke_keys(&self, d: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let parameter = [self.k as u8];
        let domain = if self.has(Defect::KemSeedWithoutK) { &[][..] } else { &parameter[..] };
        let seeds = sha3_512(&[d, domain]);
        let (rho, sigma) = seeds.split_at(32);
        let noise = |first: usize| -> Vector {
            (first..first + self.k).map(|n| self.ntt(self.noise(sigma, n, self.eta1))).collect()
        };
        let s = noise(0);
        let e = noise(if self.has(Defect::KemNonce) { 0 } else { self.k });
        let (mut public, mut private) = (Vec::new(), Vec::new());
        for (i, e) in e.iter().enumerate() {
            let row: Vector = (0..self.k).map(|j| self.matrix(rho, i, j)).collect();
            let product = self.inner(&row, &s);
            let reduce = if self.has(Defect::KemSumNotReduced) { 1 << 12 } else { Q };
            pack(std::array::from_fn::<_, N, _>(|n| (product[n] + e[n]) % reduce), 12, &mut public);
        }
        s.into_iter().for_each(|s| pack(s, 12, &mut private));
        public.extend_from_slice(rho);
        (public, private)
    }

    /// FIPS 203, Algorithm 17 (ML-KEM.Encaps_internal).
    fn encapsulate(&self, public: &[u8], m: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let (mut secret, r) = self.secret(m, &sha3_256(&[public]));
        secret.truncate(32);
        (secret, self.encrypt(public, m, &r))
    }

    /// (K, r) = G(m‖H(ek)).
    fn secret(&self, m: &[u8], hash: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let both = sha3_512(&[m, hash]);
        let secret = match self.has(Defect::KemSecretNotBound) {
            true => sha3_512(&[m])[..32].to_vec(),
            false => both[..32].to_vec(),
        };
        (secret, both[32..].to_vec())
    }

    /// FIPS 203, Algorithm 14 (K-PKE.Encrypt).
    fn encrypt(&self, public: &[u8], m: &[u8], r: &[u8]) -> Vec<u8> {
        let (t, rho) = public.split_at(384 * self.k);
        let t: Vector = t.chunks(384).map(|part| self.decoded(part)).collect();
        let y: Vector = (0..self.k).map(|n| self.ntt(self.noise(r, n, self.eta1))).collect();
        let mut ciphertext = Vec::new();
        for j in 0..self.k {
            let column: Vector = (0..self.k).map(|i| self.matrix(rho, i, j)).collect();
            let e1 = self.noise(r, self.k + j, ETA2);
            let u = add(&self.inverse_ntt(self.inner(&column, &y)), &e1);
            pack(u.map(|x| self.compress(x, self.du)), self.du, &mut ciphertext);
        }
        let e2 = self.noise(r, 2 * self.k, ETA2);
        let bits = unpack(m, 1);
        let mu = std::array::from_fn(|n| self.decompress(bits[n], 1));
        let v = add(&add(&self.inverse_ntt(self.inner(&t, &y)), &e2), &mu);
        pack(v.map(|x| self.compress(x, self.dv)), self.dv, &mut ciphertext);
        ciphertext
    }

    /// FIPS 203, Algorithm 15 (K-PKE.Decrypt).
    fn decrypt(&self, private: &[u8], ciphertext: &[u8]) -> Vec<u8> {
        let (c1, c2) = ciphertext.split_at(32 * self.du as usize * self.k);
        let u: Vector = unpack(c1, self.du)
            .chunks(N)
            .map(|part| self.ntt(std::array::from_fn(|n| self.decompress(part[n], self.du))))
            .collect();
        let s: Vector = private.chunks(384).take(self.k).map(|part| self.decoded(part)).collect();
        let product = self.inverse_ntt(self.inner(&s, &u));
        let v = unpack(c2, self.dv);
        let mut m = Vec::new();
        let bits = (0..N).map(|n| (self.decompress(v[n], self.dv) + Q - product[n]) % Q);
        pack(bits.map(|w| ((2 * w + Q / 2) / Q) % 2), 1, &mut m);
        m
    }

    /// FIPS 203, Algorithm 18 (ML-KEM.Decaps_internal).
    fn decapsulate(&self, private: &[u8], ciphertext: &[u8]) -> Vec<u8> {
        let (s, rest) = private.split_at(384 * self.k);
        let (public, rest) = rest.split_at(384 * self.k + 32);
        let (hash, z) = rest.split_at(32);
        let m = self.decrypt(s, ciphertext);
        let (secret, r) = self.secret(&m, hash);
        let again = self.encrypt(public, &m, &r);
        let compared = match self.has(Defect::KemComparesHalf) {
            true => 32 * self.du as usize * self.k,
            false => ciphertext.len(),
        };
        if again[..compared] == ciphertext[..compared] || self.has(Defect::KemNoRejection) {
            return secret;
        }
        read(shake256(&[z, ciphertext]), 32)
    }

    /// FIPS 203, Algorithm 6 (ByteDecode), of 12 bits: modulo q.
    fn decoded(&self, bytes: &[u8]) -> Polynomial {
        let values = unpack(bytes, 12);
        std::array::from_fn(|n| values[n] % Q)
    }

    /// Compress of FIPS 203, (4.7): the nearest integer to x·2^d / q, modulo 2^d.
    fn compress(&self, x: u32, d: u32) -> u32 {
        let half = if self.has(Defect::KemCompressTruncates) { 0 } else { Q / 2 };
        (((x << d) + half) / Q) % (1 << d)
    }

    /// Decompress of FIPS 203, (4.8): the nearest integer to y·q / 2^d.
    fn decompress(&self, y: u32, d: u32) -> u32 {
        let half = if self.has(Defect::KemDecompressTruncates) { 0 } else { 1 << (d - 1) };
        (y * Q + half) >> d
    }

    fn matrix(&self, rho: &[u8], i: usize, j: usize) -> Polynomial {
        let (i, j) = if self.has(Defect::KemTransposed) { (j, i) } else { (i, j) };
        self.sample_ntt(&[rho, &[j as u8, i as u8]])
    }

    /// FIPS 203, Algorithm 7 (SampleNTT).
    fn sample_ntt(&self, seed: &[&[u8]]) -> Polynomial {
        let mut reader = shake128(seed);
        let mut sampled = Vec::new();
        let bound = if self.has(Defect::KemSampleAcceptsQ) { Q + 1 } else { Q };
        // Three blocks of SHAKE128 hold 168 times three bytes.
        let most = if self.has(Defect::KemSampleStops) { 168 } else { usize::MAX };
        let mut read = 0;
        while sampled.len() < N && read < most {
            let mut bytes = [0; 3];
            reader.read(&mut bytes);
            read += 1;
            let [a, b, c] = bytes.map(u32::from);
            sampled.extend([a + 256 * (b % 16), b / 16 + 16 * c].iter().filter(|d| **d < bound));
        }
        sampled.resize(N, 0);
        std::array::from_fn(|n| sampled[n])
    }

    /// PRF and FIPS 203, Algorithm 8 (SamplePolyCBD).
    fn noise(&self, seed: &[u8], counter: usize, eta: usize) -> Polynomial {
        let bits = unpack(&read(shake256(&[seed, &[counter as u8]]), 64 * eta), 1);
        std::array::from_fn(|n| {
            let bits = &bits[2 * n * eta..][..2 * eta];
            let (x, y) = bits.split_at(eta);
            (x.iter().sum::<u32>() + Q - y.iter().sum::<u32>()) % Q
        })
    }

    /// FIPS 203, Algorithm 9 (NTT).
    fn ntt(&self, mut f: Polynomial) -> Polynomial {
        let mut i = 1;
        let mut length = 128;
        while length >= 2 {
            for start in (0..N).step_by(2 * length) {
                let zeta = self.zetas[i];
                i += 1;
                for j in start..start + length {
                    let t = zeta * f[j + length] % Q;
                    f[j + length] = (f[j] + Q - t) % Q;
                    f[j] = (f[j] + t) % Q;
                }
            }
            length /= 2;
        }
        f
    }

    /// FIPS 203, Algorithm 10 (NTT^-1).
    fn inverse_ntt(&self, mut f: Polynomial) -> Polynomial {
        let mut i = 127;
        let mut length = 2;
        while length <= 128 {
            for start in (0..N).step_by(2 * length) {
                let zeta = self.zetas[i];
                i -= 1;
                for j in start..start + length {
                    let t = f[j];
                    f[j] = (t + f[j + length]) % Q;
                    f[j + length] = zeta * (f[j + length] + Q - t) % Q;
                }
            }
            length *= 2;
        }
        // 3303 = 128^-1 modulo q.
        let scale = if self.has(Defect::KemInverseUnscaled) { 1 } else { 3303 };
        f.map(|x| x * scale % Q)
    }

    /// The sum of products: FIPS 203, Algorithm 11 (MultiplyNTTs).
    fn inner(&self, a: &[Polynomial], b: &[Polynomial]) -> Polynomial {
        // 169 = 2^-16 modulo q.
        let factor = if self.has(Defect::KemMontgomery) { 169 } else { 1 };
        let mut sum = [0; N];
        for (a, b) in a.iter().zip(b) {
            for i in 0..128 {
                let (even, odd) = (2 * i, 2 * i + 1);
                let high = a[odd] * b[odd] % Q * self.gammas[i] % Q;
                let product = (a[even] * b[even] + high) % Q;
                sum[even] = (sum[even] + product * factor) % Q;
                let product = (a[even] * b[odd] + a[odd] * b[even]) % Q;
                sum[odd] = (sum[odd] + product * factor) % Q;
            }
        }
        sum
    }
}

fn add(a: &Polynomial, b: &Polynomial) -> Polynomial {
    std::array::from_fn(|n| (a[n] + b[n]) % Q)
}
