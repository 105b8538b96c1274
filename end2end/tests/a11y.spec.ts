// Every page and step in every theme and width, by the same rules.

import { isAccessible, violations } from "../a11y.ts";
import { SAMPLE, expect, live, test } from "../fixtures.ts";
import { Wizard } from "../wizard.ts";

for (const scenario of ["bare-metal-removed", "two-storages", "managed-s3", "unknown-parts", "forbidden"]) {
  test(`The overview of ${scenario} is accessible`, async ({ page, open }) => {
    await open(scenario);
    await live(page);
    for (const fold of await page.getByRole("group").all()) await fold.evaluate((one) => one.setAttribute("open", ""));
    await isAccessible(page);
  });
}

test("Choosing a kind of storage is accessible", { tag: SAMPLE }, async ({ page, open }) => {
  await open("bare-metal-removed", "/storage/setup");
  await isAccessible(page);
});

test("A table of claims is accessible", async ({ page, open }) => {
  await open("bare-metal-claims", "/storage/setup?kind=existing-claim&step=details");
  await page.getByRole("radio", { name: /registry-rwo/ }).check();
  await isAccessible(page);
});

test("A form with something in the way is accessible", async ({ page, open }) => {
  await open("bare-metal-claims", "/storage/setup?kind=new-claim&step=details");
  const wizard = new Wizard(page);
  await page.getByRole("textbox", { name: "Name" }).fill("Not a name");
  await wizard.next();
  await expect(page.getByText("1 field needs attention")).toBeVisible();
  await isAccessible(page);
});

test("Checks, review and result are accessible", { tag: SAMPLE }, async ({ page, open }) => {
  test.slow();
  await open("bare-metal-removed", "/storage/setup?kind=empty-dir&step=details");
  const wizard = new Wizard(page);
  await wizard.next();
  await wizard.at("Checks");
  await isAccessible(page);
  await wizard.next();
  await wizard.steps();
  for (const name of ["oc commands", "YAML"]) await page.getByText(name, { exact: true }).first().click();
  await isAccessible(page);
  await page.getByRole("checkbox", { name: "I have read what this stops or loses" }).check();
  await wizard.start();
  await isAccessible(page);
});

test("A plan that may not be applied is accessible", async ({ page, open }) => {
  await open("bare-metal-removed", "/storage/setup?kind=empty-dir&step=checks", "reader");
  const wizard = new Wizard(page);
  await wizard.next();
  await wizard.steps();
  await isAccessible(page);
});

test("Changing the state is accessible, up to the typed name", async ({ page, open }) => {
  await open("managed-s3", "/state?to=Removed");
  await isAccessible(page);
  await page.getByRole("button", { name: "Review change" }).click();
  await new Wizard(page).steps();
  await isAccessible(page);
});

test("Keeping one of two kinds of storage is accessible", async ({ page, open }) => {
  await open("two-storages", "/storage/keep");
  await isAccessible(page);
  await page.getByRole("button", { name: "Review change" }).click();
  await new Wizard(page).steps();
  await isAccessible(page);
});

test("Long lists of what a removal breaks are accessible", async ({ page, open }) => {
  await open("image-streams-in-use", "/state?to=Removed");
  for (const fold of await page.getByRole("group").all()) await fold.evaluate((one) => one.setAttribute("open", ""));
  await isAccessible(page);
  await page.getByRole("button", { name: "Review change" }).click();
  await new Wizard(page).steps();
  await isAccessible(page);
});

test("Waiting for the operator is accessible", async ({ page, open, watch }) => {
  watch.allow(/status of 404 .*\/api\/plan\/review/);
  await open("not-bootstrapped", "/state?to=Managed");
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(page.getByRole("timer")).toBeVisible();
  await isAccessible(page);
});

test("The review of a plain form is accessible", async ({ page, start, watch, door }) => {
  test.skip(door === "console", "nothing is rendered there without WebAssembly");
  const console = await start({ sandbox: "managed-s3" });
  // A page that never comes to life sends its forms itself.
  watch.allow(/ERR_FAILED.*\.wasm|Failed to fetch/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(console.url("/state?to=Removed"));
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review the plan" })).toBeVisible();
  expect(await violations(page)).toBe("");
});

test("An unknown address is accessible", async ({ page, start, watch }) => {
  const console = await start({ sandbox: "ready-claim" });
  watch.allow(/status of 404/);
  await page.goto(console.url("/nowhere"));
  await isAccessible(page);
});

test("A page that is still waiting for a slow cluster is accessible", async ({ page, start }) => {
  const console = await start({ sandbox: "slow" });
  await page.goto(console.url("/?wait=0"));
  await expect(page.getByText("The cluster has not answered yet.")).toBeAttached();
  await isAccessible(page);
});
