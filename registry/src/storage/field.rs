//! The fields of the wizard as data: what can be entered, what is fixed and why. Labels and sentences are found by
//! whoever draws them.

use super::claim::{ClaimFit, ClaimNote};
use super::facts::{ClaimFacts, ClassFacts};
use super::form::{FieldId, StorageForm};
use super::pattern::Pattern;
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
    /// With which others it stands.
    pub section: Section,
    /// How it is entered.
    pub control: Control,
    /// Whether it must not be empty.
    pub required: bool,
    /// What stands in it: as typed, else the default, else the fixed value.
    pub value: String,
}

/// A group of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Section {
    /// What everybody fills in.
    Basic,
    /// Keys and who has them.
    Credentials,
    /// What most leave alone; folded until something in it is wrong or set.
    Advanced,
}

impl Section {
    /// Every section, in the order they are shown.
    pub const ALL: [Self; 3] = [Self::Basic, Self::Credentials, Self::Advanced];
}

/// How a field is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// One of these.
    Choice(Vec<ChoiceOption>),
    /// A line of text.
    Text {
        /// What it must look like.
        pattern: Pattern,
        /// What is known to fit, from the cluster; anything else can be typed all the same.
        suggestions: Vec<String>,
    },
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
    /// Text of many lines that is no secret, typed or read from a file.
    Document {
        /// What it must look like.
        pattern: Pattern,
    },
    /// Nothing to enter: the value follows from something else.
    Fixed(FixedBecause),
}

impl Control {
    /// A line of any text.
    pub fn text(pattern: Pattern) -> Self {
        Self::Text {
            pattern,
            suggestions: Vec::new(),
        }
    }

    /// A line of text for which the cluster knows something that fits; an empty one is no suggestion.
    pub fn suggested<'a>(pattern: Pattern, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known = known.into_iter().filter(|text| !text.is_empty());
        Self::Text {
            pattern,
            suggestions: known.map(ToOwned::to_owned).collect(),
        }
    }

    /// One of these, each said as `about` says.
    pub fn choice<'a>(options: impl IntoIterator<Item = (&'a str, About)>) -> Self {
        let option = |(value, about): (&str, About)| ChoiceOption {
            value: value.to_owned(),
            about,
        };
        Self::Choice(options.into_iter().map(option).collect())
    }
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
    /// This plan writes the object, under the one name it may.
    WrittenHere,
    /// The operator takes what the platform says, whatever is configured.
    Platform,
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
    /// The operator makes the bucket or container, and owns it.
    OriginNew,
    /// One that exists, which stays the user's.
    OriginExisting,
    /// The credentials that are there already.
    CredentialsKeep {
        /// When they were changed last (RFC 3339), as far as is known.
        changed: Option<String>,
    },
    /// Those the cloud gave the cluster.
    CredentialsCloud,
    /// New ones, typed here.
    CredentialsNew,
    /// The make of an S3-compatible store.
    Store(StoreMake),
    /// Azure's public cloud, or the one the cluster runs in.
    DefaultCloud,
    /// Who reaches an Azure account.
    Access(Access),
    /// How one logs in to OpenStack.
    Login(Login),
    /// The version in the identity service's address, else the third.
    DefaultVersion,
    /// The value itself says what it is.
    Plain,
}

/// Who reaches an Azure storage account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Access {
    /// Whoever has a key, from anywhere.
    External,
    /// Only the cluster's own network.
    Internal,
}

/// How one logs in to OpenStack's identity service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Login {
    /// A user by name, with a password.
    Password,
    /// An application credential.
    Application,
    /// A token somebody got before.
    Token,
}

/// The make of an S3-compatible store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoreMake {
    /// MinIO.
    MinIo,
    /// Ceph's RADOS gateway.
    CephRgw,
    /// NooBaa, the multi-cloud gateway of OpenShift Data Foundation.
    NooBaa,
    /// Any other.
    Other,
}

