//! What errors of `futae-pki` name, in Japanese; a test compares the rows with its sources.

/// `{}` is a word of the object, which is looked up too and else stays as it is.
const TERMS: &[(&str, &str)] = &[
    // Structures and their parts.
    ("KEMRecipientInfo", "KEMRecipientInfo"),
    ("alternative names", "主体者別名の数"),
    ("alternative names of a request", "署名要求の主体者別名"),
    ("certificate", "証明書"),
    ("certification request", "証明書署名要求"),
    ("ciphertext", "暗号文"),
    ("content encryption", "内容の暗号化"),
    ("content key", "内容の暗号鍵"),
    ("content of the private key", "秘密鍵の内容"),
    ("digest", "ハッシュ値"),
    ("encrypted message", "暗号化メッセージ"),
    ("encrypted private key", "暗号化された秘密鍵"),
    ("extension", "拡張"),
    ("extension of a certificate", "証明書の拡張"),
    ("key", "鍵"),
    ("key derivation", "鍵導出"),
    ("key that encrypts the content key", "内容の暗号鍵を暗号化する鍵"),
    ("key wrap", "鍵ラップ"),
    ("keys, certificates or messages", "鍵、証明書又はメッセージ"),
    ("private key", "秘密鍵"),
    ("public key", "公開鍵"),
    ("seed", "シード"),
    ("serial number", "シリアル番号"),
    ("signature", "署名"),
    ("signed attribute", "署名属性"),
    ("signed message", "署名付きメッセージ"),
    // Purposes.
    ("key encapsulation", "鍵カプセル化"),
    ("keys from seeds", "シードからの鍵生成"),
    ("signatures", "署名"),
    // Limits.
    ("PEM blocks in one file", "1つのファイルに含まれるPEMの数"),
    ("bytes of one COSE_Key", "COSE_Keyの大きさ"),
    ("bytes of one JWK", "JWKの大きさ"),
    ("bytes of one message", "メッセージの大きさ"),
    ("bytes of one object", "1つのデータの大きさ"),
    ("elements of one set", "1つの集合の要素数"),
    ("length of a content key", "内容の暗号鍵の長さ"),
    ("length of a derived key", "導出する鍵の長さ"),
    ("nesting", "入れ子の深さ"),
    ("recipients", "宛先の数"),
    ("signers", "署名者の数"),
    ("work to derive the key from the password", "パスワードから鍵を導出する計算量"),
    // Keys that contradict themselves or are malformed.
    ("a coefficient of its ML-KEM part is not below q", "ML-KEMの係数がq以上です"),
    ("an RSA modulus of this size is not taken", "このRSAの鍵長には対応していません"),
    ("it has the wrong length", "長さが正しくありません"),
    ("it has unused bits", "未使用のビットがあります"),
    ("it holds no acceptable point of its curve", "曲線上の点として使用できません"),
    ("it holds no form of the key", "鍵が含まれていません"),
    (
        "it is none of the forms seed, expanded key and both",
        "シード、展開形式、両方のいずれの形式でもありません",
    ),
    ("it is not encoded as its algorithm says", "アルゴリズムの定める形式ではありません"),
    ("its expanded form has the length of a seed", "展開形式の長さがシードと同じです"),
    ("its halves do not belong together", "公開鍵と秘密鍵が対応していません"),
    ("its parts do not belong together", "構成要素が対応していません"),
    ("the expanded key does not follow from the seed", "展開形式の鍵がシードと一致しません"),
    ("the public key beside it is of another key", "併記された公開鍵が別の鍵のものです"),
    // Text around keys.
    ("no COSE_Key of RFC 9964: {}", "RFC 9964のCOSE_Keyではありません（{}）"),
    ("no JWK of RFC 9964: {}", "RFC 9964のJWKではありません（{}）"),
    ("bytes follow it", "後に余分なデータがあります"),
    ("it has a label twice", "ラベルが重複しています"),
    ("it has no algorithm", "アルゴリズムの記載がありません"),
    ("it has no bytes at label {}", "ラベル{}にバイト列がありません"),
    ("it has no text {}", "文字列{}がありません"),
    ("it is no CBOR", "CBORではありません"),
    ("it is no map", "マップではありません"),
    ("its algorithm has no number", "アルゴリズムに番号がありません"),
    ("its algorithm is none of ML-DSA", "アルゴリズムがML-DSAではありません"),
    ("its key type is not AKP", "鍵の種類がAKPではありません"),
    ("its kty is not AKP", "ktyがAKPではありません"),
    ("the BEGIN line does not end in dashes", "BEGINの行の終わりが正しくありません"),
    ("there is no BEGIN line", "BEGINの行がありません"),
    ("there is no CERTIFICATE", "CERTIFICATEがありません"),
    ("there is no END {}", "END {}の行がありません"),
    ("there is only {}", "{}のみが含まれています"),
    ("{} is not base64url without padding", "{}がパディングなしのbase64urlではありません"),
    // What is not implemented.
    ("a digest too weak for {}", "{}に対して弱いハッシュ関数"),
    ("a message without signers", "署名者のないメッセージ"),
    ("a nonce of another length than 12 bytes", "12バイト以外のナンス"),
    ("a signed attribute with several values", "値が複数ある署名属性"),
    ("content encryption {} with a tag of {} bytes", "内容の暗号化{}（認証タグ{}バイト）"),
    ("content encryption {}", "内容の暗号化{}"),
    ("content of type {}, not encrypted", "暗号化されていない内容（種類{}）"),
    ("content of type {}, which is not SignedData", "SignedDataではない内容（種類{}）"),
    ("detached encrypted content", "メッセージに含まれない暗号文"),
    ("encryption of private keys other than PBES2", "PBES2以外による秘密鍵の暗号化"),
    ("no recipient with this {} key", "この{}の鍵を宛先とするメッセージではありません"),
    ("signed attributes without content type", "内容の種類のない署名属性"),
    ("signed attributes without digest", "ハッシュ値のない署名属性"),
    ("{} in JOSE and COSE (RFC 9964)", "JOSE及びCOSEにおける{}（RFC 9964）"),
    // What is asked for and not possible.
    (
        "\"{}\" is no DNS name, address or mail address",
        "「{}」はDNS名、IPアドレス、メールアドレスのいずれでもありません",
    ),
    (
        "\"{}\" is no name such as CN=www.example.jp,O=Example,C=JP",
        "「{}」はCN=www.example.jp,O=Example,C=JPのような名前ではありません",
    ),
    ("the CA certificate is of another key", "認証局の証明書が別の鍵のものです"),
    ("the certificate is of another key", "証明書が別の鍵のものです"),
    ("the certificate of a signer is not at hand", "署名者の証明書がありません"),
    (
        "the content is needed: it is detached",
        "メッセージに内容が含まれないため、内容の指定が必要です",
    ),
    ("the issuing certificate is not one of a CA", "発行者の証明書が認証局のものではありません"),
    ("the key of a signer is not for messages", "署名者の鍵はメッセージの署名に使用できません"),
    ("the key of the certificate is not for encryption", "証明書の鍵は暗号化に使用できません"),
    ("the message already has its content", "メッセージに内容が含まれています"),
    ("the password cannot be used", "このパスワードは使用できません"),
    ("the validity ends too late", "有効期間の終わりが遅すぎます"),
    (
        "the validity is outside of the years 1970 to 9999",
        "有効期間が1970年から9999年までの範囲にありません",
    ),
    ("the validity must be 1 to {} days", "有効日数は1から{}まででなければなりません"),
    ("there is no recipient", "宛先がありません"),
    ("{} is no object identifier", "{}はオブジェクト識別子ではありません"),
];

