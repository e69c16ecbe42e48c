//! ML-DSA by the letter of FIPS 204, a function an algorithm; and signatures at the corners of its
//! arithmetic.

use super::{Defect, pack, power, read, reversed, shake128, shake256, unpack};
use crate::implementation::{rejected, sized, unsupported};
use crate::operation::{Answer, Message, Operation, PrivateKey};
use crate::prehash;
use shake::digest::XofReader;
use std::sync::LazyLock;

const Q: i64 = 8_380_417;
const N: usize = 256;
/// Bits that Power2Round drops.
const D: u32 = 13;
/// Attempts at a signature, after which a defect is the reason: FIPS 204, Appendix C.
const ATTEMPTS: usize = 814;

/// 1753 to the power of BitRev8(m): FIPS 204, 7.5.
static ZETAS: LazyLock<[i64; N]> =
    LazyLock::new(|| std::array::from_fn(|m| power(1753, reversed(m, 8), Q as u64) as i64));

/// Coefficients of a polynomial or of its NTT; from 0 to q - 1 unless said otherwise.
type Polynomial = [i64; N];
type Vector = Vec<Polynomial>;

/// A parameter set (FIPS 204, table 1) and a defect.
pub(crate) struct MlDsa {
    k: usize,
    l: usize,
    eta: i64,
    tau: usize,
    gamma1_bits: u32,
    gamma2: i64,
    omega: usize,
    challenge: usize,
    zetas: [i64; N],
    defect: Option<Defect>,
}

/// A private key in its parts.
struct Private {
    rho: Vec<u8>,
    key: Vec<u8>,
    tr: Vec<u8>,
    s1: Vector,
    s2: Vector,
    t0: Vector,
}

/// A signature in its parts.
struct Signature {
    challenge: Vec<u8>,
    z: Vector,
    hint: Vec<[bool; N]>,
}

impl MlDsa {
    /// The parameter set of this name.
    pub(crate) fn new(algorithm: &str, defect: Option<Defect>) -> Option<Self> {
        let (k, l, eta, tau, gamma1_bits, parts, omega, challenge) = match algorithm {
            "ML-DSA-44" => (4, 4, 2, 39, 17, 88, 80, 32),
            "ML-DSA-65" => (6, 5, 4, 49, 19, 32, 55, 48),
            "ML-DSA-87" => (8, 7, 2, 60, 19, 32, 75, 64),
            _ => return None,
        };
        let gamma2 = (Q - 1) / parts;
        let mut zetas = *ZETAS;
        if defect == Some(Defect::DsaZeta) {
            zetas[255] = zetas[254];
        }
        Some(Self { k, l, eta, tau, gamma1_bits, gamma2, omega, challenge, zetas, defect })
    }

    fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    fn gamma1(&self) -> i64 {
        1 << self.gamma1_bits
    }

    fn beta(&self) -> i64 {
        self.tau as i64 * self.eta
    }

    fn eta_bits(&self) -> u32 {
        if self.eta == 2 { 3 } else { 4 }
    }

    fn public_size(&self) -> usize {
        32 + 320 * self.k
    }

    fn z_size(&self) -> usize {
        32 * (self.gamma1_bits as usize + 1)
    }

    /// Carries out an operation.
    pub(crate) fn ask(&self, operation: &Operation) -> Answer {
        self.run(operation).unwrap_or_else(|refused| refused)
    }