/// Collects fields, giving each what was typed or its default.
pub(super) struct Fields<'a> {
    form: &'a StorageForm,
    section: Section,
    pub(super) list: Vec<Field>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(form: &'a StorageForm) -> Self {
        Self {
            form,
            section: Section::Basic,
            list: Vec::new(),
        }
    }

    /// Where the next fields stand.
    pub(super) fn section(mut self, section: Section) -> Self {
        self.section = section;
        self
    }

    /// A field to enter.
    pub(super) fn ask(mut self, id: FieldId, control: Control, required: bool, default: &str) -> Self {
        let typed = self.form.values.get(&id).map_or(default, String::as_str);
        // What is secret stands nowhere but in the form's secrets.
        let value = if matches!(control, Control::Secret { .. }) {
            String::new()
        } else {
            typed.to_owned()
        };
        self.list.push(Field {
            id,
            section: self.section,
            control,
            required,
            value,
        });
        self
    }

    /// [`Fields::ask`] where `condition` holds: for fields that this release lacks, or that another choice leaves out.
    pub(super) fn ask_if(
        self,
        condition: bool,
        id: FieldId,
        control: Control,
        required: bool,
        default: &str,
    ) -> Self {
        if condition {
            self.ask(id, control, required, default)
        } else {
            self
        }
    }

    /// A field that follows from something else.
    pub(super) fn fix(mut self, id: FieldId, value: &str, because: FixedBecause) -> Self {
        self.list.push(Field {
            id,
            section: self.section,
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

    /// What stands in a field asked for already.
    pub(super) fn value(&self, id: FieldId) -> &str {
        value(&self.list, id)
    }

    /// Whether a switch asked for already is on.
    pub(super) fn is_on(&self, id: FieldId) -> bool {
        is_on(&self.list, id)
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

/// The value of a switch that is on.
pub(super) const ON: &str = "true";
/// The value of a switch that is off.
pub(super) const OFF: &str = "false";

/// Whether a switch is on; not for one the kind does not show.
pub(super) fn is_on(fields: &[Field], id: FieldId) -> bool {
    value(fields, id) == ON
}

/// What the controls themselves rule out, at most one problem a field, in the fields' order.
pub(super) fn check(fields: &[Field], form: &StorageForm) -> Vec<StorageProblem> {
    fields
        .iter()
        .filter_map(|field| Some(StorageProblem::at(field.id, check_one(field, form)?)))
        .collect()
}

fn check_one(field: &Field, form: &StorageForm) -> Option<ProblemKind> {
    if let Control::Fixed(because) = &field.control {
        let typed = form.values.get(&field.id).map_or("", String::as_str);
        return (!typed.is_empty() && typed != field.value).then(|| ProblemKind::Fixed {
            value: field.value.clone(),
            because: because.clone(),
        });
    }
    // A secret's shape is judged by its kind.
    if matches!(field.control, Control::Secret { .. }) {
        let empty = form.secret(field.id).trim().is_empty();
        return (field.required && empty).then_some(ProblemKind::Required);
    }
    if field.value.is_empty() {
        return field.required.then_some(ProblemKind::Required);
    }
    match &field.control {
        Control::Choice(options) => check_choice(field, options),
        Control::Name => Name::new(field.value.as_str()).err().map(ProblemKind::Name),
        Control::Size => Quantity::parse(&field.value).err().map(ProblemKind::Size),
        Control::Number { min, max } => check_number(field, *min, *max),
        Control::Text { pattern, .. } | Control::Document { pattern } => {
            (!pattern.takes(&field.value)).then_some(ProblemKind::Pattern(*pattern))
        }
        Control::Switch => (![ON, OFF].contains(&field.value.as_str())).then(|| ProblemKind::NoSuchOption {
            value: field.value.clone(),
        }),
        Control::Secret { .. } | Control::Fixed(_) => None,
    }
}

fn check_number(field: &Field, min: i64, max: i64) -> Option<ProblemKind> {
    let Ok(number) = field.value.parse::<i128>() else {
        return Some(ProblemKind::NotANumber);
    };
    if (i128::from(min)..=i128::from(max)).contains(&number) {
        return None;
    }
    Some(match number {
        _ if field.id != FieldId::Replicas => ProblemKind::OutOfRange { min, max },
        ..0 => ProblemKind::NegativeReplicas,
        0 => ProblemKind::ZeroReplicas,
        _ => ProblemKind::TooManyReplicas { max },
    })
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
