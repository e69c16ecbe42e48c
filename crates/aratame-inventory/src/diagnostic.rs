//! What could not be read or parsed, as stable codes.
//!
//! One row of [`CODES`] a code; `aratame explain CODE`, the documentation page and the check of
//! `--allow` follow from it.

use crate::location::{EntryPath, Position};
use std::fmt;

/// What a diagnostic means for the completeness of the inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing was missed.
    Note,
    /// Something looked like cryptography and could not be understood wholly.
    Warning,
    /// A file or a part of it was not seen: the inventory is incomplete.
    Gap,
}

impl Severity {
    /// The word that outputs show.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Gap => "gap",
        }
    }
}

/// A row of the registry of diagnostics.
#[derive(Debug)]
pub struct DiagnosticCode {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// What it means for completeness.
    pub severity: Severity,
    /// One sentence in English: what happened.
    pub en: &'static str,
    /// The same in Japanese.
    pub ja: &'static str,
    /// What the reader can do, in English.
    pub advice_en: &'static str,
    /// The same in Japanese.
    pub advice_ja: &'static str,
}

impl PartialEq for DiagnosticCode {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}
impl Eq for DiagnosticCode {}
impl PartialOrd for DiagnosticCode {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for DiagnosticCode {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code.cmp(other.code)
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $severity:ident $en:literal $ja:literal $advice_en:literal $advice_ja:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: &DiagnosticCode = &DiagnosticCode {
                code: $code,
                severity: Severity::$severity,
                en: $en,
                ja: $ja,
                advice_en: $advice_en,
                advice_ja: $advice_ja,
            };
        )*
        /// Every code, in alphabetical order.
        pub const CODES: &[&DiagnosticCode] = &[$($name),*];
    };
}

