//! What of a refusal may be shown. The API server repeats refused values in its text, and a strict refusal of a patch
//! repeats the whole object, so nothing passes here that is not recognised: field paths, the words of the schema, and
//! plain numbers and truth values.

use crate::status::{Status, StatusCause};
use registry::error::Cause;
use registry::plan::Permission;
use registry::resource::Resource;

/// Behind these words stand the fields a strict refusal is about; before them may stand the object.
const STRICT: &str = "strict decoding error: ";

/// Longer texts are cut; the longest rule text in the operator's schema is well below.
const LONGEST: usize = 400;

/// The causes of a refusal; never empty.
pub(super) fn causes(resource: Resource, status: &Status) -> Vec<Cause> {
    if resource.is_read_by_name() {
        return in_own_words(status);
    }
    let listed = status
        .details
        .as_ref()
        .and_then(|details| details.causes.as_deref());
    let mut causes: Vec<Cause> = listed.unwrap_or_default().iter().flat_map(one).collect();
    if causes.is_empty() {
        causes = strict(status.message.as_deref().unwrap_or_default());
    }
    if causes.is_empty() {
        causes.push(Cause {
            field: String::new(),
            message: whole(status.message.as_deref().unwrap_or_default()),
        });
    }
    causes
}

/// What of a denial may be shown. A claim holds no secret, so its denials (a quota, a limit, an admission rule) pass
/// with the words behind the object's name; other objects' do not.
pub(super) fn denial(resource: Resource, status: &Status) -> String {
    let said = status.message.as_deref().unwrap_or_default();
    let useful = said
        .split_once(" is forbidden: ")
        .map_or(said, |(_, useful)| useful);
    match resource {
        Resource::Claim => useful.chars().take(LONGEST).collect(),
        _ => String::new(),
    }
}

/// A refused Secret, or ConfigMap into which somebody may have pasted a key, is told in words of ours alone: of the API
/// server's only those are recognised that hold nothing but themselves.
fn in_own_words(status: &Status) -> Vec<Cause> {
    const IMMUTABLE: &str = "field is immutable when `immutable` is set";
    let listed = status
        .details
        .as_ref()
        .and_then(|details| details.causes.as_deref());
    let said = status.message.as_deref().unwrap_or_default();
    let cause = |field: &str, message: &str| Cause {
        field: path(field),
        message: message.to_owned(),
    };
    let mut causes: Vec<Cause> = listed
        .unwrap_or_default()
        .iter()
        .map(|one| {
            let field = one.field.as_deref().unwrap_or_default();
            let immutable = one
                .message
                .as_deref()
                .is_some_and(|said| said.contains(IMMUTABLE));
            cause(
                field,
                if immutable {
                    "It is marked as immutable and can only be deleted"
                } else {
                    label(one.reason.as_deref().unwrap_or_default())
                },
            )
        })
        .collect();
    if causes.is_empty() {
        let message = if said.contains("illegal base64 data") {
            "A value is not base64".to_owned()
        } else {
            whole(said)
        };
        causes.push(cause("", &message));
    }
    causes
}

/// The authorizer's sentence about a missing right, if it is the one that Kubernetes makes of names: who, what, where.
/// What an authorizer adds of its own is dropped, but for the scopes of a limited token.
pub(super) fn right(asked: &Permission, status: &Status) -> String {
    let said = status.message.as_deref().unwrap_or_default();
    authorizers(asked, said).unwrap_or_default()
}

fn authorizers(asked: &Permission, said: &str) -> Option<String> {
    let rest = said.strip_prefix(asked.resource.qualified().as_str())?;
    let rest = match rest.strip_prefix(' ').and_then(quoted) {
        Some((name, rest)) if is_name(name) => rest,
        _ => rest,
    };
    let (user, rest) = quoted(rest.strip_prefix(" is forbidden: User ")?)?;
    let is_user = user.len() <= LONGEST && !user.chars().any(char::is_control);
    let rest = rest.strip_prefix(" cannot ")?.strip_prefix(asked.verb.wire())?;
    let (plural, rest) = quoted(rest.strip_prefix(" resource ")?)?;
    let (group, rest) = quoted(rest.strip_prefix(" in API group ")?)?;
    let api = asked.resource.api();
    let rest = match rest.strip_prefix(" in the namespace ").map(quoted) {
        Some(place) => place.filter(|(place, _)| is_name(place))?.1,
        None => rest.strip_prefix(" at the cluster scope")?,
    };
    let scopes = rest
        .strip_prefix(": scopes [")
        .and_then(|rest| rest.split_once(']'));
    let scopes = scopes.filter(|(scopes, rest)| {
        let plain = |c: char| c.is_ascii_alphanumeric() || ":*-_.! ".contains(c);
        rest.starts_with(" prevent this action") && scopes.len() <= LONGEST && scopes.chars().all(plain)
    });
    if !is_user || (plural, group) != (api.plural, api.group) || !(rest.is_empty() || rest.starts_with(": "))
    {
        return None;
    }
    let sentence = said.strip_suffix(rest)?;
    Some(match scopes {
        Some((scopes, _)) => format!("{sentence}: scopes [{scopes}] prevent this action"),
        None => sentence.to_owned(),
    })
}

/// A text as Go quotes it, its escapes kept, and what stands behind it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let end = closing(inner)?;
    Some((&inner[..end], &inner[end + 1..]))
}

