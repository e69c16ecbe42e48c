//! An implementation behind a pipe: a program that reads a line and writes a line.
//!
//! Owns starting it again after a crash and giving up on it when it hangs. A program that
//! failed to answer a question is asked the next one anew.

use crate::implementation::Implementation;
use crate::operation::{Answer, Operation, Question, Reply};
use anyhow::{Context, Result, bail, ensure};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

/// How long an answer may take. The slowest operation of the standards, SLH-DSA signing with a
/// small signature, takes seconds on a smart card.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longest line of an answer: a signature of SLH-DSA-256f has 100 000 digits.
const MAX_LINE: u64 = 1 << 20;

/// A program that answers on its standard output.
#[derive(Debug)]
pub(crate) struct Program {
    command: String,
    patience: Duration,
    running: Option<Running>,
    asked: u64,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: ChildStdin,
    lines: Receiver<String>,
}

impl Program {
    /// Starts `command`, which the shell's words are: a program and its arguments by spaces.
    ///
    /// # Errors
    /// There is no such program.
    pub(crate) fn start(command: &str) -> Result<Self> {
        Self::with_patience(command, PATIENCE)
    }

    fn with_patience(command: &str, patience: Duration) -> Result<Self> {
        let mut program = Self { command: command.to_owned(), patience, running: None, asked: 0 };
        program.running = Some(program.spawn()?);
        Ok(program)
    }

    fn spawn(&self) -> Result<Running> {
        let mut words = self.command.split_whitespace();
        let program = words.next().context("the command is empty")?;
        let mut child = Command::new(program)
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {program:?}"))?;
        let input = child.stdin.take().context("the program has no input")?;
        let output = child.stdout.take().context("the program has no output")?;
        let (sender, lines) = sync_channel(1);
        thread::spawn(move || {
            let mut reader = BufReader::new(output);
            while let Some(line) = read_line(&mut reader) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Running { child, input, lines })
    }

    fn exchange(running: &mut Running, question: &Question, patience: Duration) -> Result<Answer> {
        let mut line = serde_json::to_string(question)?;
        line.push('\n');
        let sent = running.input.write_all(line.as_bytes()).and_then(|()| running.input.flush());
        sent.context("the program does not read its input; did it end?")?;
        let answered = match running.lines.recv_timeout(patience) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => bail!("no answer in {} s", patience.as_secs()),
            Err(RecvTimeoutError::Disconnected) => {
                bail!("the program ended without an answer ({})", running.child.wait()?)
            }
        };
        let reply: Reply = serde_json::from_str(&answered)
            .with_context(|| format!("not an answer: {}", shortened(&answered)))?;
        ensure!(reply.id == question.id, "the answer is to question {}", reply.id);
        Ok(reply.answer)
    }
}

/// A line of at most [`MAX_LINE`] bytes; what is longer is cut, and so no answer.
fn read_line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = Vec::new();
    let read = reader.take(MAX_LINE).read_until(b'\n', &mut line).ok()?;
    (read > 0).then(|| String::from_utf8_lossy(&line).into_owned())
}

fn shortened(line: &str) -> String {
    let text: String = line.trim_end().chars().take(80).collect();
    format!("{text:?}")
}

impl Implementation for Program {
    fn name(&self) -> String {
        format!("program:{}", self.command)
    }

    fn ask(&mut self, algorithm: &str, operation: &Operation) -> Result<Answer> {
        self.asked += 1;
        let question = Question {
            id: self.asked,
            algorithm: algorithm.to_owned(),
            operation: operation.clone(),
        };
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.spawn()?,
        };
        let answer = Self::exchange(&mut running, &question, self.patience);
        match &answer {
            Ok(_) => self.running = Some(running),
            // Whatever it does now, it is not an answer to the next question.
            Err(_) => drop(running.child.kill().and_then(|()| running.child.wait())),
        }
        answer
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            // A program ends when its input does; one that does not is ended.
            drop(running.input);
            drop(running.child.kill().and_then(|()| running.child.wait()));
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn ask(script: &str) -> (Result<Answer>, Result<Answer>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("program.sh");
        std::fs::write(&path, script).unwrap();
        let command = format!("sh {}", path.display());
        let mut program = Program::with_patience(&command, Duration::from_millis(300)).unwrap();
        let check = Operation::CheckPublicKey { public_key: [1].into() };
        (program.ask("ML-KEM-768", &check), program.ask("ML-KEM-768", &check))
    }

    #[test]
    fn a_program_that_answers() {
        let (first, second) = ask(
            "n=0\nwhile read -r line; do n=$((n+1)); echo \"{\\\"id\\\":$n,\\\"valid\\\":true}\"; done",
        );
        assert_eq!(first.unwrap(), Answer::Valid(true));
        assert_eq!(second.unwrap(), Answer::Valid(true));
    }

    #[test]
    fn programs_that_crash_hang_or_talk_nonsense_fail_the_case_only() {
        for (script, message) in [
            ("exit 3", ""),
            ("read -r line; exit 3", "without an answer (exit status: 3)"),
            ("sleep 5", "no answer in"),
            ("echo hello; cat >/dev/null", "not an answer: \"hello\""),
            ("echo '{\"id\":99,\"valid\":true}'; cat >/dev/null", "to question 99"),
            ("head -c 3000000 /dev/zero; cat >/dev/null", "not an answer"),
        ] {
            let (first, second) = ask(script);
            let first = format!("{:#}", first.unwrap_err());
            assert!(first.contains(message), "{script}: {first}");
            assert!(second.is_err(), "{script}");
        }
    }

    #[test]
    fn a_program_that_is_not_there() {
        let error = Program::start("/nowhere/at-all").unwrap_err();
        assert!(error.to_string().contains("/nowhere/at-all"));
    }
}
