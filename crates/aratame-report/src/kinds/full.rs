//! Everything: figures first, then systems, assets, plan, what is unknown, and how it was made.

use crate::kinds::{absence, dictionary, heading, paper, text};
use crate::paper::{Block, Cell, Column, Paper, Shown, Table};
use crate::report::{Report, chart, figures, ledger, steps, systems, tls, words};
use aratame_inventory::Severity;

/// Diagnostics that a workbook lists: beyond, the reader needs other tools.
const DIAGNOSTICS: usize = 100_000;

/// The report.
pub(crate) fn build<'r>(report: &'r Report<'r>) -> Paper<'r> {
    let mut blocks = vec![Block::SignOff];
    first_page(report, &mut blocks);
    systems_and_plan(report, &mut blocks);
    assets(report, &mut blocks);
    communication(report, &mut blocks);
    unknowns(report, &mut blocks);
    method(report, &mut blocks);
    let title = report.pick("Report on the use of cryptography", "暗号利用状況報告書");
    paper(report, title.to_owned(), blocks)
}

fn first_page(report: &Report<'_>, blocks: &mut Vec<Block<'_>>) {
    let summary = report.summary();
    let p = |en: &'static str, ja: &'static str| report.pick(en, ja);
    blocks.push(heading(report, "Coverage and data quality", "走査範囲とデータの品質"));
    let quality = figures::quality(report);
    let title = p("How far the inventory can be trusted", "データ品質");
    blocks.push(Block::Table(figures::table(
        report,
        "quality",
        title,
        &quality,
        Shown::Everywhere,
    )));
    blocks.push(heading(report, "Verdicts", "判定結果"));
    let verdicts = figures::verdicts(report);
    let title = p("Figures", "集計");
    blocks.push(Block::Table(figures::table(
        report,
        "figures",
        title,
        &verdicts,
        Shown::Everywhere,
    )));
    blocks.push(Block::Chart(chart::verdicts(report, &summary)));
    blocks.push(heading(report, "2030 and 2035", "2030年・2035年への推移"));
    blocks.push(Block::Chart(chart::burn_down(report, &summary)));
    blocks.push(Block::Note(
        p(
            "The bars judge the inventory of today at the end of each year by the lists applied. The line of the plan counts an asset as moved when the last of its steps has ended; it is a plan and no forecast. What has no target yet, such as signatures while CRYPTREC's list names none, stays.",
            "棒は、現在の一覧を各年末の時点で適用リストにより判定し直した件数です。計画の線は、資産に係る最後の手順が終わった年に移行済として数えたもので、予測ではありません。移行先がまだないもの（CRYPTREC暗号リストに未掲載のPQC署名など）は残数に含みます。",
        )
        .to_owned(),
    ));
    blocks.push(heading(report, "Top risks", "優先して対応すべきもの"));
    blocks.push(Block::Table(top_risks(report)));
    blocks.push(heading(report, "What to decide", "判断を要する事項"));
    blocks.push(Block::List(decisions(report)));
}

/// The most urgent assets.
pub(crate) fn top_risks(report: &Report<'_>) -> Table<'static> {
    let columns = report.pick(
        [("Priority", 20), ("Kind", 16), ("Name", 34), ("Why", 60), ("Place", 50)],
        [("優先度", 20), ("種別", 16), ("名称", 34), ("理由", 60), ("検出箇所", 50)],
    );
    let summary = report.summary();
    let row = |each: &crate::Urgent<'_>| {
        vec![
            words::priority_cell(each.judgement.priority, report.lang),
            report.pick(each.asset.kind.as_str(), each.asset.kind.ja()).into(),
            each.asset.name.as_str().into(),
            each.why(report.lang).into(),
            each.place().into(),
        ]
    };
    Table {
        id: "risks",
        title: report.pick("Top risks", "優先対応").to_owned(),
        columns: columns.map(|(title, width)| Column::new(title, width)).into(),
        rows: summary.urgent.iter().map(row).collect(),
        shown: Shown::Everywhere,
    }
}