    fn run(&self, operation: &Operation) -> Result<Answer, Answer> {
        Ok(match operation {
            Operation::KeyGen { seed } => {
                let (public_key, private_key) = self.keys(&sized::<32>(&seed.0)?);
                Answer::Keys { public_key: public_key.into(), private_key: private_key.into() }
            }
            Operation::Sign { private_key, message, randomness } => {
                let private = self.private(private_key)?;
                let rnd = match randomness {
                    Some(rnd) => sized::<32>(&rnd.0)?,
                    None => [0; 32],
                };
                let mu = self.mu(&private.tr, message)?;
                Answer::Signature(self.sign(&private, &mu, &rnd).into())
            }
            Operation::Verify { public_key, message, signature } => {
                if public_key.0.len() != self.public_size() {
                    return Err(rejected("the key has a wrong length"));
                }
                let mu = self.mu(&self.tr(&public_key.0), message)?;
                let Some(signature) = self.signature(&signature.0) else {
                    return Ok(Answer::Valid(false));
                };
                Answer::Valid(self.verify(&public_key.0, &mu, &signature))
            }
            Operation::CheckPublicKey { public_key } => {
                Answer::Valid(public_key.0.len() == self.public_size())
            }
            Operation::CheckPrivateKey { private_key } => {
                Answer::Valid(self.private(private_key).is_ok())
            }
            _ => unsupported("a signature algorithm does not encapsulate"),
        })
    }

    fn tr(&self, public: &[u8]) -> Vec<u8> {
        let mut tr = read(shake256(&[public]), 64);
        if self.has(Defect::DsaTr) {
            tr[32..].fill(0);
        }
        tr
    }

    /// mu = H(tr‖M', 64); M' of FIPS 204, Algorithm 2 (ML-DSA.Sign) and Algorithm 4
    /// (HashML-DSA.Sign).
    fn mu(&self, tr: &[u8], message: &Message) -> Result<Vec<u8>, Answer> {
        let formatted = match message {
            Message::Mu(mu) => return sized::<64>(&mu.0).map(|mu| mu.to_vec()),
            Message::Internal(formatted) => formatted.0.clone(),
            Message::Pure { message, context } => {
                [&prehash::prefix(0, &context.0)?[..], &message.0].concat()
            }
            Message::PreHash { message, context, hash } => {
                let digest = prehash::identified_digest(hash, &message.0)?;
                [prehash::prefix(1, &context.0)?, digest].concat()
            }
        };
        Ok(read(shake256(&[tr, &formatted]), 64))
    }

    /// FIPS 204, Algorithm 6 (ML-DSA.KeyGen_internal).
    fn keys(&self, seed: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let seeds = read(shake256(&[seed, &[self.k as u8, self.l as u8]]), 128);
        let (rho, rest) = seeds.split_at(32);
        let (rho_prime, key) = rest.split_at(64);
        let short = |r: usize| self.rej_bounded(&[rho_prime, &(r as u16).to_le_bytes()]);
        let s1: Vector = (0..self.l).map(short).collect();
        let s2: Vector = (self.l..self.l + self.k).map(short).collect();
        let t = self.times_matrix(rho, &s1);
        let (mut public, mut low) = (rho.to_vec(), Vec::new());
        for (t, s2) in t.iter().zip(&s2) {
            let rounded = add(t, s2).map(|r| self.power2round(r));
            pack(rounded.map(|(r1, _)| r1 as u32), 10, &mut public);
            pack(rounded.map(|(_, r0)| ((1 << (D - 1)) - r0) as u32), D, &mut low);
        }
        let mut private = [rho, key, &self.tr(&public)].concat();
        for s in s1.iter().chain(&s2) {
            pack(s.map(|x| (self.eta - centred(x, Q)) as u32), self.eta_bits(), &mut private);
        }
        private.extend(low);
        (public, private)
    }

