//! The commands of deploy/README.md and plugin.sh, run as they stand, against a real API server with kubectl under the name
//! of oc.

use crate::accepted::Cluster;
use crate::given::{Manifests, folder, output, part, text};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

/// The commands below a title of the guide.
fn block(title: &str) -> String {
    let guide = text("deploy/README.md");
    let (_, section) = guide
        .split_once(&format!("\n### {title}\n"))
        .unwrap_or_else(|| panic!("{title}"));
    let (_, code) = section.split_once("```sh\n").unwrap();
    code.split_once("```").unwrap().0.to_owned()
}

struct Shell<'a> {
    cluster: &'a Cluster,
    path: String,
}

impl<'a> Shell<'a> {
    /// A shell in which `oc` is this script.
    fn with_oc(cluster: &'a Cluster, name: &str, script: &str) -> Self {
        let file = cluster.file(&format!("{name}-oc"), script);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        let tools = file.with_file_name(format!("{name}-bin"));
        std::fs::create_dir(&tools).unwrap();
        std::os::unix::fs::symlink(&file, tools.join("oc")).unwrap();
        let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
        Self { cluster, path }
    }

    /// A shell in which `oc` is kubectl.
    fn new(cluster: &'a Cluster, name: &str) -> Self {
        let kubectl = part("RC_KUBECTL");
        Self::with_oc(
            cluster,
            name,
            &format!("#!/bin/sh\nexec '{}' \"$@\"\n", kubectl.display()),
        )
    }

