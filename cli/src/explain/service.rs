use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use super::Answer;
use super::permission::Permission;
use super::question::Question;

/// The version of the Messages API that is spoken.
const VERSION: &str = "2023-06-01";
/// The most bytes of an answer that are read.
const ANSWER_MAX_BYTES: u64 = 4 << 20;

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum ServiceError {
    #[error("{address}: no answer within {seconds} s; --timeout gives it more")]
    Late { address: String, seconds: f64 },
    #[error("{address}: {error}")]
    Unreachable { address: String, error: String },
    #[error("{address}: {status}{}{message}{}", if message.is_empty() { "" } else { ", " }, advice(*status))]
    Refused {
        address: String,
        status: u16,
        message: String,
    },
    #[error("{address}: the answer cannot be understood: {why}")]
    Strange { address: String, why: String },
}

fn advice(status: u16) -> &'static str {
    match status {
        300..=399 => "; nothing is sent on to another address: is ANTHROPIC_BASE_URL right?",
        401 | 403 => "; is ANTHROPIC_API_KEY right?",
        404 => "; is there such a model? LOCKSTEP_LLM_MODEL chooses it",
        429 | 500..=599 => "; it may help to ask again later",
        _ => "",
    }
}

#[derive(Deserialize)]
struct Message {
    content: Vec<Block>,
    stop_reason: Option<String>,
}

#[derive(Deserialize)]
struct Block {
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct Refusal {
    error: Reason,
}

#[derive(Deserialize)]
struct Reason {
    message: String,
}

/// Sends a question and waits for the answer.
pub(super) fn ask(
    permission: &Permission,
    question: &Question,
    timeout: Duration,
) -> Result<Answer, ServiceError> {
    let endpoint = |base: &str| format!("{}/v1/messages", base.trim_end_matches('/'));
    let target = endpoint(&permission.base);
    let address = endpoint(&permission.shown());
    let failed = |error| match error {
        ureq::Error::Timeout(_) => ServiceError::Late {
            address: address.clone(),
            seconds: timeout.as_secs_f64(),
        },
        error => ServiceError::Unreachable {
            address: address.clone(),
            // Some errors quote what was asked for.
            error: error.to_string().replace(&target, &address),
        },
    };
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        // The key would go with the question, to whoever it is.
        .max_redirects(0)
        .build();
    let sent = ureq::Agent::new_with_config(config)
        .post(&target)
        .header("x-api-key", &permission.key)
        .header("anthropic-version", VERSION)
        .content_type("application/json")
        .send(question.to_json());
    let mut response = sent.map_err(failed)?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(ANSWER_MAX_BYTES);
    let text = body.read_to_string().map_err(failed)?;
    if status != 200 {
        let message = serde_json::from_str::<Refusal>(&text).map(|refusal| refusal.error.message);
        return Err(ServiceError::Refused {
            address,
            status,
            message: message.unwrap_or_default(),
        });
    }
    understand(&text).map_err(|why| ServiceError::Strange { address, why })
}

fn understand(text: &str) -> Result<Answer, String> {
    let message: Message = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let text: String = message
        .content
        .into_iter()
        .map(|block| block.text)
        .collect();
    if text.trim().is_empty() {
        return Err("it has no text".to_owned());
    }
    Ok(Answer {
        text,
        is_cut_off: message.stop_reason.as_deref() == Some("max_tokens"),
    })
}