    /// FIPS 204, Algorithm 25 (skDecode); coefficients of s1 and s2 beyond eta are refused.
    fn private(&self, key: &PrivateKey) -> Result<Private, Answer> {
        let bytes = match key {
            PrivateKey::Seed(seed) => self.keys(&sized::<32>(&seed.0)?).1,
            PrivateKey::Expanded(key) => key.0.clone(),
        };
        let short = 32 * self.eta_bits() as usize;
        let low = 32 * D as usize;
        if bytes.len() != 128 + short * (self.l + self.k) + low * self.k {
            return Err(rejected("the key has a wrong length"));
        }
        let (head, rest) = bytes.split_at(128);
        let (secret, rest) = rest.split_at(short * (self.l + self.k));
        let mut vectors = Vec::new();
        for part in secret.chunks(short) {
            let values = unpack(part, self.eta_bits());
            if values.iter().any(|value| i64::from(*value) > 2 * self.eta)
                && !self.has(Defect::DsaPrivateKeyUnchecked)
            {
                return Err(rejected("a coefficient is beyond eta"));
            }
            vectors.push(std::array::from_fn(|n| modulo(self.eta - i64::from(values[n]))));
        }
        let t0 = rest.chunks(low).map(|part| {
            let values = unpack(part, D);
            std::array::from_fn(|n| modulo((1 << (D - 1)) - i64::from(values[n])))
        });
        Ok(Private {
            rho: head[..32].to_vec(),
            key: head[32..64].to_vec(),
            tr: head[64..].to_vec(),
            t0: t0.collect(),
            s2: vectors.split_off(self.l),
            s1: vectors,
        })
    }

    /// FIPS 204, Algorithm 7 (ML-DSA.Sign_internal), from mu on.
    fn sign(&self, private: &Private, mu: &[u8], rnd: &[u8]) -> Vec<u8> {
        let seed = read(shake256(&[&private.key, rnd, mu]), 64);
        let step = if self.has(Defect::DsaMaskCounter) { 1 } else { self.l };
        for kappa in (0..).step_by(step).take(ATTEMPTS) {
            let y: Vector = (0..self.l).map(|r| self.expand_mask(&seed, kappa + r)).collect();
            let w = self.times_matrix(&private.rho, &y);
            let challenge = self.challenge_hash(mu, &w);
            let c = self.sample_in_ball(&challenge);
            let z: Vector =
                y.iter().zip(&private.s1).map(|(y, s1)| add(y, &self.product(&c, s1))).collect();
            let low: Vector = w
                .iter()
                .zip(&private.s2)
                .map(|(w, s2)| subtract(w, &self.product(&c, s2)))
                .collect();
            let z_fits =
                norm(&z) < self.gamma1() - self.beta() || self.has(Defect::DsaSignNoNormCheck);
            let lows: Vector = low.iter().map(|r| r.map(|r| modulo(self.decompose(r).1))).collect();
            let low_fits =
                norm(&lows) < self.gamma2 - self.beta() || self.has(Defect::DsaSignNoLowCheck);
            if !z_fits || !low_fits {
                continue;
            }
            let ct0: Vector = private.t0.iter().map(|t0| self.product(&c, t0)).collect();
            let hint: Vec<[bool; N]> = low
                .iter()
                .zip(&ct0)
                .map(|(r, ct0)| std::array::from_fn(|n| self.make_hint(r[n], ct0[n])))
                .collect();
            let ones = hint.as_flattened().iter().filter(|bit| **bit).count();
            let fits = ones <= self.omega || self.has(Defect::DsaHintOverflow);
            if norm(&ct0) < self.gamma2 && fits {
                return self.encoded(&Signature { challenge, z, hint });
            }
        }
        Vec::new()
    }

    /// FIPS 204, Algorithm 8 (ML-DSA.Verify_internal), from mu on.
    fn verify(&self, public: &[u8], mu: &[u8], signature: &Signature) -> bool {
        let w = self.approximation(public, signature);
        let limit = self.gamma1() - self.beta() + i64::from(self.has(Defect::DsaNormOffByOne));
        let short = norm(&signature.z) < limit || self.has(Defect::DsaNoNormCheck);
        short && self.hash_of_high(mu, &w, &signature.hint) == signature.challenge
    }

