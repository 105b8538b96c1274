//! The wizard's state: which step the address says, the form, and which fields have been left once.

use super::draft;
use crate::nav::{self, Nav};
use crate::ui::focus;
use leptos::prelude::*;
use registry::name::Name;
use registry::secret_text::SecretText;
use registry::storage::{
    CheckId, Control, Facts, Field, FieldId, KindId, Section, StorageForm, StorageProblem, Warning, fields,
    problems, suggested, warnings,
};
use std::collections::BTreeSet;

/// A step of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Choose the kind.
    Kind,
    /// Its details.
    Details,
    /// Live checks.
    Checks,
    /// Review and apply.
    Review,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Kind, Self::Details, Self::Checks, Self::Review];

    /// The word in the address.
    pub fn wire(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Details => "details",
            Self::Checks => "checks",
            Self::Review => "review",
        }
    }

    fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.wire() == text)
    }

    /// The step before.
    pub fn before(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|step| *step < self)
    }

    /// The step after.
    pub fn after(self) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self)
    }
}

/// The wizard's state. The address holds kind and step; what is typed never stands in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wizard {
    pub(super) nav: Nav,
    pub(super) facts: Signal<Facts>,
    pub(super) step: Memo<Step>,
    pub(super) form: RwSignal<StorageForm>,
    pub(super) left: RwSignal<BTreeSet<FieldId>>,
    pub(super) problems: Memo<Vec<StorageProblem>>,
    pub(super) fields: Memo<Vec<Field>>,
    pub(super) warnings: Memo<Vec<Warning>>,
    pub(super) restored: RwSignal<bool>,
    /// Whether the fields that most leave alone are shown.
    pub(super) unfolded: RwSignal<bool>,
    /// The reminders that were ticked off.
    pub(super) ticked: RwSignal<BTreeSet<CheckId>>,
}

impl Wizard {
    pub(super) fn new(facts: Signal<Facts>) -> Self {
        let nav = Nav::current();
        let chosen = move || nav.query("kind").and_then(|text| KindId::read(&text));
        let first = chosen().unwrap_or_else(|| facts.with_untracked(suggested));
        let mut start = StorageForm::untouched(first);
        // A way out on the overview leads here with the claim it is about.
        if let Some(claim) = nav.query("claim").filter(|name| Name::new(name.as_str()).is_ok()) {
            start.values.insert(FieldId::Claim, claim);
        }
        let linked = !start.values.is_empty();
        let form = RwSignal::new(start);
        let problems = Memo::new(move |_| facts.with(|facts| form.with(|form| problems(form, facts))));
        let fields = Memo::new(move |_| facts.with(|facts| form.with(|form| fields(form, facts))));
        let warnings = Memo::new(move |_| facts.with(|facts| form.with(|form| warnings(form, facts))));
        // A step cannot be entered over an unfilled one: the address may ask, the form decides. Once the review is
        // shown it stays, because applying the plan changes the very facts the form is judged by.
        let step = Memo::new(move |before: Option<&Step>| {
            let asked = nav
                .query("step")
                .and_then(|text| Step::read(&text))
                .unwrap_or(Step::Kind);
            let open = problems.with(|found| !found.is_empty());
            let reviewing = asked == Step::Review && before == Some(&Step::Review);
            if asked > Step::Details && open && !reviewing {
                Step::Details
            } else {
                asked
            }
        });
        let restored = RwSignal::new(false);
        Effect::new(move |before: Option<()>| {
            if before.is_none()
                && !linked
                && let Some(draft) = draft::load()
                && chosen().is_none_or(|kind| kind == draft.kind)
                && draft != form.get_untracked()
            {
                form.set(draft);
                restored.set(true);
            }
        });
        Effect::new(move |_| {
            if let Some(kind) = chosen()
                && form.with_untracked(|form| form.kind != kind)
            {
                form.update(|form| form.kind = kind);
            }
        });
        // Only what a draft keeps makes a new one: keys that are emptied after they were sent bring none back.
        Effect::new(move |before: Option<StorageForm>| {
            let kept = form.with(draft::kept);
            if before.is_some_and(|before| before != kept) {
                draft::save(&kept);
            }
            kept
        });
        Self {
            nav,
            facts,
            step,
            form,
            left: RwSignal::default(),
            problems,
            fields,
            warnings,
            restored,
            unfolded: RwSignal::default(),
            ticked: RwSignal::default(),
        }
    }

    pub(super) fn go(self, step: Step) {
        let kind = self.form.with_untracked(|form| form.kind);
        self.nav.go.run(nav::storage_step(kind, step.wire()));
    }

    /// Goes on, or shows what is in the way and puts the focus there.
    pub(super) fn next(self) {
        let Some(after) = self.step.get_untracked().after() else {
            return;
        };
        if self.step.get_untracked() == Step::Kind {
            self.go(after);
            return;
        }
        let found = self.problems.get_untracked();
        if found.is_empty() {
            self.go(after);
            return;
        }
        self.left.update(|left| left.extend(FieldId::ALL));
        if let Some(id) = found.iter().find_map(|problem| problem.field) {
            self.show(id);
        }
    }

    /// The form as it is shown: what was not touched stands there with its default, so that a default that moves
    /// between the form and the plan is noticed.
    pub(super) fn shown(self) -> StorageForm {
        let mut form = self.form.get_untracked();
        let (secret, plain): (Vec<_>, Vec<_>) = self
            .fields
            .get_untracked()
            .into_iter()
            .filter(|field| !matches!(field.control, Control::Fixed(_)))
            .partition(|field| matches!(field.control, Control::Secret { .. }));
        form.values = plain.into_iter().map(|field| (field.id, field.value)).collect();
        // What was typed for another kind stays in the browser.
        form.secrets
            .retain(|id, text| !text.is_empty() && secret.iter().any(|field| field.id == *id));
        form
    }

    /// Brings a field into view and puts the focus there.
    pub(super) fn show(self, id: FieldId) {
        let folded = |field: &Field| field.id == id && field.section == Section::Advanced;
        if self.fields.with_untracked(|fields| fields.iter().any(folded)) {
            self.unfolded.set(true);
        }
        focus(&field_id(id));
    }

    pub(super) fn type_secret(self, field: FieldId, text: String) {
        self.form.update(|form| {
            form.secrets.insert(field, SecretText::new(text));
        });
    }

    /// Whether the form asks for a secret.
    pub(super) fn asks_secrets(self) -> bool {
        let secret = |field: &Field| matches!(field.control, Control::Secret { .. });
        self.fields.with(|fields| fields.iter().any(secret))
    }

    pub(super) fn type_in(self, field: FieldId, text: String) {
        self.form.update(|form| {
            form.values.insert(field, text);
        });
    }

    /// The problem to show at a field: only once it was left.
    pub(super) fn problem_at(self, field: FieldId) -> Option<StorageProblem> {
        if !self.left.with(|left| left.contains(&field)) {
            return None;
        }
        self.problems
            .with(|found| found.iter().find(|problem| problem.field == Some(field)).cloned())
    }
}

/// The id of a field's control.
pub(super) fn field_id(field: FieldId) -> String {
    format!("storage-{}", field.wire())
}
