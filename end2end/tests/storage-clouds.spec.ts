// Google, Azure, OpenStack and IBM storage in the wizard, from the first choice to a registry that serves or a cause that
// is explained. Scenario ids are those of the storage scenarios, group C.

import { isAccessible } from "../a11y.ts";
import { type Page, SAMPLE, expect, live, test } from "../fixtures.ts";
import { Keyboard } from "../keyboard.ts";
import { Wizard } from "../wizard.ts";

const SETUP = "/storage/setup";
const GCS = "Google Cloud Storage";
const AZURE = "Azure Blob Storage";
const SWIFT = "OpenStack Swift";
const IBM = "IBM Cloud Object Storage";

const STEPS = ["Create Secret image-registry-private-configuration-user", "Change Config cluster"];
const CANARY = "canaryCanary5b1e";

const KEY_FILE = JSON.stringify({
  type: "service_account",
  project_id: "acme-quarry-prod",
  private_key: `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----\n`,
  client_email: "registry@acme-quarry-prod.iam.gserviceaccount.com",
});
const ACCOUNT_KEY = `${"canaryCanary".repeat(8).slice(0, 85)}A==`;
const KEYSTONE = "https://keystone.reef.example:5000/v3";
const INSTANCE = "crn:v1:bluemix:public:cloud-object-storage:global:a/0f1e2d3c:8b1c::";

const file = (text: string) => ({ name: "key.json", mimeType: "application/json", buffer: Buffer.from(text) });
const mine = (page: Page) => page.getByRole("radio", { name: "It exists and stays mine" }).check();
/** Somebody who may not look at secrets is offered to keep what may be there. */
const keys = (page: Page) => page.getByRole("radio", { name: "Set new keys" }).check();
const storage = (path: string) => `spec.storage.${path}`;

async function fillGcs(page: Page): Promise<void> {
  await mine(page);
  await keys(page);
  await page.getByLabel("Bucket *").fill("acme-registry");
  await page.getByLabel("Key file from a file").setInputFiles(file(KEY_FILE));
  await expect(page.getByText("Key of service account registry@acme-quarry-prod.iam.gserviceaccount.com")).toBeVisible();
}

async function fillAzure(page: Page): Promise<void> {
  await mine(page);
  await keys(page);
  await page.getByLabel("Storage account *").fill("acmeregistry");
  await page.getByLabel("Container *").fill("registry");
  await page.getByLabel("Account key *").fill(ACCOUNT_KEY);
}

async function fillSwift(page: Page): Promise<void> {
  await mine(page);
  await keys(page);
  await page.getByLabel("Container *").fill("registry");
  await page.getByLabel("Identity service *").fill(KEYSTONE);
  await page.getByLabel("User name *").fill("registry");
  await page.getByLabel("Password *").fill(CANARY);
  await page.getByLabel("Domain", { exact: true }).fill("Default");
  await page.getByLabel("Tenant", { exact: true }).fill("registry");
}

async function fillIbm(page: Page, instance = INSTANCE): Promise<void> {
  await mine(page);
  await keys(page);
  await page.getByLabel("Bucket *").fill("acme-registry");
  await page.getByLabel("Service instance *").fill(instance);
  await page.getByLabel("API key *").fill(CANARY);
}

/** From the start of an applied plan to an overview that says the registry serves from there. */
async function serves(page: Page, wizard: Wizard, from: string): Promise<void> {
  await wizard.start();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Ready.");
  await expect(page.getByText(`images are kept in ${from}.`)).toBeVisible();
}