/// Where a text ends that Go quoted: at the first quotation mark that is not escaped.
fn closing(inner: &str) -> Option<usize> {
    let mut escaped = false;
    inner.char_indices().find_map(|(at, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    text.len() <= 253 && text.chars().all(plain)
}

fn one(cause: &StatusCause) -> Vec<Cause> {
    let message = cause.message.as_deref().unwrap_or_default();
    if message.contains(STRICT) {
        return strict(message);
    }
    let field = cause.field.as_deref().map(path).unwrap_or_default();
    let label = label(cause.reason.as_deref().unwrap_or_default());
    let words = if secret(&field) { None } else { words(message) };
    vec![Cause {
        message: words.unwrap_or_else(|| label.to_owned()),
        field,
    }]
}

/// `unknown field "a.b", unknown field "a.c"` as one cause each; anything else in the list is dropped. The last
/// occurrence counts, because the object before it may hold the same words.
fn strict(message: &str) -> Vec<Cause> {
    let Some((_, tail)) = message.rsplit_once(STRICT) else {
        return Vec::new();
    };
    tail.split(", ")
        .filter_map(|item| {
            let (problem, quoted) = item.split_once(" field \"")?;
            let field = path(quoted.strip_suffix('"')?);
            let known = matches!(problem, "unknown" | "duplicate") && !field.is_empty();
            known.then(|| Cause {
                message: format!("{problem} field \"{field}\""),
                field,
            })
        })
        .collect()
}

/// The path of a field, or nothing if the text is not one. `patch` and `<nil>` are what the API server writes when it
/// knows none.
fn path(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-[]/:*'\"()".contains(c);
    if text.len() > LONGEST || text == "patch" || !text.chars().all(plain) {
        return String::new();
    }
    text.to_owned()
}

/// Whether the field's own name says that its value is secret, in which case not even the schema's words are kept: a
/// rule's text can be made from the value.
fn secret(field: &str) -> bool {
    let field = field.to_ascii_lowercase();
    ["secret", "password", "token", "credential", "privatekey"]
        .iter()
        .any(|word| field.contains(word))
}

/// The API server's words about one field without the value they repeat: `Label: <value>: <rule>` becomes
/// `Label: <rule>`, and the value stays only where it is a number or a truth value.
fn words(message: &str) -> Option<String> {
    let line = message.lines().next()?;
    let (label, rest) = line.split_once(": ")?;
    let text = match label {
        "Invalid value" | "Unsupported value" | "Duplicate value" | "Too long" | "Too many" | "Not found" => {
            match value(rest) {
                Some((shown, "")) => join(label, shown, None),
                Some((shown, rule)) => join(label, shown, Some(rule)),
                None => return None,
            }
        }
        "Required value" | "Forbidden" => line.to_owned(),
        _ => return None,
    };
    let text = unquoted(&text);
    (!text.contains('{')).then(|| text.chars().take(LONGEST).collect())
}

fn join(label: &str, shown: Option<&str>, rule: Option<&str>) -> String {
    [Some(label), shown, rule]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(": ")
}

/// Splits a leading value from the rule behind it. The value is a Go-quoted string, or one word; a word that is no
/// number and no truth value is only taken for a value if it cannot be the rule itself.
fn value(rest: &str) -> Option<(Option<&str>, &str)> {
    if rest.starts_with('"') {
        let (_, rule) = quoted(rest)?;
        return Some((None, rule.strip_prefix(": ").unwrap_or(rule.trim_start())));
    }
    let (word, rule) = rest.split_once(": ").unwrap_or((rest, ""));
    if word.parse::<f64>().is_ok() || matches!(word, "true" | "false" | "null") {
        return Some((Some(word), rule));
    }
    // `Too long: may not be more than 63 bytes` has no value at all.
    rest.starts_with("may not ").then_some((None, rest))
}

/// Cuts what a format rule repeats: `must be of type date-time: "…"`.
fn unquoted(text: &str) -> String {
    match text.find("must be of type") {
        Some(at) => match text[at..].find(": \"") {
            Some(quote) => text[..at + quote].to_owned(),
            None => text.to_owned(),
        },
        None => text.to_owned(),
    }
}

/// The reason of a cause in words, for when its message says more than may be shown.
fn label(reason: &str) -> &'static str {
    match reason {
        "FieldValueRequired" => "Required value",
        "FieldValueNotSupported" => "Unsupported value",
        "FieldValueDuplicate" => "Duplicate value",
        "FieldValueTooLong" => "Too long",
        "FieldValueTooMany" => "Too many",
        "FieldValueForbidden" => "Not allowed here",
        "FieldValueNotFound" => "Not found",
        _ => "Invalid value",
    }
}

/// A refusal that names no field. Only the author of an admission refusal is safe to name.
fn whole(message: &str) -> String {
    let name = |text: &str| {
        let name: String = text
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "-.".contains(*c))
            .collect();
        (!name.is_empty()).then_some(name)
    };
    if let Some(webhook) = message.strip_prefix("admission webhook \"").and_then(name) {
        return format!("admission webhook {webhook} denied it");
    }
    if let Some((_, policy)) = message.split_once("ValidatingAdmissionPolicy '")
        && let Some(policy) = name(policy)
    {
        return format!("admission policy {policy} denied it");
    }
    "it named no field".to_owned()
}

#[cfg(test)]
mod tests;
