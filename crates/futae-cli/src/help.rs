//! The help in Japanese. `flags` has the commands and the help in English, of which each text has
//! its counterpart here; a test finds what has none.

use clap::{Arg, Command};

/// The order of a page; the parser's own has English words in it.
const PAGE: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}";

/// What each command does.
const COMMANDS: &[(&str, &str)] = &[
    ("", "耐量子計算機暗号の鍵、署名、証明書及びメッセージを扱います"),
    ("algorithms", "アルゴリズムの名称、識別子及び規格を一覧表示します"),
    ("keygen", "秘密鍵を生成します"),
    ("public", "秘密鍵又は証明書の公開鍵を書き出します"),
    (
        "inspect",
        "ファイルの内容（鍵、証明書、署名要求、メッセージ）を表示します。秘密の値は表示しません",
    ),
    ("sign", "ファイルに署名します（署名の値のみ。証明書を含むメッセージは`cms sign`）"),
    ("verify", "署名の値を検証します"),
    ("encapsulate", "鍵の所有者に渡す共有秘密と、その暗号文を生成します"),
    ("decapsulate", "暗号文から共有秘密を復元します"),
    ("csr", "証明書署名要求（PKCS#10）を作成します"),
    ("cert", "証明書を作成します（自己署名、署名要求に対する発行、公開鍵に対する発行）"),
    ("chain", "証明書パスを、信頼する証明書まで検証します（RFC 5280）"),
    ("cms", "署名付きメッセージ及び暗号化メッセージを扱います（CMS。S/MIMEの形式）"),
    ("cms sign", "ファイルに署名します。メッセージは内容、署名及び証明書を含みます"),
    ("cms verify", "メッセージの署名と、署名者の証明書パスを検証します"),
    ("cms encrypt", "ML-KEMの鍵の証明書を宛先として、ファイルを暗号化します"),
    ("cms decrypt", "メッセージを復号します"),
    ("help", "このヘルプ、又は指定したコマンドのヘルプを表示します"),
];

