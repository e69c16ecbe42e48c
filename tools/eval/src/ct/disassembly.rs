//! The check of `tools/constant-time.awk` on the kernels in this program: every kernel of every
//! backend, with functions that divide and jump on secrets put among them as the control.

use super::{Look, Method, Seen, planted};
use anyhow::{Context, Result, ensure};
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// The check, which reads a disassembly.
const CHECK: &str = include_str!("../../../constant-time.awk");

/// Where the control stands among the kernels.
const AMONG: &str = "futae_kernels::portable::planted";

/// Looks at the kernels as they are, and with each planted leak among them.
pub(super) fn look(progress: &mut dyn FnMut(&str)) -> Vec<Look> {
    progress("disassembly of the kernels");
    // So that they are in the program.
    black_box((planted::division(&[1; 4]), planted::jump(&[1; 4])));
    let listing = listing();
    let kinds = [("kernels", None), ("division", Some("division")), ("jump", Some("jump"))];
    kinds
        .into_iter()
        .map(|(subject, planted)| {
            let checked = match &listing {
                Ok(listing) => check(listing, planted),
                Err(error) => Err(anyhow::anyhow!("{error:#}")),
            };
            let (seen, detail) = match checked {
                Ok((true, last)) => (Seen::Nothing, last),
                Ok((false, last)) => (Seen::Leak, last),
                Err(error) => (Seen::NotRun(format!("{error:#}")), String::new()),
            };
            Look {
                method: Method::Disassembly,
                subject: subject.to_owned(),
                operation: "divisions, jumps and addresses from data".to_owned(),
                implementation: match planted {
                    Some(_) => "planted leak".to_owned(),
                    None => "futae, every backend".to_owned(),
                },
                planted: planted.is_some(),
                seen,
                detail,
            }
        })
        .collect()
}

/// The functions of the kernels and of the planted leaks, each with its name.
struct Listing {
    kernels: String,
    planted: Vec<(String, String)>,
}

/// What a function is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Kernel,
    Planted,
    Other,
}

impl Section {
    fn of(name: &str) -> Self {
        if name.contains("futae_eval::ct::planted::") {
            Self::Planted
        } else if name.contains("futae_kernels::") {
            Self::Kernel
        } else {
            Self::Other
        }
    }
}

fn listing() -> Result<Listing> {
    ensure!(cfg!(target_arch = "x86_64"), "the check reads x86-64 only");
    let mut child = Command::new("objdump")
        .args(["--disassemble", "--no-show-raw-insn", "--demangle"])
        .arg(std::env::current_exe()?)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("objdump (binutils) is not here")?;
    let output = child.stdout.take().context("no output")?;
    let mut listing = Listing { kernels: String::new(), planted: Vec::new() };
    let mut section = Section::Other;
    for line in BufReader::new(output).lines() {
        let line = line?;
        if let Some(name) = heading(&line) {
            section = Section::of(name);
            if section == Section::Planted {
                listing.planted.push((name.to_owned(), String::new()));
                continue;
            }
        }
        let text = match section {
            Section::Kernel => Some(&mut listing.kernels),
            Section::Planted => listing.planted.last_mut().map(|(_, body)| body),
            Section::Other => None,
        };
        if let Some(text) = text {
            text.push_str(&line);
            text.push('\n');
        }
    }
    ensure!(child.wait()?.success(), "objdump failed");
    Ok(listing)
}

/// The name in `0000000000001234 <name>:`.
fn heading(line: &str) -> Option<&str> {
    line.strip_suffix(">:")?.split_once(" <").map(|(_, name)| name)
}

/// Whether the check finds nothing, and its last line.
fn check(listing: &Listing, planted: Option<&str>) -> Result<(bool, String)> {
    let mut child = Command::new("awk")
        .arg(CHECK)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("awk is not here")?;
    let mut text = listing.kernels.clone();
    if let Some(wanted) = planted {
        let body = listing.planted.iter().find(|(name, _)| name.contains(wanted));
        let (_, body) = body.context("the planted leak is not in the program")?;
        text.push_str(&format!("0 <{AMONG}_{wanted}>:\n{body}\n"));
    }
    let mut input = child.stdin.take().context("no input")?;
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    drop(writer.join());
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().rfind(|line| line.starts_with("disassembly:"));
    let last = last.context("the check did not come to its end")?.to_owned();
    // A check that sees nothing ends otherwise than one that has findings.
    let control =
        said.lines().find(|line| line.starts_with("no ") || line.starts_with("fewer kernels"));
    if let Some(control) = control {
        anyhow::bail!("{control}");
    }
    let found = said.lines().find(|line| line.contains(AMONG)).unwrap_or_default();
    ensure!(planted.is_none() || output.status.success() || !found.is_empty(), "{last}");
    Ok((output.status.success(), last))
}
