//! The page's state: what was typed over what stands in the cluster, as fields or as text, and what is wrong with it.

use super::api::{Known, write_parameters};
use super::{draft, words};
use crate::nav::Nav;
use crate::ui::focus;
use crate::words::cluster::call_error;
use leptos::prelude::*;
use leptos::task::spawn_local;
use registry::error::Cause;
use registry::parameters::{
    Control, Group, ParamId, ParametersFacts, ParametersForm, ParametersProblem, TextView, Values, changed,
    param, problems,
};
use std::collections::BTreeSet;

/// How the parameters are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Form,
    Yaml,
}

impl View {
    pub(super) fn wire(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Yaml => "yaml",
        }
    }
}

/// What the server made of an edited text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edited {
    pub(super) text: String,
    /// The fields as the text has them.
    base: Values,
    /// How many fields of the configuration the text changes that have no field here.
    beside: usize,
}

/// The page's state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Editor {
    pub(super) known: Signal<Known>,
    pub(super) facts: Memo<ParametersFacts>,
    pub(super) view: Memo<View>,
    pub(super) group: Memo<Option<Group>>,
    pub(super) typed: RwSignal<Values>,
    pub(super) edited: RwSignal<Option<Edited>>,
    /// The text moved since the server looked at it.
    moved: StoredValue<bool>,
    /// What the server found.
    pub(super) told: RwSignal<Vec<ParametersProblem>>,
    /// What the API server's dry run refused.
    pub(super) refused: RwSignal<Vec<Cause>>,
    /// Why the server could not be asked.
    pub(super) failed: RwSignal<String>,
    /// The server is being asked.
    pub(super) asking: RwSignal<bool>,
    left: RwSignal<BTreeSet<ParamId>>,
    pub(super) shown: Memo<Values>,
    pub(super) found: Memo<Vec<ParametersProblem>>,
    pub(super) restored: RwSignal<bool>,
    /// The form under review.
    pub(super) reviewed: RwSignal<Option<ParametersForm>>,
}

impl Editor {
    pub(super) fn new(known: Signal<Known>) -> Self {
        let nav = Nav::current();
        let view = Memo::new(move |_| match nav.query("view").as_deref() {
            Some("yaml") => View::Yaml,
            _ => View::Form,
        });
        let group = Memo::new(move |_| {
            let asked = nav.query("group")?;
            Group::ALL.into_iter().find(|group| group.wire() == asked)
        });
        let facts = Memo::new(move |_| known.with(|known| known.facts.clone()));
        let typed = RwSignal::new(Values::new());
        let edited = RwSignal::new(None::<Edited>);
        let told = RwSignal::new(Vec::<ParametersProblem>::new());
        let shown = Memo::new(move |_| {
            let mut shown = facts.with(|facts| facts.current.clone());
            edited.with(|edited| shown.extend(edited.iter().flat_map(|edited| edited.base.clone())));
            typed.with(|typed| shown.extend(typed.clone()));
            shown
        });
        let found = Memo::new(move |_| {
            // What the server said has a place; what is said here is newer only where something was typed since.
            let mut found = told.get();
            let known: Vec<_> = found.iter().map(|problem| problem.field).collect();
            let here = facts.with(|facts| shown.with(|shown| problems(shown, facts)));
            found.extend(here.into_iter().filter(|problem| !known.contains(&problem.field)));
            found
        });
        let editor = Self {
            known,
            facts,
            view,
            group,
            typed,
            edited,
            moved: StoredValue::new(false),
            told,
            refused: RwSignal::default(),
            failed: RwSignal::default(),
            asking: RwSignal::new(false),
            left: RwSignal::default(),
            shown,
            found,
            restored: RwSignal::new(false),
            reviewed: RwSignal::new(None),
        };
        editor.follow();
        editor
    }

    fn follow(self) {
        Effect::new(move |before: Option<()>| {
            if before.is_none()
                && let Some(draft) = draft::load()
            {
                self.typed.set(draft.values);
                if let Some(text) = draft.text {
                    self.edited.set(Some(Edited {
                        text,
                        base: Values::new(),
                        beside: 0,
                    }));
                    self.moved.set_value(true);
                    self.ask(|_| {});
                }
                self.restored.set(true);
            }
        });
        Effect::new(move |before: Option<()>| {
            let form = self.form();
            if before.is_some() {
                draft::save(&form);
            }
        });
        // What was typed on one side is there on the other.
        Effect::new(move |before: Option<View>| {
            let now = self.view.get();
            let stands = self.typed.with_untracked(Values::is_empty) && !self.moved.get_value();
            if before.is_some_and(|before| before != now) && !stands {
                self.ask(|_| {});
            }
            now
        });
    }

    /// The form as it stands, tracked.
    pub(super) fn form(self) -> ParametersForm {
        ParametersForm {
            values: self.typed.get(),
            text: self
                .edited
                .with(|edited| edited.as_ref().map(|edited| edited.text.clone())),
        }
    }

    /// How many fields would change.
    pub(super) fn changes(self) -> usize {
        let fields = self
            .facts
            .with(|facts| self.shown.with(|shown| changed(shown, &facts.current).len()));
        let beside = self
            .edited
            .with(|edited| edited.as_ref().map_or(0, |edited| edited.beside));
        fields + beside
    }

    pub(super) fn type_in(self, id: ParamId, text: String) {
        // What has no place in a text is judged here as well, and anew.
        self.told
            .update(|told| told.retain(|problem| problem.field != Some(id) && problem.spot.is_some()));
        self.refused.set(Vec::new());
        self.typed.update(|typed| {
            typed.insert(id, text);
        });
    }

