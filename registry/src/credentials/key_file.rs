//! A Google key file: what can be told of it before the operator tries. The operator hands it on unread and then says
//! nothing that points at it (scenario C2). What is kept of it here is harmless: no key, no token.

use crate::secret_text::SecretText;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A key file that can work, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    /// Whom it lets in.
    pub holder: KeyHolder,
    /// The project it names; federation files name none.
    pub project: Option<String>,
}

/// Whom a key file lets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyHolder {
    /// A service account with a key of its own.
    ServiceAccount {
        /// Its address.
        email: String,
    },
    /// Whoever another identity provider vouches for.
    ExternalAccount {
        /// The workload identity pool that takes its tokens.
        audience: String,
    },
}

/// What is wrong with a key file. It never holds its contents beyond the name of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyFileProblem {
    /// Nothing in it.
    Empty,
    /// Larger than any key file.
    TooLarge,
    /// Not JSON.
    NotJson {
        /// The line where it stops being JSON, from 1.
        line: usize,
    },
    /// JSON, but no object.
    NotAnObject,
    /// It does not say what it is.
    NoType,
    /// A kind of credentials that the registry cannot use, for example those of a person.
    OtherType {
        /// What it calls itself, if that is a plain word.
        found: String,
    },
    /// A field it cannot work without is missing, empty, or no text.
    FieldMissing {
        /// The field.
        field: String,
    },
    /// The private key is no PEM block.
    KeyNotPem,
}

/// A key file is about 2 KiB; a Secret holds 1 MiB at most.
const LARGEST: usize = 64 * 1024;

/// Reads a key file as it was uploaded or pasted.
///
/// # Errors
/// What makes it useless to the registry.
pub fn key_file(typed: &SecretText) -> Result<KeyFile, KeyFileProblem> {
    let text = typed.expose();
    if text.trim().is_empty() {
        return Err(KeyFileProblem::Empty);
    }
    if text.len() > LARGEST {
        return Err(KeyFileProblem::TooLarge);
    }
    // The reader's own message may repeat the text, so only the place is taken from it.
    let value: Value =
        serde_json::from_str(text).map_err(|error| KeyFileProblem::NotJson { line: error.line() })?;
    let Value::Object(fields) = value else {
        return Err(KeyFileProblem::NotAnObject);
    };
    let holder = match field(&fields, "type").map_err(|_| KeyFileProblem::NoType)? {
        "service_account" => {
            let key = field(&fields, "private_key")?;
            if !(key.contains("-----BEGIN ") && key.contains("PRIVATE KEY-----")) {
                return Err(KeyFileProblem::KeyNotPem);
            }
            KeyHolder::ServiceAccount {
                email: field(&fields, "client_email")?.to_owned(),
            }
        }
        "external_account" => {
            if !fields.get("credential_source").is_some_and(Value::is_object) {
                return Err(missing("credential_source"));
            }
            KeyHolder::ExternalAccount {
                audience: field(&fields, "audience")?.to_owned(),
            }
        }
        other => {
            return Err(KeyFileProblem::OtherType {
                found: plain_word(other),
            });
        }
    };
    let project = field(&fields, "project_id").ok().map(ToOwned::to_owned);
    Ok(KeyFile { holder, project })
}

fn missing(name: &str) -> KeyFileProblem {
    KeyFileProblem::FieldMissing {
        field: name.to_owned(),
    }
}

fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Result<&'a str, KeyFileProblem> {
    let text = fields.get(name).and_then(Value::as_str).unwrap_or_default();
    if text.is_empty() {
        Err(missing(name))
    } else {
        Ok(text)
    }
}

/// A type is an identifier; anything else under that name is not repeated.
fn plain_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c == '_';
    if text.len() <= 40 && text.chars().all(plain) {
        text.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: &Value) -> Result<KeyFile, KeyFileProblem> {
        key_file(&SecretText::new(value.to_string()))
    }

    fn service_account() -> Value {
        json!({
            "type": "service_account", "project_id": "acme-quarry-prod", "private_key_id": "1",
            "private_key": "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n",
            "client_email": "registry@acme-quarry-prod.iam.gserviceaccount.com",
            "token_uri": "https://oauth2.googleapis.com/token",
        })
    }

    fn external_account() -> Value {
        json!({
            "type": "external_account", "audience": "//iam.googleapis.com/projects/1/pools/p",
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
            "token_url": "https://sts.googleapis.com/v1/token",
            "credential_source": {"file": "/var/run/secrets/openshift/serviceaccount/token"},
        })
    }

    #[test]
    fn c1_a_service_account_file_names_its_account_and_project() {
        let read = of(&service_account()).unwrap();
        let email = "registry@acme-quarry-prod.iam.gserviceaccount.com".to_owned();
        assert_eq!(read.holder, KeyHolder::ServiceAccount { email });
        assert_eq!(read.project.as_deref(), Some("acme-quarry-prod"));
        assert!(!format!("{read:?}").contains("canary"));
    }

    #[test]
    fn a_federation_file_names_its_audience_and_no_project() {
        let read = of(&external_account()).unwrap();
        let audience = "//iam.googleapis.com/projects/1/pools/p".to_owned();
        assert_eq!(read.holder, KeyHolder::ExternalAccount { audience });
        assert_eq!(read.project, None);
    }

    #[test]
    fn c2_what_is_no_key_file_is_refused_and_never_repeated() {
        let text = |text: &str| key_file(&SecretText::new(text)).unwrap_err();
        assert_eq!(text("\n"), KeyFileProblem::Empty);
        assert_eq!(text("not json canary"), KeyFileProblem::NotJson { line: 1 });
        assert_eq!(
            text("{\n\"type\": canary\n}"),
            KeyFileProblem::NotJson { line: 2 }
        );
        assert_eq!(text("[]"), KeyFileProblem::NotAnObject);
        assert_eq!(text("\"canary\""), KeyFileProblem::NotAnObject);
        assert_eq!(text(&" ".repeat(65 * 1024)), KeyFileProblem::Empty);
        assert_eq!(text(&"k".repeat(65 * 1024)), KeyFileProblem::TooLarge);
        assert_eq!(text("{}"), KeyFileProblem::NoType);
        let found = "authorized_user".to_owned();
        assert_eq!(
            text(r#"{"type":"authorized_user"}"#),
            KeyFileProblem::OtherType { found }
        );
        let found = String::new();
        assert_eq!(
            text(r#"{"type":"Canary 1"}"#),
            KeyFileProblem::OtherType { found }
        );
    }

    #[test]
    fn each_field_the_registry_needs_is_asked_for_by_name() {
        let without = |mut value: Value, name: &str| {
            value.as_object_mut().unwrap().remove(name);
            of(&value).unwrap_err()
        };
        for field in ["private_key", "client_email"] {
            assert_eq!(without(service_account(), field), missing(field));
        }
        for field in ["audience", "credential_source"] {
            assert_eq!(without(external_account(), field), missing(field));
        }
        let mut blunt = service_account();
        blunt["private_key"] = json!("canary");
        assert_eq!(of(&blunt), Err(KeyFileProblem::KeyNotPem));
        blunt["private_key"] = json!(7);
        assert_eq!(of(&blunt), Err(missing("private_key")));
    }
}
