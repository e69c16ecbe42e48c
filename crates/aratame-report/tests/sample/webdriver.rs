//! A browser with hands on it: chromedriver, by the WebDriver protocol of the W3C.

use data_encoding::BASE64;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the page may take before it shows what was asked for: far more than any machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// One page in one browser.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
}

impl Browser {
    /// Opens a page; says aloud why it cannot.
    pub(crate) fn open(page: &Path) -> Option<Self> {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| eprintln!("SKIPPED: chromedriver: {error}"))
            .ok()?;
        let mut lines = BufReader::new(driver.stdout.take()?).lines();
        let port = lines.by_ref().find_map(|line| {
            let line = line.ok()?;
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        // What the driver writes later is read away, so that it never waits for room.
        std::thread::spawn(move || lines.for_each(drop));
        let mut browser = Self { driver, port: port?, session: String::new() };
        let profile = format!("--user-data-dir={}", page.with_extension("profile").display());
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1000,1400",
            &profile,
        ];
        let answer = browser.call(
            "POST",
            "/session",
            &json!({ "capabilities": { "alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": { "args": arguments },
            } } }),
        );
        match answer["value"]["sessionId"].as_str() {
            Some(session) => session.clone_into(&mut browser.session),
            None => {
                eprintln!("SKIPPED: chromedriver starts no browser: {}", answer["value"]);
                return None;
            }
        }
        browser.post("url", &json!({ "url": format!("file://{}", page.display()) }));
        Some(browser)
    }

    /// Types into the element of a selector.
    pub(crate) fn type_into(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.post(&format!("element/{element}/value"), &json!({ "text": text }));
    }

    /// Clicks on the element of a selector.
    pub(crate) fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.post(&format!("element/{element}/click"), &json!({}));
    }

    /// The value of an expression in the page.
    pub(crate) fn value(&self, expression: &str) -> Value {
        self.post("execute/sync", &json!({ "script": format!("return {expression};"), "args": [] }))
    }

    /// Waits until an expression holds.
    pub(crate) fn until(&self, expression: &str) {
        let begin = Instant::now();
        while self.value(expression) != Value::Bool(true) {
            assert!(begin.elapsed() < PATIENCE, "never: {expression}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A photograph, as PNG.
    pub(crate) fn photograph(&self) -> Vec<u8> {
        let picture = self.get("screenshot");
        BASE64.decode(picture.as_str().unwrap().as_bytes()).unwrap()
    }

    /// The page printed on A4, as PDF.
    pub(crate) fn print(&self) -> Vec<u8> {
        let page = json!({ "width": 21.0, "height": 29.7 });
        let pdf = self.post("print", &json!({ "page": page, "background": true }));
        BASE64.decode(pdf.as_str().unwrap().as_bytes()).unwrap()
    }

    fn element(&self, selector: &str) -> String {
        let found = self.post("element", &json!({ "using": "css selector", "value": selector }));
        let reference = found.as_object().and_then(|object| object.values().next());
        reference.and_then(Value::as_str).unwrap_or_else(|| panic!("no {selector}")).to_owned()
    }

    fn get(&self, what: &str) -> Value {
        let path = format!("/session/{}/{what}", self.session);
        self.call("GET", &path, &Value::Null)["value"].take()
    }

    fn post(&self, what: &str, body: &Value) -> Value {
        let path = format!("/session/{}/{what}", self.session);
        let mut answer = self.call("POST", &path, body);
        assert!(answer["value"]["error"].is_null(), "{what}: {}", answer["value"]);
        answer["value"].take()
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            self.port,
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
        serde_json::from_slice(&content(BufReader::new(stream))).unwrap_or(Value::Null)
    }
}

/// The content of an answer: the driver keeps the connection, so its length must be asked for.
fn content(mut answer: impl BufRead) -> Vec<u8> {
    let mut length = 0;
    let mut line = String::new();
    while answer.read_line(&mut line).is_ok_and(|read| read > 2) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut content = vec![0; length];
    answer.read_exact(&mut content).unwrap();
    content
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !self.session.is_empty() {
            self.call("DELETE", &format!("/session/{}", self.session), &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
