// Storage credentials: whose the registry uses, replacing and removing them, and that nothing typed is ever seen again.

import { isAccessible } from "../a11y.ts";
import { type Page, SAMPLE, expect, ownPath, test } from "../fixtures.ts";
import { DONE, Plan } from "../plan.ts";

const USER = "image-registry-private-configuration-user";
const ACCESS = "REGISTRY_STORAGE_S3_ACCESSKEY";
const SECRET = "REGISTRY_STORAGE_S3_SECRETKEY";
const CANARY = "canary-6f0d31a9-canary-6f0d31a9-canary-01";
const REVIEW = "Review changes";
const SAVE = "Save keys";
const REMOVE = "Remove your secret";
const TICK = "I have read what this stops or loses";

const heading = (page: Page) => page.getByRole("heading", { level: 2, name: REVIEW });
const card = (page: Page, title: string) => page.getByRole("heading", { level: 2, name: title }).locator("../..");
const outcome = (page: Page) => page.getByRole("status").filter({ hasText: /operator|saved/i });

async function type(page: Page, access: string, secret: string): Promise<void> {
  await page.getByLabel("Access key *").fill(access);
  await page.getByLabel("Secret key *").fill(secret);
}

/** What becomes of each key, as the plan says it. */
async function keys(page: Page, plan: Plan): Promise<Record<string, string>> {
  await plan.steps();
  const rows = await plan.region
    .getByRole("code")
    .evaluateAll((paths) => paths.map((path) => [path.textContent ?? "", path.nextElementSibling?.textContent?.trim() ?? ""]));
  return Object.fromEntries(rows);
}