/// What follows from the figures for those who decide.
pub(crate) fn decisions(report: &Report<'_>) -> Vec<String> {
    let facts = super::facts::Facts::new(report);
    let mut list = Vec::new();
    let mut say = |count: usize, en: String, ja: String| {
        if count > 0 {
            list.push(report.pick(en, ja));
        }
    };
    let broken = facts.broken;
    say(
        broken,
        format!("Stop or replace what is broken today (assets: {broken}): who, and by when."),
        format!("現時点で危殆化した方式（{broken}件）の停止又は置換え：担当と期限を定める。"),
    );
    let forbidden = facts.prohibited;
    say(
        forbidden,
        format!(
            "Replace what the lists applied prohibit at this date (assets: {forbidden}), or accept the risk in writing."
        ),
        format!("基準日時点で利用不可の方式（{forbidden}件）の置換え、又は例外措置の承認。"),
    );
    let migrate = facts.migrate;
    say(
        migrate,
        format!(
            "Plan the replacement of what the lists applied want gone by a date (assets: {migrate}; 112-bit security by the end of 2030, public keys in principle by 2035)."
        ),
        format!(
            "移行要の方式（{migrate}件）について、期限（112ビットセキュリティは2030年末、公開鍵暗号は原則2035年）までの移行計画を定める。"
        ),
    );
    let harvest = facts.vulnerable_confidentiality;
    say(
        harvest,
        format!(
            "Quantum-vulnerable key agreement or encryption (assets: {harvest}): which of them protect data that must stay confidential beyond 2035? Those come first (harvest now, decrypt later)."
        ),
        format!(
            "量子脆弱な鍵共有・暗号化（{harvest}件）のうち、2035年以降も秘匿が必要な情報を扱うものを特定し、優先して移行する（ハーベスト攻撃への対応）。"
        ),
    );
    let clear = facts.keys_in_clear;
    say(
        clear,
        format!(
            "Private or secret keys in files without encryption ({clear}): keep, protect or remove."
        ),
        format!("暗号化されずに保存された鍵（{clear}件）の要否と保護方法を決める。"),
    );
    let gaps = facts.gaps;
    say(
        gaps,
        format!(
            "Places that could not be seen ({gaps}): repeat the scan with permission to read, or accept the gap."
        ),
        format!(
            "確認できなかった箇所（{gaps}件）について、権限を得て再走査するか、未確認として受容するかを決める。"
        ),
    );
    let without = report.planned.plan.without_scan.len();
    if report.planned.has_ledger() && without > 0 {
        list.push(report.pick(
            format!("Systems of the ledger without a scan ({without}): order one."),
            format!("台帳のうち走査結果のない情報システム（{without}件）の走査を実施する。"),
        ));
    }
    if list.is_empty() {
        let nothing = report.pick(
            "Nothing to decide follows from this inventory by the lists applied.",
            "適用リストによる限り、この一覧から判断を要する事項はありません。",
        );
        list.push(nothing.to_owned());
    }
    list
}

fn systems_and_plan(report: &Report<'_>, blocks: &mut Vec<Block<'_>>) {
    blocks.push(heading(report, "Information systems", "情報システム"));
    if report.planned.has_ledger() {
        blocks.push(Block::Table(systems::table(report, Shown::Everywhere)));
        blocks.push(Block::Note(
            report
                .pick(
                    "Agility and hybrid readiness are shares by the criteria on the sheet \"How the scores are made\"; they are no marks.",
                    "アジリティ及びハイブリッド対応は、Excelブックの「指標の内訳」に示す観点の該当割合であり、評点ではありません。",
                )
                .to_owned(),
        ));
        blocks.push(Block::Table(systems::scores(report)));
        blocks.push(Block::Table(systems::unjoined(report)));
    } else {
        blocks.push(text(
            report,
            "No ledger of systems was given (--systems): owners, confidentiality, periods of protection and renewals are not known, and the plan below cannot weigh them.",
            "情報システム台帳（--systems）が指定されていないため、責任者、機密性、保護期間、更改年度を考慮していません。以下の計画はこれらを反映していません。",
        ));
    }
    blocks.push(heading(report, "Plan", "移行計画"));
    blocks.push(Block::Table(steps::gantt(report)));
    blocks.push(Block::Table(steps::table(report)));
    blocks.push(Block::Table(steps::changes(report)));
    blocks.push(Block::Table(steps::derivations(report)));
    let knowledge = &report.planned.plan.knowledge;
    blocks.push(Block::Note(report.pick(
        format!("Products by the knowledge base of edition {} ({}). Change nothing before its check has passed.", knowledge.0, knowledge.1),
        format!("製品情報は知識ベース {}版（{}）による。設定変更は「適用前の確認」に合格してから行うこと。", knowledge.0, knowledge.1),
    )));
}

fn assets<'r>(report: &'r Report<'r>, blocks: &mut Vec<Block<'r>>) {
    blocks.push(heading(report, "Assets", "暗号関連資産の一覧"));
    blocks.push(text(
        report,
        "Each asset with its algorithms, the verdicts with their citations, and the places where it was seen.",
        "資産ごとに、アルゴリズム、判定と出典、検出箇所を示します。",
    ));
    blocks.push(Block::Assets);
    blocks.push(absence(report));
    blocks.push(Block::Table(ledger::table(report)));
    blocks.push(Block::Table(ledger::uses(report)));
    blocks.push(Block::Table(ledger::m_23_02(report)));
}

fn communication(report: &Report<'_>, blocks: &mut Vec<Block<'_>>) {
    blocks.push(heading(report, "TLS configurations", "TLS設定の評価"));
    blocks.push(Block::Table(tls::table(report)));
    blocks.push(Block::Table(tls::checks(report)));
    blocks.push(Block::Table(tls::settings(report)));
    blocks.push(Block::Note(
        report
            .pick(
                "By the TLS guideline CRYPTREC GL-3001, as far as files show it. The running service is to be confirmed; citations and provisional rules stand on the sheet \"TLS checklist\".",
                "TLS暗号設定ガイドライン（CRYPTREC GL-3001）による、設定ファイルから確認できる範囲の評価です。稼働環境での確認が別途必要です。出典及び暫定の規則はExcelブックの「TLS設定チェックリスト」に示します。",
            )
            .to_owned(),
    ));
}