    /// w' of FIPS 204, Algorithm 8 (ML-DSA.Verify_internal): A z - c t1 2^d.
    fn approximation(&self, public: &[u8], signature: &Signature) -> Vector {
        let (rho, high) = public.split_at(32);
        let c = self.sample_in_ball(&signature.challenge);
        let az = self.times_matrix(rho, &signature.z);
        az.iter()
            .zip(high.chunks(320))
            .map(|(az, part)| {
                let t1 = unpack(part, 10);
                let t1 = std::array::from_fn(|n| modulo(i64::from(t1[n]) << D));
                subtract(az, &self.product(&c, &t1))
            })
            .collect()
    }

    fn challenge_hash(&self, mu: &[u8], w: &[Polynomial]) -> Vec<u8> {
        self.hash_of_high(mu, w, &vec![[false; N]; self.k])
    }

    /// H(mu‖w1Encode(w1)), w1 being UseHint(hint, w).
    fn hash_of_high(&self, mu: &[u8], w: &[Polynomial], hint: &[[bool; N]]) -> Vec<u8> {
        let bits = if self.gamma2 == (Q - 1) / 88 { 6 } else { 4 };
        let mut encoded = Vec::new();
        for (w, hint) in w.iter().zip(hint) {
            pack((0..N).map(|n| self.use_hint(hint[n], w[n]) as u32), bits, &mut encoded);
        }
        let mut challenge = read(shake256(&[mu, &encoded]), self.challenge);
        if self.has(Defect::DsaChallengeLength) {
            challenge[32..].fill(0);
        }
        challenge
    }

    /// FIPS 204, Algorithm 26 (sigEncode) with Algorithm 20 (HintBitPack).
    fn encoded(&self, signature: &Signature) -> Vec<u8> {
        let mut bytes = signature.challenge.clone();
        for z in &signature.z {
            let packed = z.map(|x| (self.gamma1() - centred(x, Q)) as u32);
            pack(packed, self.gamma1_bits + 1, &mut bytes);
        }
        let mut hint = vec![0; self.omega + self.k];
        let mut index = 0;
        for (i, bits) in signature.hint.iter().enumerate() {
            for (j, _) in bits.iter().enumerate().filter(|(_, bit)| **bit) {
                // More ones than omega are a defect's.
                if index < self.omega {
                    hint[index] = j as u8;
                    index += 1;
                }
            }
            hint[self.omega + i] = index as u8;
        }
        bytes.extend(hint);
        bytes
    }

    /// FIPS 204, Algorithm 27 (sigDecode) with Algorithm 21 (HintBitUnpack).
    fn signature(&self, bytes: &[u8]) -> Option<Signature> {
        if bytes.len() != self.challenge + self.z_size() * self.l + self.omega + self.k {
            return None;
        }
        let (challenge, rest) = bytes.split_at(self.challenge);
        let (z, y) = rest.split_at(self.z_size() * self.l);
        let z = z.chunks(self.z_size()).map(|part| {
            let values = unpack(part, self.gamma1_bits + 1);
            std::array::from_fn(|n| modulo(self.gamma1() - i64::from(values[n])))
        });
        let mut hint = vec![[false; N]; self.k];
        let mut index = 0;
        for (i, bits) in hint.iter_mut().enumerate() {
            let end = usize::from(y[self.omega + i]);
            if end < index || end > self.omega {
                return None;
            }
            let ordered = y[index..end].is_sorted_by(|a, b| a < b);
            if !ordered && (i == 0 || !self.has(Defect::DsaHintTruncated)) {
                return None;
            }
            y[index..end].iter().for_each(|at| bits[usize::from(*at)] = true);
            index = end;
        }
        if y[index..self.omega].iter().any(|byte| *byte != 0) {
            return None;
        }
        Some(Signature { challenge: challenge.to_vec(), z: z.collect(), hint })
    }