/// What each argument is: of one command, or, where none is named, of every other that has it.
const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("", "help", "ヘルプを表示します"),
    ("", "version", "版を表示します"),
    ("", "lang", "表示に用いる言語。省略時はロケールに従います"),
    ("", "subcommand", "コマンド"),
    ("", "output", "書き出すファイル。`-`は標準出力"),
    ("keygen", "output", "書き出すファイル。所有者のみが読み取れます。`-`は標準出力"),
    ("encapsulate", "output", "書き出すファイル。所有者のみが読み取れます。`-`は標準出力"),
    ("decapsulate", "output", "書き出すファイル。所有者のみが読み取れます。`-`は標準出力"),
    ("cms decrypt", "output", "書き出すファイル。所有者のみが読み取れます。`-`は標準出力"),
    ("", "force", "既存のファイルを上書きします"),
    ("", "key", "秘密鍵のファイル"),
    ("public", "key", "秘密鍵、公開鍵、証明書又はJWKのファイル"),
    ("verify", "key", "公開鍵又は証明書のファイル"),
    ("encapsulate", "key", "公開鍵又は証明書のファイル"),
    ("cert", "key", "自己署名証明書の秘密鍵"),
    ("", "password_file", "1行目に秘密鍵のパスワードを記載したファイル"),
    ("keygen", "password_file", "このファイルの1行目をパスワードとして秘密鍵を暗号化します"),
    ("cert", "password_file", "1行目に署名する鍵のパスワードを記載したファイル"),
    ("algorithms", "classical", "従来のアルゴリズムを表示します。量子計算機により危殆化します"),
    ("keygen", "algorithm", "アルゴリズム（ML-DSA-65など）。`futae algorithms`で一覧を表示します"),
    ("keygen", "classical", "従来のアルゴリズムの使用を認めます。量子計算機により危殆化します"),
    ("keygen", "public", "公開鍵も書き出します"),
    (
        "keygen",
        "form",
        "秘密鍵の形式（seed: シードのみ、RFCの推奨。expanded: 展開形式のみ。both: 両方）",
    ),
    ("keygen", "format", "ファイルの形式（jwk、coseはML-DSAのみ、RFC 9964）"),
    ("public", "format", "公開鍵の形式（jwk、coseはML-DSAのみ、RFC 9964）"),
    ("inspect", "files", "ファイル"),
    ("sign", "file", "署名するファイル"),
    ("sign", "context", "鍵の用途を区別するコンテキスト。255バイトまで"),
    ("verify", "signature", "署名のファイル"),
    ("verify", "file", "署名されたファイル"),
    ("verify", "context", "署名のコンテキスト"),
    ("encapsulate", "ciphertext", "暗号文を書き出すファイル"),
    ("decapsulate", "ciphertext", "暗号文のファイル"),
    ("", "subject", "主体者名（CN=www.example.jp,O=Example,C=JPなど）"),
    (
        "cert",
        "subject",
        "主体者名（CN=www.example.jp,O=Example,C=JPなど）。署名要求はそれ自身の主体者名を含みます",
    ),
    ("", "names", "DNS名、IPアドレス又はメールアドレス。繰り返し指定できます"),
    ("cert", "csr", "発行の対象とする署名要求。鍵の所持を検証します"),
    ("cert", "public_key", "発行の対象とする公開鍵"),
    ("cert", "ca_cert", "認証局の証明書"),
    ("cert", "ca_key", "認証局の秘密鍵"),
    (
        "cert",
        "profile",
        "証明書の種類（root: ルート認証局、intermediate: 中間認証局、end-entity: サーバー、利用者など）",
    ),
    ("cert", "path_length", "中間認証局の下に置ける認証局の数"),
    ("cert", "days", "現在からの有効日数"),
    (
        "cert",
        "purposes",
        "拡張鍵用途（server、client、mail、code又はオブジェクト識別子）。繰り返し指定できます",
    ),
    ("cert", "related", "同じ所有者が併せ持つ証明書（RFC 9763）"),
    ("chain", "certificate", "証明書。同じファイルの2枚目以降は中間証明書とみなします"),
    ("", "trust", "信頼する証明書のファイル。繰り返し指定できます"),
    ("", "between", "中間証明書のファイル。繰り返し指定できます"),
    ("", "classical", "従来の鍵を含む証明書パスを認めます。量子計算機により危殆化します"),
    ("", "at", "現在に代えて、この日時（2026-11-21、2026-11-21T00:00:00Zなど。UTC）で検証します"),
    ("cms sign", "cert", "署名者の証明書"),
    ("cms sign", "detached", "メッセージに内容を含めません"),
    ("cms sign", "file", "署名するファイル"),
    ("", "file", "メッセージ"),
    ("cms verify", "content", "内容を含まないメッセージの内容"),
    ("cms encrypt", "to", "宛先の証明書。繰り返し指定できます"),
    ("cms encrypt", "file", "暗号化するファイル"),
    ("cms decrypt", "cert", "鍵の証明書。メッセージの中の宛先を直ちに特定できます"),
];

