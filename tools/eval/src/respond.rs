//! ACVP: from a prompt to the response that is submitted.

use crate::implementation::Implementation;
use crate::run;
use crate::suite::{Case, Expected, open};
use crate::suites::acvp;
use crate::suites::groups::{self, Object, number, text};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::Path;

/// The response of `implementation` to the prompt, in the order of the prompt.
///
/// # Errors
/// The prompt cannot be read, or a test has no answer: a response with gaps would be a failure
/// of the validation, so there is none.
pub(crate) fn respond(prompt: &Path, implementation: &mut dyn Implementation) -> Result<Value> {
    // Tests of a group follow each other.
    let mut answered: Vec<(u64, Vec<Value>)> = Vec::new();
    let header = groups::read(open(prompt)?, &mut |header, group, test| {
        let answer = answer(header, group, test, implementation)?;
        let number = number(group, "tgId");
        match answered.last_mut() {
            Some((last, tests)) if *last == number => tests.push(answer),
            _ => answered.push((number, vec![answer])),
        }
        Ok(())
    })?;
    let groups =
        answered.into_iter().map(|(number, tests)| json!({ "tgId": number, "tests": tests }));
    let mut response = Object::new();
    for name in ["vsId", "algorithm", "mode", "revision", "isSample"] {
        if let Some(value) = header.get(name) {
            response.insert(name.to_owned(), value.clone());
        }
    }
    response.insert("testGroups".to_owned(), Value::Array(groups.collect()));
    Ok(Value::Object(response))
}

fn answer(
    header: &Object,
    group: &Object,
    test: &Object,
    implementation: &mut dyn Implementation,
) -> Result<Value> {
    let family = text(header, "algorithm");
    let id = format!("group {} test {}", number(group, "tgId"), number(test, "tcId"));
    let case = Case {
        algorithm: acvp::algorithm(group),
        operation: acvp::question(family, text(header, "mode"), group, test)
            .with_context(|| id.clone())?,
        expected: Expected::Unknown,
        id,
    };
    let answer = run::ask(implementation, &case).with_context(|| case.id.clone())?;
    let mut fields = acvp::fields(family, &answer).with_context(|| case.id.clone())?;
    if let Some(fields) = fields.as_object_mut() {
        fields.insert("tcId".to_owned(), json!(number(test, "tcId")));
    }
    Ok(fields)
}
