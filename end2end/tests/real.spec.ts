// From the browser through the console's own server to a real API server: what is written there, read back by another
// client, and what the page makes of what an operator answers. No operator runs; the test writes what a real one
// writes, word for word.

import { readFile } from "node:fs/promises";
import { CONFIG, Cluster, type Json, NAMESPACE } from "../cluster.ts";
import { type Page, expect, inTheConsole, live, runs, test as base } from "../fixtures.ts";
import { DONE } from "../plan.ts";
import { Wizard } from "../wizard.ts";

const NEW = "Create a claim";

const test = base.extend<{ cluster: Cluster }>({
  cluster: [
    async ({}, use) => {
      const cluster = await Cluster.real("bare-metal-claims");
      await use(cluster);
      await cluster.stop();
    },
    { timeout: 90_000 },
  ],
});

test.skip(inTheConsole, "a kubeconfig opens the local door only");

const at = "2026-01-01T00:00:00Z";
const condition = (type: string, status: string, reason = "", message = "") => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: at,
});

/** What the operator reports on a registry on a claim, as recorded from a real one. */
function reported(generation: number, claim: string, ready: boolean): Json {
  return {
    observedGeneration: generation,
    readyReplicas: ready ? 1 : 0,
    storageManaged: false,
    storage: { managementState: "Unmanaged", pvc: { claim } },
    conditions: [
      ready
        ? condition("Progressing", "False", "Ready", "The registry is ready")
        : condition("Progressing", "True", "DeploymentNotCompleted", "The deployment has not completed"),
      ready
        ? condition("Available", "True", "Ready", "The registry is ready")
        : condition("Available", "False", "NoReplicasAvailable", "The deployment does not have available replicas"),
      condition("Degraded", "False"),
      condition("Removed", "False"),
      condition("StorageExists", "True", "PVC Exists"),
    ],
  };
}

function deployment(claim: string): Json {
  const labels = { "docker-registry": "default" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "image-registry", namespace: NAMESPACE },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      strategy: { type: "Recreate" },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name: "registry", image: "registry.example.com/registry:1" }],
          volumes: [{ name: "registry-storage", persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}

/** Opens the console as its own printed line says, and comes to the wizard's review of a new claim. */
async function reviewNewClaim(page: Page, invitation: string): Promise<Wizard> {
  await runs(page, () => page.goto(invitation));
  await live(page);
  await page.getByRole("link", { name: "Set up storage" }).first().click();
  const wizard = new Wizard(page);
  await wizard.choose(NEW);
  await page.getByRole("textbox", { name: "Size" }).fill("120Gi");
  await wizard.review(NEW);
  expect(await wizard.steps()).toEqual(["Create PersistentVolumeClaim registry-data", "Change Config cluster"]);
  await wizard.says("Dry run: accepted by the API server.");
  return wizard;
}

test("The wizard's writes arrive field by field, and the page follows what the operator makes of them", async ({
  page,
  cluster,
  start,
  request,
  watch,
}) => {
  test.slow();
  const console = await start({ kubeconfig: cluster.kubeconfig });
  const before = (await cluster.read(CONFIG, "cluster")) as { spec: Json };
  // Nobody comes in without the address that was printed.
  expect((await request.get(console.origin)).status()).toBe(401);
  const wizard = await reviewNewClaim(page, console.invitation);
  // The dry runs wrote nothing.
  await expect(cluster.read("persistentvolumeclaim", "registry-data")).rejects.toThrow(/not found/);
  expect(((await cluster.read(CONFIG, "cluster")) as { spec: Json }).spec).toEqual(before.spec);

  await wizard.apply("Start registry");
  const status = page.getByRole("status");
  await expect(status).toContainText("Waiting for the operator to pick up the change.");

  const claim = (await cluster.read("persistentvolumeclaim", "registry-data")) as { spec: Json };
  expect(claim.spec).toEqual({
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: "120Gi" } },
    storageClassName: "thin-csi",
    volumeMode: "Filesystem",
  });
  const config = (await cluster.read(CONFIG, "cluster")) as { spec: Json; metadata: { generation: number } };
  expect(config.spec).toEqual({
    ...before.spec,
    managementState: "Managed",
    replicas: 1,
    rolloutStrategy: "Recreate",
    storage: { managementState: "Unmanaged", pvc: { claim: "registry-data" } },
  });

  await cluster.status("persistentvolumeclaim", "registry-data", { phase: "Bound", capacity: { storage: "120Gi" } });
  const { generation } = config.metadata;
  await cluster.status(CONFIG, "cluster", reported(generation, "registry-data", false));
  await expect(status).toContainText("The operator is at work");
  await cluster.create(deployment("registry-data"));
  await cluster.status("deployment", "image-registry", {
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
  });
  await cluster.status(CONFIG, "cluster", reported(generation, "registry-data", true));
  await expect(status).toContainText("Done. The operator has acted, and the cluster is as planned.");
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Ready.");

  // The launch token worked once, and the credential never left the server.
  watch.allow(/status of 40[13]/);
  expect((await request.get(console.invitation)).ok()).toBe(false);
  const token = /token: (\S+)|"token":"([^"]+)"/.exec(await readFile(cluster.kubeconfig, "utf8"));
  const secret = token?.[1] ?? token?.[2] ?? "";
  expect(secret).not.toBe("");
  expect(await page.content()).not.toContain(secret);
  expect(console.log).not.toContain(secret);
});

