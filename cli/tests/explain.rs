//! `lockstep explain` against a local server that speaks as the service does. Needs the feature `explain`.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tiny_http::{Header, Request, Response, Server};

/// What the server got.
struct Got {
    path: String,
    headers: Vec<(String, String)>,
    body: Value,
}

/// Explains a wrong history, by a server that answers so; returns what it got, if anything, and how the
/// command ended.
fn explain(
    answer: impl FnOnce(Request) + Send + 'static,
    options: &[&str],
) -> (Option<Got>, Output) {
    let server = Server::http("127.0.0.1:0").expect("there is a free port");
    let base = format!("http://somebody:a-password@{}/", server.server_addr());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut request = server.recv().expect("somebody asks");
        let mut body = String::new();
        request
            .as_reader()
            .read_to_string(&mut body)
            .expect("it is text");
        let headers = request.headers().iter();
        let headers = headers.map(|header| {
            (
                header.field.to_string().to_lowercase(),
                header.value.to_string(),
            )
        });
        let got = Got {
            path: request.url().to_owned(),
            headers: headers.collect(),
            body: serde_json::from_str(&body).expect("it is JSON"),
        };
        sender.send(got).expect("the test waits");
        answer(request);
    });
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("it is in a folder");
    let ended = Command::new(env!("CARGO_BIN_EXE_lockstep"))
        .arg("explain")
        .args(options)
        .arg("examples/histories/register-stale-read-after-failover.jsonl")
        .current_dir(root)
        .env("ANTHROPIC_API_KEY", "a key")
        .env("ANTHROPIC_BASE_URL", base)
        .env_remove("LOCKSTEP_LLM_OFF")
        .env("LOCKSTEP_LLM_MODEL", "a-model")
        .output()
        .expect("the command runs");
    (receiver.try_recv().ok(), ended)
}

fn respond(status: u16, body: &Value) -> impl FnOnce(Request) + Send + 'static {
    let json: Header = "content-type: application/json"
        .parse()
        .expect("it is a header");
    let response = Response::from_string(body.to_string())
        .with_status_code(status)
        .with_header(json);
    move |request| request.respond(response).expect("somebody listens")
}

fn stderr(ended: &Output) -> String {
    String::from_utf8_lossy(&ended.stderr).into_owned()
}

#[test]
fn the_answer_is_printed_and_what_is_sent_is_listed() {
    let answer = json!({
        "content": [{"type": "text", "text": "What happened\n"}, {"type": "text", "text": "a stale read"}],
        "stop_reason": "end_turn",
    });
    let (got, ended) = explain(respond(200, &answer), &[]);
    assert_eq!(ended.status.code(), Some(0), "{}", stderr(&ended));
    assert_eq!(
        String::from_utf8_lossy(&ended.stdout),
        "What happened\na stale read\n"
    );
    let listed = stderr(&ended);
    assert!(listed.contains("for a-model to explain:"), "{listed}");
    assert!(listed.contains("\n  the counterexample, "), "{listed}");
    let got = got.expect("it was asked");
    assert_eq!(got.path, "/v1/messages");
    let header = |name: &str| {
        got.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(header("x-api-key"), Some("a key"));
    assert_eq!(header("anthropic-version"), Some("2023-06-01"));
    assert_eq!(got.body["model"], "a-model");
    let report = got.body["messages"][0]["content"][0]["text"]
        .as_str()
        .expect("it is text");
    assert!(
        report.contains("no place for process 2's read → 1"),
        "{report}"
    );
    assert!(!listed.contains("a key"), "{listed}");
    assert!(!listed.contains("a-password"), "{listed}");
}

#[test]
fn an_answer_that_was_cut_off_is_said_to_be() {
    let answer = json!({"content": [{"type": "text", "text": "Wha"}], "stop_reason": "max_tokens"});
    let (_, ended) = explain(respond(200, &answer), &[]);
    assert_eq!(ended.status.code(), Some(0));
    assert!(
        stderr(&ended).contains("warning: the answer was cut off"),
        "{}",
        stderr(&ended)
    );
}

#[test]
fn refusals_say_what_the_service_says_and_what_may_help() {
    let cases = [
        (401, "invalid x-api-key", "is ANTHROPIC_API_KEY right?"),
        (404, "model: a-model", "LOCKSTEP_LLM_MODEL chooses it"),
        (429, "slow down", "ask again later"),
        (529, "overloaded", "ask again later"),
        (400, "max_tokens: too many", "max_tokens: too many"),
    ];
    for (status, message, help) in cases {
        let refusal = json!({"type": "error", "error": {"type": "some_error", "message": message}});
        let (_, ended) = explain(respond(status, &refusal), &[]);
        let said = stderr(&ended);
        assert_eq!(ended.status.code(), Some(2), "{said}");
        for words in [&status.to_string(), message, help] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains("a-password"), "{said}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let other = Server::http("127.0.0.1:0").expect("there is a free port");
    for status in [302, 307, 308] {
        let target: Header = format!("location: http://{}/", other.server_addr())
            .parse()
            .expect("it is a header");
        let response = Response::empty(status).with_header(target);
        let answer = move |request: Request| request.respond(response).expect("somebody listens");
        let (_, ended) = explain(answer, &[]);
        let said = stderr(&ended);
        assert_eq!(ended.status.code(), Some(2), "{said}");
        let refused = format!("{status}; nothing is sent on to another address");
        assert!(said.contains(&refused), "{said}");
        assert!(other.try_recv().expect("it listens").is_none());
    }
}

#[test]
fn what_is_no_answer_is_an_error() {
    let strange = [
        Response::from_string("<html>a proxy</html>"),
        Response::from_string(r#"{"content": []}"#),
    ];
    for response in strange {
        let answer = move |request: Request| request.respond(response).expect("somebody listens");
        let (_, ended) = explain(answer, &[]);
        assert_eq!(ended.status.code(), Some(2));
        assert!(
            stderr(&ended).contains("the answer cannot be understood"),
            "{}",
            stderr(&ended)
        );
    }
    let (_, ended) = explain(drop, &[]);
    assert_eq!(ended.status.code(), Some(2), "{}", stderr(&ended));
    assert!(!stderr(&ended).contains("a-password"), "{}", stderr(&ended));
}

#[test]
fn a_service_that_takes_too_long_is_left() {
    let late = |request| {
        thread::sleep(Duration::from_secs(20));
        drop(request);
    };
    let (got, ended) = explain(late, &["--timeout", "300ms"]);
    assert!(got.is_some());
    assert_eq!(ended.status.code(), Some(2));
    assert!(
        stderr(&ended).contains("no answer within 0.3 s; --timeout gives it more"),
        "{}",
        stderr(&ended)
    );
}