/// What stands below the arguments.
const AFTER: &[(&str, &str)] = &[
    (
        "",
        "\
最初の手順:
  futae keygen ML-DSA-65 -o ca.key
  futae cert -k ca.key --subject 'CN=Root,O=Example,C=JP' --profile root -o ca.crt
  futae keygen ML-DSA-65 -o www.key
  futae csr -k www.key --subject CN=www.example.jp --name www.example.jp -o www.csr
  futae cert --csr www.csr --ca-cert ca.crt --ca-key ca.key -o www.crt
  futae chain www.crt --trust ca.crt
  futae inspect www.crt www.key

ファイルはPEMで書き出します。DERも読み取れます。`-`は標準入力又は標準出力です。
秘密鍵及び共有秘密は、`-o -`を指定した場合に限り標準出力に書き出します。
そのファイルは所有者のみが読み取れます。既存のファイルは--forceを指定しない限り上書きしません。
終了コード: 0 正常、1 署名又は証明書パスが正しくない、2 エラー。",
    ),
    (
        "keygen",
        "\
例:
  futae keygen ML-DSA-65 -o key.pem                        署名用
  futae keygen ML-KEM-768 -o kem.pem --public kem.pub      暗号化用
  futae keygen ML-DSA-65 -o key.pem --form both            シードを展開できないソフトウェア向け
  futae keygen ML-DSA-65 -o key.pem --password-file pass   暗号化して保存（PBES2: scrypt、AES-256）
  futae keygen ML-DSA-65 -o key.jwk --format jwk           JOSE用（RFC 9964）
  futae keygen MLDSA65-ECDSA-P256-SHA512 -o key.pem        複合: 両方が破られない限り安全
  futae keygen ECDSA-P256-SHA256 --classical -o key.pem    従来のアルゴリズムのみ",
    ),
    (
        "sign",
        "\
例:
  futae sign -k key.pem report.pdf -o report.sig
  futae verify -k key.pub --signature report.sig report.pdf",
    ),
    (
        "encapsulate",
        "\
例:
  futae encapsulate -k kem.pub --ciphertext ct.bin -o secret.bin
  futae decapsulate -k kem.pem --ciphertext ct.bin -o secret.bin",
    ),
    (
        "cert",
        "\
例:
  futae cert -k ca.key --subject CN=Root --profile root -o ca.crt           自己署名
  futae cert --csr www.csr --ca-cert ca.crt --ca-key ca.key -o www.crt      署名要求に対する発行
  futae cert --public-key kem.pub --subject CN=Mail \\
        --ca-cert ca.crt --ca-key ca.key -o kem.crt                         ML-KEMの鍵に対する発行",
    ),
    (
        "chain",
        "\
検証の対象: 署名、有効期間、名前、basicConstraints、keyUsage、パスの長さ、クリティカルな拡張。
--classicalを指定しない限り、全ての鍵が耐量子計算機暗号又はハイブリッド構成でなければなりません。
対象外: 失効、証明書ポリシー、サーバーの名前。名前制約のある証明書は拒否します。",
    ),
    (
        "cms sign",
        "\
例:
  futae cms sign -k key.pem --cert cert.pem report.pdf -o report.p7m
  futae cms verify --trust ca.crt report.p7m -o report.pdf
  futae cms sign --detached -k key.pem --cert cert.pem report.pdf -o report.p7s
  futae cms verify --trust ca.crt --content report.pdf report.p7s",
    ),
    (
        "cms encrypt",
        "\
例:
  futae cms encrypt --to kem.crt report.pdf -o report.p7m
  futae cms decrypt -k kem.pem report.p7m -o report.pdf",
    ),
];

/// Words that stand for values.
const VALUES: &[(&str, &str)] = &[
    ("ALGORITHM", "アルゴリズム"),
    ("CERTIFICATE", "証明書"),
    ("CONTEXT", "コンテキスト"),
    ("DAYS", "日数"),
    ("FILE", "ファイル"),
    ("FILES", "ファイル"),
    ("FORM", "形式"),
    ("FORMAT", "形式"),
    ("LANG", "言語"),
    ("N", "数"),
    ("NAME", "名前"),
    ("PROFILE", "種類"),
    ("PURPOSE", "用途"),
    ("TIME", "日時"),
];

/// The same command with its help in Japanese.
pub(crate) fn in_japanese(mut command: Command) -> Command {
    // So that the parser's own arguments and its command `help` are there to be translated.
    command.build();
    translate(command, "")
}

fn translate(command: Command, path: &str) -> Command {
    let command = command.help_template(PAGE).subcommand_help_heading("コマンド");
    let command = match about(path) {
        Some(about) => command.about(about),
        None => command,
    };
    let command = match AFTER.iter().find(|(of, _)| *of == path) {
        Some((_, after)) => command.after_help(*after),
        None => command,
    };
    let command = command.mut_args(|argument| translate_argument(argument, path));
    command.mut_subcommands(|inner| {
        let inner_path = format!("{path} {}", inner.get_name());
        translate(inner, inner_path.trim_start())
    })
}

fn translate_argument(argument: Arg, path: &str) -> Arg {
    let heading = if argument.is_positional() { "引数" } else { "オプション" };
    let text = text_of(path, argument.get_id().as_str()).unwrap_or_default();
    let text = format!("{text}{}", values_of(&argument));
    let names = value_names(&argument);
    let argument = if names.is_empty() { argument } else { argument.value_names(names) };
    argument
        .long_help(text.clone())
        .help(text)
        .help_heading(heading)
        .hide_possible_values(true)
        .hide_default_value(true)
}

