//! What is wrong, and what to know before saving.

use registry::objects::QuantityError;
use registry::parameters::{ParametersProblem, ProblemKind, Shape, TextFault, Warning};
use registry::storage::FixedBecause;
use registry::yaml::{DEEPEST, MOST_BYTES, YamlFault};

/// What is wrong, where a field says what it is about.
pub fn problem(problem: &ParametersProblem) -> String {
    match problem.spot {
        // The text of a field has lines of its own.
        Some(spot) if matches!(problem.kind, ProblemKind::Text(_)) => {
            format!(
                "Line {}, column {}: {}",
                spot.line,
                spot.column,
                kind(&problem.kind)
            )
        }
        _ => kind(&problem.kind),
    }
}

/// What is wrong, with its place and path.
pub fn placed(problem: &ParametersProblem) -> String {
    let what = kind(&problem.kind);
    let path = if problem.path.is_empty() {
        String::new()
    } else {
        format!("{}: ", problem.path)
    };
    match problem.spot {
        Some(spot) => format!("Line {}, column {}: {path}{what}", spot.line, spot.column),
        None => format!("{path}{what}"),
    }
}

/// What the API server's dry run said of a field.
pub fn refused(message: &str) -> String {
    format!("The API server refuses it: {message}")
}

fn kind(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::Required => "Enter a number.".into(),
        ProblemKind::NotANumber => "Enter a whole number.".into(),
        ProblemKind::Negative => "Enter 0 or more; the operator refuses less.".into(),
        ProblemKind::ZeroReplicas => {
            "Enter 1 or more. To run no registry, set the management state to Removed.".into()
        }
        ProblemKind::TooMany { max } => format!("Enter at most {max}."),
        ProblemKind::NotADuration => "Write a number with its unit, such as 30s, 1m30s or 2h.".into(),
        ProblemKind::NotAnAmount(QuantityError::NotPositive) => "Enter 0 or more.".into(),
        ProblemKind::NotAnAmount(_) => {
            "Write a number and a unit without a blank: 500m or 2 of a processor, 256Mi or 1Gi of memory.".into()
        }
        ProblemKind::AboveLimit { limit } => format!("More than the limit of {limit}. Ask for less, or raise the limit."),
        ProblemKind::NoSuchOption { value } => format!("{value} is none of the values this field takes."),
        ProblemKind::NotAnAddress => "Write an address that begins with http:// or https://.".into(),
        ProblemKind::OnePodOnly(because) => match because {
            FixedBecause::EmptyDir => {
                "One replica only: on emptyDir each pod has images of its own, and pulls fail at random.".into()
            }
            FixedBecause::OneNodeClaim { claim } => format!(
                "One replica only: {claim} can be mounted by one node at a time (RWO). Two replicas need RWX or object \
                 storage."
            ),
            FixedBecause::BlockStorage => "One replica only: block storage belongs to one node.".into(),
            FixedBecause::WrittenHere | FixedBecause::Platform => "One replica only.".into(),
        },
        ProblemKind::MustRecreate(because) => {
            let claim = match because {
                FixedBecause::OneNodeClaim { claim } => claim.as_str(),
                _ => "the volume",
            };
            format!("Choose Recreate: {claim} can be mounted by one node at a time (RWO), and RollingUpdate starts a second pod.")
        }
        ProblemKind::EmptyList => {
            "An empty list does not last: the operator drops it and spreads pods by default again. Give a constraint of \
             your own, or leave the field empty."
                .into()
        }
        ProblemKind::NotTaken => "This cluster's release has no such field.".into(),
        ProblemKind::TwoStorages { members } => format!(
            "{} are configured, and the operator takes exactly one kind of storage. Remove the others.",
            members.join(" and ")
        ),
        ProblemKind::Text(fault) => text(fault),
    }
}

fn text(fault: &TextFault) -> String {
    match fault {
        TextFault::Unreadable(fault) => unreadable(fault),
        TextFault::NotTheSpec => "The text holds spec: and nothing beside it.".into(),
        TextFault::UnknownField { similar: Some(name) } => format!("Unknown field; did you mean {name}?"),
        TextFault::UnknownField { similar: None } => "Unknown field: this cluster's release has none of that name.".into(),
        TextFault::WrongShape { wanted } => format!("{} belongs here.", shape(*wanted)),
        TextFault::Missing { name } => format!("{name} is missing, and must be there."),
        TextFault::NotOneOf { values } => {
            let named: Vec<_> = values.iter().filter(|value| !value.is_empty()).cloned().collect();
            format!("One of these belongs here: {}.", named.join(", "))
        }
        TextFault::OutOfBounds { min, max } => match (min, max) {
            (Some(min), Some(max)) => format!("A number from {min} to {max} belongs here."),
            (Some(min), None) => format!("A number of at least {min} belongs here."),
            (None, Some(max)) => format!("A number of at most {max} belongs here."),
            (None, None) => "Another number belongs here.".into(),
        },
        TextFault::Secret => {
            "This secret is never part of the text. Leave it out, and it stays as it is; make a new one under Security."
                .into()
        }
        TextFault::NotYours => "The operator or an administrator with oc writes this. Leave it out, and it stays as it is.".into(),
    }
}

fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Bool => "true or false",
        Shape::Integer => "A whole number",
        Shape::Number => "A number",
        Shape::Text => "A text (in quotes, if it looks like a number)",
        Shape::Amount => "A number or an amount such as 500m",
        Shape::List => "A list (lines that begin with -)",
        Shape::Map => "A map (lines of key: value)",
    }
}

fn unreadable(fault: &YamlFault) -> String {
    match fault {
        YamlFault::Syntax => "This is no YAML from here on: look for a bracket or quote left open, or a line indented otherwise than its neighbours.".into(),
        YamlFault::Tab => "A tab stands here; YAML takes blanks only.".into(),
        YamlFault::Duplicate { key } => format!("{key} stands here a second time."),
        YamlFault::Key => "A key must be a word.".into(),
        YamlFault::Anchor => "Anchors (&) and aliases (*) are not taken. Write the value out.".into(),
        YamlFault::Tag => "Tags (!) are not taken. Write the plain value.".into(),
        YamlFault::SecondDocument => "A second document begins here; one is enough.".into(),
        YamlFault::Number => "The API cannot hold this number.".into(),
        YamlFault::TooBig => format!("The text is longer than {} KiB.", MOST_BYTES / 1024),
        YamlFault::TooDeep => format!("Values lie in each other more than {DEEPEST} deep here."),
    }
}

/// What to know before saving.
pub fn warning(warning: &Warning) -> String {
    match warning {
        Warning::OneReplica => "One replica: each roll-out and each lost node stops the registry for a while.".into(),
        Warning::OneNode => "This cluster has one node for such pods; more than one replica brings nothing.".into(),
        Warning::ClaimsUnread(error) => {
            format!("Whether the storage may be shared by several pods could not be looked up. {error}")
        }
        Warning::NotHighlyAvailable => "Each roll-out stops the registry for about a minute.".into(),
        Warning::NothingLimited { .. } => "While this is 0 nothing is limited, whatever queue and wait say.".into(),
        Warning::WaitsForEver { .. } => "While this is 0s, requests in the queue wait for ever.".into(),
        Warning::DefaultGone { .. } => {
            "The operator's defaults apply only while no resource is set. Without a value here the pods ask for none.".into()
        }
        Warning::ClusterProxyApplies { .. } => "Empty, the cluster's value applies. There is no way to say no proxy.".into(),
        Warning::SpreadGone => {
            "With a node selector the default spread over hosts and zones is gone. Give spread constraints of your own to keep one."
                .into()
        }
    }
}
