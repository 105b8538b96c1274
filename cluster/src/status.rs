//! The `Status` object an API server answers instead of what was asked, as far as it is understood. It may repeat a
//! whole object, secrets included, so it has no `Debug` and leaves this crate only through [`crate::failure`].

use serde::Deserialize;

/// A Kubernetes `Status`. Every field may be absent: a proxy in between answers whatever it likes.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Status {
    pub(crate) reason: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) details: Option<Details>,
    pub(crate) code: Option<u16>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Details {
    pub(crate) name: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) causes: Option<Vec<StatusCause>>,
    pub(crate) retry_after_seconds: Option<u64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct StatusCause {
    pub(crate) reason: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) field: Option<String>,
}

impl Status {
    /// Reads a body; anything that is no `Status` reads as an empty one.
    pub(crate) fn parse(body: &[u8]) -> Self {
        serde_json::from_slice(body).unwrap_or_default()
    }

    /// The machine-readable reason, if it looks like one: a single word.
    pub(crate) fn reason(&self) -> &str {
        self.reason
            .as_deref()
            .filter(|reason| reason.len() <= 64 && reason.bytes().all(|b| b.is_ascii_alphanumeric()))
            .unwrap_or_default()
    }

    /// Whether a 403 is about the caller's rights, and not about what a quota or an admission rule makes of a request
    /// the caller may send. The authorizer says who "cannot" do it; those say what they denied.
    pub(crate) fn denies_a_right(&self) -> bool {
        let said = self.message.as_deref().unwrap_or_default();
        let ruled = said.contains(" is forbidden: ") && !said.contains(" cannot ");
        !ruled && !said.contains("denied the request") && !said.contains("denied request")
    }

    /// Whether a 404 is about an object, and not about its resource: only the store knows a name and a kind.
    pub(crate) fn names_an_object(&self) -> bool {
        let told = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
        self.reason() == "NotFound"
            && self
                .details
                .as_ref()
                .is_some_and(|details| told(&details.name) && told(&details.kind))
    }

    /// Whether a 404 is about the namespace the object was to stand in.
    pub(crate) fn names_a_namespace(&self) -> bool {
        self.names_an_object()
            && self
                .details
                .as_ref()
                .is_some_and(|details| details.kind.as_deref() == Some("namespaces"))
    }
}
