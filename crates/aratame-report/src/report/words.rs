//! The words of outcomes, priorities, roles and reasons in both languages.

use crate::lang::Lang;
use crate::paper::{Cell, Tone};
use aratame_algorithms::QuantumImpact;
use aratame_inventory::{Confidence, EvidenceLevel, Role, SkipReason, attribute};
use aratame_policy::verdict::{Citation, Outcome, Priority, RuleConfidence};

/// The tone of what a list asks.
pub(crate) fn outcome_tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::NotApplicable | Outcome::Unlisted => Tone::Neutral,
        Outcome::Conforming => Tone::Good,
        Outcome::Conditional | Outcome::Unknown => Tone::Watch,
        Outcome::Migrate => Tone::Warn,
        Outcome::Prohibited => Tone::Bad,
    }
}

/// Short word of a priority.
pub(crate) fn priority(priority: Priority, lang: Lang) -> &'static str {
    let (en, ja) = match priority {
        Priority::None => ("none", "対応不要"),
        Priority::Watch => ("watch", "注視"),
        Priority::QuantumSignature => ("quantum: signature", "量子（署名・鍵）"),
        Priority::QuantumConfidentiality => ("quantum: confidentiality", "量子（守秘・鍵共有）"),
        Priority::Migrate => ("migrate", "移行要"),
        Priority::Prohibited => ("prohibited", "利用不可"),
        Priority::Broken => ("broken today", "現時点で危殆化"),
    };
    lang.pick(en, ja)
}

/// The tone of a priority.
pub(crate) fn priority_tone(priority: Priority) -> Tone {
    match priority {
        Priority::None => Tone::Good,
        Priority::Watch => Tone::Neutral,
        Priority::QuantumSignature | Priority::QuantumConfidentiality => Tone::Watch,
        Priority::Migrate => Tone::Warn,
        Priority::Prohibited | Priority::Broken => Tone::Bad,
    }
}

/// A priority as a cell.
pub(crate) fn priority_cell(each: Priority, lang: Lang) -> Cell {
    Cell::Status(priority_tone(each), priority(each, lang).to_owned())
}

/// The part an algorithm plays.
pub(crate) fn role(role: Role, lang: Lang) -> &'static str {
    let (en, ja) = match role {
        Role::Key => ("key", "鍵"),
        Role::AlternativeKey => ("alternative key", "代替の鍵"),
        Role::Signature => ("signature", "署名"),
        Role::AlternativeSignature => ("alternative signature", "代替の署名"),
        Role::KeyAgreement => ("key agreement", "鍵共有"),
        Role::Authentication => ("authentication", "相手認証"),
        Role::Encryption => ("encryption", "守秘（暗号化）"),
        Role::Mac => ("message authentication", "メッセージ認証"),
        Role::Hash => ("hash", "ハッシュ"),
        Role::KeyDerivation => ("key derivation", "鍵導出"),
        Role::Random => ("random numbers", "乱数生成"),
        Role::Implementation => ("implementation", "実装"),
    };
    lang.pick(en, ja)
}

/// The sense in which an algorithm belongs to an asset.
pub(crate) fn level(level: EvidenceLevel, lang: Lang) -> &'static str {
    let (en, ja) = match level {
        EvidenceLevel::Reaches => ("reaches", "名称のみ"),
        EvidenceLevel::Implements => ("implements", "実装"),
        EvidenceLevel::Configures => ("configures", "設定で有効"),
        EvidenceLevel::Uses => ("uses", "利用"),
    };
    lang.pick(en, ja)
}

/// How sure a detector was.
pub(crate) fn confidence(confidence: Confidence, lang: Lang) -> &'static str {
    let (en, ja) = match confidence {
        Confidence::Low => ("low", "低"),
        Confidence::Medium => ("medium", "中"),
        Confidence::High => ("high", "高"),
    };
    lang.pick(en, ja)
}

/// How far a rule was checked.
pub(crate) fn rule_confidence(confidence: RuleConfidence, lang: Lang) -> &'static str {
    let (en, ja) = match confidence {
        RuleConfidence::Verified => ("verified", "原典確認済"),
        RuleConfidence::Secondary => ("secondary source", "二次資料"),
        RuleConfidence::Provisional => ("provisional", "暫定"),
    };
    lang.pick(en, ja)
}

/// What an attribute states, where people read of a change in it.
pub(crate) fn attribute(key: &'static str, lang: Lang) -> &'static str {
    let ja = match key {
        attribute::ENCRYPTED => "暗号化保存",
        attribute::ITERATIONS => "反復回数",
        attribute::LIBRARY_VERSION => "ライブラリの版",
        attribute::NOT_AFTER => "有効期限",
        attribute::PRIVATE_KEY_FORM => "秘密鍵の形式",
        _ => key,
    };
    lang.pick(key, ja)
}

/// What a quantum computer does.
pub(crate) fn quantum(impact: QuantumImpact, lang: Lang) -> &'static str {
    let (en, ja) = match impact {
        QuantumImpact::ShorBroken => ("broken (Shor)", "解読（Shor）"),
        QuantumImpact::GroverReduced => ("margin reduced (Grover)", "安全性低下（Grover）"),
        QuantumImpact::Resistant => ("resistant, standardised", "耐量子（標準化済）"),
        QuantumImpact::ResistantOther => ("resistant, other standard", "耐量子（その他）"),
        QuantumImpact::Hybrid => ("hybrid", "ハイブリッド構成"),
        QuantumImpact::PreStandard => ("forerunner of a standard", "標準化前の方式"),
        QuantumImpact::NotApplicable => ("not applicable", "影響なし・対象外"),
    };
    lang.pick(en, ja)
}

/// Why something was not read.
pub(crate) fn skip(reason: SkipReason, lang: Lang) -> &'static str {
    let (en, ja) = match reason {
        SkipReason::Excluded => ("left out by a flag", "指定により除外"),
        SkipReason::TooLarge => ("larger than the limit given", "指定した上限を超える大きさ"),
        SkipReason::SpecialFile => ("device, socket or FIFO", "デバイス・ソケット等"),
        SkipReason::KernelFileSystem => ("kernel file system", "カーネルの仮想ファイルシステム"),
        SkipReason::Unreadable => ("no permission, or an error", "権限不足又は読取エラー"),
        SkipReason::Vanished => ("vanished during the scan", "走査中に消失"),
        SkipReason::Shrank => ("became shorter during the scan", "走査中に縮小"),
        SkipReason::Hole => ("hole in a sparse file", "スパースファイルの空白"),
        SkipReason::PackedMember => (
            "archive member damaged, encrypted or of an unknown packing",
            "破損・暗号化等で開けないアーカイブ内要素",
        ),
        SkipReason::ArchiveLimit => ("limit of archives reached", "アーカイブの上限到達"),
        SkipReason::Interrupted => ("scan interrupted", "走査の中断"),
        SkipReason::SameFile => ("second name of a file read", "読取済ファイルの別名"),
        SkipReason::LinkedDirectory => ("link to a folder", "フォルダーへのリンク"),
        SkipReason::DanglingLink => ("link to nothing", "リンク先なし"),
    };
    lang.pick(en, ja)
}

/// A citation in one line, without the parts that it does not have.
pub(crate) fn citation(citation: &Citation) -> String {
    let date = match &*citation.date {
        "" => String::new(),
        date => format!("({date})"),
    };
    let parts = [&*citation.document, &*citation.section, &date];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
