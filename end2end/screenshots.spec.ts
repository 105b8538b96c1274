// Pictures of every page and step, for people to look at: wide and narrow, light and dark. Proves nothing by itself.

import { join, resolve } from "node:path";
import { Hosted } from "./console-host/hosted.ts";
import { type Page, live, runs, test } from "./fixtures.ts";
import { CLIENT_SECRET, RouteDoor, freePort } from "./route.ts";
import { SandboxServer } from "./server.ts";
import { Wizard } from "./wizard.ts";

const folder = process.env.RC_SCREENSHOTS ?? resolve(import.meta.dirname, "../target/screenshots");

const LOOKS = [
  { width: 1440, height: 900, colorScheme: "light" },
  { width: 1440, height: 900, colorScheme: "dark" },
  { width: 390, height: 844, colorScheme: "light" },
  { width: 390, height: 844, colorScheme: "dark" },
] as const;

async function picture(page: Page, name: string): Promise<void> {
  for (const { width, height, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // The page scrolls inside its frame, so the window is made as tall as what it holds.
    const hidden = await page.getByRole("main").evaluate((main) => main.scrollHeight - main.clientHeight);
    await page.setViewportSize({ width, height: height + Math.max(0, hidden) });
    const path = join(folder, `${name}-${width}-${colorScheme}.png`);
    await page.screenshot({ path, fullPage: true, animations: "disabled" });
  }
}

const OVERVIEWS = [
  "bare-metal-removed",
  "ready-claim",
  "ready-emptydir",
  "managed-s3",
  "unmanaged",
  "two-storages",
  "stale",
  "unknown-parts",
  "capability-disabled",
  "not-bootstrapped",
  "pruner-failed",
  "forbidden",
  "legacy-4-5",
  "gcp",
  "azure-incomplete",
];

for (const scenario of OVERVIEWS) {
  test(`overview of ${scenario}`, async ({ page, open }) => {
    await open(scenario);
    await live(page);
    await picture(page, `overview-${scenario}`);
  });
}

test("overview while the cluster is slow", async ({ page, start }) => {
  const console = await start({ sandbox: "slow" });
  await page.goto(console.url("/"));
  await picture(page, "overview-slow");
});

for (const scenario of ["bare-metal-removed", "bare-metal-claims", "vsphere-removed", "azure-removed"]) {
  test(`kinds of storage on ${scenario}`, async ({ page, open }) => {
    await open(scenario, "/storage/setup");
    await picture(page, `storage-1-kind-${scenario}`);
  });
}

for (const kind of ["existing-claim", "new-claim", "automatic-claim", "block-volume", "empty-dir"]) {
  test(`details, checks and review of ${kind}`, async ({ page, open }) => {
    await open("bare-metal-claims", `/storage/setup?kind=${kind}&step=details`);
    const wizard = new Wizard(page);
    if (kind === "existing-claim") await page.getByRole("radio", { name: /registry-rwo/ }).check();
    await picture(page, `storage-2-details-${kind}`);
    await wizard.next();
    await wizard.at("Checks");
    await picture(page, `storage-3-checks-${kind}`);
    await wizard.next();
    await wizard.steps();
    await picture(page, `storage-4-review-${kind}`);
  });
}

test("Amazon S3 on AWS, step by step", async ({ page, open }) => {
  await open("aws-removed", "/storage/setup");
  await picture(page, "storage-1-kind-aws-removed");
  const wizard = new Wizard(page);
  await wizard.choose("Amazon S3");
  await page.getByRole("radio", { name: "It exists and stays mine" }).check();
  await wizard.next();
  await picture(page, "storage-2-details-s3-in-the-way");
  await page.getByLabel("Bucket *").fill("acme-registry");
  await page.getByLabel("Access key *").fill("AKIA0");
  await page.getByLabel("Secret key *").fill("canary");
  await page.getByText("Advanced", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Serve pulls through CloudFront" }).check();
  await picture(page, "storage-2-details-s3-advanced");
  await page.getByRole("checkbox", { name: "Serve pulls through CloudFront" }).uncheck();
  await wizard.next();
  await wizard.at("Checks");
  await picture(page, "storage-3-checks-s3");
  await wizard.next();
  await wizard.steps();
  await picture(page, "storage-4-review-s3");
});

test("an S3-compatible store on bare metal, and the operator's own bucket on AWS", async ({ page, open }) => {
  await open("bare-metal-removed", "/storage/setup?kind=s3-compatible&step=details");
  await picture(page, "storage-2-details-s3-compatible");
  await open("managed-s3", "/storage/setup?kind=s3&step=checks");
  await picture(page, "storage-3-checks-s3-managed");
});
/** The clouds' storage: where, what is typed by the label of its field, and what is chosen to show more of it. */
const CLOUDS: [string, string, Record<string, string>, Record<string, string>][] = [
  ["gcp-removed", "gcs", { "Bucket *": "acme-registry" }, {}],
  [
    "azure-removed",
    "azure",
    { "Storage account *": "acmeregistry", "Container *": "registry", "Account key *": `${"A".repeat(86)}==` },
    { "Network access *": "Internal" },
  ],
  [
    "openstack-removed",
    "swift",
    {
      "Container *": "registry",
      "Identity service *": "https://keystone.reef.example:5000/v3",
      "User name *": "registry",
      "Password *": "nobody's",
      Domain: "Default",
    },
    {},
  ],
  [
    "ibmcloud-removed",
    "ibm-cos",
    {
      "Bucket *": "acme-registry",
      "Service instance *": "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e2d3c:8b1c::",
      "API key *": "nobodys",
    },
    {},
  ],
];

const KEY_FILE = JSON.stringify({
  type: "service_account",
  project_id: "acme-quarry-prod",
  private_key: "-----BEGIN PRIVATE KEY-----\nnobodys\n-----END PRIVATE KEY-----\n",
  client_email: "registry@acme-quarry-prod.iam.gserviceaccount.com",
});

for (const [scenario, kind, typed, chosen] of CLOUDS) {
  test(`details, checks and review of ${kind}`, async ({ page, open }) => {
    test.slow();
    await open(scenario, `/storage/setup?kind=${kind}&step=details`);
    const wizard = new Wizard(page);
    await wizard.next();
    await picture(page, `storage-2-details-${kind}-in-the-way`);
    await page.getByRole("radio", { name: "It exists and stays mine" }).check();
    for (const [label, text] of Object.entries(typed)) await page.getByLabel(label, { exact: label === "Domain" }).fill(text);
    if (kind === "gcs") {
      const file = { name: "key.json", mimeType: "application/json", buffer: Buffer.from(KEY_FILE) };
      await page.getByLabel("Key file from a file").setInputFiles(file);
    }
    for (const [label, value] of Object.entries(chosen)) {
      await page.getByText("Advanced", { exact: true }).click();
      await page.getByLabel(label).selectOption(value);
    }
    await picture(page, `storage-2-details-${kind}`);
    await wizard.next();
    await wizard.at("Checks");
    await picture(page, `storage-3-checks-${kind}`);
    await wizard.next();
    await wizard.steps();
    await picture(page, `storage-4-review-${kind}`);
  });
}

test("a form with something in the way", async ({ page, open }) => {
  await open("bare-metal-claims", "/storage/setup?kind=new-claim&step=details");
  await page.getByRole("textbox", { name: "Name" }).fill("Not a name");
  await page.getByRole("textbox", { name: "Size" }).fill("much");
  await new Wizard(page).next();
  await picture(page, "storage-2-details-in-the-way");
});

test("applying, and the result", async ({ page, open }) => {
  await open("bare-metal-claims", "/storage/setup?kind=new-claim&step=checks");
  const wizard = new Wizard(page);
  await wizard.next();
  await wizard.steps();
  await wizard.apply("Start registry");
  await page.getByRole("status").filter({ hasText: "The operator is at work" }).waitFor();
  await picture(page, "storage-5-at-work");
  await page.getByRole("status").filter({ hasText: "Done." }).waitFor();
  await picture(page, "storage-6-done");
});

test("a plan that may not be applied", async ({ page, open }) => {
  await open("bare-metal-claims", "/storage/setup?kind=new-claim&step=checks", "reader");
  const wizard = new Wizard(page);
  await wizard.next();
  await wizard.steps();
  await picture(page, "storage-4-review-reader");
});

for (const scenario of ["managed-s3", "ready-claim"]) {
  test(`removing ${scenario}`, async ({ page, open }) => {
    await open(scenario, "/state?to=Removed");
    await picture(page, `state-${scenario}`);
    await page.getByRole("button", { name: "Review change" }).click();
    await new Wizard(page).steps();
    await picture(page, `state-${scenario}-review`);
  });
}

test("removing what much else needs", async ({ page, open }) => {
  await open("image-streams-in-use", "/state?to=Removed");
  await picture(page, "state-image-streams-in-use");
  for (const fold of await page.getByRole("group").all()) await fold.evaluate((one) => one.setAttribute("open", ""));
  await picture(page, "state-image-streams-in-use-names");
  await page.getByRole("button", { name: "Review change" }).click();
  await new Wizard(page).steps();
  await picture(page, "state-image-streams-in-use-review");
});

test("keeping one of two kinds of storage", async ({ page, open }) => {
  await open("two-storages", "/storage/keep?member=s3");
  await picture(page, "storage-keep");
  await page.getByRole("button", { name: "Review change" }).click();
  await new Wizard(page).steps();
  await picture(page, "storage-keep-review");
});

for (const scenario of ["no-credentials", "half-a-secret", "own-keys", "ready-claim"]) {
  test(`credentials of ${scenario}`, async ({ page, open }) => {
    await open(scenario, "/credentials");
    await picture(page, `credentials-${scenario}`);
  });
}

test("credentials nobody may read", async ({ page, open }) => {
  await open("own-keys", "/credentials", "reader");
  await picture(page, "credentials-reader");
});

test("replacing credentials, and what is wrong with them", async ({ page, open }) => {
  await open("own-keys", "/credentials?to=replace");
  await page.getByRole("button", { name: "Review changes" }).click();
  await picture(page, "credentials-replace-empty");
  await page.getByLabel("Access key *").fill("AKIASANDBOX");
  await page.getByLabel("Secret key *").fill("any");
  await page.getByLabel("Access key *").focus();
  await picture(page, "credentials-replace");
  await page.getByRole("button", { name: "Review changes" }).click();
  await new Wizard(page).steps();
  await picture(page, "credentials-replace-review");
});

test("removing credentials", async ({ page, open }) => {
  await open("own-keys", "/credentials?to=remove");
  await new Wizard(page).steps();
  await picture(page, "credentials-remove-review");
});

test("a claim of no class", async ({ page, open }) => {
  await open("bare-metal-claims", "/storage/setup?kind=new-claim&step=details");
  await page.getByRole("combobox", { name: "Storage class" }).selectOption("-");
  await picture(page, "storage-2-details-no-class");
  const wizard = new Wizard(page);
  await wizard.next();
  await wizard.at("Checks");
  await picture(page, "storage-3-checks-no-class");
});

for (const [name, path, scenario] of [
  ["all", "/parameters", "managed-s3"],
  ["capacity", "/parameters?group=capacity", "ready-claim"],
  ["yaml", "/parameters?view=yaml", "managed-s3"],
] as const) {
  test(`parameters: ${name}`, async ({ page, open }) => {
    await open(scenario, path);
    await picture(page, `parameters-${name}`);
  });
}

test("parameters with something in the way, as fields and as YAML", async ({ page, open }) => {
  const console = await open("ready-claim", "/parameters?group=traffic");
  await page.getByRole("textbox", { name: "Reads at once" }).fill("-1");
  await page.getByRole("textbox", { name: "Reads in queue" }).fill("20");
  await page.getByRole("textbox", { name: "Longest wait of a write" }).fill("soon");
  await page.getByRole("button", { name: "Review changes" }).click();
  await picture(page, "parameters-in-the-way");
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.goto(console.url("/parameters?view=yaml"));
  const area = page.getByRole("textbox", { name: "Configuration as YAML" });
  await area.fill((await area.inputValue()).replace("    pvc:", "    persistentVolumeClaim:"));
  await area.blur();
  await page.getByText("did you mean pvc?").waitFor();
  await picture(page, "parameters-yaml-in-the-way");
});

test("parameters: the review, read-only, and a reader", async ({ page, open }) => {
  const console = await open("ready-claim", "/parameters");
  await page.getByRole("button", { name: "Make read-only" }).click();
  await new Wizard(page).steps();
  await picture(page, "parameters-review");
  await new Wizard(page).apply("Save parameters");
  await page.getByRole("status").filter({ hasText: "Done." }).waitFor();
  await page.goto(console.url("/"));
  await live(page);
  await picture(page, "parameters-read-only-overview");
  await open("ready-claim", "/parameters?group=capacity", "reader");
  await picture(page, "parameters-reader");
});

test("waiting for the operator", async ({ page, open, watch }) => {
  watch.allow(/status of 404/);
  await open("not-bootstrapped", "/storage/setup?kind=empty-dir&step=checks");
  await new Wizard(page).next();
  await page.getByRole("timer").waitFor();
  await picture(page, "storage-4-review-waiting");
  await page.getByRole("button", { name: "Stop trying" }).click();
  await picture(page, "storage-4-review-not-trying");
});

test("an unknown address", async ({ page, start, watch }) => {
  const console = await start({ sandbox: "ready-claim" });
  watch.allow(/status of 404/);
  await page.goto(console.url("/nowhere"));
  await picture(page, "not-found");
});

const CONFIG = "k8s/cluster/imageregistry.operator.openshift.io~v1~Config/cluster/image-registry";
const STREAM = "k8s/ns/webshop/imagestreams/storefront/image-registry";
const INSIDE = {
  overview: ["ready-claim", "image-registry", "Live"],
  wizard: ["bare-metal-claims", "image-registry/storage/setup", "Where should images be kept?"],
  "tab-of-config": ["ready-claim", CONFIG, "Live"],
  "tab-of-stream": ["ready-claim", STREAM, "Live"],
} as const;

for (const [name, [scenario, path, text]] of Object.entries(INSIDE)) {
  test(`inside the OpenShift console: ${name}`, async ({ page, watch }) => {
    const hosted = await Hosted.start({ sandbox: scenario });
    watch.own(hosted.origin);
    await page.goto(`${hosted.origin}/${path}`);
    await page.getByText(text, { exact: true }).first().waitFor();
    await picture(page, `console-${name}`);
    await page.close();
    await hosted.end();
  });
}

test("inside the OpenShift console: refused", async ({ page, watch }) => {
  watch.allow(/wasm-eval|CompileError|Content Security Policy/);
  const hosted = await Hosted.start({ sandbox: "ready-claim" }, { evaluate: false });
  watch.own(hosted.origin);
  await page.goto(`${hosted.origin}/image-registry`);
  await page.getByRole("alert").waitFor();
  await picture(page, "console-refused");
  await page.close();
  await hosted.end();
});

test.describe("the route door", () => {
  test.use({ ignoreHTTPSErrors: true });

  test("login, a failed one, an account, a login that ended, and the page after it", async ({ page, watch }) => {
    watch.allow(/401/);
    const port = await freePort();
    const client = { secret: CLIENT_SECRET, redirectUris: [RouteDoor.callback("localhost", port)] };
    const sandbox = await SandboxServer.start("ready-claim", { client });
    const door = await RouteDoor.start(port, { api: { url: sandbox.url }, login: { kind: "openshift" } });
    watch.own(door.origin);
    watch.own(sandbox.url);
    await page.goto(`${door.origin}/state`);
    await picture(page, "login");
    await page.getByLabel("Token").fill("wrong");
    await page.keyboard.press("Enter");
    await picture(page, "login-failed");
    await page.getByRole("link", { name: "Log in with OpenShift" }).click();
    await page.getByLabel("User name").fill("admin");
    await page.getByLabel("Password").fill("admin");
    await runs(page, () => page.keyboard.press("Enter"));
    await picture(page, "account");
    await sandbox.revokeAll();
    await page.getByRole("button", { name: "Review change" }).click();
    await page.getByRole("link", { name: "Log in again" }).waitFor({ timeout: 90_000 });
    await picture(page, "login-ended");
    await page.goto(`${door.origin}/signed-out`);
    await picture(page, "signed-out");
    await page.close();
    await door.stop();
    await sandbox.stop();
  });
});