test("An API server that goes away between two steps leaves a true account and a way on", async ({
  page,
  cluster,
  start,
  watch,
}) => {
  test.slow();
  const console = await start({ kubeconfig: cluster.kubeconfig });
  const wizard = await reviewNewClaim(page, console.invitation);
  watch.allow(/status of 50\d .*\/api\/plan\/run/);
  let steps = 0;
  await page.route("**/api/plan/run", async (route) => {
    steps += 1;
    if (steps === 2) await cluster.stop();
    await route.continue();
  });
  await wizard.apply("Start registry");
  const account = page.getByRole("alert");
  await expect(account).toContainText("Stopped after 1 of 2 steps.", { timeout: 30_000 });
  await expect(wizard.region.getByText("done", { exact: true })).toHaveCount(1);
  await expect(wizard.region.getByText("failed", { exact: true })).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Continue from step 2" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  await page.getByRole("link", { name: "Leave as it is" }).click();
  await expect(page.getByText("Reconnecting", { exact: true })).toBeVisible();
});

test("An API server that dies while the operator works is no success, and the verdict comes once it is back", async ({
  page,
  cluster,
  start,
}) => {
  test.slow();
  const console = await start({ kubeconfig: cluster.kubeconfig });
  const wizard = await reviewNewClaim(page, console.invitation);
  await wizard.apply("Start registry");
  const status = page.getByRole("status").filter({ hasText: /operator|saved/i });
  await expect(status).toContainText("Waiting for the operator to pick up the change.");
  const config = (await cluster.read(CONFIG, "cluster")) as { metadata: { generation: number } };
  const { generation } = config.metadata;
  await cluster.status(CONFIG, "cluster", reported(generation, "registry-data", false));
  await expect(status).toContainText("The operator is at work");

  await cluster.make("down");
  await expect(status).toContainText("Contact with the cluster is lost", { timeout: 60_000 });
  await expect(page.getByText(DONE)).toHaveCount(0);
  await expect(page.getByText(/the operator (cannot carry it out|refuses it)/)).toHaveCount(0);
  // Both steps were made; what is not known is what the operator has done.
  await expect(wizard.region.getByText("done", { exact: true })).toHaveCount(2);

  await cluster.make("up");
  await cluster.create(deployment("registry-data"));
  await cluster.status("deployment", "image-registry", {
    observedGeneration: 1,
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
  });
  await cluster.status(CONFIG, "cluster", reported(generation, "registry-data", true));
  await expect(status).toContainText(DONE, { timeout: 60_000 });
  await expect(status).not.toContainText("Contact with the cluster is lost");
});

// Azure's storage against the official definitions: what the schema takes, what the API adds, and what it would refuse.

const AZURE = "Azure Blob Storage";
const USER_SECRET = "image-registry-private-configuration-user";
const ACCOUNT_KEY = `${"canaryCanary".repeat(8).slice(0, 85)}A==`;

/** What the operator reports on Azure's storage with a user's account key, as recorded from a real one. */
function onAzure(generation: number, azure: Json): Json {
  return {
    observedGeneration: generation,
    readyReplicas: 2,
    storageManaged: false,
    storage: { managementState: "Unmanaged", azure },
    conditions: [
      condition("Progressing", "False", "Ready", "The registry is ready"),
      condition("Available", "True", "Ready", "The registry is ready"),
      condition("Degraded", "False"),
      condition("Removed", "False"),
      condition("StorageExists", "True", "UserManaged", "Storage is managed by the user"),
    ],
  };
}

