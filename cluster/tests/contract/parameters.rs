//! Parameters against the cluster's own schema: what the console writes is what the API server takes, and what the one
//! refuses the other refuses as well.

use super::world::World;
use registry::change::{Change, Problem};
use registry::parameters::{ParamId as P, ParametersForm, ProblemKind, TextFault, view};
use registry::plan::Plan;
use registry::port::{Cluster, Mode};
use registry::snapshot::Snapshot;

async fn read(world: &World) -> Snapshot {
    world.admin().read(&registry::parameters::queries()).await
}

async fn plan(world: &World, form: &ParametersForm) -> Result<Plan, Vec<Problem>> {
    Change::Parameters(form.clone()).plan(&read(world).await)
}

/// Every field at once.
fn everything() -> ParametersForm {
    let values = [
        (P::Replicas, "3"),
        (P::Strategy, "Recreate"),
        (P::CpuRequest, "250m"),
        (P::MemoryRequest, "512Mi"),
        (P::CpuLimit, "2"),
        (P::MemoryLimit, "1Gi"),
        (P::ReadOnly, "true"),
        (P::DisableRedirect, "true"),
        (P::ReadRunning, "20"),
        (P::ReadQueue, "40"),
        (P::ReadWait, "1m30s"),
        (P::WriteRunning, "10"),
        (P::WriteQueue, "20"),
        (P::WriteWait, "30s"),
        (P::LogLevel, "Debug"),
        (P::OperatorLogLevel, "Trace"),
        (P::NodeSelector, "node-role.kubernetes.io/infra: \"\""),
        (
            P::Tolerations,
            "- key: node-role.kubernetes.io/infra\n  operator: Exists\n  effect: NoSchedule",
        ),
        (
            P::Affinity,
            "podAntiAffinity:\n  preferredDuringSchedulingIgnoredDuringExecution:\n  - weight: 100\n    podAffinityTerm:\n      \
             topologyKey: kubernetes.io/hostname\n      labelSelector:\n        matchLabels: {docker-registry: default}",
        ),
        (
            P::TopologySpread,
            "- maxSkew: 1\n  topologyKey: topology.kubernetes.io/zone\n  whenUnsatisfiable: ScheduleAnyway",
        ),
        (P::ProxyHttp, "http://proxy.corp.example:3128"),
        (P::ProxyHttps, "http://proxy.corp.example:3128"),
        (P::NoProxy, ".corp.example,10.0.0.0/8"),
    ];
    ParametersForm {
        values: values.map(|(id, text)| (id, text.to_owned())).into(),
        text: None,
    }
}

pub(crate) async fn every_parameter_is_taken_as_it_is_written(world: &World) {
    let form = everything();
    let planned = plan(world, &form).await.unwrap();
    let [step] = &planned.steps[..] else {
        panic!("{planned:?}")
    };
    world.admin().run(step, Mode::DryRun).await.unwrap();
    let outcome = world.admin().run(step, Mode::Apply).await.unwrap();
    assert_eq!(outcome.dropped, [""; 0]);
    assert_eq!(plan(world, &form).await.unwrap().steps, []);
    // The same as a text, which says nothing new either.
    let shown = view(&ParametersForm::default(), &read(world).await).unwrap();
    let text = ParametersForm {
        text: Some(shown.text),
        ..ParametersForm::default()
    };
    assert_eq!(plan(world, &text).await.unwrap().steps, []);
}

pub(crate) async fn a_text_is_judged_by_the_clusters_own_schema(world: &World) {
    let snapshot = read(world).await;
    let shown = view(&ParametersForm::default(), &snapshot).unwrap();
    assert_eq!((shown.problems.len(), shown.changes), (0, 0), "{shown:?}");
    let typo = "  storage:\n    persistentVolumeClaim: {claim: x}\n  readonly: true\n  requests: {read: {maxRunning: lots}}\n";
    let form = ParametersForm {
        text: Some(format!("spec:\n  replicas: 1\n{typo}")),
        ..ParametersForm::default()
    };
    let mut problems = view(&form, &snapshot).unwrap().problems;
    problems.sort_by_key(|problem| problem.spot);
    let found: Vec<_> = problems
        .iter()
        .map(|problem| (problem.path.as_str(), problem.spot.unwrap().line))
        .collect();
    assert_eq!(
        found,
        [
            ("spec.storage.persistentVolumeClaim", 4),
            ("spec.readonly", 5),
            ("spec.requests.read.maxRunning", 6),
        ]
    );
    for (problem, meant) in problems.iter().zip(["pvc", "readOnly"]) {
        let ProblemKind::Text(TextFault::UnknownField { similar }) = &problem.kind else {
            panic!("{problem:?}")
        };
        assert_eq!(similar.as_deref(), Some(meant));
    }
}
