//! What may be saved. The same rules judge what is typed in the browser and what is planned on the server.

use super::facts::ParametersFacts;
use super::field::{Control, ParamId, param};
use super::form::{ROTATE, Values};
use super::problem::{ParametersProblem, ProblemKind};
use super::values;
use crate::objects::{Amount, GoDuration, Strategy};

/// Everything that keeps `shown` from being saved: the text of every field, in force or typed. What stands as it did is not
/// judged, so that one odd value does not keep all others from being changed.
pub fn problems(shown: &Values, facts: &ParametersFacts) -> Vec<ParametersProblem> {
    let changed = values::changed(shown, &facts.current);
    let mut found = Vec::new();
    for (id, text) in &changed {
        if !facts.has(*id) {
            found.push(ParametersProblem::at(*id, ProblemKind::NotTaken));
        } else if let Some(kind) = of_one(*id, text) {
            found.push(ParametersProblem::at(*id, kind));
        }
    }
    for (request, limit) in [
        (ParamId::CpuRequest, ParamId::CpuLimit),
        (ParamId::MemoryRequest, ParamId::MemoryLimit),
    ] {
        let touched = changed.contains_key(&request) || changed.contains_key(&limit);
        found.extend(touched.then(|| above_limit(request, limit, shown)).flatten());
    }
    if changed.contains_key(&ParamId::Replicas) || changed.contains_key(&ParamId::Strategy) {
        found.extend(one_pod(shown, facts));
    }
    // A field says one thing at a time, the first that is wrong.
    let mut seen = Vec::new();
    found.retain(|problem| {
        let first = !seen.contains(&problem.field);
        seen.push(problem.field);
        first
    });
    found
}

fn of_one(id: ParamId, text: &str) -> Option<ProblemKind> {
    let typed = text.trim();
    if typed.is_empty() {
        return (id == ParamId::Replicas).then_some(ProblemKind::Required);
    }
    match param(id).control {
        Control::Switch => option(text, &["true", "false"]),
        Control::Choice(options) => option(text, options),
        Control::Rotate => option(text, &[ROTATE]),
        Control::Number { min, max } => match typed.parse::<i128>() {
            Err(_) => Some(ProblemKind::NotANumber),
            Ok(..0) => Some(ProblemKind::Negative),
            Ok(n) if n < i128::from(min) => Some(ProblemKind::ZeroReplicas),
            Ok(n) if n > i128::from(max) => Some(ProblemKind::TooMany { max }),
            Ok(_) => None,
        },
        Control::Duration => match GoDuration::parse(text) {
            None => Some(ProblemKind::NotADuration),
            Some(time) if time.is_negative() => Some(ProblemKind::Negative),
            Some(_) => None,
        },
        Control::Amount => Amount::parse(text).err().map(ProblemKind::NotAnAmount),
        Control::Address => (!is_address(text)).then_some(ProblemKind::NotAnAddress),
        Control::Text | Control::Yaml => None,
    }
}

fn option(text: &str, options: &[&str]) -> Option<ProblemKind> {
    (!options.contains(&text)).then(|| ProblemKind::NoSuchOption {
        value: text.to_owned(),
    })
}

fn is_address(text: &str) -> bool {
    let host = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"))
        .unwrap_or_default();
    !host.is_empty() && !host.starts_with('/') && !text.contains(char::is_whitespace)
}

fn above_limit(request: ParamId, limit: ParamId, shown: &Values) -> Option<ParametersProblem> {
    let text = |id| shown.get(&id).map_or("", String::as_str);
    let (asked, allowed) = (Amount::parse(text(request)), Amount::parse(text(limit)));
    (asked.ok()? > allowed.ok()?).then(|| {
        ParametersProblem::at(
            request,
            ProblemKind::AboveLimit {
                limit: text(limit).to_owned(),
            },
        )
    })
}

/// What the storage allows: nobody but this console looks at it once the storage is adopted.
pub(super) fn one_pod(shown: &Values, facts: &ParametersFacts) -> Vec<ParametersProblem> {
    use crate::storage::FixedBecause;
    let Ok(Some(because)) = &facts.one_pod else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let text = |id| shown.get(&id).map_or("", String::as_str);
    if text(ParamId::Replicas)
        .trim()
        .parse::<i128>()
        .is_ok_and(|n| n > 1)
    {
        found.push(ParametersProblem::at(
            ParamId::Replicas,
            ProblemKind::OnePodOnly(because.clone()),
        ));
    }
    let second_pod = text(ParamId::Strategy) != Strategy::Recreate.wire();
    if second_pod && !matches!(because, FixedBecause::EmptyDir) {
        found.push(ParametersProblem::at(
            ParamId::Strategy,
            ProblemKind::MustRecreate(because.clone()),
        ));
    }
    found
}
