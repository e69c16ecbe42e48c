//! Why something failed, in the language of the process: errors of the parser of arguments, of
//! `futae-pki` and of the system. English is what each says of itself; Japanese is written here.

use std::{
    error::Error as StdError,
    io::{self, ErrorKind},
};

use clap::error::{ContextKind, ContextValue};
use futae_pki::{
    Error,
    path::{Reason, Untrusted},
};

use crate::language::pick;

mod terms;

use terms::term;

/// An error with its causes, in one line.
pub(crate) fn chain(error: &anyhow::Error) -> String {
    let english = || format!("{error:#}");
    let japanese = || error.chain().map(cause).collect::<Vec<_>>().join(": ");
    pick::<&dyn Fn() -> String>(&english, &japanese)()
}

/// Why a signature, key or message was refused.
pub(crate) fn refused(error: &Error) -> String {
    pick::<fn(&Error) -> String>(ToString::to_string, of_pki)(error)
}

/// Why a chain was refused.
pub(crate) fn untrusted(untrusted: &Untrusted) -> String {
    pick::<fn(&Untrusted) -> String>(ToString::to_string, of_path)(untrusted)
}

/// What the parser of arguments refused, in Japanese.
pub(crate) fn of_arguments(error: &clap::Error) -> String {
    let given = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = given(ContextKind::InvalidArg);
    let value = given(ContextKind::InvalidValue);
    use clap::error::ErrorKind as Kind;
    let what = match error.kind() {
        Kind::MissingRequiredArgument => format!("必須の引数が指定されていません: {argument}"),
        Kind::UnknownArgument => format!("引数{argument}は使用できません"),
        Kind::InvalidSubcommand => {
            format!("コマンド{}はありません", given(ContextKind::InvalidSubcommand))
        }
        Kind::MissingSubcommand => "コマンドが指定されていません".to_owned(),
        Kind::InvalidValue if value.is_empty() => format!("{argument}の値が指定されていません"),
        Kind::InvalidValue | Kind::ValueValidation => {
            format!("{argument}に値「{value}」は指定できません")
        }
        Kind::ArgumentConflict => {
            let others = given(ContextKind::PriorArg);
            format!("{argument}と{others}は同時に指定できません")
        }
        Kind::InvalidUtf8 => "引数の文字コードがUTF-8ではありません".to_owned(),
        Kind::TooFewValues | Kind::TooManyValues | Kind::WrongNumberOfValues | Kind::NoEquals => {
            format!("{argument}に指定した値の数が正しくありません")
        }
        _ => return error.to_string(),
    };
    let mut text = format!("futae: {what}");
    for (kind, label) in [
        (ContextKind::ValidValue, "指定できる値"),
        (ContextKind::ValidSubcommand, "指定できるコマンド"),
        (ContextKind::SuggestedArg, "類似の引数"),
        (ContextKind::SuggestedSubcommand, "類似のコマンド"),
        (ContextKind::SuggestedValue, "類似の値"),
    ] {
        let hint = given(kind);
        if !hint.is_empty() {
            text.push_str(&format!("（{label}: {hint}）"));
        }
    }
    text + "\n詳しくは`futae --help`又は`futae コマンド --help`を参照してください"
}

fn cause(error: &(dyn StdError + 'static)) -> String {
    if let Some(error) = error.downcast_ref() {
        return of_pki(error);
    }
    if let Some(untrusted) = error.downcast_ref() {
        return of_path(untrusted);
    }
    match error.downcast_ref() {
        Some(error) => of_system(error),
        None => error.to_string(),
    }
}

fn of_system(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "ファイル又はフォルダーが見つかりません".to_owned(),
        ErrorKind::PermissionDenied => "アクセス権がありません".to_owned(),
        ErrorKind::IsADirectory => "ファイルではなくフォルダーです".to_owned(),
        ErrorKind::NotADirectory => "フォルダーではありません".to_owned(),
        ErrorKind::StorageFull => "空き容量が足りません".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "読取り専用の領域には書き込めません".to_owned(),
        _ => error.to_string(),
    }
}

fn of_path(untrusted: &Untrusted) -> String {
    let reason = match &untrusted.reason {
        Reason::IssuerUnknown => "発行者の証明書が、指定された証明書の中にありません".to_owned(),
        Reason::NotYetValid => "有効期間が始まっていません".to_owned(),
        Reason::Expired => "有効期間が終了しています".to_owned(),
        Reason::CriticalExtension(oid) => format!("クリティカルな拡張{oid}に対応していません"),
        Reason::DuplicateExtension(oid) => format!("拡張{oid}が重複しています"),
        Reason::Algorithm(name) => format!("鍵のアルゴリズム{name}は、ここでは認められていません"),
        Reason::NotCa => "認証局の証明書ではないため、証明書を発行できません".to_owned(),
        Reason::KeyUsage => "鍵用途に証明書への署名が含まれていません".to_owned(),
        Reason::PathLength => "下位の認証局の数が上限を超えています".to_owned(),
        Reason::NameConstraints => "名前制約には対応していません".to_owned(),
        Reason::TooLong => "証明書パスが長すぎます".to_owned(),
        Reason::TooManySignatures => "同じ名前の証明書が多すぎます".to_owned(),
        Reason::Invalid(error) => of_pki(error),
        other => format!("{other:?}"),
    };
    format!("{}: {reason}", untrusted.subject)
}

fn of_pki(error: &Error) -> String {
    match error {
        Error::Der { what, cause } => format!("{}の形式が正しくありません（{cause}）", term(what)),
        Error::Pem { what, cause } => {
            format!("{}のPEMではありません（{}）", term(what), term(cause))
        }
        Error::UnknownAlgorithm(name) => format!("アルゴリズム「{name}」には対応していません"),
        Error::Parameters(what) => {
            format!("{}のアルゴリズム識別子のパラメーターが正しくありません", term(what))
        }
        Error::AlgorithmMismatch => "アルゴリズムの記載が2か所で異なります".to_owned(),
        Error::WrongKind { algorithm, wanted } => {
            format!("{algorithm}は{}に使用できません", term(wanted))
        }
        Error::Length { what, expected, found } => {
            format!("{}が{found}バイトです（正しくは{expected}バイト）", term(what))
        }
        Error::Inconsistent(what) => format!("秘密鍵の内容が矛盾しています: {}", term(what)),
        Error::MalformedKey(what) => format!("鍵が正しくありません: {}", term(what)),
        Error::NoSeed => "秘密鍵にシードがないため、展開形式でのみ書き出せます".to_owned(),
        Error::Password => {
            "秘密鍵が暗号化されています。パスワードがないか、誤っています".to_owned()
        }
        Error::ContextTooLong => "コンテキストが255バイトを超えています".to_owned(),
        Error::ContextUnsupported => "このアルゴリズムではコンテキストを使用できません".to_owned(),
        Error::InvalidSignature => "署名が正しくありません".to_owned(),
        Error::Decryption => "復号できません。鍵が異なるか、内容が変更されています".to_owned(),
        Error::Unsupported(what) => format!("対応していません: {}", term(what)),
        Error::Input(what) => term(what),
        Error::Limit(what) => format!("上限を超えています: {}", term(what)),
        Error::Randomness => "乱数の生成に失敗しました".to_owned(),
        other => other.to_string(),
    }
}
