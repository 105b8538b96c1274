// What a cluster that fails does to a page in the middle of work: nothing typed is lost, nothing is claimed that is not
// known, and the work goes on when it is over. The cluster is a sandbox of its own process, whose faults the test makes.

import { CONFIG, Cluster } from "../cluster.ts";
import { type Page, expect, inTheConsole, live, runs, test as base } from "../fixtures.ts";
import type { Reached } from "../server.ts";
import { Wizard } from "../wizard.ts";

const EXISTING = "Use an existing claim";
const NEW = "Create a claim";
const EARLY = "The operator has not created its configuration yet.";
const ENDED = "Your login ended: the cluster no longer accepts it.";

/** Starts a sandbox of its own with a console in front, and opens the console. */
const test = base.extend<{ simulate: (scenario: string) => Promise<[Cluster, Reached]> }>({
  simulate: async ({ start, page }, use) => {
    const clusters: Cluster[] = [];
    await use(async (scenario) => {
      const cluster = await Cluster.simulated(scenario);
      clusters.push(cluster);
      const console = await start({ kubeconfig: cluster.kubeconfig });
      await runs(page, () => page.goto(console.invitation));
      return [cluster, console];
    });
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  },
});

test.skip(inTheConsole, "the host's consoles stand in front of sandboxes whose faults no test makes");

/** Counts the calls of a page to one of its server's functions. */
function calls(page: Page, path: string): () => number {
  let count = 0;
  page.on("request", (request) => {
    if (request.url().endsWith(path)) count += 1;
  });
  return () => count;
}

/** From the overview to the details of a new claim, with something typed. */
async function typeNewClaim(page: Page): Promise<Wizard> {
  await page.getByRole("link", { name: "Set up storage" }).first().click();
  const wizard = new Wizard(page);
  await wizard.choose(NEW);
  await page.getByRole("textbox", { name: "Name" }).fill("images");
  await page.getByRole("textbox", { name: "Size" }).fill("175Gi");
  return wizard;
}

/** What was typed stands in the form. */
async function isTyped(page: Page): Promise<void> {
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("images");
  await expect(page.getByRole("textbox", { name: "Size" })).toHaveValue("175Gi");
}

test("A3: a change made before the operator is there waits 5, 10, 20 s, and is planned by itself once it is", async ({
  page,
  simulate,
  watch,
}) => {
  // The page's clock is the test's; the console and the cluster keep theirs.
  await page.clock.install();
  watch.allow(/status of 404 .*\/api\/plan\/review/);
  const reviews = calls(page, "/api/plan/review");
  const runs = calls(page, "/api/plan/run");
  const [cluster, { origin }] = await simulate("not-bootstrapped");
  await page.goto(`${origin}/storage/setup`);
  const wizard = new Wizard(page);
  await wizard.choose(NEW);
  await page.getByRole("textbox", { name: "Name" }).fill("images");
  await page.getByRole("textbox", { name: "Size" }).fill("175Gi");
  await wizard.next();
  await wizard.at("Checks");
  await expect(page.getByText("The operator has not made its configuration yet.")).toBeVisible();
  await wizard.next();
  await wizard.at(NEW);

  await expect(page.getByText(EARLY)).toContainText("What you typed is kept.");
  const timer = page.getByRole("timer");
  await expect(timer).toHaveText(/^Next try in [1-5] s\.$/);
  // With the count stopped, the moment at which the clock is held does not matter.
  await page.getByRole("button", { name: "Stop trying" }).click();
  await expect(timer).toHaveText("Not tried again by itself.");
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 10_000);
  await page.getByRole("button", { name: "Try again by itself" }).click();
  await expect(timer).toHaveText("Next try in 5 s.");
  expect(reviews()).toBe(1);
  await page.clock.runFor(5_000);
  await expect(timer).toHaveText("Next try in 10 s.");
  expect(reviews()).toBe(2);
  await page.clock.runFor(9_000);
  await expect(timer).toHaveText("Next try in 1 s.");
  expect(reviews()).toBe(2);
  await page.clock.runFor(1_000);
  await expect(timer).toHaveText("Next try in 20 s.");
  expect(reviews()).toBe(3);

  // It can be stopped, tried at once, and begun again.
  await page.getByRole("button", { name: "Stop trying" }).click();
  await expect(timer).toHaveText("Not tried again by itself.");
  await page.clock.runFor(120_000);
  expect(reviews()).toBe(3);
  await page.getByRole("button", { name: "Try now" }).click();
  await expect.poll(reviews).toBe(4);
  await expect(timer).toHaveText("Not tried again by itself.");
  await page.getByRole("button", { name: "Try again by itself" }).click();
  await expect(timer).toHaveText("Next try in 40 s.");
  await expect(page.getByRole("button", { name: "Start registry" })).toHaveCount(0);

  await cluster.make("bootstrap");
  await page.clock.runFor(40_000);
  expect(await wizard.steps()).toEqual(["Create PersistentVolumeClaim images", "Change Config cluster"]);
  expect(await wizard.changes()).toMatchObject({ "spec.resources.requests.storage": ["not set", "175Gi"] });
  await expect(timer).toHaveCount(0);
  await page.clock.runFor(120_000);
  expect([reviews(), runs()]).toEqual([5, 0]);
  await page.clock.resume();
  await page.getByRole("button", { name: "Back" }).click();
  await wizard.at("Checks");
  await page.getByRole("button", { name: "Back" }).click();
  await wizard.at(NEW);
  await isTyped(page);
});

