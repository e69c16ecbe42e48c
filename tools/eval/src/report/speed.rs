//! The part of speed and sizes: latencies with their charts, throughput, instructions, memory, code
//! and what messages cost on the way.

use super::Page;
use crate::bench::Bench;
use crate::budgets::{self, LINKS, packets};
use crate::counters::Counter;
use crate::throughput::Way;
use crate::timing::Timed;
use std::collections::BTreeMap;

/// All of it.
pub(super) fn section(bench: &Bench, page: &mut Page) {
    page.section(("Speed and sizes", "処理性能と大きさ"));
    latencies(&bench.timed, page);
    rates(bench, page);
    instructions(bench, page);
    memory(bench, page);
    code(bench, page);
    sizes(&bench.timed, page);
    handshakes(bench, page);
}

fn latencies(timed: &[Timed], page: &mut Page) {
    page.subsection(("Times", "処理時間"));
    page.paragraph((
        "Implementations in turns in one process, one thread. Median with its 95 % confidence interval, in microseconds; ratio: the first implementation's median over this one's, above 1 is faster, with the interval that follows from those of the medians. The common interface copies keys for each call, which every implementation pays alike.",
        "同一プロセス・単一スレッドで交互に測定。中央値とその95%信頼区間（マイクロ秒）。比は先頭の実装の中央値を当該実装の中央値で割った値で、1を超えると速いことを示し、区間は両中央値の信頼区間から求めています。共通インターフェースは呼び出しごとに鍵を複製し、その費用は全実装に等しくかかります。",
    ));
    let micro = |nanoseconds: u64| format!("{:.1}", nanoseconds as f64 / 1000.0);
    for group in timed.chunk_by(|a, b| a.algorithm == b.algorithm) {
        page.heading(4, &group[0].algorithm);
        page.table(&[
            ("operation", "操作"),
            ("implementation", "実装"),
            ("median µs", "中央値µs"),
            ("95 % interval", "95%信頼区間"),
            ("p5–p95", "5–95%点"),
            ("ratio", "比"),
            ("interval of the ratio", "比の区間"),
        ]);
        for row in group {
            page.row(&[
                &row.operation,
                &row.implementation,
                &micro(row.median),
                &format!("{}–{}", micro(row.low), micro(row.high)),
                &format!("{}–{}", micro(row.p5), micro(row.p95)),
                &format!("{:.2}", row.ratio),
                &format!("{:.2}–{:.2}", row.ratio_low, row.ratio_high),
            ]);
        }
        page.end_table();
        for operation in group.chunk_by(|a, b| a.operation == b.operation) {
            page.chart(crate::chart::bars(operation));
        }
    }
}

fn rates(bench: &Bench, page: &mut Page) {
    page.subsection(("Throughput", "スループット"));
    page.paragraph((
        "Operations a second: one after the other (from the median), in batches of Futae's own interface (signing by a prepared key), and on one thread a processor with keys of its own. Gain: over the same implementation one after the other.",
        "毎秒の処理回数。逐次（中央値から算出）、Futaeの一括処理（署名は準備済みの鍵による。）、プロセッサーごとに一スレッド（鍵は各スレッドで別）の場合。倍率は同じ実装の逐次処理に対するものです。",
    ));
    page.table(&[
        ("algorithm", "アルゴリズム"),
        ("operation", "操作"),
        ("implementation", "実装"),
        ("way", "方法"),
        ("per second", "毎秒"),
        ("gain", "倍率"),
    ]);
    for rate in &bench.rates {
        let way = match rate.way {
            Way::Single => page.of(("one after the other", "逐次")).to_owned(),
            Way::Batch(size) => format!("{} {size}", page.of(("batches of", "一括"))),
            Way::Threads(threads) => format!("{threads} {}", page.of(("threads", "スレッド"))),
        };
        page.row(&[
            &rate.algorithm,
            &rate.operation,
            &rate.implementation,
            &way,
            &format!("{:.0}", rate.per_second),
            &format!("{:.2}", rate.gain),
        ]);
    }
    page.end_table();
}

fn instructions(bench: &Bench, page: &mut Page) {
    page.subsection(("Instructions and cycles", "命令数とサイクル数"));
    if bench.counted.is_empty() {
        page.paragraph(("Not available here.", "本機では測定できません。"));
        return;
    }
    page.paragraph((
        "Of one call through the common interface, by the processor's counters where the system lets the program read them, otherwise by valgrind, whose processor has AVX2 and no AVX-512.",
        "共通インターフェース経由の一回の呼び出しについて、OSが許す場合はプロセッサーの計数器、それ以外はvalgrind（AVX2まで。AVX-512なし）で計数。",
    ));
    page.table(&[
        ("algorithm", "アルゴリズム"),
        ("operation", "操作"),
        ("implementation", "実装"),
        ("instructions", "命令数"),
        ("cycles", "サイクル数"),
        ("by", "計数方法"),
    ]);
    for row in &bench.counted {
        let cycles = row.cycles.map_or("–".to_owned(), |cycles| cycles.to_string());
        let by = match row.by {
            Counter::Processor => page.of(("processor", "プロセッサー")),
            Counter::Valgrind => "valgrind",
        };
        page.row(&[
            &row.algorithm,
            &row.operation,
            &row.implementation,
            &row.instructions.to_string(),
            &cycles,
            by,
        ]);
    }
    page.end_table();
}

