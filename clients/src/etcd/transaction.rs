use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::lapse::Lapse;

/// What is done at once, if all comparisons hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Transaction {
    comparisons: Vec<Value>,
    requests: Vec<Value>,
}

impl Transaction {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Asks for the key to hold this; nothing is that there is no such key.
    pub(super) fn holds(mut self, key: &str, value: Option<i64>) -> Self {
        let key = encoded(key);
        self.comparisons.push(match value {
            Some(value) => {
                let value = encoded(&value.to_string());
                json!({"key": key, "target": "VALUE", "result": "EQUAL", "value": value})
            }
            None => json!({"key": key, "target": "VERSION", "result": "EQUAL", "version": "0"}),
        });
        self
    }

    /// Asks for the key not to have changed since it was found; 0 is that there is no such key.
    pub(super) fn unchanged(mut self, key: &str, revision: i64) -> Self {
        self.comparisons.push(json!({
            "key": encoded(key),
            "target": "MOD",
            "result": "EQUAL",
            "mod_revision": revision.to_string(),
        }));
        self
    }

    pub(super) fn get(mut self, key: &str) -> Self {
        let range = json!({"key": encoded(key)});
        self.requests.push(json!({"request_range": range}));
        self
    }

    /// Gets all keys from the first to before the second.
    pub(super) fn get_all(mut self, (key, end): &(String, String)) -> Self {
        let range = json!({"key": encoded(key), "range_end": encoded(end)});
        self.requests.push(json!({"request_range": range}));
        self
    }

    /// Has the key hold this from now on; nothing is that there is no such key.
    pub(super) fn put(mut self, key: &str, value: Option<i64>) -> Self {
        let key = encoded(key);
        self.requests.push(match value {
            Some(value) => {
                let value = encoded(&value.to_string());
                json!({"request_put": {"key": key, "value": value}})
            }
            None => json!({"request_delete_range": {"key": key}}),
        });
        self
    }

    pub(super) fn request(&self) -> Value {
        json!({"compare": self.comparisons, "success": self.requests})
    }
}

/// What a transaction was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    /// Whether the comparisons held.
    pub(super) held: bool,
    /// What was found for each of the requests that got something, in their order.
    pub(super) found: Vec<Vec<Found>>,
    /// How many keys were deleted.
    pub(super) deleted: i64,
}

/// A key that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) key: String,
    pub(super) value: i64,
    /// Of the last change.
    pub(super) revision: i64,
}

impl Answers {
    pub(super) fn read(answer: &Value) -> Result<Self, Lapse> {
        let responses = answer["responses"].as_array();
        let responses = responses.map_or(&[][..], Vec::as_slice);
        let ranges = responses.iter().map(|response| &response["response_range"]);
        let found = ranges.filter(|range| range.is_object()).map(found);
        let deletions = responses
            .iter()
            .map(|response| integer(&response["response_delete_range"]["deleted"]));
        Ok(Self {
            held: answer["succeeded"] == true,
            found: found.collect::<Result<_, Lapse>>()?,
            deleted: deletions.sum(),
        })
    }

    /// Returns what the request with this number found under its one key.
    pub(super) fn one(&self, request: usize) -> Option<&Found> {
        self.found.get(request)?.first()
    }
}

fn found(range: &Value) -> Result<Vec<Found>, Lapse> {
    let entries = range["kvs"].as_array();
    let entries = entries.map_or(&[][..], Vec::as_slice);
    entries.iter().map(entry).collect()
}

fn entry(entry: &Value) -> Result<Found, Lapse> {
    let value = decoded(&entry["value"]).and_then(|text| text.parse().ok());
    let read = decoded(&entry["key"]).zip(value);
    let (key, value) = read.ok_or_else(|| {
        Lapse::lost(format_args!(
            "the server answered {entry}; expected a key with an integer"
        ))
    })?;
    Ok(Found {
        key,
        value,
        revision: integer(&entry["mod_revision"]),
    })
}

/// Integers of 64 bits are texts in the JSON of protocol buffers, and those that are 0 are left out.
fn integer(value: &Value) -> i64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

/// Returns a text as bytes are written in the JSON of protocol buffers.
pub(super) fn encoded(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

fn decoded(value: &Value) -> Option<String> {
    let bytes = BASE64_STANDARD.decode(value.as_str()?).ok()?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_is_what_the_gateway_documents() {
        let swap = Transaction::new().holds("k", Some(1)).put("k", Some(2));
        assert_eq!(
            swap.request().to_string(),
            r#"{"compare":[{"key":"aw==","result":"EQUAL","target":"VALUE","value":"MQ=="}],"#
                .to_owned()
                + r#""success":[{"request_put":{"key":"aw==","value":"Mg=="}}]}"#
        );
    }

    #[test]
    fn an_answer_is_read_with_what_is_left_out() {
        let answer = json!({"header": {"revision": "9"}, "succeeded": true, "responses": [
            {"response_range": {"header": {"revision": "9"}, "count": "1", "kvs": [
                {"key": "aw==", "value": "MQ==", "mod_revision": "7", "version": "1"}
            ]}},
            {"response_range": {"header": {"revision": "9"}}},
            {"response_delete_range": {"deleted": "1"}},
        ]});
        let answers = Answers::read(&answer).unwrap();
        assert!(answers.held);
        let found = Found {
            key: "k".into(),
            value: 1,
            revision: 7,
        };
        assert_eq!((answers.one(0), answers.one(1)), (Some(&found), None));
        assert_eq!(answers.deleted, 1);
    }

    #[test]
    fn what_is_no_integer_is_not_understood() {
        let entry = json!({"key": "aw==", "value": "aw=="});
        let answer = json!({"responses": [{"response_range": {"kvs": [entry]}}]});
        assert!(matches!(Answers::read(&answer), Err(Lapse::Lost(_))));
    }
}
