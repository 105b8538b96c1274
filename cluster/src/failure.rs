//! What a request came to when it was not what was asked for, and what of it people may read. One request's failure
//! becomes a [`ClusterError`] here and nowhere else.

mod refusal;

use crate::status::Status;
use http::StatusCode;
use registry::error::ClusterError;
use registry::name::Name;
use registry::plan::{Permission, Verb};
use std::time::Duration;

/// The end of a request without the answer wanted.
pub(crate) enum Failure {
    /// No connection was made, so nothing was sent.
    Unreachable,
    /// The connection broke after the request may have been sent.
    Broken,
    /// No complete answer within this time.
    TooSlow(Duration),
    /// The credential could not be obtained, so nothing was sent.
    NoCredential,
    /// An answer that is too large, or not the JSON it should be.
    Unreadable,
    /// An answer with a status that is no success.
    Answered {
        code: StatusCode,
        retry_after: Option<u64>,
        status: Box<Status>,
    },
}

impl Failure {
    /// An `ERROR` event of a watch, which arrives under a status of 200.
    pub(crate) fn event(status: Status) -> Self {
        let code = status
            .code
            .and_then(|code| StatusCode::from_u16(code).ok())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::Answered {
            code,
            retry_after: None,
            status: Box::new(status),
        }
    }

    pub(crate) fn code(&self) -> Option<StatusCode> {
        match self {
            Self::Answered { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// The reason as the API server's one word, for the log.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Unreachable => "Unreachable",
            Self::Broken => "Broken",
            Self::TooSlow(_) => "TooSlow",
            Self::NoCredential => "NoCredential",
            Self::Unreadable => "Unreadable",
            Self::Answered { status, .. } => status.reason(),
        }
    }

    /// Whether a read may be asked again at once, and after how long the server wants it: `None` is no.
    pub(crate) fn again_after(&self) -> Option<Option<Duration>> {
        match self {
            Self::Unreachable | Self::Broken => Some(None),
            Self::Answered { code, .. }
                if *code == StatusCode::TOO_MANY_REQUESTS || code.is_server_error() =>
            {
                Some(self.asked_wait().map(Duration::from_secs))
            }
            _ => None,
        }
    }

    /// Whether a write that came to this may have been made nonetheless. 503 is answered before anything is done;
    /// other server errors also by whatever stands in front of an API server that went on.
    pub(crate) fn leaves_a_write_open(&self) -> bool {
        match self {
            Self::Broken | Self::TooSlow(_) | Self::Unreadable => true,
            Self::Answered { code, .. } => code.is_server_error() && *code != StatusCode::SERVICE_UNAVAILABLE,
            Self::Unreachable | Self::NoCredential => false,
        }
    }

    fn asked_wait(&self) -> Option<u64> {
        match self {
            Self::Answered {
                retry_after, status, ..
            } => retry_after.or(status.details.as_ref().and_then(|d| d.retry_after_seconds)),
            _ => None,
        }
    }

    /// What the layers above are told, given the right the request needed and the object it was about.
    pub(crate) fn told(&self, asked: &Permission, name: Option<&Name>) -> ClusterError {
        let Self::Answered { code, status, .. } = self else {
            return self.bare();
        };
        let resource = asked.resource;
        let name = name.map(ToString::to_string).unwrap_or_default();
        let writes = matches!(asked.verb, Verb::Create | Verb::Patch | Verb::Delete);
        match *code {
            StatusCode::FORBIDDEN if !status.denies_a_right() => ClusterError::Denied {
                resource,
                said: refusal::denial(resource, status),
            },
            StatusCode::FORBIDDEN => ClusterError::Forbidden {
                permission: asked.clone(),
                said: refusal::right(asked, status),
            },
            StatusCode::NOT_FOUND if status.names_a_namespace() => self.bare(),
            StatusCode::NOT_FOUND if status.names_an_object() => ClusterError::Missing { resource, name },
            StatusCode::NOT_FOUND => ClusterError::NotServed { resource },
            StatusCode::CONFLICT if status.reason() == "AlreadyExists" => {
                ClusterError::Exists { resource, name }
            }
            StatusCode::CONFLICT => ClusterError::Conflict { resource, name },
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY if writes => ClusterError::Refused {
                causes: refusal::causes(resource, status),
            },
            StatusCode::SERVICE_UNAVAILABLE => ClusterError::Unavailable { resource },
            _ => self.bare(),
        }
    }

    /// The same for a request about none of the console's resources.
    pub(crate) fn bare(&self) -> ClusterError {
        match self {
            Self::Unreachable | Self::Broken => ClusterError::Unreachable,
            Self::NoCredential => ClusterError::SignedOut,
            Self::Unreadable => ClusterError::Unexpected { status: 0 },
            Self::TooSlow(limit) => ClusterError::TooSlow {
                seconds: limit.as_secs(),
            },
            Self::Answered { code, .. } => match *code {
                StatusCode::UNAUTHORIZED => ClusterError::SignedOut,
                StatusCode::GONE => ClusterError::Expired,
                StatusCode::TOO_MANY_REQUESTS => ClusterError::Throttled {
                    retry_after_seconds: self.asked_wait().unwrap_or(1).max(1),
                },
                code => ClusterError::Unexpected {
                    status: code.as_u16(),
                },
            },
        }
    }
}

#[cfg(test)]
mod tests;
