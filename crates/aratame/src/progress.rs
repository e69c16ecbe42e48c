//! Progress of a long scan on a terminal; nothing in a pipe.

use crate::messages;
use anyhow::{Context, Result};
use aratame_report::Lang;
use aratame_scan::Progress;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A line that shows files, bytes and rate until it is dropped.
#[derive(Debug)]
pub(crate) struct Display {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Display {
    /// Starts the display when standard error is a terminal and nobody asked for quiet.
    #[must_use]
    pub(crate) fn start(progress: &Arc<Progress>, quiet: bool, lang: Lang) -> Option<Self> {
        let progress = Arc::clone(progress);
        Self::show(quiet, move |start| scanned(&progress, start, lang))
    }

    /// The same for a probe.
    #[must_use]
    pub(crate) fn of_probe(
        progress: &Arc<aratame_probe::Progress>,
        quiet: bool,
        lang: Lang,
    ) -> Option<Self> {
        let progress = Arc::clone(progress);
        Self::show(quiet, move |_| {
            let count = |number: &AtomicU64| HumanCount(number.load(Ordering::Relaxed));
            let word = lang.pick("endpoints", "対象");
            format!("{} / {} {word}", count(&progress.done), count(&progress.all))
        })
    }

    fn show(quiet: bool, text: impl Fn(Instant) -> String + Send + 'static) -> Option<Self> {
        if quiet || !io::stderr().is_terminal() {
            return None;
        }
        let done = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&done);
        let thread = thread::spawn(move || show(&stop, text));
        Some(Self { done, thread: Some(thread) })
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The first Ctrl-C ends the run and what was seen is written; a second one ends the program.
/// `cancel` is where a run of this kind looks whether to go on.
pub(crate) fn end_cleanly<P: Send + Sync + 'static>(
    progress: &Arc<P>,
    cancel: fn(&P) -> &AtomicBool,
    lang: Lang,
) -> Result<()> {
    let progress = Arc::clone(progress);
    ctrlc::set_handler(move || {
        if cancel(&progress).swap(true, Ordering::Relaxed) {
            std::process::exit(2);
        }
        messages::note(lang.pick(
            "interrupted: writing what was seen; the inventory is incomplete",
            "中断：確認済みの範囲を出力します（一覧は不完全です）",
        ));
    })
    .context("cannot handle Ctrl-C")
}

fn scanned(progress: &Progress, start: Instant, lang: Lang) -> String {
    let files = HumanCount(progress.files.load(Ordering::Relaxed));
    let bytes = progress.bytes.load(Ordering::Relaxed);
    let milliseconds = start.elapsed().as_millis().max(1);
    let rate = u128::from(bytes) * 1000 / milliseconds;
    let rate = HumanBytes(u64::try_from(rate).unwrap_or(u64::MAX));
    let files_word = lang.pick("files", "ファイル");
    format!("{files} {files_word}, {} ({rate}/s)", HumanBytes(bytes))
}

fn show(done: &AtomicBool, text: impl Fn(Instant) -> String) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed_precise} {msg}") {
        bar.set_style(style);
    }
    let start = Instant::now();
    while !done.load(Ordering::Relaxed) {
        bar.set_message(text(start));
        bar.tick();
        thread::sleep(Duration::from_millis(100));
    }
    bar.finish_and_clear();
}