test("A3: a change of the state waits for the operator too, and can be tried at once", async ({
  page,
  simulate,
  watch,
}) => {
  watch.allow(/status of 404 .*\/api\/plan\/review/);
  const [cluster, { origin }] = await simulate("not-bootstrapped");
  await runs(page, () => page.goto(`${origin}/state?to=Managed`));
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(page.getByText(EARLY)).toBeVisible();
  await cluster.make("bootstrap");
  await page.getByRole("button", { name: "Try now" }).click();
  const wizard = new Wizard(page);
  expect(await wizard.changes()).toEqual({ "spec.managementState": ["Removed", "Managed"] });
});

test("N3: a login that ends while the wizard is filled in is said in place, and the form goes on after a new one", async ({
  page,
  simulate,
  watch,
}) => {
  watch.allow(/status of 401/);
  const writes = calls(page, "/api/plan/run");
  const [cluster] = await simulate("bare-metal-claims");
  const wizard = await typeNewClaim(page);
  await cluster.make("expire");
  await wizard.review(NEW);
  await expect(page.getByText(ENDED)).toContainText("What you typed is kept");
  await expect(page.getByRole("button", { name: "Start registry" })).toHaveCount(0);
  // Nothing goes on trying with a login that has ended.
  await expect(page.getByRole("timer")).toHaveCount(0);
  await page.getByRole("button", { name: "Back" }).click();
  await wizard.at("Checks");
  await page.getByRole("button", { name: "Back" }).click();
  await wizard.at(NEW);
  await isTyped(page);

  await cluster.make("renew");
  // Whoever logged in elsewhere comes back to this window.
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await wizard.review(NEW);
  expect(await wizard.changes()).toMatchObject({ "spec.resources.requests.storage": ["not set", "175Gi"] });
  expect(writes()).toBe(0);
  await wizard.start();
});

test("N3: a login that ends between two steps leaves a true account, and a new one goes on from there", async ({
  page,
  simulate,
  watch,
}) => {
  watch.allow(/status of 401/);
  const [cluster] = await simulate("bare-metal-claims");
  const wizard = await typeNewClaim(page);
  await wizard.review(NEW);
  await wizard.steps();
  let steps = 0;
  await page.route("**/api/plan/run", async (route) => {
    steps += 1;
    if (steps === 2) await cluster.make("expire");
    await route.continue();
  });
  await wizard.apply("Start registry");
  const account = page.getByRole("alert");
  await expect(account).toContainText("Stopped after 1 of 2 steps.");
  await expect(account).toContainText(ENDED);
  await expect(page.getByRole("timer")).toHaveCount(0);
  await cluster.make("renew");
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await page.getByRole("button", { name: "Continue from step 2" }).click();
  await expect.poll(() => wizard.steps()).toEqual(["Change Config cluster"]);
  await wizard.start();
});