    fn command(&self) -> Command {
        let mut shell = Command::new("sh");
        let kubectl = self.cluster.kubectl();
        shell.envs(
            kubectl
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        shell.env("PATH", &self.path).current_dir(folder().join(".."));
        shell
    }

    fn run(&self, commands: &str) -> String {
        output(self.command().args(["-euc", commands]))
    }

    fn plugin(&self, verb: &str) -> String {
        output(self.command().arg(folder().join("plugin.sh")).arg(verb))
    }

    fn read(&self, object: &[&str]) -> Value {
        let text = output(
            self.cluster
                .kubectl()
                .arg("get")
                .args(object)
                .args(["--output", "json"]),
        );
        serde_json::from_str(&text).unwrap()
    }
}

/// What a Secret holds under a key.
fn value(shell: &Shell<'_>, key: &str) -> String {
    let template = format!("{{{{index .data \"{key}\" | base64decode}}}}");
    let mut get = shell.cluster.kubectl();
    get.args([
        "get",
        "secret",
        "registry-console",
        "--namespace",
        "registry-console",
        "--output",
    ]);
    output(get.arg(format!("go-template={template}")))
}

/// Whether a line is the base64 of 32 bytes.
fn is_key(line: &str) -> bool {
    line.len() == 44 && line.ends_with('=') && !line[..43].contains(['=', ' '])
}

#[tokio::test]
async fn the_guides_commands_make_the_secrets_and_rotate_them() {
    let cluster = Cluster::shared().await;
    let shell = Shell::new(cluster, "secrets");
    let manifests = Manifests::of("route");
    for kind in ["Namespace", "OAuthClient"] {
        cluster.apply(&format!("{kind}.json"), manifests.only(kind));
    }

    shell.run(&block("2. Make the secrets"));
    let first = value(&shell, "session-keys");
    let client_secret = value(&shell, "oauth-client-secret");
    assert!(is_key(first.trim_end()), "one key");
    assert!(
        is_key(&client_secret),
        "without a newline, which would be part of it"
    );
    let client = shell.read(&["oauthclient", "registry-console"]);
    assert_eq!(client["secret"], client_secret.as_str());
    assert_eq!(
        client["redirectURIs"],
        manifests.only("OAuthClient")["redirectURIs"]
    );

    // An upgrade applies the manifest again, which has no secret: the one that was set stays.
    cluster.apply("again.json", manifests.only("OAuthClient"));
    assert_eq!(
        shell.read(&["oauthclient", "registry-console"])["secret"],
        client_secret.as_str()
    );

    shell.run(&block("Rotate the session key: every pod learns the new one"));
    let both: Vec<String> = value(&shell, "session-keys").lines().map(str::to_owned).collect();
    assert_eq!(both.len(), 2, "the old and the new");
    assert_eq!(both[0], first.trim_end(), "the old one still seals");
    assert!(is_key(&both[1]));
    shell.run(&block("Rotate the session key: the new one seals"));
    let swapped: Vec<String> = value(&shell, "session-keys").lines().map(str::to_owned).collect();
    assert_eq!(swapped, [both[1].clone(), both[0].clone()]);
    shell.run(&block("Rotate the session key: the old one goes"));
    assert_eq!(value(&shell, "session-keys").trim_end(), both[1]);
    assert_eq!(
        value(&shell, "oauth-client-secret"),
        client_secret,
        "the other key is not touched"
    );

    shell.run(&block("Rotate the OAuth client's secret"));
    let renewed = value(&shell, "oauth-client-secret");
    assert!(is_key(&renewed) && renewed != client_secret);
    let client = shell.read(&["oauthclient", "registry-console"]);
    assert_eq!(client["secret"], renewed.as_str());
    assert_eq!(
        client["additionalSecrets"],
        json!([client_secret]),
        "the old one works until the pods have the new"
    );
    assert_eq!(
        value(&shell, "session-keys").trim_end(),
        both[1],
        "nobody is logged out"
    );
}

/// Sets the list of enabled plugins.
fn set(cluster: &Cluster, plugins: &Value) {
    let console = json!({
        "apiVersion": "operator.openshift.io/v1", "kind": "Console", "metadata": {"name": "cluster"},
        "spec": {"managementState": "Managed", "plugins": plugins},
    });
    cluster.apply("console.json", &console);
}

#[tokio::test]
async fn the_plugin_is_switched_on_and_off_beside_the_others_and_never_in_their_place() {
    let cluster = Cluster::shared().await;
    let shell = Shell::new(cluster, "plugin");
    let plugins = || shell.read(&["consoles.operator.openshift.io", "cluster"])["spec"]["plugins"].clone();
    let others = json!(["monitoring-plugin", "networking-console-plugin"]);
    set(cluster, &others);

    assert_eq!(shell.plugin("status"), "disabled\n");
    shell.plugin("enable");
    let all = json!([
        "monitoring-plugin",
        "networking-console-plugin",
        "registry-console"
    ]);
    assert_eq!(plugins(), all);
    assert_eq!(shell.plugin("status"), "enabled\n");
    assert_eq!(shell.plugin("enable"), "registry-console is enabled already.\n");
    assert_eq!(plugins(), all);
    shell.plugin("disable");
    assert_eq!(plugins(), others);
    assert_eq!(shell.plugin("disable"), "registry-console is not enabled.\n");

    // No list at all, and one that holds only us.
    let mut clear = cluster.kubectl();
    clear.args([
        "patch",
        "consoles.operator.openshift.io",
        "cluster",
        "--type",
        "merge",
    ]);
    output(clear.args(["--patch", r#"{"spec":{"plugins":null}}"#]));
    shell.plugin("enable");
    assert_eq!(plugins(), json!(["registry-console"]));
    shell.plugin("disable");
    assert_eq!(plugins(), json!([]));

    let wrong = shell.command().arg(folder().join("plugin.sh")).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
    somebody_else_enables_another_at_the_same_moment(cluster);
}

fn somebody_else_enables_another_at_the_same_moment(cluster: &Cluster) {
    output(
        cluster
            .kubectl()
            .args(["delete", "consoles.operator.openshift.io", "cluster"]),
    );
    set(cluster, &json!(["monitoring-plugin"]));
    let kubectl = part("RC_KUBECTL");
    let once = cluster.file("once", "");
    // Before the first change somebody else makes one.
    let script = format!(
        "#!/bin/sh\nif [ \"$1\" = patch ] && rm '{once}' 2>/dev/null; then\n\
         '{kubectl}' patch consoles.operator.openshift.io cluster --type merge \
         --patch '{{\"spec\":{{\"plugins\":[\"monitoring-plugin\",\"late-plugin\"]}}}}'\nfi\nexec '{kubectl}' \"$@\"\n",
        once = once.display(),
        kubectl = kubectl.display(),
    );
    let shell = Shell::with_oc(cluster, "race", &script);
    shell.plugin("enable");
    let console = shell.read(&["consoles.operator.openshift.io", "cluster"]);
    assert_eq!(
        console["spec"]["plugins"],
        json!(["monitoring-plugin", "late-plugin", "registry-console"])
    );
    assert!(!once.exists(), "the other change was made");
}
