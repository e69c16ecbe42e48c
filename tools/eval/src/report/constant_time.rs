//! The part of constant time: every look of every method, with the planted leaks.

use super::Page;
use crate::ct::{Evidence, Look, Method, Seen};
use crate::timing::THRESHOLD;

/// All of it.
pub(super) fn section(evidence: &Evidence, page: &mut Page) {
    page.section(("Constant time", "定数時間性"));
    page.paragraph((
        "Each method has to see a leak that is planted in the same run. That a method sees nothing is no proof that nothing is there.",
        "各方法は、同じ実行の中で埋め込んだ漏えいを検出しなければなりません。検出されなかったことは、漏えいがないことの証明ではありません。",
    ));
    for method in [Method::Dudect, Method::Memcheck, Method::Disassembly] {
        let looks: Vec<&Look> =
            evidence.looks.iter().filter(|look| look.method == method).collect();
        page.subsection(match method {
            Method::Dudect => ("Statistics of times (dudect)", "処理時間の統計（dudect）"),
            Method::Memcheck => {
                ("Secret tracking (valgrind memcheck)", "秘密情報の追跡（valgrind memcheck）")
            }
            Method::Disassembly => ("Disassembly of the kernels", "カーネルの逆アセンブル検査"),
        });
        if looks.is_empty() {
            page.paragraph(("Not asked for in this run.", "今回は実施していません。"));
            continue;
        }
        explain(method, page);
        table(&looks, page);
    }
}

fn explain(method: Method, page: &mut Page) {
    page.paragraph(match method {
        Method::Dudect => (
            "Two classes of inputs in random order, Welch's t of their times, the slowest tenth of each left out.",
            "二種類の入力を無作為な順に与え、処理時間のWelchのt値を求めました（各種類の遅い一割を除外）。",
        ),
        Method::Memcheck => (
            "The private key or its seed and the randomness are marked as undefined; memcheck reports branches and addresses that depend on them. Not divisions, and not AVX-512, which valgrind does not have. Peers are not looked at: they do not say which intermediate values are public.",
            "秘密鍵又はそのシードと乱数を未定義として印付けし、それに依存する分岐とアドレスをmemcheckが報告します。除算と、valgrindが対応しないAVX-512は対象外です。他の実装は、公開してよい中間値を宣言しないため対象外です。",
        ),
        Method::Disassembly => (
            "Every kernel of every backend in this program: divisions, and jumps and addresses that depend on data. What stands outside the kernels is not looked at.",
            "本プログラムに含まれる全バックエンドの全カーネルについて、除算、及びデータに依存する分岐とアドレスを検査します。カーネル以外は対象外です。",
        ),
    });
    if method == Method::Dudect {
        let text = match page.lang {
            super::Lang::En => format!("A leak is stated above |t| = {THRESHOLD}."),
            super::Lang::Ja => format!("|t|が{THRESHOLD}を超えるものを漏えいありとします。"),
        };
        page.text.push_str(&text);
        page.text.push_str("\n\n");
    }
}

fn table(looks: &[&Look], page: &mut Page) {
    page.table(&[
        ("subject", "対象"),
        ("operation or classes", "操作・入力の種類"),
        ("implementation", "実装"),
        ("result", "結果"),
        ("as it should be", "期待どおり"),
        ("figures", "数値等"),
    ]);
    for look in looks {
        let result = match &look.seen {
            Seen::Nothing => page.of(("nothing seen", "検出なし")).to_owned(),
            Seen::Leak => page.of(("LEAK", "漏えいあり")).to_owned(),
            Seen::NotRun(why) => format!("{}: {why}", page.of(("NOT RUN", "実施できず"))),
        };
        let expected = match look.is_as_it_should_be() {
            true => page.of(("yes", "はい")),
            false => page.of(("NO", "いいえ")),
        };
        page.row(&[
            &look.subject,
            &look.operation,
            &look.implementation,
            &result,
            expected,
            &look.detail,
        ]);
    }
    page.end_table();
}