test("C1: a Google bucket with a key file becomes one plan, and what is in the file is never shown", { tag: SAMPLE }, async ({
  page,
  open,
}) => {
  const console = await open("gcp-removed", SETUP);
  await expect(page.getByText("Platform: GCP, read from the cluster")).toBeVisible();
  await expect(page.getByRole("radio", { name: GCS, exact: true })).toBeChecked();
  await expect(page.getByText("This cluster's platform has it, in region europe-west4.")).toBeVisible();
  const wizard = new Wizard(page);
  await wizard.choose(GCS);
  await expect(page.getByLabel("Region", { exact: true })).toHaveValue("europe-west4");
  await expect(page.getByLabel("Project", { exact: true })).toHaveValue("acme-quarry-prod");
  await fillGcs(page);
  await wizard.next();
  await wizard.at("Checks");
  await expect(page.getByText("gcloud storage buckets create gs://acme-registry --project acme-quarry-prod")).toBeVisible();
  const account = "serviceAccount:registry@acme-quarry-prod.iam.gserviceaccount.com";
  await expect(page.getByRole("region", { name: "Command that lets it read and write" })).toHaveText(
    `gcloud storage buckets add-iam-policy-binding gs://acme-registry --member ${account} --role roles/storage.objectAdmin`,
  );
  await wizard.next();
  await wizard.at(GCS);
  expect(await wizard.steps()).toEqual(STEPS);
  const changes = await wizard.changes();
  expect(changes[storage("gcs.bucket")]).toEqual(["not set", "acme-registry"]);
  expect(changes[storage("gcs.region")]).toEqual(["not set", "europe-west4"]);
  expect(changes[storage("gcs.projectID")]).toEqual(["not set", "acme-quarry-prod"]);
  expect(changes[storage("managementState")]).toEqual(["not set", "Unmanaged"]);
  for (const name of ["oc commands", "YAML"]) await page.getByText(name, { exact: true }).first().click();
  expect(await page.content()).not.toContain(CANARY);
  await serves(page, wizard, "bucket acme-registry");
  expect(await page.content()).not.toContain(CANARY);
  expect(console.log).not.toContain(CANARY);

  await page.goto(console.url(`${SETUP}?kind=gcs&step=details`));
  await expect(page.getByLabel("Bucket *")).toHaveValue("acme-registry");
  await wizard.review(GCS);
  await expect(page.getByText("The cluster is already as you ask. Nothing would change.")).toBeVisible();
});

test("C2: a file that is no key file is refused where it is chosen, with what is wrong with it", async ({ page, open }) => {
  await open("gcp-removed", `${SETUP}?kind=gcs&step=details`);
  const pick = page.getByLabel("Key file from a file");
  const key = page.getByRole("textbox", { name: "Key file" });
  for (const [text, why] of [
    ["not json", "This is not JSON from line 1 on."],
    ['{"type":"authorized_user"}', "These are a person's credentials, which end with the login."],
    ['{"type":"service_account"}', "The key file lacks private_key."],
    ["[]", "This is JSON, but no key file"],
  ] as const) {
    await pick.setInputFiles(file(text));
    await expect(key).toHaveAccessibleDescription(new RegExp(why.replaceAll(".", "\\.")));
    await expect(key).toHaveAttribute("aria-invalid", "true");
  }
  await pick.setInputFiles(file(KEY_FILE));
  await expect(key).not.toHaveAttribute("aria-invalid", "true");
  await expect(key).toHaveAccessibleDescription(/Key of service account .*, of project acme-quarry-prod\./);
});

test("C3: region and project go together, or neither is sent", async ({ page, open }) => {
  await open("gcp-removed", `${SETUP}?kind=gcs&step=details`);
  const wizard = new Wizard(page);
  await fillGcs(page);
  await page.getByLabel("Project", { exact: true }).fill("");
  await wizard.next();
  await expect(page.getByText("1 field needs attention")).toBeVisible();
  await expect(page.getByLabel("Project", { exact: true })).toBeFocused();
  await expect(page.getByText("the operator fills in both or none.").last()).toBeVisible();
  await page.getByLabel("Region", { exact: true }).fill("");
  await wizard.review(GCS);
  expect(Object.keys(await wizard.changes())).not.toContain(storage("gcs.region"));
});

