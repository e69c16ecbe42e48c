//! Versions up to TLS 1.2: their suites, and what a server chooses beside them.
//!
//! A server chooses signature scheme and application protocol independently of the suite, so one
//! handshake takes a step in all three lists: what was chosen is left out of the next offer. An
//! answer that may be due to a list that ran out is asked for again with the whole list, so that
//! the order of suites stays the server's.

use super::{ALPN, Asker, NO_PROTOCOL, is_common, older_suites, push_new};
use crate::tls::answer::{Answer, Reply};
use crate::tls::hello::Offer;
use crate::tls::{SSL3, TLS10, TLS11, TLS12};
use crate::trouble::Trouble;
use aratame_algorithms::{Registry, cipher_suite, entry};

/// Answers that change the kind of key without a list having run out, before schemes are asked
/// apart: a server may mix suites of several keys in its order.
const MAX_CHANGES: usize = 2;

/// Keys that sign a key exchange, as suites up to TLS 1.2 tell them apart. Of EdDSA they say ECDSA
/// (RFC 8422, section 5.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signer {
    Rsa,
    Dss,
    Ecdsa,
}

impl Signer {
    /// Whose signature a suite wants; none where nothing is signed.
    pub(super) fn of_suite(code: u16) -> Option<Self> {
        let name = cipher_suite(code)?.name;
        let starts = |start: &str| name.starts_with(start);
        if starts("TLS_ECDHE_ECDSA_") {
            Some(Self::Ecdsa)
        } else if starts("TLS_ECDHE_RSA_") || starts("TLS_DHE_RSA_") {
            Some(Self::Rsa)
        } else {
            starts("TLS_DHE_DSS_").then_some(Self::Dss)
        }
    }

    fn of_scheme(code: u16) -> Self {
        let name = entry(Registry::TlsSignatureScheme, code.into()).map_or("", |entry| entry.name);
        if name.starts_with("rsa") {
            Self::Rsa
        } else if name.starts_with("dsa") {
            Self::Dss
        } else {
            Self::Ecdsa
        }
    }
}

/// What is asked beside the suites.
#[derive(Debug)]
struct Beside {
    /// Application protocols that were not chosen yet.
    alpn: Vec<&'static str>,
    /// Whether schemes that were seen are left out.
    schemes: bool,
    /// The kind of key of the last answer.
    signer: Option<Signer>,
    changes: usize,
}

impl Beside {
    fn new() -> Self {
        Self { alpn: ALPN.to_vec(), schemes: true, signer: None, changes: 0 }
    }
}