const azureTest = test.extend<{ lagoon: Cluster }>({
  lagoon: [
    async ({}, use) => {
      const cluster = await Cluster.real("azure-removed");
      await use(cluster);
      await cluster.stop();
    },
    { timeout: 90_000 },
  ],
});

azureTest("C4 and C7: Azure's secret and storage arrive as the schema takes them, and a private account can be made public", async ({
  page,
  lagoon,
  start,
}) => {
  azureTest.slow();
  const console = await start({ kubeconfig: lagoon.kubeconfig });
  await runs(page, () => page.goto(console.invitation));
  await live(page);
  await page.getByRole("link", { name: "Set up storage" }).first().click();
  const wizard = new Wizard(page);
  const fill = async (network: "Internal" | "External") => {
    const folded = page.getByText("Advanced", { exact: true });
    if (!(await page.getByLabel("Network access *").isVisible())) await folded.click();
    await page.getByLabel("Network access *").selectOption(network);
  };
  await wizard.choose(AZURE);
  await page.getByRole("radio", { name: "It exists and stays mine" }).check();
  await page.getByLabel("Storage account *").fill("acmeregistry");
  await page.getByLabel("Container *").fill("registry");
  await page.getByLabel("Account key *").fill(ACCOUNT_KEY);
  await fill("Internal");
  await page.getByLabel("Virtual network").fill("lagoon-vnet");
  await page.getByLabel("Subnet").fill("worker");
  await wizard.review(AZURE);
  expect(await wizard.steps()).toEqual([`Create Secret ${USER_SECRET}`, "Change Config cluster"]);
  await wizard.says("Dry run: accepted by the API server.");
  await expect(lagoon.read("secret", USER_SECRET)).rejects.toThrow(/not found/);
  await wizard.apply("Start registry");
  const status = page.getByRole("status");
  await expect(status).toContainText("Waiting for the operator to pick up the change.");

  const secret = (await lagoon.read("secret", USER_SECRET)) as { type: string; data: Record<string, string> };
  expect(secret.type).toBe("Opaque");
  expect(secret.data).toEqual({ REGISTRY_STORAGE_AZURE_ACCOUNTKEY: Buffer.from(ACCOUNT_KEY).toString("base64") });
  const read = async () =>
    (await lagoon.read(CONFIG, "cluster")) as { spec: { storage: { azure: Json } }; metadata: { generation: number } };
  const config = await read();
  const internal = { vnetName: "lagoon-vnet", subnetName: "worker" };
  expect(config.spec.storage).toEqual({
    managementState: "Unmanaged",
    azure: { accountName: "acmeregistry", container: "registry", networkAccess: { type: "Internal", internal } },
  });
  await lagoon.create({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "image-registry", namespace: NAMESPACE },
    spec: {
      replicas: 2,
      selector: { matchLabels: { "docker-registry": "default" } },
      template: {
        metadata: { labels: { "docker-registry": "default" } },
        spec: { containers: [{ name: "registry", image: "registry.example.com/registry:1" }] },
      },
    },
  });
  const ready = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2, observedGeneration: 1 };
  await lagoon.status("deployment", "image-registry", ready);
  await lagoon.status(CONFIG, "cluster", onAzure(config.metadata.generation, config.spec.storage.azure));
  await expect(status).toContainText(DONE);
  expect(await page.content()).not.toContain(ACCOUNT_KEY);
  expect(console.log).not.toContain(ACCOUNT_KEY);

  // The schema refuses what would be left of the private network, so it must go in the same patch.
  await runs(page, () => page.goto(console.url("/storage/setup?kind=azure&step=details")));
  await expect(page.getByRole("radio", { name: /Keep the keys that are set/ })).toBeChecked();
  await fill("External");
  await wizard.review(AZURE);
  expect(await wizard.steps()).toEqual(["Change Config cluster"]);
  await wizard.says("Dry run: accepted by the API server.");
  await wizard.apply("Start registry");
  await expect(status).toContainText("Waiting for the operator to pick up the change.");
  const open = await read();
  expect(open.spec.storage.azure).toEqual({
    accountName: "acmeregistry",
    container: "registry",
    networkAccess: { type: "External" },
  });
  const inForce = { ...open.spec.storage.azure, networkAccess: { type: "External", internal: null } };
  await lagoon.status(CONFIG, "cluster", onAzure(open.metadata.generation, inForce));
  await expect(status).toContainText(DONE);
});