test("C4: an Azure account and container with their key serve", { tag: SAMPLE }, async ({ page, open }) => {
  await open("azure-removed", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(AZURE);
  await fillAzure(page);
  await wizard.next();
  await wizard.at("Checks");
  await expect(page.getByText("az storage container create --name registry --account-name acmeregistry")).toBeVisible();
  await wizard.next();
  await wizard.at(AZURE);
  expect(await wizard.steps()).toEqual(STEPS);
  const changes = await wizard.changes();
  expect(Object.keys(changes).filter((path) => path.startsWith("spec.storage"))).toEqual([
    storage("azure.accountName"),
    storage("azure.container"),
    storage("managementState"),
  ]);
  expect(await page.content()).not.toContain(ACCOUNT_KEY);
  await serves(page, wizard, "container registry");
});

test("C5: both names are asked for, and a cluster that lacks one is called incomplete though all reads ready", async ({
  page,
  open,
}) => {
  await open("azure-incomplete");
  await live(page);
  await expect(page.getByRole("status")).toHaveText("Storage incomplete.");
  await expect(page.getByText("The account has a key but no container is named.").first()).toBeVisible();
  await page.getByRole("link", { name: "Set up storage" }).first().click();
  const wizard = new Wizard(page);
  await wizard.choose(AZURE);
  await expect(page.getByLabel("Storage account *")).toHaveValue("acmeregistry");
  await wizard.next();
  await expect(page.getByLabel("Container *")).toBeFocused();
  await expect(page.getByText("Enter the container's name.").last()).toBeVisible();
});

test("C5: with an account key the operator is not asked to make anything", async ({ page, open }) => {
  await open("azure", `${SETUP}?kind=azure&step=details`);
  const wizard = new Wizard(page);
  await page.getByRole("radio", { name: "Set new keys" }).check();
  await page.getByLabel("Account key *").fill(ACCOUNT_KEY);
  await wizard.next();
  await expect(page.getByText("With an account key the operator makes nothing.").first()).toBeVisible();
});

test("C6: an account key is held to its shape before it is sent", async ({ page, open }) => {
  await open("azure-removed", `${SETUP}?kind=azure&step=details`);
  const key = page.getByLabel("Account key *");
  for (const [text, why] of [
    ["not-base64!", /This is not base64\./],
    ["a2V5", /This is base64 of 3 bytes, and an account's key has 64\./],
    [`AccountName=acme;AccountKey=${ACCOUNT_KEY}`, /This is a connection string\./],
  ] as const) {
    await key.fill(text);
    await key.blur();
    await expect(key).toHaveAccessibleDescription(why);
  }
  await key.fill(ACCOUNT_KEY);
  await expect(key).not.toHaveAttribute("aria-invalid", "true");
});

test("C7: a private account opens its own fields, and switching back takes them along", async ({ page, open }) => {
  test.slow();
  const console = await open("azure-removed", `${SETUP}?kind=azure&step=details`);
  const wizard = new Wizard(page);
  await fillAzure(page);
  await page.getByText("Advanced", { exact: true }).click();
  await page.getByLabel("Network access *").selectOption("Internal");
  await expect(page.getByText("With an account key the operator makes no private endpoint.")).toBeVisible();
  await page.getByLabel("Virtual network").fill("v");
  await wizard.next();
  await expect(page.getByLabel("Virtual network")).toBeFocused();
  await page.getByLabel("Virtual network").fill("lagoon-vnet");
  await wizard.review(AZURE);
  expect((await wizard.changes())[storage("azure.networkAccess.internal.vnetName")]).toEqual(["not set", "lagoon-vnet"]);
  await wizard.start();

  await page.goto(console.url(`${SETUP}?kind=azure&step=details`));
  await page.getByLabel("Network access *").selectOption("External");
  await expect(page.getByLabel("Virtual network")).toHaveCount(0);
  await wizard.review(AZURE);
  const changes = await wizard.changes();
  expect(changes[storage("azure.networkAccess.type")]).toEqual(["Internal", "External"]);
  expect(changes[storage("azure.networkAccess.internal")]?.[1]).toBe("not set");
  await wizard.says("Dry run: accepted by the API server.");
});

test("C8: Swift with a user's own keys needs an address, a login and a domain", { tag: SAMPLE }, async ({ page, open }) => {
  await open("openstack-removed", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(SWIFT);
  await mine(page);
  await page.getByLabel("Container *").fill("registry");
  await wizard.next();
  await expect(page.getByLabel("Identity service *")).toBeFocused();
  await expect(page.getByText("With keys of your own the operator knows no cloud.").first()).toBeVisible();
  await page.getByLabel("Identity service *").fill("https://keystone.reef.example/identity/v3");
  await expect(page.getByText("a path that begins with /v1, /v2 or /v3.").last()).toBeVisible();
  await fillSwift(page);
  await page.getByLabel("Domain", { exact: true }).fill("");
  await expect(page.getByText("A user is known by name only within a domain.").last()).toBeVisible();
  await page.getByLabel("Domain", { exact: true }).fill("Default");
  await wizard.review(SWIFT);
  expect(await wizard.steps()).toEqual(STEPS);
  const changes = await wizard.changes();
  expect(changes[storage("swift.authURL")]).toEqual(["not set", KEYSTONE]);
  expect(changes[storage("swift.domain")]).toEqual(["not set", "Default"]);
  expect(await page.content()).not.toContain(CANARY);
  await serves(page, wizard, "container registry");
});

test("C8: each way to log in asks for its own keys", async ({ page, open }) => {
  await open("openstack-removed", `${SETUP}?kind=swift&step=details`);
  const login = page.getByLabel("Login with *");
  const asked = {
    password: ["User name *", "Password *"],
    application: ["Application credential ID *", "Application credential name *", "Application credential secret *"],
    token: ["Token *"],
  };
  for (const [way, labels] of Object.entries(asked)) {
    await login.selectOption(way);
    for (const [other, their] of Object.entries(asked)) {
      for (const label of their) await expect(page.getByLabel(label)).toHaveCount(other === way ? 1 : 0);
    }
    expect(labels.length).toBeGreaterThan(0);
  }
  await expect(page.getByText("A token ends by itself, usually within a day.")).toBeVisible();
});

test("C8: an identity service that does not answer is told in its own sentence", async ({ page, open }) => {
  await open("openstack-removed", `${SETUP}?kind=swift&step=details`);
  const wizard = new Wizard(page);
  await fillSwift(page);
  await page.getByLabel("Identity service *").fill("http://127.0.0.1:9/v3");
  await expect(page.getByText("The address begins with http://, so the login travels unencrypted.")).toBeVisible();
  await wizard.review(SWIFT);
  await wizard.steps();
  await wizard.apply("Start registry");
  await expect(page.getByText("connection refused").first()).toBeVisible();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toContainText("Not working.");
});

test("C9: an IBM instance that is still being made is progress, not a failure, up to the end", { tag: SAMPLE }, async ({
  page,
  open,
}) => {
  test.slow();
  await open("ibmcloud-removed", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(IBM);
  await expect(page.getByText("Fixed: the operator takes what the cluster's platform says").first()).toBeVisible();
  await fillIbm(page, INSTANCE.replace("8b1c", "sandbox-provisioning"));
  await wizard.review(IBM);
  expect(await wizard.steps()).toEqual(STEPS);
  expect((await wizard.changes())[storage("ibmcos.location")]).toEqual(["not set", "eu-de"]);
  await wizard.apply("Start registry");
  await expect(page.getByRole("status")).toContainText("The operator is at work");
  await expect(page.getByText(/the operator (cannot carry it out|refuses it)/)).toHaveCount(0);
  await wizard.done();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Ready.");
});

test("C9: the overview of storage in the making says what is awaited, and then that it is there", async ({ page, open }) => {
  await open("ibmcloud-preparing");
  await live(page);
  const status = page.getByRole("status");
  await expect(status).toHaveText("Storage is being prepared.");
  await expect(page.getByText("IBM COS Instance Provisioning").first()).toBeVisible();
  await expect(status).toHaveText("Ready.", { timeout: 30_000 });
});

for (const [scenario, kind] of [
  ["gcp", GCS],
  ["azure", AZURE],
  ["openstack", SWIFT],
  ["ibmcloud", IBM],
] as const) {
  test(`What the operator made on ${scenario} is kept as it is`, async ({ page, open }) => {
    await open(scenario, SETUP);
    const wizard = new Wizard(page);
    await wizard.choose(kind);
    await expect(page.getByRole("radio", { name: "The operator makes it and owns it" })).toBeChecked();
    await expect(page.getByRole("radio", { name: "Use the credentials the cloud gave the cluster" })).toBeChecked();
    await wizard.review(kind);
    await expect(page.getByText("The cluster is already as you ask. Nothing would change.")).toBeVisible();
  });
}

interface Work {
  scenario: string;
  kind: string;
  heading: string;
  fill: (page: Page) => Promise<void>;
  type: (board: Keyboard) => Promise<void>;
}

const WORK: Work[] = [
  {
    scenario: "gcp-removed",
    kind: "gcs",
    heading: GCS,
    fill: fillGcs,
    type: async (board) => {
      await board.type("bucket", "acme-registry");
      await board.type("key-file", KEY_FILE);
    },
  },
  {
    scenario: "azure-removed",
    kind: "azure",
    heading: AZURE,
    fill: fillAzure,
    type: async (board) => {
      await board.type("account", "acmeregistry");
      await board.type("container", "registry");
      await board.type("account-key", ACCOUNT_KEY);
    },
  },
  {
    scenario: "openstack-removed",
    kind: "swift",
    heading: SWIFT,
    fill: fillSwift,
    type: async (board) => {
      await board.type("container", "registry");
      await board.type("auth-url", KEYSTONE);
      await board.type("username", "registry");
      await board.type("password", CANARY);
      await board.type("domain", "Default");
    },
  },
  {
    scenario: "ibmcloud-removed",
    kind: "ibm-cos",
    heading: IBM,
    fill: fillIbm,
    type: async (board) => {
      await board.type("bucket", "acme-registry");
      await board.type("service-instance", INSTANCE);
      await board.type("api-key", CANARY);
    },
  },
];

for (const { scenario, kind, heading, fill, type } of WORK) {
  test(`${heading} by the keyboard alone`, async ({ page, open }) => {
    test.slow();
    await open(scenario, `${SETUP}?kind=${kind}&step=details`);
    const wizard = new Wizard(page);
    const board = new Keyboard(page);
    const own = page.getByRole("radio", { name: "It exists and stays mine" });
    const chosen = await own.isChecked();
    await board.press("storage-origin", ...(chosen ? [] : ["ArrowDown"]));
    await expect(own).toBeChecked();
    await type(board);
    await board.press("Next", "Enter");
    await wizard.at("Checks");
    await board.press("Next", "Enter");
    await wizard.at(heading);
    expect(await wizard.steps()).toEqual(STEPS);
    await board.press("Start registry", "Enter");
    await wizard.done();
  });

  test(`${heading} is accessible in every step`, async ({ page, open }) => {
    test.slow();
    await open(scenario, `${SETUP}?kind=${kind}&step=details`);
    const wizard = new Wizard(page);
    await page.getByText("Advanced", { exact: true }).click();
    await wizard.next();
    await expect(page.getByText(/needs? attention/).first()).toBeVisible();
    await isAccessible(page);
    await fill(page);
    await isAccessible(page);
    await wizard.next();
    await wizard.at("Checks");
    await isAccessible(page);
    await wizard.next();
    await wizard.steps();
    await isAccessible(page);
  });

  test(`${heading}: somebody who may only read sees the whole plan and what is missing`, async ({ page, open }) => {
    await open(scenario, `${SETUP}?kind=${kind}&step=details`, "reader");
    const wizard = new Wizard(page);
    await fill(page);
    await wizard.review(heading);
    expect(await wizard.steps()).toEqual(STEPS);
    await wizard.says("You may not create secrets", "You may not patch configs.imageregistry.operator.openshift.io.");
    await wizard.refuses("Start registry", "The plan cannot be applied as it is: see the dry run and the permissions.");
  });
}
