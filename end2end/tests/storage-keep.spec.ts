// Keeping one of several kinds of storage: from the overview's way out to a registry whose configuration is taken again.

import { SAMPLE, expect, test } from "../fixtures.ts";
import { DONE, Plan } from "../plan.ts";

const BUCKET = "harbour-4kq9d-image-registry-eu-west-1";
const REVIEW = "Review change";
const TICK = "I have read what this stops or loses";

test("E4: the bucket in use is kept by one patch that takes the other kind away, and can be undone", async ({
  page,
  open,
}) => {
  const { origin } = await open("two-storages");
  await page.getByRole("link", { name: "Keep S3" }).click();
  const plan = new Plan(page);
  await expect(page.getByText("emptyDir and S3 are configured. The operator takes exactly one kind")).toBeVisible();
  const kept = page.getByRole("radio", { name: "Keep S3" });
  await expect(kept).toBeChecked();
  await expect(kept).toHaveAccessibleDescription(new RegExp(`Bucket ${BUCKET}.*keeps its images there now.*operator's`));
  await page.getByRole("button", { name: REVIEW }).click();
  await expect(page.getByRole("heading", { level: 2, name: REVIEW })).toBeFocused();
  expect(await plan.changes()).toEqual({ "spec.storage.emptyDir": ["set", "not set"] });
  await plan.says(`Data in bucket ${BUCKET} stays, and is paid for as before.`, "Undo possible: it restores everything.");
  // Whose the bucket is, is said although it does not change.
  await page.getByText("oc commands", { exact: true }).first().click();
  await expect(page.getByText('"storage":{"emptyDir":null,"managementState":"Managed"}')).toBeVisible();
  await plan.apply("Keep S3");
  const status = page.getByRole("status").filter({ hasText: /operator|saved/i });
  await expect(status).toContainText(DONE, { timeout: 30_000 });

  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => plan.changes()).toEqual({ "spec.storage.emptyDir": ["not set", "set"] });
  await page.goto(origin);
  await expect(page.getByRole("status")).toHaveText("Ready.");
});

test("E4: keeping the kind that is not in use says that images stay behind, and asks for a tick", async ({ page, open }) => {
  await open("two-storages");
  await page.getByRole("link", { name: "Keep emptyDir" }).click();
  const plan = new Plan(page);
  await page.getByRole("button", { name: REVIEW }).click();
  expect(Object.keys(await plan.changes())).toEqual(["spec.storage.s3"]);
  await plan.says(
    `Images do not move out of ${BUCKET}`,
    `Data in bucket ${BUCKET} stays, and is paid for as before.`,
    "Every image is lost when the pod restarts.",
    "2 pods on emptyDir have their own images each",
  );
  await plan.refuses("Keep emptyDir", "Confirm the change first.");
  await page.getByRole("checkbox", { name: TICK }).check();
  await plan.apply("Keep emptyDir");
  await expect(page.getByRole("status").filter({ hasText: /operator|saved/i })).toContainText(DONE, { timeout: 30_000 });
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await page.getByRole("link", { name: "Use 1 replica" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "emptyDir" })).toBeVisible();
});

test("E4: a member nobody has heard of can be kept too, and a name that is none leads nowhere", async ({ page, open }) => {
  const { origin } = await open("two-storages", "/storage/keep?member=%3Cscript%3E");
  await expect(page.getByRole("radio", { name: "Keep S3" })).toBeChecked();
  await page.goto(`${origin}/storage/keep?member=emptyDir`);
  await expect(page.getByRole("radio", { name: "Keep emptyDir" })).toBeChecked();
});

test("With one kind of storage there is nothing to decide", { tag: SAMPLE }, async ({ page, open }) => {
  await open("unknown-parts", "/storage/keep?member=s3");
  await expect(page.getByText("One kind of storage is configured: tape. There is nothing to decide.")).toBeVisible();
  await expect(page.getByRole("radio")).toHaveCount(0);
});

test("The state page leads to the choice, because two kinds stop a start too", async ({ page, open }) => {
  const { origin } = await open("two-storages", "/state?to=Unmanaged");
  await page.getByRole("button", { name: REVIEW }).click();
  const plan = new Plan(page);
  await plan.steps();
  await plan.apply("Stop managing the registry");
  await plan.done();
  await page.goto(`${origin}/state?to=Managed`);
  await page.getByRole("link", { name: "Keep one kind of storage" }).click();
  await expect(page.getByRole("radio", { name: "Keep S3" })).toBeVisible();
});

test("Somebody who may only read sees the plan and why it cannot be applied", async ({ page, open }) => {
  await open("two-storages", "/storage/keep", "reader");
  const plan = new Plan(page);
  await page.getByRole("button", { name: REVIEW }).click();
  await plan.says("You may not patch configs.imageregistry.operator.openshift.io.");
  await plan.refuses("Keep S3", "The plan cannot be applied as it is: see the dry run and the permissions.");
});
