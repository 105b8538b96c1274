// The console in a browser that runs no script at all: everything can be read, and what matters can be done.

import { type Page, expect, inTheConsole, test } from "../fixtures.ts";

test.use({ javaScriptEnabled: false });

test.skip(inTheConsole, "the OpenShift console is a script itself");

test.beforeEach(({ watch }) => {
  // The document cannot know that the browser will not run what it has it fetch.
  watch.allow(/^warning: The resource .*\.wasm was preloaded/);
});

/** Without a stream a page shows what was so when it was loaded: it is loaded until the cluster got there. */
async function becomes(page: Page, headline: string): Promise<void> {
  await expect(async () => {
    await page.goto(new URL("/", page.url()).href);
    await expect(page.getByRole("status")).toHaveText(headline, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
}

test("The overview is read in full, conditions opened, and it says that it is not live", async ({ page, open }) => {
  await open("pruner-failed");
  await expect(page.getByRole("status")).toHaveText("Registry works; pruning failed.");
  await expect(page.getByText("Not live: reload to see changes")).toBeVisible();
  const pruner = page.getByRole("group").filter({ hasText: "Failed" }).first();
  await expect(pruner).not.toHaveAttribute("open", /.*/);
  await pruner.getByRole("heading").first().click();
  await expect(pruner).toHaveAttribute("open", /.*/);
});

test("A slow cluster gives a page that says so and a link that waits", async ({ page, open }) => {
  await open("slow");
  await page.getByRole("link", { name: "Wait for the cluster and load this page again" }).click();
  await expect(page.getByRole("status")).toHaveText(/registry|Ready|Removed/);
});

test("emptyDir is set up by plain forms: kind, details, review, apply", async ({ page, open }) => {
  await open("bare-metal-removed", "/storage/setup");
  await page.getByRole("radio", { name: "emptyDir", exact: true }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "emptyDir" })).toBeVisible();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review the plan" })).toBeVisible();
  await expect(page.getByText("Dry run: accepted by the API server.")).toBeVisible();
  await page.getByRole("checkbox", { name: "I have read what this stops or loses" }).check();
  await page.getByRole("button", { name: "Apply the plan" }).click();
  await becomes(page, "Ready.");
});

test("An existing claim is set up by plain forms", async ({ page, open }) => {
  await open("bare-metal-claims", "/storage/setup?kind=existing-claim&step=details");
  await page.getByRole("radio", { name: /registry-rwx/ }).check();
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review the plan" })).toBeVisible();
  await expect(page.getByText("Starts 2 registry pods.")).toBeVisible();
  await page.getByRole("button", { name: "Apply the plan" }).click();
  await becomes(page, "Ready.");
});

test("A form that is not filled says what is missing", async ({ page, open, watch }) => {
  watch.allow(/status of 422 .*\/forms\/storage/);
  await open("bare-metal-claims", "/storage/setup?kind=existing-claim&step=details");
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByText("Claim: Choose a claim.")).toBeVisible();
});

test("Kinds that need a script say so", async ({ page, open }) => {
  await open("bare-metal-claims", "/storage/setup?kind=new-claim&step=details");
  // Playwright's texts and roles leave this element out.
  const note = page.locator("noscript p");
  await expect(note).toBeVisible();
  await expect(note).toContainText("This kind of storage needs WebAssembly in the browser");
});

test("The registry is removed by plain forms, and a bucket only by its typed name", async ({ page, open, watch }) => {
  watch.allow(/status of 422 .*\/forms\/state\/apply/);
  const bucket = "harbour-4kq9d-image-registry-eu-west-1";
  await open("managed-s3", "/state?to=Removed");
  await page.getByRole("button", { name: "Review change" }).click();
  const name = page.getByRole("textbox", { name: `Type ${bucket} to confirm that its data is deleted` });
  await name.fill("another");
  await page.getByRole("button", { name: "Apply the plan" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review the plan" })).toBeVisible();
  await name.fill(bucket);
  await page.getByRole("button", { name: "Apply the plan" }).click();
  await becomes(page, "Removed: no registry runs.");
});

test("One of two kinds of storage is kept by plain forms", async ({ page, open }) => {
  await open("two-storages");
  await page.getByRole("link", { name: "Keep S3" }).click();
  await expect(page.getByRole("radio", { name: "Keep S3" })).toBeChecked();
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Review the plan" })).toBeVisible();
  await page.getByRole("button", { name: "Apply the plan" }).click();
  await becomes(page, "Ready.");
});

test("Somebody who may only read gets the review without a button", async ({ page, open }) => {
  await open("ready-claim", "/state?to=Removed", "reader");
  await page.getByRole("button", { name: "Review change" }).click();
  await expect(page.getByText("You may not patch configs.imageregistry.operator.openshift.io.", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Apply the plan" })).toHaveCount(0);
});