    /// FIPS 204, Algorithm 29 (SampleInBall).
    fn sample_in_ball(&self, seed: &[u8]) -> Polynomial {
        let mut reader = shake256(&[seed]);
        let mut byte = || {
            let mut byte = [0];
            reader.read(&mut byte);
            byte[0]
        };
        let signs: Vec<u8> = (0..8).map(|_| byte()).collect();
        let signs = unpack(&signs, 1);
        let tau = self.tau - usize::from(self.has(Defect::DsaTau));
        let shift = usize::from(self.has(Defect::DsaChallengeSigns));
        let mut c = [0; N];
        for i in N - tau..N {
            let j = loop {
                let j = usize::from(byte());
                if j <= i {
                    break j;
                }
            };
            c[i] = c[j];
            c[j] = if signs[(i + tau + shift - N) % 64] == 1 { Q - 1 } else { 1 };
        }
        c
    }

    /// FIPS 204, Algorithm 32 (ExpandA): one polynomial of it.
    fn matrix(&self, rho: &[u8], r: usize, s: usize) -> Polynomial {
        let (r, s) = if self.has(Defect::DsaTransposed) { (s, r) } else { (r, s) };
        self.rej_ntt(&[rho, &[s as u8, r as u8]])
    }

    /// FIPS 204, Algorithm 30 (RejNTTPoly) with Algorithm 14 (CoeffFromThreeBytes).
    fn rej_ntt(&self, seed: &[&[u8]]) -> Polynomial {
        let mut reader = shake128(seed);
        let bound = if self.has(Defect::DsaSampleAcceptsQ) { (1 << 23) - (1 << 12) } else { Q };
        let mask = if self.has(Defect::DsaSampleTopBit) { 255 } else { 127 };
        std::array::from_fn(|_| {
            loop {
                let mut bytes = [0; 3];
                reader.read(&mut bytes);
                let [a, b, c] = bytes.map(i64::from);
                let candidate = a + (b << 8) + ((c & mask) << 16);
                if candidate < bound {
                    break candidate % Q;
                }
            }
        })
    }

    /// FIPS 204, Algorithm 31 (RejBoundedPoly) with Algorithm 15 (CoeffFromHalfByte).
    fn rej_bounded(&self, seed: &[&[u8]]) -> Polynomial {
        let mut reader = shake256(seed);
        let more = i64::from(self.has(Defect::DsaEta));
        let mut found = Vec::new();
        while found.len() < N {
            let mut byte = [0];
            reader.read(&mut byte);
            for half in [byte[0] & 15, byte[0] >> 4].map(i64::from) {
                if self.eta == 2 && half < 15 + more {
                    found.push(modulo(2 - half % 5));
                } else if self.eta == 4 && half < 9 + more {
                    found.push(modulo(4 - half % 9));
                }
            }
        }
        std::array::from_fn(|n| found[n])
    }

    /// FIPS 204, Algorithm 34 (ExpandMask): one polynomial of it.
    fn expand_mask(&self, seed: &[u8], counter: usize) -> Polynomial {
        let counter = (counter as u16).to_le_bytes();
        let values =
            unpack(&read(shake256(&[seed, &counter]), self.z_size()), self.gamma1_bits + 1);
        std::array::from_fn(|n| modulo(self.gamma1() - i64::from(values[n])))
    }

    /// FIPS 204, Algorithm 35 (Power2Round).
    fn power2round(&self, r: i64) -> (i64, i64) {
        let mut low = centred(r, 1 << D);
        if low == 1 << (D - 1) && self.has(Defect::DsaPower2Round) {
            low = -low;
        }
        ((r - low) >> D, low)
    }

    /// FIPS 204, Algorithm 36 (Decompose).
    fn decompose(&self, r: i64) -> (i64, i64) {
        let low = centred(r, 2 * self.gamma2);
        if r - low == Q - 1 && !self.has(Defect::DsaDecomposeEdge) {
            return (0, low - 1);
        }
        ((r - low) / (2 * self.gamma2), low)
    }