/// What a command does; below every `help` stand the same commands again.
fn about(path: &str) -> Option<&'static str> {
    let path = match path.ends_with("help") {
        true => "help".to_owned(),
        false => path.replace("help ", ""),
    };
    COMMANDS.iter().find(|(of, _)| *of == path).map(|(_, about)| *about)
}

fn text_of(path: &str, id: &str) -> Option<&'static str> {
    let of = |command: &str| {
        ARGUMENTS.iter().find(|(each, of, _)| *each == command && *of == id).map(|row| row.2)
    };
    of(path).or_else(|| of(""))
}

/// The values that an argument takes and the one that it has by itself.
fn values_of(argument: &Arg) -> String {
    if !argument.get_action().takes_values() {
        return String::new();
    }
    let possible = argument.get_possible_values();
    let possible: Vec<_> = possible.iter().map(|value| value.get_name()).collect();
    let default: Vec<_> =
        argument.get_default_values().iter().map(|v| v.to_string_lossy()).collect();
    let mut text = String::new();
    if !possible.is_empty() {
        text.push_str(&format!("［{}］", possible.join("、")));
    }
    if !default.concat().is_empty() {
        text.push_str(&format!("［省略時: {}］", default.join("、")));
    }
    text
}

fn value_names(argument: &Arg) -> Vec<String> {
    let given = argument.get_value_names().unwrap_or_default();
    let names: Vec<_> = match given.is_empty() && argument.get_action().takes_values() {
        true => vec![argument.get_id().as_str().to_uppercase()],
        false => given.iter().map(ToString::to_string).collect(),
    };
    names.into_iter().map(translate_value).collect()
}

fn translate_value(name: String) -> String {
    let row = VALUES.iter().find(|(english, _)| *english == name);
    row.map_or(name, |(_, japanese)| (*japanese).to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::flags::Flags;

    fn walk(command: &Command, path: &str, each: &mut impl FnMut(&Command, &str)) {
        each(command, path);
        for inner in command.get_subcommands() {
            let inner_path = format!("{path} {}", inner.get_name());
            walk(inner, inner_path.trim_start(), each);
        }
    }

    #[test]
    fn every_text_has_its_counterpart_and_no_other() {
        let (mut commands, mut arguments, mut after) =
            (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut english = Flags::command();
        english.build();
        walk(&english, "", &mut |command, path| {
            assert!(about(path).is_some(), "{path}");
            if path.contains("help") {
                return;
            }
            commands.insert(path.to_owned());
            if command.get_after_help().is_some() {
                after.insert(path.to_owned());
            }
            for argument in command.get_arguments() {
                let id = argument.get_id().as_str();
                assert!(text_of(path, id).is_some(), "{path} {id}");
                let own = ARGUMENTS.iter().any(|(of, each, _)| *of == path && *each == id);
                arguments.insert((if own { path } else { "" }.to_owned(), id.to_owned()));
            }
        });
        commands.insert("help".to_owned());
        let rows = |rows: &[(&str, &str)]| rows.iter().map(|row| row.0.to_owned()).collect();
        assert_eq!(commands, rows(COMMANDS));
        assert_eq!(after, rows(AFTER));
        arguments.insert((String::new(), "subcommand".to_owned())); // of `help` alone
        let rows = ARGUMENTS.iter().map(|row| (row.0.to_owned(), row.1.to_owned())).collect();
        assert_eq!(arguments, rows);
    }

    #[test]
    fn the_examples_are_the_same() {
        let commands = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| line.starts_with("  futae "));
            lines.map(|line| line.trim().split("   ").next().unwrap_or_default().into()).collect()
        };
        walk(&Flags::command(), "", &mut |command, path| {
            let Some(english) = command.get_after_help() else { return };
            let japanese = AFTER.iter().find(|(of, _)| *of == path).expect("a counterpart").1;
            assert_eq!(commands(&english.to_string()), commands(japanese), "{path}");
        });
    }

    #[test]
    fn no_english_stays_behind() {
        let mut japanese = in_japanese(Flags::command());
        let page = japanese.render_long_help().to_string();
        for word in ["Usage", "Commands", "Options", "Print"] {
            assert!(!page.contains(word), "{page}");
        }
    }
}
