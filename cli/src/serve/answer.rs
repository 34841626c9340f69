use std::fs::File;
use std::path::{Path, PathBuf};

use hyper::header::{self, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::asked::means_this_machine;
use super::body::Bytes;
use super::place::Place;
use super::{list, made};

/// What is shown, and where.
#[derive(Debug)]
pub(super) struct Site {
    /// The directory, without links.
    pub(super) root: PathBuf,
    pub(super) title: String,
    pub(super) port: u16,
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) enum Answer {
    Page(String),
    File(File, u64, &'static str),
    /// The same address, with a `/` at its end.
    Elsewhere(String),
    NotFound,
    /// Nothing can be written.
    NotAllowed,
    /// It means another machine.
    NotOurs,
    /// What is there cannot be shown, and why.
    Broken(String),
}

/// What no page needs to do: pages hold all that is theirs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      frame-ancestors 'none'; form-action 'none'; base-uri 'none'";

impl Site {
    /// Answers a request by what is there now.
    pub(super) fn answer(&self, head: &Parts) -> Response<Bytes> {
        let answer = if !means_this_machine(head, self.port) {
            Answer::NotOurs
        } else if head.method == Method::GET || head.method == Method::HEAD {
            self.find(head.uri.path())
        } else {
            Answer::NotAllowed
        };
        let mut response = Response::from(answer);
        if head.method == Method::HEAD {
            *response.body_mut() = Bytes::Text(Vec::new());
        }
        response
    }

    fn find(&self, path: &str) -> Answer {
        match Place::of(&self.root, path) {
            Place::List => Answer::Page(list::page(&self.title, &self.root)),
            Place::Run(run, name) => in_run(&run, name.as_deref()),
            Place::Unfinished => Answer::Elsewhere(format!("{path}/")),
            Place::Nowhere => Answer::NotFound,
        }
    }
}

/// Shows a file of a run, or a page of it that is made now if there is none, or an older one.
fn in_run(run: &Path, name: Option<&str>) -> Answer {
    match made::page(run, name) {
        Some(Ok(page)) => return Answer::Page(page),
        Some(Err(error)) => return Answer::Broken(error),
        None => {}
    }
    let name = name.unwrap_or(crate::run::PAGE);
    let opened = File::open(run.join(name));
    match opened.and_then(|file| Ok((file.metadata()?, file))) {
        Ok((metadata, file)) if metadata.is_file() => {
            Answer::File(file, metadata.len(), kind(name))
        }
        _ => Answer::NotFound,
    }
}

/// Returns what a browser is told of a file. What is no page and no picture is text.
fn kind(name: &str) -> &'static str {
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    match extension {
        "html" => "text/html; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "lsh" => "application/octet-stream",
        _ => "text/plain; charset=utf-8",
    }
}

impl From<Answer> for Response<Bytes> {
    fn from(answer: Answer) -> Self {
        const TEXT: &str = "text/plain; charset=utf-8";
        let said = |text: &str| Bytes::Text(format!("{text}\n").into_bytes());
        let mut extra = None;
        let (status, kind, body) = match answer {
            Answer::Page(html) => {
                let body = Bytes::Text(html.into_bytes());
                (StatusCode::OK, "text/html; charset=utf-8", body)
            }
            Answer::File(file, length, kind) => (StatusCode::OK, kind, Bytes::File(file, length)),
            Answer::Elsewhere(address) => {
                extra = Some((header::LOCATION, address));
                (StatusCode::PERMANENT_REDIRECT, TEXT, said("it ends with /"))
            }
            Answer::NotFound => (StatusCode::NOT_FOUND, TEXT, said("there is nothing here")),
            Answer::NotAllowed => {
                extra = Some((header::ALLOW, "GET, HEAD".to_owned()));
                let text = said("runs can be looked at, and nothing else");
                (StatusCode::METHOD_NOT_ALLOWED, TEXT, text)
            }
            Answer::NotOurs => {
                let text = said("ask for localhost or 127.0.0.1");
                (StatusCode::FORBIDDEN, TEXT, text)
            }
            Answer::Broken(error) => (StatusCode::INTERNAL_SERVER_ERROR, TEXT, said(&error)),
        };
        let length = body.len();
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let fixed = [
            (header::CONTENT_TYPE, kind.to_owned()),
            (header::CONTENT_LENGTH, length.to_string()),
            (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (header::REFERRER_POLICY, "no-referrer".to_owned()),
            // A file that changes is read anew.
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ];
        for (name, value) in fixed.into_iter().chain(extra) {
            add(&mut response, name, &value);
        }
        response
    }
}

fn add(response: &mut Response<Bytes>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