test("N3: a console started anew with a new login finds what was typed before", async ({ page, simulate, watch }) => {
  watch.allow(/status of 401/);
  watch.allow(/^error: Failed to load resource: net::ERR_/);
  const [cluster, console] = await simulate("bare-metal-claims");
  const wizard = await typeNewClaim(page);
  await cluster.make("expire");
  await wizard.review(NEW);
  await expect(page.getByText(ENDED)).toBeVisible();
  await console.stop();
  await cluster.make("renew");
  await console.start();
  await runs(page, () => page.goto(console.invitation));
  await page.getByRole("link", { name: "Set up storage" }).first().click();
  await expect(page.getByText("What you typed earlier in this tab is restored.")).toBeVisible();
  await expect(page.getByRole("radio", { name: NEW, exact: true })).toBeChecked();
  await wizard.next();
  await wizard.at(NEW);
  await isTyped(page);
  await wizard.review(NEW);
  await wizard.steps();
  await wizard.start();
});

test("A cluster that is away while a change is planned is asked again by itself", async ({ page, simulate, watch }) => {
  watch.allow(/status of 50\d .*\/api\/plan\/review/);
  const [cluster] = await simulate("bare-metal-claims");
  const wizard = await typeNewClaim(page);
  await cluster.make("down");
  await wizard.review(NEW);
  await expect(page.getByText("The cluster cannot be reached.")).toBeVisible();
  await expect(page.getByRole("timer")).toHaveText(/^Next try in \d s\.$/);
  await cluster.make("up");
  await wizard.steps();
  await wizard.start();
});

test("An API server that takes five seconds for every answer is waited for through the whole wizard", async ({
  page,
  simulate,
}) => {
  test.setTimeout(240_000);
  const patient = { timeout: 60_000 };
  const [cluster] = await simulate("bare-metal-claims");
  await live(page);
  await cluster.make("slow");
  await page.getByRole("link", { name: "Set up storage" }).first().click();
  await expect(page.getByText("The cluster has not answered yet.")).toBeAttached();
  const kind = page.getByRole("radio", { name: EXISTING, exact: true });
  await expect(kind).toBeVisible(patient);
  await kind.check();
  const wizard = new Wizard(page);
  await wizard.next();
  await wizard.at(EXISTING);
  await page.getByRole("radio", { name: /registry-rwx/ }).check();
  await wizard.review(EXISTING);
  await expect(page.getByText("Planning, and trying each step without writing")).toBeAttached();
  await expect(wizard.region.getByRole("heading", { level: 3 }).last()).toBeVisible(patient);
  await wizard.says("Dry run: accepted by the API server.");
  await wizard.apply("Start registry");
  await expect(page.getByRole("button", { name: "Applying" })).toBeVisible();
  const status = page.getByRole("status").filter({ hasText: /operator|saved/i });
  await expect(status).toContainText("Done. The operator has acted, and the cluster is as planned.", patient);
  expect(((await cluster.read(CONFIG, "cluster")) as { spec: { storage: unknown } }).spec.storage).toEqual({
    managementState: "Unmanaged",
    pvc: { claim: "registry-rwx" },
  });
});

test("A watch that is too old to be resumed is read anew, without a word and without a reload", async ({
  page,
  simulate,
}) => {
  const [cluster] = await simulate("ready-claim");
  await live(page);
  const fold = page.getByRole("group").filter({ hasText: /conditions/ });
  await fold.getByText(/all fine/).click();
  await page.evaluate(() => document.body.setAttribute("data-same-document", ""));
  await cluster.make("forget");
  await cluster.patch(CONFIG, "cluster", { spec: { managementState: "Unmanaged" } });
  await expect(page.getByRole("status")).toHaveText("Unmanaged: the operator does not act.");
  await live(page);
  await expect(fold).toHaveAttribute("open", /.*/);
  expect(await page.evaluate(() => document.body.hasAttribute("data-same-document"))).toBe(true);
});