    /// FIPS 204, Algorithm 39 (MakeHint) as step 26 of signing calls it: whether the high bits of
    /// r and of r + ct0 differ, which makes the high bits of r known to who has r + ct0.
    fn make_hint(&self, r: i64, ct0: i64) -> bool {
        if self.has(Defect::DsaMakeHint) {
            return self.decompose(r).1.abs() > self.gamma2 - centred(ct0, Q).abs();
        }
        self.decompose(r).0 != self.decompose(modulo(r + ct0)).0
    }

    /// FIPS 204, Algorithm 40 (UseHint).
    fn use_hint(&self, hint: bool, r: i64) -> i64 {
        let m = (Q - 1) / (2 * self.gamma2);
        let (high, low) = self.decompose(r);
        if !hint {
            return high;
        }
        let up = low > 0 || low == 0 && self.has(Defect::DsaUseHintZero);
        if self.has(Defect::DsaUseHintWraps) {
            return (high + if up { 1 } else { -1 }).clamp(0, m - 1);
        }
        (high + if up { 1 } else { m - 1 }) % m
    }

    /// A times the vector, which is no NTT, nor is the product.
    fn times_matrix(&self, rho: &[u8], vector: &[Polynomial]) -> Vector {
        let transformed: Vector = vector.iter().map(|part| self.ntt(*part)).collect();
        (0..self.k)
            .map(|r| {
                let mut sum = [0; N];
                for (s, part) in transformed.iter().enumerate() {
                    sum = add(&sum, &self.pointwise(&self.matrix(rho, r, s), part));
                }
                self.inverse_ntt(sum)
            })
            .collect()
    }

    fn product(&self, a: &Polynomial, b: &Polynomial) -> Polynomial {
        self.inverse_ntt(self.pointwise(&self.ntt(*a), &self.ntt(*b)))
    }

    /// FIPS 204, Algorithm 45 (MultiplyNTT).
    fn pointwise(&self, a: &Polynomial, b: &Polynomial) -> Polynomial {
        // 8265825 = 2^-32 modulo q.
        let factor = if self.has(Defect::DsaMontgomery) { 8_265_825 } else { 1 };
        std::array::from_fn(|n| a[n] * b[n] % Q * factor % Q)
    }

    /// FIPS 204, Algorithm 41 (NTT).
    fn ntt(&self, mut w: Polynomial) -> Polynomial {
        let mut m = 0;
        let mut length = 128;
        while length >= 1 {
            for start in (0..N).step_by(2 * length) {
                m += 1;
                let zeta = self.zetas[m];
                for j in start..start + length {
                    let t = zeta * w[j + length] % Q;
                    w[j + length] = modulo(w[j] - t);
                    w[j] = modulo(w[j] + t);
                }
            }
            length /= 2;
        }
        w
    }

    /// FIPS 204, Algorithm 42 (NTT^-1).
    fn inverse_ntt(&self, mut w: Polynomial) -> Polynomial {
        let mut m = 256;
        let mut length = 1;
        while length < 256 {
            for start in (0..N).step_by(2 * length) {
                m -= 1;
                let zeta = -self.zetas[m];
                for j in start..start + length {
                    let t = w[j];
                    w[j] = modulo(t + w[j + length]);
                    w[j + length] = modulo(zeta * (t - w[j + length]));
                }
            }
            length *= 2;
        }
        // 8347681 = 256^-1 modulo q.
        let scale = if self.has(Defect::DsaInverseUnscaled) { 1 } else { 8_347_681 };
        w.map(|x| x * scale % Q)
    }
}

fn modulo(x: i64) -> i64 {
    x.rem_euclid(Q)
}

/// The representative of r modulo m in (-m/2, m/2]: mod± of FIPS 204, 2.3.
fn centred(r: i64, m: i64) -> i64 {
    let r = r.rem_euclid(m);
    if r > m / 2 { r - m } else { r }
}

/// The infinity norm.
fn norm(vector: &[Polynomial]) -> i64 {
    vector.as_flattened().iter().map(|x| centred(*x, Q).abs()).max().unwrap_or_default()
}

