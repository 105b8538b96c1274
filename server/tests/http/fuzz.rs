//! Requests an attacker or a broken client might send to the two endpoints of plans. Deterministic: the same numbers,
//! the same requests.

use crate::common::{House, key, user};
use registry::change::Change;
use registry::objects::ManagementState;
use registry::plan::{ALLOWED, Plan};
use registry::state::StateForm;
use registry::storage::{FieldId, KeepForm, KindId, StorageForm};
use sandbox::{RequestLog, Scenario, token};
use serde_json::{Value, json};

/// Steele, Lea and Flood's `SplitMix64`.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

fn state(to: ManagementState) -> Change {
    Change::State(StateForm { to, keep_data: false })
}

fn storage(kind: KindId, values: &[(FieldId, &str)]) -> Change {
    Change::Storage(StorageForm {
        kind,
        values: values
            .iter()
            .map(|(id, text)| (*id, (*text).to_owned()))
            .collect(),
        ..StorageForm::untouched(kind)
    })
}

fn changes() -> Vec<Change> {
    let new_claim = [
        (FieldId::Name, "registry-data"),
        (FieldId::Size, "100Gi"),
        (FieldId::Class, "nfs-csi"),
        (FieldId::AccessMode, "ReadWriteMany"),
        (FieldId::Replicas, "2"),
    ];
    vec![
        state(ManagementState::Managed),
        state(ManagementState::Unmanaged),
        storage(KindId::EmptyDir, &[]),
        storage(
            KindId::ExistingClaim,
            &[(FieldId::Claim, "registry-rwx"), (FieldId::Replicas, "2")],
        ),
        storage(KindId::NewClaim, &new_claim),
        serde_json::from_value(json!({"feature": "Restore", "form": {"state": "Removed", "replicas": 3}}))
            .unwrap(),
    ]
}

async fn plan(house: &House, change: &Change) -> Option<Plan> {
    let facts = user(&house.sandbox, token::ADMIN).read(&change.queries()).await;
    change.plan(&facts).ok()
}

fn run(change: &Change, hash: &str, confirmation: &str) -> Value {
    json!({"change": change, "hash": hash, "confirmation": confirmation})
}

/// Whether a step of the closed list may have caused it.
fn is_allowed(write: &RequestLog) -> bool {
    ALLOWED.iter().any(|(verb, resource)| {
        let api = resource.api();
        let place = match api.namespaced {
            true => format!("/namespaces/openshift-image-registry/{}", api.plural),
            false => format!("/{}/{}/{}/cluster", api.group, api.version, api.plural),
        };
        write.verb == verb.wire() && write.path.contains(&place)
    })
}

const TEXTS: &[&str] = &[
    "",
    "\u{0}",
    "../../etc",
    "registry-rwx",
    "default",
    "kube-system",
    "sandbox-error",
    "Removed",
    "Managed",
    "🦀",
    "{}",
    "null",
    "-1",
    "99999999999999999999",
    "%2e%2e",
    "a b",
    "yes",
    "ReadWriteOnce",
    "1e9Gi",
    "existing-claim",
];

/// Changes one place of a JSON value.
fn mutate(value: &mut Value, numbers: &mut Numbers) {
    let depth = numbers.below(4);
    let mut place = value;
    for _ in 0..depth {
        let branches = match place {
            Value::Object(map) => map.len(),
            Value::Array(list) => list.len(),
            _ => 0,
        };
        if branches == 0 {
            break;
        }
        let index = numbers.below(branches);
        place = match place {
            Value::Object(map) => map.values_mut().nth(index).unwrap(),
            Value::Array(list) => &mut list[index],
            _ => unreachable!("it has branches"),
        };
    }
    match numbers.below(6) {
        0 => *place = Value::Null,
        1 => *place = json!(*numbers.one(TEXTS)),
        2 => *place = json!(numbers.next()),
        3 => *place = json!([place.clone(), place.clone()]),
        4 => {
            if let Value::Object(map) = place {
                map.insert((*numbers.one(TEXTS)).to_owned(), json!({"steps": []}));
            }
        }
        _ => {
            if let Value::Object(map) = place
                && let Some(name) = map.keys().next().cloned()
            {
                map.remove(&name);
            }
        }
    }
}

