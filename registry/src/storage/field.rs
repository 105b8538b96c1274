//! The fields of the wizard as data: what can be entered, what is fixed and why. Labels and sentences are found by
//! whoever draws them.

use super::claim::{ClaimFit, ClaimNote};
use super::facts::{ClaimFacts, ClassFacts};
use super::form::{FieldId, Values};
use super::problem::{ProblemKind, StorageProblem};
use super::provisioner::Sharing;
use crate::name::Name;
use crate::objects::{AccessMode, Quantity, Strategy};
use serde::{Deserialize, Serialize};

/// One field of a kind, for the values typed so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Which.
    pub id: FieldId,
    /// How it is entered.
    pub control: Control,
    /// Whether it must not be empty.
    pub required: bool,
    /// What stands in it: as typed, else the default, else the fixed value.
    pub value: String,
}

/// How a field is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// One of these.
    Choice(Vec<ChoiceOption>),
    /// Free text.
    Text,
    /// The name of a cluster object.
    Name,
    /// A size as Kubernetes writes it, for example `100Gi`.
    Size,
    /// A whole number.
    Number {
        /// The least that is taken.
        min: i64,
        /// The most that is taken.
        max: i64,
    },
    /// A secret: typed, or read from a file. Its text stands in [`StorageForm::secrets`](super::StorageForm::secrets),
    /// never in [`Field::value`].
    Secret {
        /// Whether it is usually a file.
        file: bool,
    },
    /// Yes or no: `true` or `false`.
    Switch,
    /// Nothing to enter: the value follows from something else.
    Fixed(FixedBecause),
}

/// Why a value cannot be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FixedBecause {
    /// This claim can be mounted by one node at a time; the name may still be empty for a claim to be made.
    OneNodeClaim {
        /// Its name.
        claim: String,
    },
    /// Block storage belongs to one node.
    BlockStorage,
    /// Each pod would have its own images.
    EmptyDir,
}

/// One entry of a [`Control::Choice`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// The text to send.
    pub value: String,
    /// What it stands for.
    pub about: About,
}

impl ChoiceOption {
    /// Whether it may be chosen; [`About`] says why not.
    pub fn enabled(&self) -> bool {
        !matches!(
            self.about,
            About::Claim {
                fit: ClaimFit::Unusable(_),
                ..
            }
        )
    }
}

/// What an option stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// A claim.
    Claim {
        /// What is known of it.
        claim: ClaimFacts,
        /// With how many replicas it works, or why not at all.
        fit: ClaimFit,
        /// What else to know before choosing it.
        notes: Vec<ClaimNote>,
    },
    /// A storage class.
    Class {
        /// What is known of it.
        class: ClassFacts,
        /// Whether its volumes can serve several nodes, as far as its provisioner tells.
        sharing: Sharing,
    },
    /// No storage class: the claim binds to a volume that somebody prepared by hand.
    NoClass,
    /// An access mode.
    AccessMode(AccessMode),
    /// Make a volume.
    SourceNew,
    /// Use a claim that exists.
    SourceExisting,
}

/// Collects fields, giving each what was typed or its default.
pub(super) struct Fields<'a> {
    values: &'a Values,
    list: Vec<Field>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        Self {
            values,
            list: Vec::new(),
        }
    }

    /// A field to enter.
    pub(super) fn ask(mut self, id: FieldId, control: Control, required: bool, default: &str) -> Self {
        let value = self.values.get(&id).map_or(default, String::as_str).to_owned();
        self.list.push(Field {
            id,
            control,
            required,
            value,
        });
        self
    }

    /// A field that follows from something else.
    pub(super) fn fix(mut self, id: FieldId, value: &str, because: FixedBecause) -> Self {
        self.list.push(Field {
            id,
            control: Control::Fixed(because),
            required: true,
            value: value.to_owned(),
        });
        self
    }

    /// One replica, replaced and never doubled.
    pub(super) fn one_node(self, because: FixedBecause) -> Self {
        self.fix(FieldId::Replicas, "1", because.clone()).fix(
            FieldId::Strategy,
            Strategy::Recreate.wire(),
            because,
        )
    }

    pub(super) fn done(self) -> Vec<Field> {
        self.list
    }
}

/// What stands in a field; empty for one the kind does not show.
pub(super) fn value(fields: &[Field], id: FieldId) -> &str {
    fields
        .iter()
        .find(|field| field.id == id)
        .map_or("", |field| field.value.as_str())
}

/// What the controls themselves rule out, at most one problem a field, in the fields' order.
pub(super) fn check(fields: &[Field], values: &Values) -> Vec<StorageProblem> {
    fields
        .iter()
        .filter_map(|field| Some(StorageProblem::at(field.id, check_one(field, values)?)))
        .collect()
}

fn check_one(field: &Field, values: &Values) -> Option<ProblemKind> {
    if let Control::Fixed(because) = &field.control {
        let typed = values.get(&field.id).map_or("", String::as_str);
        return (!typed.is_empty() && typed != field.value).then(|| ProblemKind::Fixed {
            value: field.value.clone(),
            because: because.clone(),
        });
    }
    if field.value.is_empty() && !matches!(field.control, Control::Secret { .. }) {
        return field.required.then_some(ProblemKind::Required);
    }
    match &field.control {
        Control::Choice(options) => check_choice(field, options),
        Control::Name => Name::new(field.value.as_str()).err().map(ProblemKind::Name),
        Control::Size => Quantity::parse(&field.value).err().map(ProblemKind::Size),
        Control::Number { max, .. } => match field.value.parse::<i128>() {
            Err(_) => Some(ProblemKind::NotANumber),
            Ok(..0) => Some(ProblemKind::NegativeReplicas),
            Ok(0) => Some(ProblemKind::ZeroReplicas),
            Ok(n) if n > i128::from(*max) => Some(ProblemKind::TooManyReplicas { max: *max }),
            Ok(_) => None,
        },
        // A secret is judged by its kind, which alone sees it.
        Control::Text | Control::Secret { .. } | Control::Switch | Control::Fixed(_) => None,
    }
}

fn check_choice(field: &Field, options: &[ChoiceOption]) -> Option<ProblemKind> {
    let value = field.value.clone();
    let Some(option) = options.iter().find(|o| o.value == value) else {
        return Some(match field.id {
            FieldId::Claim => ProblemKind::NoSuchClaim { claim: value },
            FieldId::Class => ProblemKind::NoSuchClass { class: value },
            _ => ProblemKind::NoSuchOption { value },
        });
    };
    match &option.about {
        About::Claim {
            fit: ClaimFit::Unusable(why),
            ..
        } => Some(ProblemKind::ClaimUnusable {
            claim: value,
            why: why.clone(),
        }),
        _ => None,
    }
}
