//! Objects in memory, with the bookkeeping of an API server: versions, identities, generations, history.
//!
//! Knows nothing of users, requests or the operator.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::clock::rfc3339;
use crate::json::{object, text};
use crate::resources::Resource;

/// How many changes are kept for watches that resume.
const HISTORY: usize = 20_000;

/// The version the first object gets. Real clusters never start at 1, and nobody should think they do.
const FIRST: u64 = 40_000;

/// Namespace and name.
pub(crate) type Name = (String, String);

/// What happened to an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Happened {
    Added,
    Modified,
    Deleted,
}

/// One change, as a watch needs it. `before` decides whether an object entered or left a selection.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) version: u64,
    pub(crate) resource: &'static Resource,
    pub(crate) happened: Happened,
    pub(crate) object: Arc<Value>,
    pub(crate) before: Option<Arc<Value>>,
}

/// All objects of a cluster.
pub(crate) struct Store {
    objects: BTreeMap<(&'static str, &'static str), BTreeMap<Name, Arc<Value>>>,
    marked: BTreeSet<((&'static str, &'static str), Name)>,
    history: VecDeque<Event>,
    version: u64,
    compacted: u64,
    identities: u64,
}

impl Store {
    pub(crate) fn new() -> Self {
        Self {
            objects: BTreeMap::new(),
            marked: BTreeSet::new(),
            history: VecDeque::new(),
            version: FIRST,
            compacted: 0,
            identities: 0,
        }
    }

    /// The version of the newest change.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Watches and pages from before this version are refused.
    pub(crate) fn oldest(&self) -> u64 {
        self.compacted
    }

    /// Forgets the history, as compaction does.
    pub(crate) fn compact(&mut self) {
        self.version += 1;
        self.compacted = self.version;
        self.history.clear();
    }

    pub(crate) fn get(&self, resource: &Resource, namespace: &str, name: &str) -> Option<&Arc<Value>> {
        self.objects
            .get(&(resource.group, resource.plural))?
            .get(&(namespace.to_owned(), name.to_owned()))
    }

