// A page that is older than its server, as after a rolling update: the server's answers are made another edition's on
// their way. Knows of the wizard only what is typed into it.

import { type Page, SAMPLE, expect, live, runs, test } from "../fixtures.ts";
import { Wizard } from "../wizard.ts";

const NEW = "Create a claim";

/** How answers of every edition begin; the rest of a mark is the edition's own. */
const MARK = /^rc\.[0-9a-f]{16}/;
const OTHER = "rc.0000000000000000";
const UPDATED = "The console was updated. Load the page again to go on. What you typed is kept.";

/** From now on the server is of another edition than the page: everything it answers says so. */
async function update(page: Page): Promise<void> {
  await page.route("**/api/plan/**", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.body()).toString("latin1");
    expect(body).toMatch(MARK);
    await route.fulfill({ response: answer, body: Buffer.from(body.replace(MARK, OTHER), "latin1") });
  });
  const data = Buffer.from(`${OTHER}\u0001`, "latin1").toString("base64").replace(/=+$/, "");
  const event = { contentType: "text/event-stream", body: `event: overview\ndata: ${data}\n\n` };
  await page.route("**/events?*", (route) => route.fulfill(event));
}

/** Marks the document, and says whether it is still the one that was marked. */
async function mark(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => document.body.setAttribute("data-same-document", ""));
  return () => page.evaluate(() => document.body.hasAttribute("data-same-document"));
}

test("A page older than its server says that the console was updated, keeps what was typed, and is loaded anew at the next navigation", { tag: SAMPLE }, async ({
  page,
  open,
  door,
}) => {
  await open("bare-metal-claims", "/storage/setup");
  const wizard = new Wizard(page);
  await wizard.choose(NEW);
  await page.getByRole("textbox", { name: "Name" }).fill("images");
  const same = await mark(page);
  await update(page);
  await wizard.review(NEW);
  const said = page.getByRole("alert").filter({ hasText: UPDATED });
  await expect(said).toBeVisible();
  // Above the page, and where the plan would stand.
  await expect(page.getByText(UPDATED)).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Start registry" })).toHaveCount(0);
  // Nobody asks again by itself for what cannot be read.
  await expect(page.getByRole("timer")).toHaveCount(0);
  await page.getByRole("button", { name: "Back" }).click();
  await wizard.at("Checks");
  await page.getByRole("button", { name: "Back" }).click();
  await wizard.at(NEW);
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue("images");
  expect(await same(), "steps of the wizard are no navigation").toBe(true);

  await page.unrouteAll({ behavior: "wait" });
  // The host owns its links; there the page is loaded by a button.
  const on =
    door === "console"
      ? said.getByRole("button", { name: "Load the page again" })
      : page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Overview" });
  await runs(page, () => on.click());
  await expect.poll(same).toBe(false);
  await expect(said).toHaveCount(0);
  if (door !== "console") await page.goBack();
  await expect(page.getByText("What you typed earlier in this tab is restored.")).toBeVisible();
});

test("An event of another edition ends the stream with the same words, and the button below them loads the page", async ({
  page,
  open,
}) => {
  await open("ready-claim");
  await live(page);
  const same = await mark(page);
  await update(page);
  // The stream is opened anew as after a pause.
  await page.evaluate(() => {
    for (const hidden of [true, false]) {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }
  });
  const said = page.getByRole("alert").filter({ hasText: UPDATED });
  await expect(said).toBeVisible();
  await expect(page.getByText("Not live: the console was updated")).toBeVisible();
  expect(await same()).toBe(true);
  await page.unrouteAll({ behavior: "wait" });
  await said.getByRole("button", { name: "Load the page again" }).click();
  await expect.poll(same).toBe(false);
  await live(page);
  await expect(said).toHaveCount(0);
});