test("B4: missing credentials are added from the overview's way out, and the registry starts", async ({ page, open }) => {
  const { origin } = await open("no-credentials");
  await expect(page.getByText(/No storage credentials: you set none/).first()).toBeVisible();
  await page.getByRole("link", { name: "Add credentials" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Storage credentials" })).toBeVisible();
  await expect(page.getByText("No storage credentials: you set none, and installer-cloud-credentials does not exist.")).toBeVisible();
  await type(page, "AKIASANDBOX", CANARY);
  await page.getByRole("button", { name: REVIEW }).click();
  await expect(heading(page)).toBeFocused();
  const plan = new Plan(page);
  expect(await plan.steps()).toEqual([`Create Secret ${USER}`]);
  expect(await keys(page, plan)).toEqual({ [`data.${ACCESS}`]: "new", [`data.${SECRET}`]: "new" });
  await plan.says("You may create secrets in openshift-image-registry.", "Dry run: accepted by the API server.", "Starts 2 registry pods.");
  await page.getByText("oc commands", { exact: true }).first().click();
  await expect(page.getByText(`oc create secret generic ${USER} --from-literal=${ACCESS}=<value> --from-literal=${SECRET}=<value>`)).toBeVisible();
  await plan.apply(SAVE);
  await expect(outcome(page)).toContainText(DONE, { timeout: 30_000 });
  await page.goto(origin);
  await expect(page.getByRole("status")).toHaveText("Ready.");
});

test("B5: half a secret is completed, or deleted so that the cluster's own is used", async ({ page, open }) => {
  const { origin } = await open("half-a-secret");
  await expect(page.getByText(/Your secret lacks REGISTRY_STORAGE_S3_SECRETKEY/).first()).toBeVisible();
  await page.getByRole("link", { name: "Complete it" }).click();
  await expect(page.getByText(`Your secret lacks ${SECRET}.`)).toBeVisible();
  const yours = card(page, "Your secret");
  await expect(yours.getByText(ACCESS, { exact: true })).toBeVisible();
  await expect(yours.getByText(SECRET, { exact: true })).toBeVisible();
  await type(page, "AKIASANDBOX", CANARY);
  await page.getByRole("button", { name: REVIEW }).click();
  const plan = new Plan(page);
  expect(await keys(page, plan)).toEqual({ [`data.${ACCESS}`]: "replaced", [`data.${SECRET}`]: "new" });
  await plan.says(`No undo: the former values of ${ACCESS} in ${USER}`);

  await page.goto(origin);
  await page.getByRole("link", { name: "Delete it and use the cluster's" }).click();
  await expect(heading(page)).toBeVisible();
  expect(await plan.steps()).toEqual([`Delete Secret ${USER}`]);
  await plan.says("From now on the registry uses the cluster's own credentials, installer-cloud-credentials.");
  await plan.refuses(REMOVE, "Confirm the change first.");
  await page.getByRole("checkbox", { name: TICK }).check();
  await plan.apply(REMOVE);
  await expect(outcome(page)).toContainText(DONE, { timeout: 30_000 });
  await page.getByRole("button", { name: "Back to the credentials" }).click();
  await expect(page.getByText("The registry uses the cluster's own credentials.")).toBeVisible();
  await expect(card(page, "Your secret").getByText("Does not exist.")).toBeVisible();
});

test("Keys are rotated with the roll-out watched, and nothing typed is in the page, its storage or an address", async ({
  page,
  open,
}) => {
  const addresses: string[] = [];
  const bodies: [string, string][] = [];
  page.on("request", (request) => {
    addresses.push(request.url());
    bodies.push([ownPath(request.url()) ?? "", request.postData() ?? ""]);
  });
  const answers: Promise<string>[] = [];
  page.on("response", (answer) => {
    const path = ownPath(answer.url());
    if (path?.startsWith("/api/")) answers.push(answer.text().catch(() => ""));
  });
  await open("own-keys", "/credentials");
  await expect(page.getByText("The registry uses your keys for S3.")).toBeVisible();
  await page.getByRole("link", { name: "Replace keys" }).click();
  await type(page, "AKIASANDBOX2", ` ${CANARY}\n`);
  const secret = page.getByLabel("Secret key *");
  await expect(secret).toHaveAttribute("type", "password");
  await expect(secret).toHaveAttribute("autocomplete", "new-password");
  await expect(secret).not.toHaveAttribute("name");
  const shown = page.getByRole("button", { name: "Show Secret key" });
  await shown.click();
  await expect(secret).toHaveAttribute("type", "text");
  await shown.click();
  await secret.blur();
  await expect(page.getByText(/Blanks and line breaks around it are taken away/)).toBeVisible();
  await page.getByRole("button", { name: REVIEW }).click();
  const plan = new Plan(page);
  expect(await keys(page, plan)).toEqual({ [`data.${ACCESS}`]: "replaced", [`data.${SECRET}`]: "replaced" });
  await plan.says("Restarts the registry pods one after another; the registry keeps serving.");
  for (const name of ["oc commands", "YAML"]) await page.getByText(name, { exact: true }).first().click();
  const seen = async () => (await page.content()) + (await page.locator("body").innerText());
  expect(await seen()).not.toContain(CANARY);
  await plan.apply(SAVE);
  await plan.done();

  expect(await seen()).not.toContain(CANARY);
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie, history.state]));
  expect(kept).not.toContain(CANARY);
  expect(addresses.filter((url) => url.includes(CANARY))).toEqual([]);
  const carried = bodies.filter(([, body]) => body.includes(CANARY)).map(([path]) => path);
  expect([...new Set(carried)].sort()).toEqual(["/api/plan/review", "/api/plan/run"]);
  for (const answer of await Promise.all(answers)) expect(answer).not.toContain(CANARY);
  // Whoever comes back finds an empty form.
  await page.getByRole("button", { name: "Back to the credentials" }).click();
  await page.getByRole("link", { name: "Replace keys" }).click();
  await expect(page.getByLabel("Secret key *")).toHaveValue("");
});