fn add(a: &Polynomial, b: &Polynomial) -> Polynomial {
    std::array::from_fn(|n| modulo(a[n] + b[n]))
}

fn subtract(a: &Polynomial, b: &Polynomial) -> Polynomial {
    std::array::from_fn(|n| modulo(a[n] - b[n]))
}

/// Verifications at the corners of the arithmetic, for whom `bytes` gives as many random bytes as
/// it is asked for: keys with t1 = 0, for which anybody makes signatures with any z and any hint,
/// so that hints stand where honest signatures have none (r0 = 0, both ends of r1) or in a wrong
/// order, and z is as long as it may be, or longer by one.
pub(crate) fn corner_cases(
    algorithm: &str,
    bytes: &mut dyn FnMut(usize) -> Vec<u8>,
) -> Vec<Operation> {
    let Some(dsa) = MlDsa::new(algorithm, None) else { return Vec::new() };
    let longest = dsa.gamma1() - dsa.beta() - 1;
    let mut cases = Vec::new();
    for (wanted, edge) in [
        (Corner::Zero, longest),
        (Corner::First, longest),
        (Corner::Last, -longest),
        (Corner::First, longest + 1),
        (Corner::Last, -longest - 1),
        (Corner::Full, longest),
        (Corner::Disordered, longest),
    ] {
        cases.push(dsa.corner_case(&wanted, edge, bytes));
    }
    cases
}

/// Where the hint stands.
enum Corner {
    /// Where r0 is 0: UseHint goes down.
    Zero,
    /// Where r1 is 0 and goes down to its last value.
    First,
    /// Where r1 has its last value and goes up to 0.
    Last,
    /// At as many places as omega allows.
    Full,
    /// At two places of the second polynomial, the later one first.
    Disordered,
}

impl MlDsa {
    fn corner_case(
        &self,
        wanted: &Corner,
        edge: i64,
        bytes: &mut dyn FnMut(usize) -> Vec<u8>,
    ) -> Operation {
        let mut public = bytes(32);
        public.resize(self.public_size(), 0);
        let message = Message::Pure { message: bytes(33).into(), context: bytes(7).into() };
        let mu = self.mu(&self.tr(&public), &message).unwrap_or_default();
        let last = (Q - 1) / (2 * self.gamma2) - 1;
        loop {
            let seed = bytes(64);
            let bound = self.gamma1() - self.beta();
            let mut z: Vector = (0..self.l)
                .map(|r| self.expand_mask(&seed, r).map(|x| modulo(centred(x, Q) % bound)))
                .collect();
            z[0][0] = modulo(edge);
            let w = self.times_matrix(&public[..32], &z);
            let mut hint = vec![[false; N]; self.k];
            let mut left = match wanted {
                Corner::Full => self.omega,
                Corner::Disordered => 2,
                _ => 1,
            };
            let first = usize::from(matches!(wanted, Corner::Disordered));
            for (w, hint) in w.iter().zip(&mut hint).skip(first) {
                for (w, bit) in w.iter().zip(hint) {
                    let (high, low) = self.decompose(*w);
                    let fits = match wanted {
                        Corner::Zero => low == 0,
                        Corner::First => high == 0 && low < 0,
                        Corner::Last => high == last && low > 0,
                        Corner::Full | Corner::Disordered => true,
                    };
                    if fits && left > 0 {
                        *bit = true;
                        left -= 1;
                    }
                }
            }
            if left > 0 {
                continue;
            }
            let challenge = self.hash_of_high(&mu, &w, &hint);
            let mut signature = self.encoded(&Signature { challenge, z, hint });
            if matches!(wanted, Corner::Disordered) {
                let begin = signature.len() - (self.omega + self.k);
                signature.swap(begin, begin + 1);
            }
            return Operation::Verify {
                public_key: public.into(),
                message,
                signature: signature.into(),
            };
        }
    }
}