fn memory(bench: &Bench, page: &mut Page) {
    page.subsection(("Memory", "メモリー使用量"));
    page.paragraph((
        "Peaks of one call through the common interface, in bytes. Stack: the smallest thread on which it does not fault, less that of doing nothing, to the page of 4096 bytes. Heap: beyond what was held before, the answer included.",
        "共通インターフェース経由の一回の呼び出しにおける最大値（バイト）。スタックは、処理が完了する最小のスレッドの大きさから何もしない場合の値を引いたもの（4096バイト単位）。ヒープは呼び出し前からの増分で、結果の領域を含みます。",
    ));
    page.table(&[
        ("algorithm", "アルゴリズム"),
        ("operation", "操作"),
        ("implementation", "実装"),
        ("stack", "スタック"),
        ("heap", "ヒープ"),
    ]);
    for row in &bench.memory {
        let stack = row.stack.map_or("–".to_owned(), |stack| stack.to_string());
        let heap = row.heap.to_string();
        page.row(&[&row.algorithm, &row.operation, &row.implementation, &stack, &heap]);
    }
    page.end_table();
}

fn code(bench: &Bench, page: &mut Page) {
    page.subsection(("Code", "コードの大きさ"));
    page.paragraph((
        "Sizes of the functions and tables in this program whose symbols carry the implementation's crates, or the prefix of its C library: every parameter set, operation and backend that this program calls. Hash functions of crates that several share are not counted. The C library of aws-lc-rs has much besides.",
        "本プログラム中の関数と表のうち、シンボル名に当該実装のクレート名（又はCライブラリーの接頭辞）を含むものの合計。本プログラムが呼び出す全パラメータセット・操作・バックエンドを含み、複数の実装が共有するハッシュ関数のクレートは含みません。aws-lc-rsのCライブラリーには他の機能も多く含まれます。",
    ));
    page.table(&[
        ("implementation", "実装"),
        ("functions, bytes", "関数（バイト）"),
        ("tables, bytes", "表（バイト）"),
    ]);
    for row in &bench.code {
        page.row(&[&row.implementation, &row.functions.to_string(), &row.tables.to_string()]);
    }
    page.end_table();
}

fn sizes(timed: &[Timed], page: &mut Page) {
    page.subsection(("Keys and messages on the way", "鍵・暗号文・署名の大きさと通信量"));
    page.paragraph((
        "Bytes, and for each link how many packets or frames carry the ciphertext or signature; computed from the sizes.",
        "大きさ（バイト）と、暗号文又は署名の送信に要するパケット・フレームの数。大きさからの計算値です。",
    ));
    let mut titles = vec![
        page.of(("algorithm", "アルゴリズム")),
        page.of(("public key", "公開鍵")),
        page.of(("private key (expanded)", "秘密鍵（展開形）")),
        page.of(("ciphertext or signature", "暗号文または署名")),
    ];
    titles.extend(LINKS.iter().map(|link| link.name));
    page.columns(&titles);
    let sizes: BTreeMap<_, _> = timed.iter().map(|row| (&row.algorithm, row.sizes)).collect();
    for (algorithm, [public, private, made]) in sizes {
        let mut cells =
            vec![algorithm.clone(), public.to_string(), private.to_string(), made.to_string()];
        cells.extend(LINKS.iter().map(|link| packets(made, link).to_string()));
        page.row(&cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    page.end_table();
    for link in &LINKS {
        let payload = page.of(("bytes of payload", "バイトのペイロード"));
        page.item(&format!("{}: {} {payload}, {}", link.name, link.payload, link.source));
    }
    page.end_table();
}

fn handshakes(bench: &Bench, page: &mut Page) {
    page.subsection(("TLS 1.3 handshakes", "TLS 1.3ハンドシェイク"));
    page.paragraph((
        "Bytes of the smallest ClientHello and ServerHello with one share (RFC 8446, 4.1 and 5.1), computed; each handshake takes one round trip, and one more when the server asks for another group. Packets are those of the ClientHello.",
        "鍵共有を一つ含む最小のClientHelloとServerHelloの大きさ（RFC 8446の4.1節・5.1節からの計算値、バイト）。往復は一回で、サーバーが別のグループを求めた場合はもう一回増えます。パケット数はClientHelloのものです。",
    ));
    page.table(&[
        ("group", "グループ"),
        ("code point", "コードポイント"),
        ("ClientHello", "ClientHello"),
        ("ServerHello", "ServerHello"),
        ("packets at 1500", "1500でのパケット数"),
        ("packets at 1280", "1280でのパケット数"),
    ]);
    for exchange in &bench.key_exchanges {
        page.row(&[
            &exchange.group,
            &format!("0x{:04X}", exchange.code_point),
            &exchange.client_hello.to_string(),
            &exchange.server_hello.to_string(),
            &packets(exchange.client_hello, &LINKS[0]).to_string(),
            &packets(exchange.client_hello, &LINKS[1]).to_string(),
        ]);
    }
    page.end_table();
    page.paragraph((
        "What authentication adds to the server's flight: keys and signatures of two certificates and the signature of CertificateVerify, without names and extensions. Round trips: one, and one more beyond the initial window of ten packets (RFC 6928).",
        "サーバー認証による増分：証明書二枚分の公開鍵と署名、及びCertificateVerifyの署名（名前と拡張を除く。）。往復は一回、初期ウィンドウの10パケット（RFC 6928）を超える場合は二回です。",
    ));
    page.table(&[
        ("algorithm", "アルゴリズム"),
        ("bytes", "バイト"),
        ("packets at 1500", "1500でのパケット数"),
        ("round trips", "往復"),
    ]);
    let signatures: BTreeMap<_, _> = bench
        .timed
        .iter()
        .filter(|row| row.operation == "sign")
        .map(|row| (&row.algorithm, row.sizes))
        .collect();
    for (algorithm, [public, _, signature]) in signatures {
        let bytes = budgets::authentication(public, signature);
        page.row(&[
            algorithm,
            &bytes.to_string(),
            &packets(bytes, &LINKS[0]).to_string(),
            &budgets::round_trips(bytes).to_string(),
        ]);
    }
    page.end_table();
}
