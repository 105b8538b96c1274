// What the overview says about a cluster, and that it stays true while one looks.

import { type Door, type Page, SAMPLE, expect, live, ownPath, test, visit } from "../fixtures.ts";
import { Plan } from "../plan.ts";
import type { Reached } from "../server.ts";

/** What the page sent, apart from built files. */
function traffic(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (request) => {
    const path = ownPath(request.url());
    if (path !== undefined) sent.push(`${request.method()} ${path}`);
  });
  return sent;
}

/** All that showing the overview may send: where no server rendered it, it is asked for. */
const ASKED: Record<Door, string[]> = {
  local: ["GET /", "GET /events"],
  console: ["GET /", "GET /events", "POST /api/doors/about", "POST /api/overview/read"],
};

test("A fresh bare-metal cluster reads as Removed, says what to do, and nothing but reads is sent", { tag: SAMPLE }, async ({
  page,
  open,
  door,
}) => {
  const sent = traffic(page);
  await open("bare-metal-removed");
  await live(page);
  await expect(page).toHaveTitle("Image registry · Registry Console");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Image registry");
  await expect(page.getByRole("status")).toHaveText("Removed: no registry runs.");
  await expect(page.getByText("Bare metal has no shared storage to start with.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "To a working registry" })).toBeVisible();
  await expect(page.getByText("Removed; the same plan changes it.")).toBeVisible();
  await expect(page.getByText(/conditions, all fine$/)).toBeVisible();
  expect(sent.sort()).toEqual(ASKED[door]);
  await page.getByRole("link", { name: "Set up storage" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Set up storage");
});

interface Said {
  scenario: string;
  headline: string;
  cause: string;
  also?: string;
  never?: string;
}

const SAID: Said[] = [
  {
    scenario: "capability-disabled",
    headline: "This cluster has no registry operator.",
    cause: "Image streams work without it.",
    never: "Set up storage",
  },
  {
    scenario: "not-bootstrapped",
    headline: "The operator is starting.",
    cause: "It has not created its configuration yet.",
    never: "Set up storage",
  },
  {
    scenario: "unmanaged",
    headline: "Unmanaged: the operator does not act.",
    cause: "What you save takes effect once the state is Managed again. Pods: 2 of 2 run.",
  },
  {
    scenario: "stale",
    headline: "Waiting for the operator to pick up the change.",
    cause: "Saved as generation 6, seen 5. The states below describe the older settings.",
    also: "Before: Ready. 2 of 2 pods serve",
  },
  {
    scenario: "pruner-failed",
    headline: "Registry works; pruning failed.",
    cause: "The operator stays degraded until a run succeeds.",
    also: "2 of 2 serve",
  },
  {
    scenario: "unknown-parts",
    headline: "Registry works; a part of the operator reports trouble.",
    cause: "FancyNewDegraded=True/Why: The fancy new thing is not fancy enough.",
    also: "Moonbase",
  },
  {
    scenario: "two-storages",
    headline: "Configuration refused: two storage kinds.",
    cause: "emptyDir and s3 are both set, and the operator takes exactly one.",
  },
  {
    scenario: "legacy-4-5",
    headline: "Ready.",
    cause: "2 of 2 pods serve; images are kept in bucket vintage-k4x9c",
    also: "4.5.41",
  },
  {
    scenario: "ready-emptydir",
    headline: "Ready.",
    cause: "images are kept in the pod's own emptyDir and are lost when it restarts.",
    also: "For trying out only",
  },
  {
    scenario: "managed-s3",
    headline: "Ready.",
    cause: "2 of 2 pods serve; images are kept in bucket harbour-4kq9d-image-registry-eu-west-1.",
    also: "the operator's: removing the registry deletes it",
  },
  {
    scenario: "forbidden",
    headline: "The registry's state is not known.",
    cause: "You may not get configs.imageregistry.operator.openshift.io.",
    also: "An administrator of the cluster can grant it.",
    never: "Change management state",
  },
];

for (const { scenario, headline, cause, also, never } of SAID) {
  test(`The overview of ${scenario} says: ${headline}`, async ({ page, open, door }) => {
    const sent = traffic(page);
    await open(scenario);
    await live(page);
    await expect(page.getByRole("status")).toHaveText(headline);
    await expect(page.getByText(cause).first()).toBeVisible();
    if (also) await expect(page.getByText(also).first()).toBeVisible();
    if (never) await expect(page.getByText(never)).toHaveCount(0);
    // Whatever is missing or forbidden, nothing is asked for again and again.
    expect(sent.sort()).toEqual(ASKED[door]);
  });
}

test("Parts nobody has heard of are shown by name and value", async ({ page, open }) => {
  await open("unknown-parts");
  await expect(page.getByText("tape, storage not named")).toBeVisible();
  const condition = page.getByRole("group").filter({ hasText: "FancyNewDegraded" });
  await condition.getByRole("heading").click();
  await expect(condition.getByText("The fancy new thing is not fancy enough").last()).toBeVisible();
});

test("A cluster that is slower than the page still gives a page, which then fills by itself", async ({ page, open }) => {
  await open("slow");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Image registry");
  await expect(page.getByText("The cluster has not answered yet.")).toBeAttached();
  await live(page);
  await expect(page.getByRole("status")).not.toContainText("has not answered");
});

/** Changes the state in a tab of its own, as another administrator would. */
async function unmanage(console: Reached, page: Page): Promise<void> {
  const other = await page.context().newPage();
  await visit(other, console.url("/state?to=Unmanaged"));
  await other.getByRole("button", { name: "Review change" }).click();
  const plan = new Plan(other);
  await plan.steps();
  await plan.apply("Stop managing the registry");
  await plan.done();
  await other.close();
}

test("What somebody else changes is shown without a reload, and an opened fold stays open", { tag: SAMPLE }, async ({ page, open }) => {
  const console = await open("ready-claim");
  await live(page);
  await expect(page.getByRole("status")).toHaveText("Ready.");
  const fold = page.getByRole("group").filter({ hasText: /conditions/ });
  await fold.getByText(/all fine/).click();
  await expect(fold).toHaveAttribute("open", /.*/);
  await page.evaluate(() => document.body.setAttribute("data-same-document", ""));
  await unmanage(console, page);
  await expect(page.getByRole("status")).toHaveText("Unmanaged: the operator does not act.");
  await expect(fold).toHaveAttribute("open", /.*/);
  expect(await page.evaluate(() => document.body.hasAttribute("data-same-document"))).toBe(true);
});

/** Lets the page believe that its tab was hidden or shown; browsers without a window never hide one. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, hidden);
}

test("A hidden tab holds no stream, and catches up when it is shown again", { tag: SAMPLE }, async ({ page, open }) => {
  const console = await open("ready-claim");
  await live(page);
  const closed = page.waitForEvent("requestfailed", (request) => request.url().includes("/events"));
  await hide(page, true);
  await closed;
  await expect(page.getByText("Paused", { exact: true })).toBeVisible();
  await unmanage(console, page);
  await expect(page.getByRole("status")).toHaveText("Ready.");
  await hide(page, false);
  await live(page);
  await expect(page.getByRole("status")).toHaveText("Unmanaged: the operator does not act.");
});

test("A console that ends and comes back is found again without a reload", { tag: SAMPLE }, async ({ page, open, watch }) => {
  const console = await open("ready-claim");
  await live(page);
  watch.allow(/^error: Failed to load resource: (net::ERR_|the server responded with a status of 502)/);
  await console.stop();
  await expect(page.getByText("Reconnecting", { exact: true })).toBeVisible();
  await expect(page.getByRole("status")).toHaveText("Ready.");
  await console.start();
  await expect(page.getByText("Live", { exact: true })).toBeVisible({ timeout: 30_000 });
});

test("A reader of the whole cluster sees everything and is offered what can be looked at", async ({ page, open }) => {
  await open("read-only");
  await live(page);
  await expect(page.getByRole("heading", { name: "Facts" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Conditions" })).toBeVisible();
});

test("An unknown address is answered as one, with a way on", { tag: SAMPLE }, async ({ page, start, watch, door }) => {
  const console = await start({ sandbox: "ready-claim" });
  watch.allow(/status of 404/);
  const answer = await page.goto(console.url("/storage/nowhere"));
  // The OpenShift console answers every address with its page.
  expect(answer?.status()).toBe(door === "local" ? 404 : 200);
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await live(page);
});