test("What has no shape of a key is said at its field, and nothing is sent", { tag: SAMPLE }, async ({ page, open }) => {
  await open("own-keys", "/credentials?to=replace");
  await page.getByRole("button", { name: REVIEW }).click();
  await expect(page.getByLabel("Access key *")).toBeFocused();
  await expect(page.getByText("Enter the access key.")).toBeVisible();
  await type(page, "AKIA", "two words");
  await page.getByLabel("Secret key *").blur();
  await expect(page.getByText("A blank or line break stands inside. A key has none.")).toBeVisible();
  await expect(page.getByText(/4 characters; Amazon's have 20/)).toBeVisible();
  await page.getByRole("button", { name: REVIEW }).click();
  await expect(page.getByLabel("Secret key *")).toBeFocused();
  await expect(heading(page)).toHaveCount(0);
});

test("Somebody who changed the secret meanwhile is not written over", async ({ page, open, context, watch }) => {
  watch.allow(/status of 409 /);
  const server = await open("own-keys", "/credentials?to=replace");
  await type(page, "AKIASANDBOX2", CANARY);
  await page.getByRole("button", { name: REVIEW }).click();
  const plan = new Plan(page);
  await plan.steps();
  const other = await context.newPage();
  await other.goto(server.url("/credentials?to=replace"));
  await type(other, "AKIASOMEBODY", "somebody-elses-key");
  await other.getByRole("button", { name: REVIEW }).click();
  const theirs = new Plan(other);
  await theirs.steps();
  await theirs.apply(SAVE);
  await expect(outcome(other)).toContainText(DONE, { timeout: 30_000 });
  await plan.apply(SAVE);
  await expect(page.getByText("The cluster changed since you looked.")).toBeVisible();
});

test("Everything is done by keyboard alone", async ({ page, open }) => {
  await open("own-keys", "/credentials");
  await page.getByRole("link", { name: "Replace keys" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Access key *").focus();
  await page.keyboard.type("AKIASANDBOX2");
  await page.keyboard.press("Tab");
  await page.keyboard.type(CANARY);
  await page.keyboard.press("Enter");
  await expect(heading(page)).toBeFocused();
  const plan = new Plan(page);
  await plan.steps();
  await page.getByRole("button", { name: SAVE }).focus();
  await page.keyboard.press("Enter");
  await expect(outcome(page)).toContainText(DONE, { timeout: 30_000 });
});

test("Somebody who may only read is told that it cannot be told, and why nothing can be saved", async ({ page, open }) => {
  await open("own-keys", "/credentials", "reader");
  await expect(page.getByText("Whose credentials the registry uses cannot be told.")).toBeVisible();
  await expect(page.getByText(/Cannot tell: You may not get secrets/).first()).toBeVisible();
  await page.getByRole("link", { name: "Replace keys" }).click();
  await type(page, "AKIASANDBOX2", CANARY);
  await page.getByRole("button", { name: REVIEW }).click();
  const plan = new Plan(page);
  await plan.says("You may not create secrets in openshift-image-registry.");
  await plan.refuses(SAVE, "The plan cannot be applied as it is: see the dry run and the permissions.");
});

test("Without WebAssembly there is no form, and it is said why", async ({ page, start, watch, door }) => {
  test.skip(door === "console", "nothing is rendered there without WebAssembly");
  const console = await start({ sandbox: "own-keys" });
  watch.allow(/ERR_FAILED.*\.wasm|Failed to fetch/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(console.url("/credentials?to=replace"));
  await expect(page.getByText("The registry uses your keys for S3.")).toBeVisible();
  await expect(page.locator("form, input, textarea")).toHaveCount(0);
  expect(await page.content()).toContain("Keys are taken and removed only by a page that runs WebAssembly");
});

test("The page, its form and its plans are accessible", async ({ page, open }) => {
  test.slow();
  await open("half-a-secret", "/credentials");
  await isAccessible(page);
  await page.getByRole("link", { name: "Replace keys" }).click();
  await page.getByRole("button", { name: REVIEW }).click();
  await isAccessible(page);
  await type(page, "AKIASANDBOX", CANARY);
  await page.getByRole("button", { name: REVIEW }).click();
  await new Plan(page).steps();
  for (const name of ["oc commands", "YAML"]) await page.getByText(name, { exact: true }).first().click();
  await isAccessible(page);
});