    /// The objects of a resource in the order of namespace and name.
    pub(crate) fn list<'a>(
        &'a self,
        resource: &Resource,
        namespace: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Arc<Value>> + use<'a> {
        self.list_after(resource, namespace, None)
    }

    /// The same, from behind a place on.
    pub(crate) fn list_after<'a>(
        &'a self,
        resource: &Resource,
        namespace: Option<&'a str>,
        after: Option<Name>,
    ) -> impl Iterator<Item = &'a Arc<Value>> + use<'a> {
        let start = match (after, namespace) {
            (Some(place), _) => Bound::Excluded(place),
            (None, Some(namespace)) => Bound::Included((namespace.to_owned(), String::new())),
            (None, None) => Bound::Unbounded,
        };
        self.objects
            .get(&(resource.group, resource.plural))
            .into_iter()
            .flat_map(move |objects| objects.range((start.clone(), Bound::Unbounded)))
            .take_while(move |((in_namespace, _), _)| namespace.is_none_or(|wanted| wanted == in_namespace))
            .map(|(_, object)| object)
    }

    /// What is marked for deletion: resource, namespace and name.
    pub(crate) fn marked(&self) -> Vec<(&'static Resource, String, String)> {
        self.marked
            .iter()
            .filter_map(|((group, plural), (namespace, name))| {
                let resource = crate::resources::ALL
                    .iter()
                    .copied()
                    .find(|r| (r.group, r.plural) == (*group, *plural))?;
                Some((resource, namespace.clone(), name.clone()))
            })
            .collect()
    }

    /// The changes after a version, oldest first.
    pub(crate) fn since(&self, version: u64) -> impl Iterator<Item = &Event> {
        let start = self.history.partition_point(|event| event.version <= version);
        self.history.range(start..)
    }

    /// A number nobody else gets, for the random part of names.
    pub(crate) fn next_identity(&mut self) -> u64 {
        self.identities += 1;
        self.identities
    }

    /// Fills in what the server owns in a new or changed object, without storing it: `dryRun` ends here.
    pub(crate) fn prepare(&mut self, resource: &'static Resource, mut new: Value, now: Timestamp) -> Value {
        new["apiVersion"] = json!(resource.api_version());
        new["kind"] = json!(resource.kind);
        let (namespace, name) = key(&new);
        let old = self.get(resource, &namespace, &name).cloned();
        let metadata = object(&mut new, "metadata");
        match &old {
            Some(old) => {
                for kept in ["uid", "creationTimestamp", "resourceVersion", "deletionTimestamp"] {
                    match old["metadata"].get(kept) {
                        Some(value) => metadata.insert(kept.into(), value.clone()),
                        None if kept == "deletionTimestamp" => None,
                        None => metadata.remove(kept),
                    };
                }
                let generation = old["metadata"]["generation"].as_i64();
                if let Some(generation) = generation {
                    let bump = i64::from(old["spec"] != new["spec"]);
                    new["metadata"]["generation"] = json!(generation + bump);
                }
            }
            None => {
                metadata.remove("resourceVersion");
                metadata.entry("uid").or_insert(Value::Null);
                metadata.entry("creationTimestamp").or_insert(json!(rfc3339(now)));
                if metadata["uid"].is_null() {
                    let uid = uid(self.next_identity());
                    new["metadata"]["uid"] = json!(uid);
                }
                if new.get("spec").is_some() && new["metadata"].get("generation").is_none() {
                    new["metadata"]["generation"] = json!(1);
                }
            }
        }
        new
    }

    /// Stores an object under a new version; an unchanged one keeps its version and makes no event.
    pub(crate) fn put(&mut self, resource: &'static Resource, new: Value, now: Timestamp) -> Arc<Value> {
        let mut new = self.prepare(resource, new, now);
        let name = key(&new);
        let before = self.get(resource, &name.0, &name.1).cloned();
        if let Some(before) = &before
            && **before == new
        {
            return Arc::clone(before);
        }
        self.version += 1;
        new["metadata"]["resourceVersion"] = json!(self.version.to_string());
        let stored = Arc::new(new);
        if stored["metadata"].get("deletionTimestamp").is_some() {
            self.marked
                .insert(((resource.group, resource.plural), name.clone()));
        }
        self.objects
            .entry((resource.group, resource.plural))
            .or_default()
            .insert(name, Arc::clone(&stored));
        let happened = if before.is_some() {
            Happened::Modified
        } else {
            Happened::Added
        };
        self.record(Event {
            version: self.version,
            resource,
            happened,
            object: Arc::clone(&stored),
            before,
        });
        stored
    }

    /// Takes an object out at once, whatever its finalizers say.
    pub(crate) fn remove(
        &mut self,
        resource: &'static Resource,
        namespace: &str,
        name: &str,
    ) -> Option<Arc<Value>> {
        let before = self
            .objects
            .get_mut(&(resource.group, resource.plural))?
            .remove(&(namespace.to_owned(), name.to_owned()))?;
        self.version += 1;
        self.marked.remove(&(
            (resource.group, resource.plural),
            (namespace.to_owned(), name.to_owned()),
        ));
        let mut last = (*before).clone();
        last["metadata"]["resourceVersion"] = json!(self.version.to_string());
        let object = Arc::new(last);
        self.record(Event {
            version: self.version,
            resource,
            happened: Happened::Deleted,
            object: Arc::clone(&object),
            before: Some(before),
        });
        Some(object)
    }

    fn record(&mut self, event: Event) {
        self.history.push_back(event);
        if self.history.len() > HISTORY
            && let Some(dropped) = self.history.pop_front()
        {
            self.compacted = dropped.version;
        }
    }
}

fn key(object: &Value) -> Name {
    (
        text(object, "/metadata/namespace").to_owned(),
        text(object, "/metadata/name").to_owned(),
    )
}

/// A well-formed identity from a counter: reproducible, and different for every object.
fn uid(counter: u64) -> String {
    let mixed = mix(counter);
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        mixed >> 32,
        (mixed >> 16) & 0xffff,
        mixed & 0xfff,
        counter & 0xfff,
        mix(mixed) & 0xffff_ffff_ffff
    )
}

/// The finaliser of SplitMix64: spreads a counter over all bits.
pub(crate) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Letters and digits as Kubernetes appends them to generated names.
pub(crate) fn suffix(seed: u64, length: usize) -> String {
    const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut rest = mix(seed);
    (0..length)
        .map(|_| {
            let index = usize::try_from(rest % ALPHABET.len() as u64).unwrap_or(0);
            rest = mix(rest);
            char::from(ALPHABET[index])
        })
        .collect()
}