// Amazon's storage against the official definitions. What the operator would do with the bucket cannot happen here.

const AMAZON = "Amazon S3";
const S3_KEYS = { access: "AKIA0REAL0CANARY0000", secret: "realCanaryRealCanaryRealCanaryRealCana12" };

const amazonTest = test.extend<{ harbour: Cluster }>({
  harbour: [
    async ({}, use) => {
      const cluster = await Cluster.real("aws-removed");
      await use(cluster);
      await cluster.stop();
    },
    { timeout: 90_000 },
  ],
});

amazonTest("B2, B10 and B11: S3's secrets and storage arrive as the schema takes them, and what comes back filled in is no change", async ({
  page,
  harbour,
  start,
}) => {
  amazonTest.slow();
  const console = await start({ kubeconfig: harbour.kubeconfig });
  await runs(page, () => page.goto(console.invitation));
  await live(page);
  await page.getByRole("link", { name: "Set up storage" }).first().click();
  const wizard = new Wizard(page);
  await wizard.choose(AMAZON);
  await page.getByRole("radio", { name: "It exists and stays mine" }).check();
  await page.getByLabel("Bucket *").fill("acme-registry");
  await page.getByLabel("Access key *").fill(S3_KEYS.access);
  await page.getByLabel("Secret key *").fill(S3_KEYS.secret);
  await page.getByText("Advanced", { exact: true }).click();
  await page.getByLabel("Part size in MiB").fill("4");
  await page.getByRole("checkbox", { name: "Serve pulls through CloudFront" }).check();
  await page.getByLabel("Distribution address *").fill("https://d111.cloudfront.example");
  await page.getByLabel("Key pair ID *").fill("K1");
  await page.getByLabel("Private key from a file").setInputFiles({
    name: "key.pem",
    mimeType: "application/x-pem-file",
    buffer: Buffer.from(`-----BEGIN RSA PRIVATE KEY-----\n${S3_KEYS.secret}\n-----END RSA PRIVATE KEY-----\n`),
  });
  await page.getByLabel("Links hold for").fill("30m");
  await wizard.next();
  await expect(page.getByText("Enter a whole number from 5 to 5120.").last()).toBeVisible();
  await page.getByLabel("Part size in MiB").fill("64");
  await wizard.review(AMAZON);
  expect(await wizard.steps()).toEqual([
    `Create Secret ${USER_SECRET}`,
    "Create Secret image-registry-cloudfront-key",
    "Change Config cluster",
  ]);
  await wizard.says("Dry run: accepted by the API server.");
  await wizard.apply("Start registry");
  await expect(page.getByRole("status")).toContainText("Waiting for the operator to pick up the change.");

  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const secret = (await harbour.read("secret", USER_SECRET)) as { type: string; data: Record<string, string> };
  expect(secret.type).toBe("Opaque");
  expect(secret.data).toEqual({
    REGISTRY_STORAGE_S3_ACCESSKEY: base64(S3_KEYS.access),
    REGISTRY_STORAGE_S3_SECRETKEY: base64(S3_KEYS.secret),
  });
  const read = async () => (await harbour.read(CONFIG, "cluster")) as { spec: { storage: Json } };
  const storage = {
    managementState: "Unmanaged",
    s3: {
      bucket: "acme-registry",
      region: "eu-west-1",
      chunkSizeMiB: 64,
      cloudFront: {
        baseURL: "https://d111.cloudfront.example",
        keypairID: "K1",
        privateKey: { name: "image-registry-cloudfront-key", key: "private-key.pem" },
        duration: "30m",
      },
    },
  };
  expect((await read()).spec.storage).toEqual(storage);
  expect(await page.content()).not.toContain(S3_KEYS.secret);
  expect(console.log).not.toContain(S3_KEYS.secret);

  // What the operator writes back means the same.
  const filled = { s3: { trustedCA: { name: "" }, virtualHostedStyle: false, cloudFront: { duration: "30m0s" } } };
  await harbour.patch(CONFIG, "cluster", { spec: { replicas: 2, storage: filled } });
  await runs(page, () => page.goto(console.url("/storage/setup?kind=s3&step=details")));
  await expect(page.getByRole("radio", { name: /Keep the keys that are set/ })).toBeChecked();
  await page.getByLabel("Replicas *").fill("2");
  await wizard.review(AMAZON);
  await expect(page.getByText("The cluster is already as you ask. Nothing would change.")).toBeVisible();
});
