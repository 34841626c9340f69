use std::io::ErrorKind;
use std::time::Duration;

use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body, Error, Timeout};

use crate::lapse::Lapse;

/// The JSON gateway of an etcd server, over a connection that is kept.
pub(super) struct Gateway {
    agent: Agent,
    base: String,
}

impl Gateway {
    pub(super) fn new(place: &str, timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .proxy(None);
        Self {
            agent: config.build().into(),
            base: format!("http://{place}/v3/kv"),
        }
    }

    /// Sends a request, and waits for the answer.
    pub(super) fn ask(&self, method: &str, request: &Value) -> Result<Value, Lapse> {
        let post = self.agent.post(format!("{}/{method}", self.base));
        let post = post.header("content-type", "application/json");
        let mut answer = post
            .send(request.to_string())
            .map_err(|error| lapse(&error))?;
        let text = answer.body_mut().read_to_string().map_err(Lapse::lost)?;
        if !answer.status().is_success() {
            return Err(refusal(&answer, &text));
        }
        serde_json::from_str(&text).map_err(Lapse::lost)
    }
}

/// Without a connection nothing was sent.
fn lapse(error: &Error) -> Lapse {
    match error {
        Error::Io(io) if io.kind() == ErrorKind::ConnectionRefused => Lapse::unsent(error),
        Error::ConnectionFailed
        | Error::HostNotFound
        | Error::Timeout(Timeout::Connect | Timeout::Resolve) => Lapse::unsent(error),
        _ => Lapse::lost(error),
    }
}

/// A request that was wrong is refused; one that was right may have been passed on to the other servers.
fn refusal(answer: &Response<Body>, text: &str) -> Lapse {
    let said = format!("{}: {}", answer.status(), text.trim());
    if answer.status().is_client_error() {
        Lapse::Refused(said)
    } else {
        Lapse::Lost(said)
    }
}
