//! `lockstep serve`: what it shows, and what it does not.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::lockstep::{command, file, folder, lockstep, signal};

/// A server of one test, which ends with it.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(directory: &Path) -> Self {
        Self::start_by(command(&["serve", "--port", "0"]).arg(directory))
    }

    fn start_by(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .expect("the command runs");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("it is piped");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("it says its address");
        let port = line.trim().strip_prefix("http://127.0.0.1:");
        let port = port.and_then(|rest| rest.trim_end_matches('/').parse().ok());
        Self {
            child,
            port: port.unwrap_or_else(|| panic!("{line}")),
        }
    }

    /// Sends a request as it is, and returns the whole answer.
    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers");
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn ask(&self, method: &str, path: &str) -> String {
        let host = format!("127.0.0.1:{}", self.port);
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        ))
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// Records a run `a/queue`, and lays what is not to be seen beside the directory that is served.
fn recorded(test: &str) -> (PathBuf, PathBuf) {
    let folder = folder(test);
    file(&folder, "secret.txt", "secret");
    let root = folder.join("runs");
    let run = root.join("a").join("queue");
    let out = run.to_str().expect("the path is text");
    let ended = lockstep(&["run", "queue", "--ops", "100", "--seed", "1", "--out", out]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    (root, run)
}

#[test]
fn runs_are_listed_and_shown() {
    let (root, run) = recorded("serve-list");
    let server = Server::start(&root);
    let list = server.get("/");
    assert_eq!(status(&list), "200", "{list}");
    for part in ["href=\"/a/queue/\"", ">valid<", "/a/queue/history.jsonl"] {
        assert!(list.contains(part), "{part} in {list}");
    }
    assert!(list.contains("content-security-policy: default-src 'none'"));
    assert!(server.get("/a/queue/").contains("queue against memory"));
    let moved = server.get("/a/queue");
    assert_eq!(status(&moved), "308");
    assert!(moved.contains("location: /a/queue/\r\n"), "{moved}");
    let history = fs::read_to_string(run.join("history.jsonl")).expect("it is there");
    assert_eq!(body(&server.get("/a/queue/history.jsonl")), history);
    assert!(
        server
            .get("/a/queue/rate.svg")
            .contains("content-type: image/svg+xml")
    );
    assert_eq!(status(&server.get("/a/queue/history.html")), "200");
}

#[test]
fn what_is_not_there_is_not_found_and_nothing_can_be_written() {
    let (root, run) = recorded("serve-nothing");
    let server = Server::start(&root);
    for path in [
        "/b",
        "/a",
        "/a/",
        "/a/queue/x",
        "/a/queue/x/",
        "/a/queue/history.jsonl/",
    ] {
        assert_eq!(status(&server.get(path)), "404", "{path}");
    }
    let before = fs::read(run.join("run.json")).expect("it is there");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let answer = server.ask(method, "/a/queue/run.json");
        assert_eq!(status(&answer), "405", "{method}");
        assert!(answer.contains("allow: GET, HEAD"), "{answer}");
    }
    assert_eq!(fs::read(run.join("run.json")).expect("it is there"), before);
    let head = server.ask("HEAD", "/a/queue/run.json");
    assert_eq!((status(&head), body(&head)), ("200", ""));
    assert!(
        head.contains(&format!("content-length: {}\r\n", before.len())),
        "{head}"
    );
}

#[test]
fn nothing_outside_the_directory_is_shown() {
    let (root, run) = recorded("serve-outside");
    let secret = root.with_file_name("secret.txt");
    symlink(&secret, run.join("link.txt")).expect("tests may link");
    symlink(root.parent().expect("it has one"), root.join("up")).expect("tests may link");
    file(&run, ".hidden", "secret");
    file(&root, "b/verdict.json", "secret");
    let server = Server::start(&root);
    for path in [
        "/../secret.txt",
        "/a/queue/../../../secret.txt",
        "/%2e%2e/secret.txt",
        "/a/queue/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/a/queue/..%2f..%2f..%2fsecret.txt",
        "/a/queue/..%5c..%5csecret.txt",
        "//secret.txt",
        "/a/queue/link.txt",
        "/up/secret.txt",
        "/a/queue/.hidden",
        "/b/verdict.json",
        "/etc/passwd",
        "/a/queue//etc/passwd",
    ] {
        let answer = server.get(path);
        assert!(
            ["404", "400"].contains(&status(&answer)),
            "{path}: {answer}"
        );
        assert!(
            !answer.contains("secret\n") && !body(&answer).contains("secret"),
            "{path}"
        );
    }
}