/// Breaks the text itself.
fn mangle(text: &str, numbers: &mut Numbers) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        match numbers.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, u8::try_from(numbers.below(256)).unwrap()),
            2 => drop(bytes.get(at).is_some().then(|| bytes.remove(at))),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << numbers.below(7);
                }
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn forged_hashes_write_nothing_whatever_the_form() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let changes = changes();
    let mut plans = Vec::new();
    for change in &changes {
        plans.push(plan(&house, change).await.expect("these forms give plans"));
    }
    let hash = |n: usize| plans[n].hash(&key()).to_string();
    let later: Vec<(usize, String)> = (0..plans.len())
        .flat_map(|n| {
            plans[n]
                .hashes(&key())
                .into_iter()
                .skip(1)
                .map(move |hash| (n, hash.to_string()))
        })
        .collect();
    assert!(!later.is_empty(), "one plan has a second step");
    let mut numbers = Numbers(1);
    for round in 0..800 {
        let n = numbers.below(changes.len());
        let other = (n + 1 + numbers.below(changes.len() - 1)) % changes.len();
        let hash = match round % 4 {
            // Invented.
            0 => format!("{:016x}", numbers.next()).repeat(4),
            // Of another form.
            1 => hash(other),
            // One letter off.
            2 => mangle(&hash(n), &mut numbers),
            // Of a later step.
            _ => numbers.one(&later).1.clone(),
        };
        if hash == self::hash_of(&plans[n]) {
            continue;
        }
        let answer = house
            .call("/api/plan/run", &run(&changes[n], &hash, "yes").to_string())
            .await;
        assert_eq!(answer.status, 409, "{hash}: {}", answer.text);
    }
    assert_eq!(house.writes(), []);
}

fn hash_of(plan: &Plan) -> String {
    plan.hash(&key()).to_string()
}

#[tokio::test]
async fn broken_forms_are_answered_and_reviews_never_write() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let changes = changes();
    let mut numbers = Numbers(2);
    for round in 0..800 {
        let mut body = json!({"change": numbers.one(&changes)});
        let body = if round % 3 == 0 {
            mangle(&body.to_string(), &mut numbers)
        } else {
            mutate(&mut body, &mut numbers);
            body.to_string()
        };
        let answer = house.call("/api/plan/review", &body).await;
        assert!(
            answer.status != 500 && !answer.status.is_redirection(),
            "{body}: {} {}",
            answer.status,
            answer.text
        );
        assert_eq!(answer.header("content-type"), "application/json", "{body}");
    }
    assert_eq!(house.writes(), []);
}

#[tokio::test]
async fn whatever_is_sent_to_run_only_allowed_steps_are_written() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let mut changes = changes();
    // There is one kind to keep at most, so its true hash is that of doing nothing.
    changes.push(Change::Keep(KeepForm { member: "pvc".into() }));
    let mut numbers = Numbers(3);
    for round in 0..600 {
        let change = numbers.one(&changes);
        // Now and then the true hash, so that the cluster moves on under the others.
        let hash = match plan(&house, change).await {
            Some(plan) if round % 5 == 0 => hash_of(&plan),
            _ => format!("{:064x}", numbers.next()),
        };
        let mut body = run(change, &hash, TEXTS[numbers.below(TEXTS.len())]);
        let body = match round % 3 {
            0 => body.to_string(),
            1 => mangle(&body.to_string(), &mut numbers),
            _ => {
                mutate(&mut body, &mut numbers);
                body.to_string()
            }
        };
        let answer = house.call("/api/plan/run", &body).await;
        assert!(answer.status != 500, "{body}: {}", answer.text);
    }
    let writes = house.writes();
    assert!(!writes.is_empty(), "the true hashes wrote something");
    for write in writes {
        assert!(is_allowed(&write), "{write:?}");
    }
}

#[tokio::test]
async fn a_replayed_step_is_written_once() {
    let house = House::new(Scenario::BareMetalClaims, token::ADMIN);
    let change = state(ManagementState::Unmanaged);
    let hash = hash_of(&plan(&house, &change).await.unwrap());
    let body = run(&change, &hash, "yes").to_string();
    assert_eq!(house.call("/api/plan/run", &body).await.status, 200);
    for _ in 0..50 {
        assert_eq!(house.call("/api/plan/run", &body).await.status, 409);
    }
    assert_eq!(house.writes().len(), 1);
}
