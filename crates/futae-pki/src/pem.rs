//! PEM (RFC 7468): the blocks of a file, in order. Text around the blocks is skipped, as other
//! programs write the content in words before it.

use der::pem::{self, LineEnding};
use zeroize::Zeroizing;

use crate::Error;

/// Blocks of one file. A chain has a handful; a bundle of all public roots has some hundred.
///
/// ```
/// use futae_pki::{Error, pem};
///
/// let block = pem::encode("A", &[5, 0])?;
/// let bundle = block.repeat(pem::MAX_BLOCKS + 1);
/// assert!(matches!(pem::blocks(&bundle), Err(Error::Limit(_))));
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub const MAX_BLOCKS: usize = 4096;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// One block. Its bytes are wiped, for it may hold a private key.
///
/// ```
/// let text = futae_pki::pem::encode("X509 CRL", &[5, 0])?;
/// assert_eq!(futae_pki::pem::blocks(&text)?[0].label, "X509 CRL");
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub struct Block {
    /// What stands after `BEGIN`, such as `CERTIFICATE`.
    pub label: String,
    /// The decoded bytes.
    pub der: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Block").field("label", &self.label).finish_non_exhaustive()
    }
}

/// Whether a file looks like PEM and not like DER.
///
/// ```
/// assert!(futae_pki::pem::is_pem(b"text\n-----BEGIN PUBLIC KEY-----\n"));
/// assert!(!futae_pki::pem::is_pem(&[0x30, 0x82]));
/// ```
pub fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(BEGIN.len()).any(|window| window == BEGIN.as_bytes())
}

/// All blocks of a text; a malformed one is an error, and so is none.
///
/// ```
/// let text = futae_pki::pem::encode("PUBLIC KEY", &[5, 0])?;
/// let blocks = futae_pki::pem::blocks(&text)?;
/// assert_eq!((blocks[0].label.as_str(), &blocks[0].der[..]), ("PUBLIC KEY", &[5, 0][..]));
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn blocks(text: &str) -> Result<Vec<Block>, Error> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        if blocks.len() == MAX_BLOCKS {
            return Err(Error::Limit("PEM blocks in one file"));
        }
        let (block, after) = next_block(&rest[start..])?;
        blocks.push(block);
        rest = after;
    }
    match blocks.is_empty() {
        true => Err(wrong("there is no BEGIN line")),
        false => Ok(blocks),
    }
}

/// The DER of the first block with one of these labels.
pub(crate) fn first(text: &str, what: &'static str, labels: &[&str]) -> Result<Block, Error> {
    let blocks = blocks(text)?;
    let found: Vec<_> = blocks.iter().map(|block| block.label.clone()).collect();
    let block = blocks.into_iter().find(|block| labels.contains(&block.label.as_str()));
    block.ok_or_else(|| Error::Pem { what, cause: format!("there is only {}", found.join(", ")) })
}

/// A block as text, with lines of 64 characters. What is secret belongs into
/// [`PrivateKey::to_pem`](crate::PrivateKey::to_pem), which wipes it.
///
/// ```
/// let text = futae_pki::pem::encode("A", &[5, 0])?;
/// assert_eq!(text, "-----BEGIN A-----\nBQA=\n-----END A-----\n");
/// # Ok::<(), futae_pki::Error>(())
/// ```
pub fn encode(label: &str, der: &[u8]) -> Result<String, Error> {
    pem::encode_string(label, LineEnding::LF, der).map_err(|cause| wrong(&cause.to_string()))
}

fn next_block(text: &str) -> Result<(Block, &str), Error> {
    let label = text[BEGIN.len()..].split(DASHES).next().unwrap_or_default();
    if label.contains(['\n', '\r']) {
        return Err(wrong("the BEGIN line does not end in dashes"));
    }
    let end_line = format!("-----END {label}-----");
    let end = text.find(&end_line).ok_or_else(|| wrong(&format!("there is no END {label}")))?;
    let (block, after) = text.split_at(end + end_line.len());
    let decoded = match pem::decode_vec(block.as_bytes()) {
        Ok((_, decoded)) => decoded,
        Err(_) => decode_other_width(block)?,
    };
    Ok((Block { label: label.to_owned(), der: Zeroizing::new(decoded) }, after))
}

/// Lines of another width than 64, which RFC 7468 lets a parser accept.
fn decode_other_width(block: &str) -> Result<Vec<u8>, Error> {
    let decoder = pem::Decoder::new_detect_wrap(block.as_bytes());
    let mut decoder = decoder.map_err(|cause| wrong(&cause.to_string()))?;
    let mut decoded = Vec::new();
    decoder.decode_to_end(&mut decoded).map_err(|cause| wrong(&cause.to_string()))?;
    Ok(decoded)
}

fn wrong(cause: &str) -> Error {
    Error::Pem { what: "keys, certificates or messages", cause: cause.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_around_blocks_is_skipped() {
        let one = encode("A", &[1; 100]).unwrap();
        let two = encode("B", &[2; 3]).unwrap();
        let text = format!("Certificate:\n  Version 3\n{one}between\r\n{two}after");
        let blocks = blocks(&text).unwrap();
        assert_eq!(blocks.iter().map(|b| b.label.as_str()).collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!((&blocks[0].der[..], &blocks[1].der[..]), (&[1_u8; 100][..], &[2_u8; 3][..]));
    }

    #[test]
    fn other_line_widths_and_endings_are_read() {
        let text = encode("A", &[7; 120]).unwrap();
        let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        for width in [24, 76, 160] {
            let lines: Vec<_> = body.as_bytes().chunks(width).collect();
            let body = String::from_utf8(lines.join(&b"\r\n"[..])).unwrap();
            let text = format!("-----BEGIN A-----\r\n{body}\r\n-----END A-----\r\n");
            assert_eq!(blocks(&text).unwrap()[0].der[..], [7; 120], "{width}");
        }
    }

    #[test]
    fn malformed_blocks_are_errors() {
        for text in [
            "",
            "no block",
            "-----BEGIN A",
            "-----BEGIN A-----\nAAAA\n",
            "-----BEGIN A-----\nAAAA\n-----END B-----\n",
            "-----BEGIN A-----\n?!\n-----END A-----\n",
            "-----BEGIN A-----\nAAA\n-----END A-----\n",
            "-----BEGIN A\n-----\nAAAA\n-----END A-----\n",
        ] {
            assert!(matches!(blocks(text), Err(Error::Pem { .. })), "{text:?}");
        }
    }

    #[test]
    fn the_number_of_blocks_is_bounded() {
        let text = "-----BEGIN A-----\nAAAA\n-----END A-----\n".repeat(MAX_BLOCKS + 1);
        assert_eq!(blocks(&text).unwrap_err(), Error::Limit("PEM blocks in one file"));
    }
}