#[test]
fn a_run_whose_files_lead_elsewhere_is_none() {
    let (root, run) = recorded("serve-links");
    let elsewhere = root.with_file_name("history.jsonl");
    fs::rename(run.join("history.jsonl"), &elsewhere).expect("tests may move it");
    fs::remove_file(run.join("index.html")).expect("tests may remove it");
    symlink(&elsewhere, run.join("history.jsonl")).expect("tests may link");
    let server = Server::start(&root);
    for path in [
        "/a/queue/",
        "/a/queue/history.html",
        "/a/queue/history.jsonl",
    ] {
        assert_eq!(status(&server.get(path)), "404", "{path}");
    }
    assert!(!server.get("/").contains("a/queue"));
}

#[test]
fn only_who_means_this_machine_is_answered() {
    let (root, _) = recorded("serve-host");
    let server = Server::start(&root);
    let ask = |host: &str| {
        let host = host.replace("PORT", &server.port.to_string());
        let answer = server.send(&format!(
            "GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n"
        ));
        status(&answer).to_owned()
    };
    for host in ["127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT"] {
        assert_eq!(ask(&format!("Host: {host}\r\n")), "200", "{host}");
    }
    for host in [
        "evil.example:PORT",
        "127.0.0.1",
        "localhost:1",
        "127.0.0.1.evil.example:PORT",
    ] {
        assert_eq!(ask(&format!("Host: {host}\r\n")), "403", "{host}");
    }
    assert_eq!(ask(""), "403");
}

#[test]
fn what_changes_is_read_anew_and_a_missing_page_is_made() {
    let (root, run) = recorded("serve-anew");
    let server = Server::start(&root);
    for name in ["index.html", "history.html", "verdict.json"] {
        fs::remove_file(run.join(name)).expect("tests may remove it");
    }
    let page = server.get("/a/queue/");
    assert!(page.contains("queue against memory") && !page.contains("linearizable:"));
    assert!(server.get("/").contains("not judged"));
    assert_eq!(status(&server.get("/a/queue/history.html")), "200");
    assert!(!run.join("index.html").exists(), "nothing is written");
    file(
        &run,
        "verdict.json",
        r#"{"verdict": "unknown", "judges": []}"#,
    );
    assert!(server.get("/").contains(">unknown<"));
    file(&run, "history.jsonl", "no history");
    assert_eq!(status(&server.get("/a/queue/")), "500");
}

#[test]
fn a_run_can_be_shown_alone() {
    let (_, run) = recorded("serve-alone");
    let server = Server::start(&run);
    assert!(server.get("/").contains("queue against memory"));
    assert_eq!(status(&server.get("/run.json")), "200");
}

#[test]
fn too_many_connections_are_waited_out() {
    let (root, _) = recorded("serve-many");
    let serve = command(&[]);
    let mut limited = Command::new("sh");
    limited
        .args(["-c", "ulimit -n 32; exec \"$0\" serve --port 0 \"$1\""])
        .args([serve.get_program(), root.as_os_str()])
        .stderr(Stdio::piped());
    let mut server = Server::start_by(&mut limited);
    let connect = || TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
    let streams: Vec<_> = (0..64).map(|_| connect()).collect();
    let mut stderr = BufReader::new(server.child.stderr.take().expect("it is piped"));
    let mut said = String::new();
    stderr.read_line(&mut said).expect("it warns");
    assert!(said.starts_with("warning: "), "{said}");
    drop(streams);
    assert_eq!(status(&server.get("/")), "200");
    drop(server);
    let mut more = String::new();
    stderr.read_to_string(&mut more).expect("it is text");
    assert_eq!(more, "");
}

#[test]
fn it_ends_well_when_it_is_interrupted() {
    let (root, _) = recorded("serve-end");
    let mut server = Server::start(&root);
    signal(&server.child, "INT");
    let ended = server.child.wait().expect("it is ours");
    assert_eq!(ended.code(), Some(0));
    let refused = lockstep(&["serve", "no-such-directory"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("error: no-such-directory: "),
        "{}",
        refused.stderr
    );
}