codes! {
    ARCHIVE_LIMIT "archive-limit" Gap
        "An archive goes beyond the limits of depth, count or expansion; the rest of it was not read."
        "アーカイブが深さ・個数・展開量の上限を超えたため、残りを読み取っていません。"
        "Unpack it and scan the folder."
        "展開してからフォルダーを走査してください。";
    ARCHIVE_MALFORMED "archive-malformed" Gap
        "The archive is damaged; members after the damage were not read."
        "アーカイブが破損しており、破損箇所以降のメンバーを読み取っていません。"
        "Get a sound copy, or unpack what can be unpacked and scan the folder."
        "正常な複製を入手するか、展開できる範囲を展開して走査してください。";
    ARCHIVE_MEMBER_PACKED "archive-member-packed" Gap
        "An archive member is encrypted or packed by a method that is not supported."
        "アーカイブのメンバーが暗号化されているか、未対応の方式で圧縮されています。"
        "Unpack it by its own program and scan the folder."
        "対応するプログラムで展開してからフォルダーを走査してください。";
    BINARY_LIMIT "binary-limit" Warning
        "A method of looking into programs reached its limits in this file; what else it would have found is not in the inventory."
        "プログラムを調べる手法の一つが、このファイルで処理量の上限に達しました。当該手法で見つかるはずの暗号が一覧に含まれていない可能性があります。"
        "What the other methods found is in the inventory. Take its list of algorithms as incomplete, and ask the maker which cryptography the program has."
        "他の手法による検出結果は一覧に含まれています。当該プログラムの暗号の一覧は網羅的でないものとして扱い、使用する暗号を提供元に確認してください。";
    BINARY_MALFORMED "binary-malformed" Warning
        "The executable's headers are damaged; what could be read was used."
        "実行ファイルのヘッダーが破損しています。読み取れた範囲のみ使用しました。"
        "Check whether the file is whole."
        "ファイルが完全かどうか確認してください。";
    CAPTURE_INCOMPLETE "capture-incomplete" Gap
        "The capture is cut or damaged, or goes beyond the limits; sessions are missing."
        "パケットキャプチャーが途中で切れている、破損している、又は上限を超えています。一部のセッションが含まれていません。"
        "Capture again with whole packets, or split the capture."
        "パケット全体を記録し直すか、ファイルを分割してください。";
    COMPONENTS_COUNTED "components-counted" Note
        "The file lists software components; those that are not known as cryptographic libraries are only counted."
        "ソフトウェア構成部品の一覧です。暗号ライブラリーとして知られていないものは、件数のみ数えています。"
        "Scan the components' own files to see what cryptography they hold."
        "各構成部品のファイル自体を走査すると、含まれる暗号を確認できます。";
    CONFIG_INCLUDE_LOOP "config-include-loop" Warning
        "A configuration includes itself, directly or through others; the circle was cut here."
        "設定ファイルが自分自身を（直接又は他のファイルを介して）取り込んでいます。ここで打ち切りました。"
        "Remove the include that closes the circle."
        "循環を生じさせている include を取り除いてください。";
    CONFIG_INCLUDE_MISSING "config-include-missing" Note
        "The configuration includes a file that was not found among those scanned."
        "設定ファイルが取り込む（include）ファイルが走査対象に見つかりません。"
        "Scan the included path as well."
        "取り込まれるパスも走査してください。";
    CONFIG_INCLUDE_OUTSIDE "config-include-outside" Warning
        "The configuration includes a file outside the scanned folders; it was not read."
        "設定ファイルが走査対象フォルダーの外にあるファイルを取り込んでいます。当該ファイルは読み取っていません。"
        "Scan the folder of that file together with this one."
        "当該ファイルのフォルダーも併せて走査してください。";
    CONFIG_SYNTAX "config-syntax" Warning
        "A line of the configuration could not be understood."
        "設定ファイルの行を解釈できません。"
        "Check the line with the product's own test command."
        "製品の検査コマンドで当該行を確認してください。";
    CONFIG_UNKNOWN_DIRECTIVE "config-unknown-directive" Warning
        "A directive or value about TLS or SSH is not known; its effect is not in the inventory."
        "TLSまたはSSHに関する未知の指示または値です。その効果は一覧に含まれていません。"
        "Check its spelling, or report it."
        "綴りを確認するか、報告してください。";
    DER_MALFORMED "der-malformed" Warning
        "Something that begins like a certificate or key could not be parsed."
        "証明書または鍵のように始まるデータを解析できません。"
        "Look at the offset with an ASN.1 viewer; it may be damaged or not meant to be one."
        "ASN.1ビューアーで当該位置を確認してください。破損、または別のデータの可能性があります。";
    DETECTOR_FAILED "detector-failed" Gap
        "A detector stopped on this file because of a defect; the others went on."
        "検出器が不具合によりこのファイルで停止しました。他の検出器は継続しました。"
        "Please report it with the file, if it can be shared."
        "可能であればファイルを添えて報告してください。";
    ENDPOINT_ANSWER "endpoint-answer" Gap
        "The endpoint gave no answer of the protocol that was asked for."
        "対象から、指定したプロトコルの応答が得られません。"
        "Check protocol and port in the targets file, and whether something in between answers."
        "対象一覧のプロトコルとポート、及び途中の機器が応答していないかを確認してください。";
    ENDPOINT_INCOMPLETE "endpoint-incomplete" Gap
        "The probe of the endpoint ended early; what was seen until then is in the inventory."
        "対象の確認が途中で終了しました。それまでに確認した内容のみ一覧に含まれます。"
        "Probe it again with --resume; a higher rate in the targets file shortens it."
        "--resume を付けて再度実行してください。対象一覧の接続頻度を上げると短縮できます。";
    ENDPOINT_NOT_PROBED "endpoint-not-probed" Gap
        "The endpoint was not probed."
        "対象を確認していません。"
        "Run the probe again within the time window of its permission."
        "許可された時間帯に再度実行してください。";
    ENDPOINT_UNREACHABLE "endpoint-unreachable" Gap
        "The endpoint could not be reached."
        "対象に接続できません。"
        "Check name, port and firewalls from the machine that probes."
        "実行する端末から、名称・ポート・ファイアウォールを確認してください。";
    FILE_CHANGED "file-changed" Gap
        "The file changed while it was read."
        "読み取り中にファイルが変更されました。"
        "Scan it again when nothing writes to it."
        "書き込みがない時に再度走査してください。";
    FILE_UNREADABLE "file-unreadable" Gap
        "The file could not be read."
        "ファイルを読み取れません。"
        "Run as a user who may read it, or leave it out with --exclude."
        "読み取り権限のある利用者で実行するか、--exclude で除外してください。";
    FILE_VANISHED "file-vanished" Gap
        "The file was gone when it was to be read."
        "読み取り時にはファイルが存在しませんでした。"
        "Scan again if it matters."
        "必要であれば再度走査してください。";
    HITS_LIMIT "hits-limit" Gap
        "The file has more places that look like cryptography than the limit; the rest was not looked at."
        "暗号らしき箇所が上限を超えたため、残りを確認していません。"
        "Split the file, or scan its parts."
        "ファイルを分割して走査してください。";
    IMAGE_FILE_HIDDEN "image-file-hidden" Note
        "A later layer of the container image deletes or replaces this file; whoever has the image can still read it."
        "コンテナイメージの後のレイヤーがこのファイルを削除または置換していますが、イメージを持つ者は読み取れます。"
        "If it holds a key, replace the key, and build the image without that layer."
        "鍵を含む場合は鍵を更新し、当該レイヤーを含まない形でイメージを再作成してください。";
    KEYSTORE_LOCKED "keystore-locked" Note
        "The store is encrypted; only what stands outside the encryption is in the inventory."
        "鍵ストアが暗号化されています。暗号化されていない部分のみ一覧に含まれます。"
        "List its content with its owner's password."
        "所有者のパスワードで内容を確認してください。";
    KEYSTORE_MALFORMED "keystore-malformed" Warning
        "The key store is damaged."
        "鍵ストアが破損しています。"
        "Check it with the program that made it."
        "作成したプログラムで確認してください。";
    PACKAGE_LIST_MALFORMED "package-list-malformed" Warning
        "A package database, lock file or SBOM is damaged or of an unknown version; its components are not in the inventory, or not all."
        "パッケージデータベース、ロックファイルまたはSBOMが破損しているか、未知の版です。構成部品の全部または一部が一覧に含まれていません。"
        "Check it with the program that made it."
        "作成したプログラムで確認してください。";
    PACKAGE_LIST_UNREAD "package-list-unread" Gap
        "A package database of a format that is not read (Berkeley DB, ndb); its components are not in the inventory."
        "未対応の形式（Berkeley DB、ndb）のパッケージデータベースです。構成部品は一覧に含まれていません。"
        "Convert a copy with rpmdb --rebuilddb and scan that."
        "複製を rpmdb --rebuilddb で変換してから走査してください。";
    PATH_MISSING "path-missing" Gap
        "A path that was asked for does not exist."
        "指定されたパスが存在しません。"
        "Check how it is written, and from which folder a relative path counts."
        "パスの綴りと、相対パスの起点となるフォルダーを確認してください。";
    PEM_MALFORMED "pem-malformed" Warning
        "A PEM block has no end, or its base64 cannot be decoded."
        "PEMブロックの終端がないか、base64を復号できません。"
        "Check whether the file was cut or edited."
        "ファイルが途中で切れていないか、編集されていないか確認してください。";
    SCAN_INTERRUPTED "scan-interrupted" Gap
        "The scan was interrupted; what follows was not read."
        "走査が中断されました。以降は読み取っていません。"
        "Run it again to the end."
        "最後まで再度実行してください。";
    SSH_MALFORMED "ssh-malformed" Warning
        "Something that begins like an SSH key could not be parsed."
        "SSH鍵のように始まるデータを解析できません。"
        "Check whether the file was cut or edited."
        "ファイルが途中で切れていないか、編集されていないか確認してください。";
    TRAILING_DATA "trailing-data" Note
        "There are bytes after the end of the object."
        "オブジェクトの終端以降に余分なバイトがあります。"
        "Usually harmless; some programs refuse such files."
        "通常は無害ですが、受け付けないプログラムもあります。";
    UNKNOWN_ALGORITHM "unknown-algorithm" Warning
        "An algorithm identifier is not in the catalogue; it is reported by its number or name."
        "アルゴリズム識別子がカタログにありません。番号または名称のまま報告します。"
        "Look it up and report it, so that it can be judged."
        "識別子を調査し、判定できるよう報告してください。";
    WALK_FAILED "walk-failed" Gap
        "A directory could not be listed."
        "ディレクトリーを一覧できません。"
        "Run as a user who may read it, or leave it out with --exclude."
        "読み取り権限のある利用者で実行するか、--exclude で除外してください。";
}

/// The row of a code, if it exists.
#[must_use]
pub fn find(code: &str) -> Option<&'static DiagnosticCode> {
    CODES.iter().copied().find(|row| row.code == code)
}

/// Something that could not be read or parsed, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The entry.
    pub path: EntryPath,
    /// The place in it.
    pub position: Position,
    /// The registry's row.
    pub code: &'static DiagnosticCode,
    /// The particulars in English, such as the system's error or the structure that failed. Never
    /// holds bytes of the file.
    pub message: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: {}: {}", self.path, self.position, self.code.code, self.code.en)?;
        if self.message.is_empty() { Ok(()) } else { write!(f, " ({})", self.message) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_kebab_case() {
        assert!(CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
        for row in CODES {
            assert!(row.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", row.code);
            assert_eq!(find(row.code), Some(*row));
        }
    }
}
