use std::io::{BufRead, BufReader};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs, process};

use serde_json::{Value, json};

/// A headless Chromium that is told what to do by the protocol `WebDriver` (W3C).
pub(crate) struct Browser {
    driver: Child,
    session: String,
    /// The browser's profile, and the pages that it opens.
    folder: PathBuf,
}

/// Chromium in a container, which loads nothing of its own accord.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
];

impl Browser {
    /// Returns the program that is missing, if one is.
    pub(crate) fn missing() -> Option<&'static str> {
        ["chromium", "chromedriver"].into_iter().find(|program| {
            let path = env::var_os("PATH").unwrap_or_default();
            !env::split_paths(&path).any(|folder| folder.join(program).is_file())
        })
    }

    pub(crate) fn start() -> Self {
        let folder = env::temp_dir().join(format!("lockstep-browser-{}", process::id()));
        fs::create_dir_all(&folder).expect("tests may write there");
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed");
        let stdout = driver.stdout.take().expect("it is a pipe");
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let port: NonZero<u16> = lines
            .find_map(|line| {
                line.split_once("on port ")?
                    .1
                    .trim_end_matches('.')
                    .parse()
                    .ok()
            })
            .expect("chromedriver says its port");
        // Whoever writes to a pipe that nobody reads stands still some day.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = format!("--user-data-dir={}", folder.join("profile").display());
        let arguments: Vec<&str> = ARGUMENTS.into_iter().chain([profile.as_str()]).collect();
        let address = format!("http://127.0.0.1:{port}/session");
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let session = send(&address, &wanted);
        let id = session["sessionId"].as_str().expect("a session has an id");
        Self {
            session: format!("{address}/{id}"),
            driver,
            folder,
        }
    }

    /// Opens a page of so many pixels.
    pub(crate) fn open(&self, html: &str, (width, height): (u32, u32)) {
        let path = self.folder.join("page.html");
        fs::write(&path, html).expect("tests may write there");
        self.post("window/rect", &json!({"width": width, "height": height}));
        self.complaints();
        self.post("url", &json!({"url": format!("file://{}", path.display())}));
    }

    /// Runs a script, the body of a function, and returns what it returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.post("execute/sync", &json!({"script": script, "args": []}))
    }

    /// Runs a script that calls `done` with what is returned, once the page has been drawn.
    pub(crate) fn after_drawing(&self, expression: &str) -> Value {
        let script = format!(
            "const done = arguments[0];
             requestAnimationFrame(() => requestAnimationFrame(() => done({expression})));"
        );
        self.post("execute/async", &json!({"script": script, "args": []}))
    }

    /// Returns what the console has got since the last time, and what the page has loaded.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let entries = self.post("se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().expect("a log is a list").iter();
        // That a test reads pixels is slow, says the canvas.
        let of_the_page = entries.filter(|entry| entry["source"] != "rendering");
        of_the_page.map(Value::to_string).collect()
    }

    /// Presses keys, one after the other.
    pub(crate) fn press(&self, keys: &str) {
        let each = keys.chars().flat_map(|key| {
            let key = key.to_string();
            [
                json!({"type": "keyDown", "value": key}),
                json!({"type": "keyUp", "value": key}),
            ]
        });
        let actions: Vec<Value> = each.collect();
        self.post(
            "actions",
            &json!({"actions": [{"type": "key", "id": "keys", "actions": actions}]}),
        );
    }

    /// Presses the mouse's button at a place, moves it by so much, and releases it.
    pub(crate) fn drag(&self, (x, y): (f64, f64), (right, down): (f64, f64)) {
        #[expect(clippy::cast_possible_truncation, reason = "pixels are few")]
        let at = |x: f64, y: f64| json!({"type": "pointerMove", "duration": 50, "x": x as i64, "y": y as i64});
        let actions = json!([
            at(x, y),
            {"type": "pointerDown", "button": 0},
            at(x + right / 2.0, y + down / 2.0),
            at(x + right, y + down),
            {"type": "pointerUp", "button": 0},
        ]);
        self.post(
            "actions",
            &json!({"actions": [{"type": "pointer", "id": "mouse", "actions": actions}]}),
        );
    }

    pub(crate) fn click(&self, selector: &str) {
        self.post(&format!("{}/click", self.element(selector)), &json!({}));
    }

    /// Writes into a field, as a person would.
    pub(crate) fn write(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.post(&format!("{element}/clear"), &json!({}));
        self.post(&format!("{element}/value"), &json!({"text": text}));
    }

    /// Returns the address of an element, below that of the session.
    fn element(&self, selector: &str) -> String {
        let wanted = json!({"using": "css selector", "value": selector});
        let found = self.post("element", &wanted);
        let ids = found.as_object().and_then(|found| found.values().next());
        let id = ids.and_then(Value::as_str);
        format!(
            "element/{}",
            id.unwrap_or_else(|| panic!("no element {selector}: {found}"))
        )
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        let script = format!("return document.querySelector({selector:?}).innerText");
        self.run(&script)
            .as_str()
            .expect("text is a string")
            .to_owned()
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        send(&format!("{}/{command}", self.session), body)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        _ = ureq::delete(&self.session).call();
        _ = self.driver.kill();
        _ = self.driver.wait();
        _ = fs::remove_dir_all(Path::new(&self.folder));
    }
}

/// Sends a command and returns its value.
fn send(address: &str, body: &Value) -> Value {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let sent = agent
        .post(address)
        .content_type("application/json")
        .send(body.to_string());
    let mut response = sent.unwrap_or_else(|error| panic!("{address}: {error}"));
    let text = response
        .body_mut()
        .with_config()
        .limit(1 << 28)
        .read_to_string();
    let text = text.expect("an answer is text");
    let answer: Value = serde_json::from_str(&text).expect("an answer is JSON");
    assert!(
        answer["value"]["error"].is_null(),
        "{address} {body}: {answer}"
    );
    answer["value"].clone()
}