impl Asker<'_> {
    /// Versions up to TLS 1.2 with their suites: all of the newest; of older ones those that the
    /// newer have not.
    pub(super) async fn older(&mut self) -> Result<(), Trouble> {
        let mut known_to_be_borne = older_suites();
        for version in [TLS12, TLS11, TLS10, SSL3] {
            if self.report.suites.is_empty() {
                known_to_be_borne = self.all_suites(version).await?;
            } else {
                self.other_suites(version, &known_to_be_borne).await?;
            }
        }
        Ok(())
    }

    /// Every suite of a version. Gives the list that the server bore.
    async fn all_suites(&mut self, version: u16) -> Result<Vec<u16>, Trouble> {
        let mut all = older_suites();
        let mut offer = Offer { suites: all.clone(), ..self.offer(version) };
        let mut beside = Beside::new();
        let mut next = self.step(&mut offer, &mut beside).await?;
        if next.is_none() {
            // Not every server bears the long list.
            all.retain(|code| cipher_suite(*code).is_some_and(is_common));
            offer.suites.clone_from(&all);
            beside.alpn.clear();
            next = self.step(&mut offer, &mut beside).await?;
        }
        while let Some(answer) = next {
            push_new(&mut self.report.suites, answer.suite);
            offer.suites.retain(|suite| *suite != answer.suite);
            if offer.suites.is_empty() {
                break;
            }
            next = self.step(&mut offer, &mut beside).await?;
        }
        Ok(all)
    }

    /// The next suite, and what the answer shows beside it.
    async fn step(
        &mut self,
        offer: &mut Offer<'_>,
        beside: &mut Beside,
    ) -> Result<Option<Answer>, Trouble> {
        loop {
            offer.alpn.clone_from(&beside.alpn);
            offer.schemes = self.unseen_schemes(beside.schemes);
            let is_cut = offer.schemes.len() < self.schemes.len();
            match self.ask(offer).await? {
                Reply::Taken(answer) if answer.version == offer.version => {
                    self.take_protocol(&answer, beside);
                    let signer = Signer::of_suite(answer.suite);
                    if is_cut && signer != beside.signer {
                        return self.asked_whole(offer, beside).await;
                    }
                    beside.signer = signer;
                    return Ok(Some(*answer));
                }
                Reply::Refused(Some(NO_PROTOCOL)) if !beside.alpn.is_empty() => {
                    self.is_alpn_told = true;
                    beside.alpn.clear();
                }
                // A server that had a protocol may refuse in other words that it has no other.
                _ if !beside.alpn.is_empty() && !self.report.alpn.is_empty() => {
                    beside.alpn.clear();
                }
                _ if is_cut => return self.asked_whole(offer, beside).await,
                _ => return Ok(None),
            }
        }
    }

    /// Asks again with every scheme: when the same kind of key as before signs, it has no scheme
    /// that was not seen.
    async fn asked_whole(
        &mut self,
        offer: &mut Offer<'_>,
        beside: &mut Beside,
    ) -> Result<Option<Answer>, Trouble> {
        offer.schemes.clone_from(&self.schemes);
        offer.alpn.clear();
        let answer = self.taken(offer).await?;
        let signer = answer.as_ref().and_then(|answer| Signer::of_suite(answer.suite));
        if let Some(signer) = signer.filter(|signer| Some(*signer) == beside.signer) {
            push_new(&mut self.spent, signer);
        } else {
            beside.changes += 1;
        }
        beside.signer = signer;
        beside.schemes &= signer.is_some() && beside.changes < MAX_CHANGES;
        Ok(answer)
    }

    /// The schemes that were not seen, with all of keys that have no other; or all.
    fn unseen_schemes(&self, wanted: bool) -> Vec<u16> {
        let keeps = |code: &&u16| {
            !wanted
                || !self.report.schemes.contains(code)
                || self.spent.contains(&Signer::of_scheme(**code))
        };
        self.schemes.iter().filter(keeps).copied().collect()
    }

    fn take_protocol(&mut self, answer: &Answer, beside: &mut Beside) {
        if beside.alpn.is_empty() || answer.version <= SSL3 {
            return;
        }
        let before = beside.alpn.len();
        beside.alpn.retain(|name| Some(*name) != answer.alpn.as_deref());
        if beside.alpn.len() == before {
            self.is_alpn_told = true;
            beside.alpn.clear();
        } else if let Some(chosen) = &answer.alpn {
            push_new(&mut self.report.alpn, chosen.clone());
            self.is_alpn_told |= beside.alpn.is_empty();
        }
    }

    /// Suites of an older version that newer ones have not. They come first in the offer and the
    /// known ones backwards behind them, so that the answer also tells whose order holds: who
    /// follows the client and takes a known one has no other.
    async fn other_suites(&mut self, version: u16, borne: &[u16]) -> Result<(), Trouble> {
        let known = self.report.suites.clone();
        let unknown = borne.iter().filter(|code| !known.contains(code));
        let suites = unknown.chain(known.iter().rev()).copied().collect();
        let mut offer = Offer { suites, ..self.offer(version) };
        while let Some(answer) = self.taken(&offer).await? {
            offer.suites.retain(|suite| *suite != answer.suite);
            if !known.contains(&answer.suite) {
                push_new(&mut self.report.suites, answer.suite);
                continue;
            }
            self.report.own_order = self.report.own_order.or(is_own_order(&known, answer.suite));
            offer.suites.retain(|suite| !known.contains(suite));
            if self.report.own_order == Some(false) || offer.suites.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Signature schemes of TLS 1.2 of which it is not known yet whether there are others.
    pub(super) async fn schemes(&mut self) -> Result<(), Trouble> {
        if !self.report.versions.contains(&TLS12) {
            return Ok(());
        }
        let is_open =
            |code: &u16| Signer::of_suite(*code).is_some_and(|s| !self.spent.contains(&s));
        let suites: Vec<u16> = self.report.suites.iter().copied().filter(is_open).collect();
        if suites.is_empty() {
            return Ok(());
        }
        let mut offer = Offer { suites, ..self.offer(TLS12) };
        loop {
            offer.schemes.retain(|scheme| !self.report.schemes.contains(scheme));
            let before = self.report.schemes.len();
            if offer.schemes.is_empty() {
                return Ok(());
            }
            self.taken(&offer).await?;
            if self.report.schemes.len() == before {
                return Ok(());
            }
        }
    }
}

/// Whose order holds, by the choice before TLS 1.2 among suites of which the server has the first
/// first and the client named the last first; nothing where neither was chosen.
fn is_own_order(known: &[u16], chosen: u16) -> Option<bool> {
    // What has no SHA-1 or MD5 needs TLS 1.2.
    let is_old = |code: &u16| {
        let name = cipher_suite(*code).map_or("", |suite| suite.name);
        name.ends_with("_SHA") || name.ends_with("_MD5")
    };
    let old: Vec<u16> = known.iter().copied().filter(is_old).collect();
    match old[..] {
        [first, .., _] if chosen == first => Some(true),
        [_, .., last] if chosen == last => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_shows_in_the_choice_of_an_older_version() {
        // ECDHE-RSA-AES128-GCM-SHA256, ECDHE-RSA-AES256-SHA, AES128-SHA256, AES128-SHA.
        let known = [0xc02f, 0xc014, 0x003c, 0x002f];
        assert_eq!(is_own_order(&known, 0xc014), Some(true));
        assert_eq!(is_own_order(&known, 0x002f), Some(false));
        assert_eq!(is_own_order(&known, 0xc02f), None);
        assert_eq!(is_own_order(&known[..2], 0xc014), None);
    }

    #[test]
    fn schemes_belong_to_the_key_that_suites_ask_for() {
        for (scheme, suite) in [(0x0804, 0xc02f), (0x0201, 0x0039), (0x0403, 0xc02b)] {
            assert_eq!(Some(Signer::of_scheme(scheme)), Signer::of_suite(suite), "{scheme:04x}");
        }
        assert_eq!(Signer::of_suite(0x0038), Some(Signer::of_scheme(0x0202)));
        assert_eq!(Signer::of_suite(0x002f), None);
        assert_eq!(Signer::of_suite(0xc018), None);
    }
}