    /// The text as it stands in the area.
    pub(super) fn write(self, text: String) {
        self.moved.set_value(true);
        self.refused.set(Vec::new());
        self.edited.update(|edited| match edited {
            Some(edited) => edited.text = text,
            None => {
                *edited = Some(Edited {
                    text,
                    base: Values::new(),
                    beside: 0,
                });
            }
        });
    }

    /// Asks the server what the text says once it was left.
    pub(super) fn left_text(self) {
        if self.moved.get_value() {
            self.ask(|_| {});
        }
    }

    pub(super) fn leave(self, id: ParamId) {
        self.left.update(|left| {
            left.insert(id);
        });
        // What is YAML is read on the server alone.
        let typed = self.typed.with_untracked(|typed| typed.contains_key(&id));
        if typed && param(id).control == Control::Yaml {
            self.ask_about_fields();
        }
    }

    /// The problem to show at a field: one that was left, or was sent.
    pub(super) fn problem_at(self, id: ParamId) -> Option<ParametersProblem> {
        let left = self.left.with(|left| left.contains(&id));
        let found = self
            .found
            .with(|found| found.iter().find(|problem| problem.field == Some(id)).cloned());
        found.filter(|_| left)
    }

    /// What the dry run said about a field.
    pub(super) fn refusal_at(self, id: ParamId) -> Option<String> {
        self.refused.with(|all| {
            all.iter()
                .find(|cause| ParamId::at(&cause.field) == Some(id))
                .map(|cause| words::refused(&cause.message))
        })
    }

    fn ask_about_fields(self) {
        let form = ParametersForm {
            values: self.typed.get_untracked(),
            text: None,
        };
        spawn_local(async move {
            if let Ok(view) = write_parameters(form.clone()).await
                && self.typed.try_with_untracked(|typed| *typed == form.values) == Some(true)
            {
                self.told.set(view.problems);
            }
        });
    }

    /// Asks the server about everything: the fields are written into the text, and both are judged.
    fn ask(self, then: impl FnOnce(&TextView) + 'static) {
        let form = untrack(|| self.form());
        self.asking.set(true);
        self.failed.set(String::new());
        spawn_local(async move {
            let answer = write_parameters(form.clone()).await;
            let _ = self.asking.try_set(false);
            // What was typed meanwhile is asked about again when it is left.
            if self.typed.try_with_untracked(|typed| *typed == form.values) != Some(true) {
                return;
            }
            match answer {
                Ok(view) => {
                    self.take(&view);
                    then(&view);
                }
                Err(error) => self.failed.set(call_error(&error)),
            }
        });
    }

    fn take(self, view: &TextView) {
        self.moved.set_value(false);
        let fields = self
            .facts
            .with_untracked(|facts| changed(&view.shown, &facts.current).len());
        let rotates = self
            .typed
            .with_untracked(|typed| typed.get(&ParamId::HttpSecret).cloned());
        let mut base = view.shown.clone();
        view.left.keys().for_each(|id| {
            base.remove(id);
        });
        base.remove(&ParamId::HttpSecret);
        let mut left = view.left.clone();
        left.extend(rotates.map(|text| (ParamId::HttpSecret, text)));
        let same = view.changes == 0 && view.problems.is_empty();
        self.edited.set((!same).then(|| Edited {
            text: view.text.clone(),
            base,
            beside: view.changes.saturating_sub(fields),
        }));
        self.typed.set(left);
        self.told.set(view.problems.clone());
    }

    /// Shows the plan, or what is in the way, and puts the focus there.
    pub(super) fn review(self) {
        let here = facts_problems(self);
        self.left.update(|left| left.extend(ParamId::all()));
        if let Some(id) = here {
            focus(&field_id(id));
            return;
        }
        let form = untrack(|| self.form());
        // Fields without YAML are judged here as there.
        let plain = |id: &ParamId| param(*id).control != Control::Yaml;
        if form.text.is_none() && form.values.keys().all(plain) {
            self.reviewed.set(Some(form));
            return;
        }
        self.asking.set(true);
        self.failed.set(String::new());
        spawn_local(async move {
            let answer = write_parameters(form.clone()).await;
            let _ = self.asking.try_set(false);
            match answer {
                Ok(view) if view.problems.is_empty() => {
                    let _ = self.reviewed.try_set(Some(form));
                }
                Ok(view) => {
                    let first = view.problems.iter().find_map(|problem| problem.field);
                    self.told.set(view.problems);
                    match (self.view.try_get_untracked(), first) {
                        (Some(View::Form), Some(id)) => focus(&field_id(id)),
                        _ => focus(PROBLEMS),
                    }
                }
                Err(error) => self.failed.set(call_error(&error)),
            }
        });
    }

    /// Forgets everything typed.
    pub(super) fn discard(self) {
        draft::discard();
        self.moved.set_value(false);
        self.typed.set(Values::new());
        self.edited.set(None);
        self.told.set(Vec::new());
        self.refused.set(Vec::new());
        self.failed.set(String::new());
        self.left.set(BTreeSet::new());
        self.restored.set(false);
    }
}

/// The first field whose own rules are broken.
fn facts_problems(editor: Editor) -> Option<ParamId> {
    let found = editor
        .facts
        .with_untracked(|facts| editor.shown.with_untracked(|shown| problems(shown, facts)));
    found.into_iter().find_map(|problem| problem.field)
}

/// Where the list of what is wrong stands.
pub(super) const PROBLEMS: &str = "parameters-problems";

/// The id of a field's control.
pub(super) fn field_id(id: ParamId) -> String {
    format!("parameter-{}", id.wire())
}
