//! The data dictionary: what every column and word means, in the report's language beside the
//! other one.

use crate::lang::Lang;
use crate::paper::{Cell, Column, Shown, Table};
use crate::report::form::FORMS;
use crate::report::{Report, words};
use aratame_policy::verdict::{Outcome, Priority};

/// Term in English, in Japanese, meaning in English, in Japanese.
const TERMS: &[[&str; 4]] = &[
    [
        "asset",
        "暗号関連資産",
        "certificate, key, key store, library, program or configuration with cryptography; equal content is one asset",
        "証明書・鍵・鍵ストア・ライブラリ・プログラム・設定など、暗号に関わるもの。内容が同じものは1件",
    ],
    [
        "asset id",
        "資産ID",
        "kind and the first 64 bits of SHA-256 over what identifies the asset; stable between scans",
        "種別と識別情報のSHA-256先頭64ビット。走査を繰り返しても変わらない",
    ],
    [
        "place",
        "検出箇所",
        "path with line or offset; a member of an archive stands after `!/`",
        "パスと行又はオフセット。アーカイブ内は「!/」の後に示す",
    ],
    [
        "reaches",
        "名称のみ",
        "a program names it and could ask a library or a peer for it; not judged",
        "プログラム中に名称があり、ライブラリや通信相手に要求し得る。判定の対象としない",
    ],
    [
        "implements",
        "実装",
        "the code is present; not judged",
        "プログラム・ライブラリに含まれる。判定の対象としない",
    ],
    ["configures", "設定で有効", "it may be negotiated or chosen", "設定により選択され得る"],
    [
        "uses",
        "利用",
        "it is in use: a certificate is signed with it, a key is of it",
        "現に用いられている（証明書の署名、鍵など）",
    ],
    [
        "strength",
        "セキュリティ強度",
        "bits by SP 800-57 and CRYPTREC LS-0003; of an asset, that of its weakest use",
        "SP 800-57及びCRYPTREC LS-0003によるビット数。資産の値は最も弱いもの",
    ],
    [
        "broken today",
        "現時点で危殆化",
        "breakable by classical means, and used or allowed",
        "従来の計算機により破られる方式で、利用又は許可されているもの",
    ],
    [
        "quantum-vulnerable",
        "量子計算機に対して脆弱（量子脆弱）",
        "rests on factoring or discrete logarithms, which Shor's algorithm solves",
        "素因数分解問題又は離散対数問題に基づき、Shorのアルゴリズムで解かれるもの",
    ],
    [
        "hybrid",
        "ハイブリッド構成",
        "a combination of which one part resists a quantum computer",
        "現行方式とPQCを組み合わせた構成",
    ],
    [
        "provisional",
        "暫定",
        "a rule not confirmed against its document",
        "原典で確認できていない規則",
    ],
    [
        "coverage",
        "走査範囲",
        "what was read and what was not, with reasons",
        "読み取ったもの、読み取らなかったもの及びその理由",
    ],
    [
        "where cryptography is used",
        "暗号利用場面",
        "derived from the kind of asset and its protocols",
        "資産の種別とプロトコルから判定",
    ],
    [
        "purpose",
        "暗号用途",
        "the roles of the algorithms in the asset",
        "資産におけるアルゴリズムの役割",
    ],
    ["where it is implemented", "暗号実装箇所", "the places", "検出箇所"],
    ["key length", "鍵長", "modulus, field or key length in bits", "法・体・鍵のビット長"],
];

fn outcome_means(outcome: Outcome) -> [&'static str; 2] {
    match outcome {
        Outcome::NotApplicable => {
            ["the list does not speak of this kind of thing", "リストの対象外"]
        }
        Outcome::Conforming => ["in order on this list at this date", "基準日時点でリストに適合"],
        Outcome::Unlisted => ["neither allowed nor forbidden by name", "リストに記載がない"],
        Outcome::Conditional => [
            "in order only under a condition, or for existing data",
            "条件付き又は既存データの処理に限り利用可",
        ],
        Outcome::Migrate => [
            "must be replaced within a period that has begun",
            "移行完遂期間内。期間内に移行を終える",
        ],
        Outcome::Prohibited => ["may not be used at this date", "基準日時点で利用不可"],
        Outcome::Unknown => {
            ["cannot be judged: a size or parameter is not known", "鍵長等が不明のため判定できない"]
        }
    }
}

const OUTCOMES: [Outcome; 7] = [
    Outcome::Conforming,
    Outcome::Conditional,
    Outcome::Migrate,
    Outcome::Prohibited,
    Outcome::Unlisted,
    Outcome::Unknown,
    Outcome::NotApplicable,
];

/// The dictionary.
pub(crate) fn table(report: &Report<'_>) -> Table<'static> {
    let columns = report.pick(
        [("Term", 30), ("In Japanese", 30), ("Meaning", 90)],
        [("用語", 30), ("英語", 30), ("意味", 90)],
    );
    let line = |en: &str, ja: &str, means: &str, means_ja: &str| -> Vec<Cell> {
        let (term, other) = report.pick((en, ja), (ja, en));
        vec![term.into(), other.into(), report.pick(means, means_ja).into()]
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for [en, ja, means, means_ja] in TERMS {
        rows.push(line(en, ja, means, means_ja));
    }
    for outcome in OUTCOMES {
        let [means, means_ja] = outcome_means(outcome);
        let word = |lang| crate::table::outcome_word(outcome, lang);
        rows.push(line(word(Lang::En), word(Lang::Ja), means, means_ja));
    }
    for priority in Priority::ALL {
        let word = |lang| words::priority(priority, lang);
        let reason = priority.reason();
        rows.push(line(word(Lang::En), word(Lang::Ja), &reason.en, &reason.ja));
    }
    for field in FORMS.iter().flat_map(|form| form.fields) {
        rows.push(line(field.en, field.ja, field.means, field.means_ja));
    }
    rows.push(line(
        "FSA table 5.1",
        "FSA報告書 表5.1",
        "the nine fields of the crypto inventory in the FSA's report of 2024-11-26 (provisional: the table may hold more)",
        "金融庁「預金取扱金融機関の耐量子計算機暗号への対応に関する検討会報告書」（2024年11月26日）のクリプト・インベントリの9項目（暫定：原典にはほかの項目があり得る）",
    ));
    rows.push(line(
        "M-23-02",
        "OMB M-23-02",
        "fields of the US memorandum of 2022-11-18 (provisional: not confirmed against it)",
        "米国行政管理予算局の覚書（2022年11月18日）の項目（暫定：原典未確認）",
    ));
    Table {
        id: "dictionary",
        title: report.pick("Definitions", "用語・定義").to_owned(),
        columns: columns.map(|(title, width)| Column::new(title, width)).into(),
        rows: rows.into(),
        shown: Shown::Everywhere,
    }
}