/// The Japanese of what an error names, or that itself.
pub(super) fn term(english: &str) -> String {
    let found = TERMS.iter().find_map(|(row, japanese)| {
        let words = words(english, row)?;
        let text = words
            .iter()
            .fold((*japanese).to_owned(), |text, word| text.replacen("{}", &term(word), 1));
        Some(text)
    });
    found.unwrap_or_else(|| english.to_owned())
}

/// The words that stand in the places of a row, when all else is equal.
fn words<'a>(text: &'a str, row: &str) -> Option<Vec<&'a str>> {
    let mut parts = row.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut words = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let at = match parts.peek() {
            Some(_) => rest.find(part)?,
            None => rest.strip_suffix(part)?.len(),
        };
        words.push(&rest[..at]);
        rest = &rest[at + part.len()..];
    }
    rest.is_empty().then_some(words)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    /// What precedes a text that an error names.
    const BEFORE: [&str; 17] = [
        "Error::Input(",
        "Error::Unsupported(",
        "Error::Limit(",
        "Error::Parameters(",
        "Error::MalformedKey(",
        "Error::Inconsistent(",
        "reading(",
        "check_length(",
        "not_for(",
        "wrong(",
        "wanted: ",
        "what: ",
        "cause: ",
        "const WHAT: &str = ",
        "of_key(spki.algorithm, ",
        "of_signature(",
        "missing(",
    ];

    fn sources(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => sources(&path, text),
                false => {
                    let source = fs::read_to_string(path).unwrap();
                    text.push_str(source.split("#[cfg(test)]").next().unwrap());
                }
            }
        }
    }

    /// The literals that follow, with every placeholder as `{}`.
    fn named(source: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for before in BEFORE {
            for after in source.split(before).skip(1) {
                let after = after.trim_start_matches(['&', ' ', '\n']);
                let after = after.strip_prefix("format!(").unwrap_or(after).trim_start();
                let Some(literal) = after.strip_prefix('"') else { continue };
                let literal = literal.replace("\\\"", "\u{0}");
                let literal = literal.split('"').next().unwrap().replace('\u{0}', "\"");
                found.insert(without_names(&literal));
            }
        }
        found
    }

    fn without_names(literal: &str) -> String {
        let mut parts = literal.split('{');
        let mut text = parts.next().unwrap().to_owned();
        for part in parts {
            text.push_str("{}");
            text.push_str(part.split_once('}').unwrap().1);
        }
        text
    }

    #[test]
    fn every_term_of_the_library_has_a_row_and_no_other() {
        let mut source = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../futae-pki/src"), &mut source);
        let rows: BTreeSet<String> = TERMS.iter().map(|row| row.0.to_owned()).collect();
        assert_eq!(rows.len(), TERMS.len(), "a row stands twice");
        assert_eq!(named(&source), rows);
    }

    #[test]
    fn words_are_kept_or_looked_up() {
        assert_eq!(term("there is no END PRIVATE KEY"), "END PRIVATE KEYの行がありません");
        let term_ = term("no JWK of RFC 9964: its kty is not AKP");
        assert_eq!(term_, "RFC 9964のJWKではありません（ktyがAKPではありません）");
        assert_eq!(term("something else"), "something else");
    }
}
