//! Why something fails, as data: read out of the operator's texts, pods, claims and routes by the explainers beside
//! this module. A text that fits none stays as it is in [`Cause::Other`].

use serde::{Deserialize, Serialize};

/// The root of a trouble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// No storage member is configured and the platform has no default.
    NoStorage,
    /// More than one storage member is configured; the operator takes exactly one.
    TwoStorages {
        /// The members as the API spells them, in the configuration's order.
        members: Vec<String>,
    },
    /// The storage member is unknown to the operator of this release, so it counts as none.
    NoDriver {
        /// The member as the API spells it.
        member: String,
    },
    /// There is no secret with storage keys: neither one of the user's nor the cluster's own.
    NoCredentials {
        /// The cluster's secret that was looked for last.
        secret: String,
    },
    /// A secret lacks a key. The user's secret hides the cluster's own as long as it exists.
    CredentialKeyMissing {
        /// The secret.
        secret: String,
        /// The key it lacks.
        key: String,
    },
    /// The cloud refused the keys; the bucket itself was not judged.
    KeysRefused {
        /// The cloud's code, for example `InvalidAccessKeyId`.
        code: String,
    },
    /// The GCS key file is not JSON.
    KeyFileNotJson,
    /// The Azure account key is not base64.
    AccountKeyNotBase64,
    /// Storage names are incomplete, which the operator does not report as an error; pods will fail.
    StorageNameMissing {
        /// Which name: `accountName` or `container`.
        field: String,
    },
    /// The storage endpoint cannot be connected to.
    EndpointUnreachable {
        /// The operator's text, line breaks kept.
        message: String,
    },
    /// The storage endpoint's certificate is signed by a CA the operator does not trust.
    CertificateUntrusted,
    /// Swift with keys of the user's own needs `authURL`.
    AuthUrlMissing,
    /// The Azure network could not be found by itself.
    NetworkNotFound,
    /// The bucket belongs to another account.
    BucketForeign,
    /// The bucket, container or account is not there.
    StorageGone {
        /// The operator's reason.
        reason: String,
    },
    /// The storage service answered with a code this console has no words for.
    StorageRefused {
        /// The code, the condition's reason.
        code: String,
    },
    /// The claim does not exist.
    ClaimMissing {
        /// Its name.
        claim: String,
    },
    /// A `ReadWriteOnce` claim with the strategy `RollingUpdate` (or none, which acts the same).
    ClaimNeedsRecreate {
        /// The configured claim.
        claim: String,
    },
    /// A `ReadWriteOnce` claim with more than one replica.
    ClaimNeedsOneReplica {
        /// The configured claim.
        claim: String,
    },
    /// The claim offers neither `ReadWriteOnce` nor `ReadWriteMany`.
    ClaimModeUnusable {
        /// The claim.
        claim: String,
    },
    /// The operator wanted to create its claim, but one of that name exists and is not its own.
    ClaimTaken {
        /// The name.
        claim: String,
    },
    /// The claim is not bound.
    ClaimPending {
        /// The claim.
        claim: String,
        /// `status.phase`: `Pending` or `Lost`.
        phase: String,
        /// Its storage class; empty when none is set.
        class: String,
        /// The last event about it; empty when there is none or events may not be read.
        event: String,
    },
    /// `spec.replicas` is below 0.
    NegativeReplicas,
    /// `spec.replicas` is 0 with `RollingUpdate`, which the API server refuses.
    ZeroReplicas,
    /// Two additional routes have one name, or one is named `default-route`.
    DuplicateRoutes,
    /// A limit under `spec.requests` is negative.
    NegativeLimit {
        /// The field as the operator spells it, for example `Requests.Read.MaxRunning`.
        field: String,
    },
    /// A route names a secret that does not exist; nothing after it is applied.
    RouteSecretMissing {
        /// The route.
        route: String,
        /// The secret.
        secret: String,
    },
    /// A router refused a route.
    RouteRefused {
        /// The route.
        route: String,
        /// Its host.
        host: String,
        /// The router.
        router: String,
        /// Whether an older route holds the host; making ours again does not help then.
        host_taken: bool,
        /// The router's words.
        message: String,
    },
    /// No router has looked at the route: its labels may match no router's selector, or it is seconds old.
    RouteNotPickedUp {
        /// The route.
        route: String,
    },
    /// `image.config` names a ConfigMap with trusted certificates that does not exist in `openshift-config`.
    TrustedCaMissing {
        /// The ConfigMap.
        config_map: String,
    },
    /// The registry may not write to its volume.
    VolumeNotWritable {
        /// The pod that said so.
        pod: String,
        /// The path it could not write.
        path: String,
        /// The group the pod shares volumes with, if it carries one: the group the volume must let write.
        group: Option<i64>,
        /// The groups the namespace's pods may have, as OpenShift writes them (`first/count`); `None` when that may not
        /// be read or is not said.
        groups: Option<String>,
    },
    /// The volume is still attached to another node.
    VolumeElsewhere {
        /// The pod that waits.
        pod: String,
        /// The cluster's words.
        message: String,
    },
    /// No node takes the pod.
    PodUnschedulable {
        /// The pod.
        pod: String,
        /// The scheduler's words.
        message: String,
    },
    /// A pod does not run or does not get ready.
    PodFailing {
        /// The pod.
        pod: String,
        /// Its state word, for example `CrashLoopBackOff`.
        state: String,
        /// The cluster's or the container's words; may be empty.
        message: String,
    },
    /// The newest pruning job failed.
    PruningFailed {
        /// The reason of the pruner's `Failed` condition, for example `BackoffLimitExceeded`.
        reason: String,
        /// Its message.
        message: String,
        /// Whether a pruner pod says it could not reach the registry.
        registry_unreachable: bool,
    },
    /// None of the above: the cluster's own words.
    Other {
        /// The message without the operator's leading phrases, line breaks kept.
        message: String,
    },
}

/// What a user can do about it, limited to what this console has a page for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WayOut {
    /// Open the storage wizard at its beginning.
    SetUpStorage,
    /// Open the wizard where an existing claim is chosen.
    ChooseOtherClaim,
    /// Open the wizard where a claim is made.
    CreateClaim,
    /// Open the wizard at the claim in use, which then plans one replica and `Recreate`.
    UseOneReplicaAndRecreate {
        /// The claim.
        claim: String,
    },
    /// Open the wizard at emptyDir, which then plans one replica.
    UseOneReplica,
    /// Keep this one of several storage members and take the others away.
    KeepMember {
        /// The member as the API spells it.
        member: String,
    },
    /// Open the page that changes the management state.
    ReviewState,
    /// Go to the pods on this page.
    SeePods,
    /// Read everything again.
    Retry,
    /// Open the page of the storage credentials to make some.
    AddCredentials,
    /// Open it to replace those that were refused.
    ReplaceCredentials,
    /// Open it to complete the user's Secret.
    CompleteCredentials,
    /// Open it to delete the user's Secret, so that the cluster's own is taken.
    RemoveCredentials,
}
