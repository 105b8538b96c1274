// The program is taken apart by page: what a page needs is loaded with it, and a part that does not come ends nothing.
// Knows how parts are called, and of the pages only what shows that they run.

import { type Page, SAMPLE, expect, live, runs, test, visit } from "../fixtures.ts";

/** The part that only the storage wizard needs. */
const WIZARD = /\/storagesetup\.[0-9a-f]{16}\.wasm$/;
const OVERVIEW = /\/overview\.[0-9a-f]{16}\.wasm$/;
const MISSING = "A part of the console could not be loaded.";
const UPDATED = "The console was updated. Load the page again to go on. What you typed is kept.";
const FAILED = /Failed to load resource.*\.wasm|\.wasm did not come/;

/** The parts that were asked for since. */
function asked(page: Page): string[] {
  const names: string[] = [];
  page.on("request", (request) => {
    const name = new URL(request.url()).pathname.match(/\/([a-z0-9-]+)\.[0-9a-f]{16}\.wasm$/)?.[1];
    if (name) names.push(name);
  });
  return names;
}

/** Marks the document, and says whether it is still the one that was marked. */
async function mark(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => document.body.setAttribute("data-same-document", ""));
  return () => page.evaluate(() => document.body.hasAttribute("data-same-document"));
}

const link = (page: Page, name: string) =>
  page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name, exact: true });
const toWizard = (page: Page, door: string) => link(page, door === "console" ? "Configuration" : "Storage").click();
const next = (page: Page) => page.getByRole("button", { name: "Next", exact: true });

test("A page brings its own code, and the next page's comes with that page and once", { tag: SAMPLE }, async ({ page, open, door }) => {
  const parts = asked(page);
  await open("ready-claim");
  await live(page);
  expect(parts).toContain("overview");
  expect(parts).not.toContain("storagesetup");
  const same = await mark(page);
  await toWizard(page, door);
  await expect(next(page)).toBeVisible();
  expect(parts.filter((name) => name === "storagesetup")).toHaveLength(1);
  await link(page, "Overview").click();
  await live(page);
  await toWizard(page, door);
  await expect(next(page)).toBeVisible();
  expect(await same()).toBe(true);
  expect(new Set(parts).size, "nothing is loaded twice").toBe(parts.length);
});

test("What the server's page needs is named in its head, so that it is asked for before any script runs", async ({ page, open, door }) => {
  test.skip(door === "console", "the host's page is not ours");
  await open("ready-claim");
  const preloaded = await page.locator("head link[rel=preload][as=fetch]").evaluateAll((all) => all.map((one) => (one as HTMLLinkElement).href));
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".wasm")).map(({ name }) => name),
  );
  expect(preloaded.filter((one) => OVERVIEW.test(one))).toHaveLength(1);
  expect([...new Set(loaded)].sort()).toEqual([...preloaded].sort());
});

test("Focus and text that were in the server's page stay when its code comes late", async ({ page, start, door }) => {
  test.skip(door === "console", "the host renders nothing on the server");
  const console = await start({ sandbox: "bare-metal-claims" });
  let release = () => {};
  const late = new Promise<void>((go) => (release = go));
  await page.route(WIZARD, async (route) => {
    await late;
    await route.continue();
  });
  const stream = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/events"));
  await page.goto(console.url("/storage/setup?kind=new-claim&step=details"));
  const field = page.getByRole("textbox", { name: "Name" });
  await field.fill("typed-early");
  await field.evaluate((element) => element.setAttribute("data-same-field", ""));
  release();
  await stream;
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("typed-early");
  await expect(field).toHaveAttribute("data-same-field", "");
});

test("A part that is lost on its way is asked for again", { tag: SAMPLE }, async ({ page, start, watch }) => {
  watch.allow(FAILED);
  const console = await start({ sandbox: "ready-claim" });
  let lost = 0;
  await page.route(OVERVIEW, (route) => (lost++ < 2 ? route.abort() : route.continue()));
  await visit(page, console.url("/"));
  await live(page);
  expect(lost).toBeGreaterThan(2);
  await expect(page.getByText(MISSING)).toHaveCount(0);
});

test("A page whose code never comes stays what the server rendered, says so, and its links load documents", async ({
  page,
  start,
  watch,
  door,
}) => {
  test.skip(door === "console", "the host renders nothing on the server");
  watch.allow(FAILED);
  const console = await start({ sandbox: "ready-claim" });
  await page.route(OVERVIEW, (route) => route.abort());
  await page.goto(console.url("/"));
  await expect(page.getByRole("alert").filter({ hasText: MISSING })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Image registry" })).toBeVisible();
  const same = await mark(page);
  await runs(page, () => link(page, "Storage").click());
  expect(await same(), "the link loaded a document").toBe(false);
  await expect(page.getByText(MISSING)).toHaveCount(0);

  await page.goto(console.url("/"));
  await expect(page.getByRole("alert").filter({ hasText: MISSING })).toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
  await runs(page, () => page.getByRole("button", { name: "Reload" }).click());
  await live(page);
});

test("A page that a link leads to and whose code never comes says so, and the others go on", { tag: SAMPLE }, async ({
  page,
  open,
  watch,
  door,
}) => {
  watch.allow(FAILED);
  await open("ready-claim");
  await live(page);
  const same = await mark(page);
  await page.route(WIZARD, (route) => route.abort());
  await toWizard(page, door);
  await expect(page.getByRole("alert").filter({ hasText: MISSING })).toBeVisible();
  await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  await link(page, "Overview").click();
  await live(page);
  await page.unrouteAll({ behavior: "wait" });
  await toWizard(page, door);
  await expect(next(page)).toBeVisible();
  expect(await same(), "the program went on").toBe(true);
});

test("A page whose code an update took away says that the console was updated", { tag: SAMPLE }, async ({ page, open, watch, door }) => {
  watch.allow(FAILED);
  await open("ready-claim");
  await live(page);
  await page.route(WIZARD, (route) => route.fulfill({ status: 404, body: "" }));
  await page.route("**/api/doors/about", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.body()).toString("latin1").replace(/^rc\.[0-9a-f]{16}/, "rc.0000000000000000");
    await route.fulfill({ response: answer, body: Buffer.from(body, "latin1") });
  });
  await toWizard(page, door);
  await expect(page.getByRole("alert").filter({ hasText: UPDATED })).toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
  await runs(page, () => page.getByRole("button", { name: "Load the page again" }).click());
  await expect(next(page)).toBeVisible();
});