fn unknowns(report: &Report<'_>, blocks: &mut Vec<Block<'_>>) {
    blocks.push(heading(report, "What is not known", "未確認事項"));
    blocks.push(Block::Table(figures::not_read(report)));
    if report.planned.has_ledger() {
        blocks.push(Block::Table(systems::questions(report)));
    }
    blocks.push(Block::Table(diagnostics(report)));
}

fn diagnostics(report: &Report<'_>) -> Table<'static> {
    let columns = report.pick(
        [("Meaning", 12), ("Code", 24), ("Place", 60), ("What happened", 60), ("What to do", 50)],
        [("区分", 12), ("コード", 24), ("箇所", 60), ("内容", 60), ("対応", 50)],
    );
    let all = &report.inventory.diagnostics;
    let row = |each: &aratame_inventory::Diagnostic| {
        let code = each.code;
        let (tone, word) = match code.severity {
            Severity::Gap => (crate::paper::Tone::Bad, report.pick("gap", "欠落")),
            Severity::Warning => (crate::paper::Tone::Warn, report.pick("warning", "警告")),
            Severity::Note => (crate::paper::Tone::Neutral, report.pick("note", "注記")),
        };
        let said = report.pick(code.en, code.ja);
        let said = if each.message.is_empty() {
            said.to_owned()
        } else {
            format!("{said} ({})", each.message)
        };
        vec![
            Cell::Status(tone, word.to_owned()),
            code.code.into(),
            format!("{}{}", each.path, each.position).into(),
            said.into(),
            report.pick(code.advice_en, code.advice_ja).into(),
        ]
    };
    let mut order: Vec<_> = all.iter().collect();
    order.sort_by_key(|each| std::cmp::Reverse(each.code.severity));
    let mut rows: Vec<Vec<Cell>> = order.into_iter().take(DIAGNOSTICS).map(row).collect();
    if all.len() > DIAGNOSTICS {
        let rest = all.len() - DIAGNOSTICS;
        let said =
            report.pick(format!("{rest} more: see the JSON"), format!("ほか{rest}件：JSONを参照"));
        rows.push(vec![said.into(), Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
    }
    Table {
        id: "diagnostics",
        title: report
            .pick("What could not be read or understood", "読取・解釈できなかったもの")
            .to_owned(),
        columns: columns.map(|(title, width)| Column::new(title, width)).into(),
        rows: rows.into(),
        shown: Shown::Everywhere,
    }
}

fn method(report: &Report<'_>, blocks: &mut Vec<Block<'_>>) {
    blocks.push(heading(report, "Method", "方法"));
    blocks.push(Block::List(
        report
            .pick(
                [
                    "Files were read without being changed, and recognised by their structure and content, not by their names. No network was used.",
                    "Four levels of evidence are kept apart: a program names an algorithm and can reach it, a library implements it, a configuration allows it, something uses it. Only what is allowed or used is judged.",
                    "\"Broken today\" and \"quantum-vulnerable\" are two axes: the first calls for action now, the second for migration by 2035.",
                    "Every verdict stands with its list, edition, entry and date. Rules that are not confirmed against their document are marked provisional.",
                    "Figures hold for the as-of date. A share is given with its denominator; how each was counted stands beside it.",
                ],
                [
                    "ファイルは変更せずに読み取り、名称ではなく構造と内容により識別しています。通信は行っていません。",
                    "根拠の水準を「名称のみ」「実装」「設定で有効」「利用」に区分し、設定又は利用されているもののみを判定しています。",
                    "「現時点で危殆化」と「量子計算機に対して脆弱」は別の軸です。前者は直ちに、後者は2035年までの移行として対応します。",
                    "判定にはリスト名、版、項目及び日付を付しています。原典で確認できていない規則には「暫定」と表示しています。",
                    "件数は基準日時点のものです。割合には分母を、各件数には算出方法を併記しています。",
                ],
            )
            .map(str::to_owned)
            .into(),
    ));
    blocks.push(Block::Table(lists(report)));
    blocks.push(Block::Table(dictionary::table(report)));
}

fn lists(report: &Report<'_>) -> Table<'static> {
    let columns = report.pick(
        [("List", 24), ("Edition", 22), ("Date", 12), ("Title", 70)],
        [("リスト", 24), ("版", 22), ("日付", 12), ("名称", 70)],
    );
    let row = |list: &std::sync::Arc<aratame_policy::verdict::ListHead>| {
        vec![
            Cell::from(&*list.id),
            Cell::from(&*list.edition),
            Cell::from(&*list.date),
            Cell::from(report.lang.of(&list.title)),
        ]
    };
    Table {
        id: "lists",
        title: report.pick("Lists applied", "適用したリスト").to_owned(),
        columns: columns.map(|(title, width)| Column::new(title, width)).into(),
        rows: report.judgement.lists.iter().map(row).collect(),
        shown: Shown::Everywhere,
    }
}
