use std::env;

use thiserror::Error;

/// Where questions may be sent, and the key for it.
pub(crate) struct Permission {
    #[cfg_attr(
        not(feature = "explain"),
        expect(dead_code, reason = "nobody is asked")
    )]
    pub(super) key: String,
    pub(super) base: String,
}

/// Why nobody may be asked.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum Forbidden {
    #[error("explanations are switched off: LOCKSTEP_LLM_OFF is set")]
    Off,
    #[error("there is no key: set ANTHROPIC_API_KEY, or look at what would be sent with --dry-run")]
    NoKey,
}

const SERVICE: &str = "https://api.anthropic.com";
const MODEL: &str = "claude-opus-4-7";

impl Permission {
    pub(super) fn of_environment() -> Result<Self, Forbidden> {
        Self::of(|name| env::var(name).ok())
    }

    fn of(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Forbidden> {
        let given = |name| variable(name).filter(|value| !value.is_empty());
        if given("LOCKSTEP_LLM_OFF").is_some_and(|off| off != "0") {
            return Err(Forbidden::Off);
        }
        Ok(Self {
            key: given("ANTHROPIC_API_KEY").ok_or(Forbidden::NoKey)?,
            base: given("ANTHROPIC_BASE_URL").unwrap_or_else(|| SERVICE.to_owned()),
        })
    }

    /// Returns the address without a name and a password in it, for people.
    pub(super) fn shown(&self) -> String {
        let start = self.base.find("://").map_or(0, |colon| colon + 3);
        let (scheme, rest) = self.base.split_at(start);
        let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let secret = rest[..host].rfind('@').map_or(0, |at| at + 1);
        format!("{scheme}{}", &rest[secret..])
    }
}

/// Returns the name of the model that is asked.
pub(super) fn model() -> String {
    let chosen = env::var("LOCKSTEP_LLM_MODEL").ok();
    chosen
        .filter(|model| !model.is_empty())
        .unwrap_or_else(|| MODEL.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<String, Forbidden> {
        let value = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Permission::of(value).map(|permission| permission.base)
    }

    #[test]
    fn a_password_is_not_shown() {
        for (base, shown) in [
            ("http://user:p@w@host:1/x@y", "http://host:1/x@y"),
            ("user:pw@host", "host"),
            ("https://host/@", "https://host/@"),
        ] {
            let permission = Permission {
                key: String::new(),
                base: base.to_owned(),
            };
            assert_eq!(permission.shown(), shown);
        }
    }

    #[test]
    fn a_key_is_needed_and_off_is_off() {
        let key = ("ANTHROPIC_API_KEY", "k");
        assert_eq!(of(&[]), Err(Forbidden::NoKey));
        assert_eq!(of(&[("ANTHROPIC_API_KEY", "")]), Err(Forbidden::NoKey));
        assert_eq!(of(&[key]), Ok(SERVICE.to_owned()));
        assert_eq!(of(&[key, ("LOCKSTEP_LLM_OFF", "1")]), Err(Forbidden::Off));
        assert_eq!(
            of(&[key, ("LOCKSTEP_LLM_OFF", "0")]),
            Ok(SERVICE.to_owned())
        );
    }
}
