// Changing the management state: consequences by name and number, confirmation of what deletes, and the way back.

import { SAMPLE, expect, test } from "../fixtures.ts";
import { Plan } from "../plan.ts";

const REMOVED = "/state?to=Removed";
const BUCKET = "harbour-4kq9d-image-registry-eu-west-1";
const NAME = `Type ${BUCKET} to confirm that its data is deleted`;
const DELETE = "Remove registry and delete its data";
const REVIEW = "Review change";

test("Removing a registry on a claim of one's own keeps the data, and says so", async ({ page, open }) => {
  await open("ready-claim");
  await page.getByRole("link", { name: "Change management state" }).click();
  const plan = new Plan(page);
  await expect(page.getByText("Now: Managed").first()).toBeVisible();
  await expect(page.getByRole("radio", { name: "Managed", exact: true })).toBeDisabled();
  await page.getByRole("radio", { name: "Removed", exact: true }).check();
  await plan.says("Data in claim registry-rwx (100Gi) stays. Going back to Managed finds it again.");
  await page.getByRole("button", { name: REVIEW }).click();
  await expect(page.getByRole("heading", { level: 2, name: REVIEW })).toBeFocused();
  expect(await plan.changes()).toEqual({ "spec.managementState": ["Managed", "Removed"] });
  await plan.says("Stops the registry: pushes and pulls through it fail.");
  await plan.refuses("Remove registry", "Confirm the change first.");
  await page.getByRole("checkbox", { name: "I have read what this stops or loses" }).check();
  await plan.apply("Remove registry");
  await plan.done();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Removed: no registry runs.");
});

test("Deleting a bucket is asked for by its whole name, and only then carried out", async ({ page, open }) => {
  await open("managed-s3", REMOVED);
  const plan = new Plan(page);
  await plan.says(`Deletes bucket ${BUCKET} with every image in it. This cannot be undone.`);
  await page.getByRole("button", { name: REVIEW }).click();
  await plan.steps();
  await plan.says(`No undo: bucket ${BUCKET} and its images stay lost.`);
  const name = page.getByRole("textbox", { name: NAME });
  for (const wrong of ["", "harbour", BUCKET.toUpperCase()]) {
    await name.fill(wrong);
    await plan.refuses(DELETE, "Confirm the change first.");
  }
  await name.fill(BUCKET);
  await expect(page.getByRole("button", { name: DELETE })).toBeEnabled();
  await plan.apply(DELETE);
  await plan.done();
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
});

test("Keeping the data marks the storage as one's own first, and needs no typed name", async ({ page, open }) => {
  await open("managed-s3", REMOVED);
  const plan = new Plan(page);
  await page.getByRole("checkbox", { name: /^Keep the data/ }).check();
  await plan.says(`Data in bucket ${BUCKET} stays. Going back to Managed finds it again.`);
  await page.getByRole("button", { name: REVIEW }).click();
  expect(await plan.changes()).toMatchObject({
    "spec.managementState": ["Managed", "Removed"],
    "spec.storage.managementState": ["Managed", "Unmanaged"],
  });
  await expect(page.getByRole("textbox", { name: NAME })).toHaveCount(0);
  await page.getByRole("checkbox", { name: "I have read what this stops or loses" }).check();
  await plan.apply("Remove registry");
  await plan.done();
});

test("What a removal breaks is counted, and never shown as zero when it could not be read", async ({ page, open }) => {
  await open("ready-claim", REMOVED, "admin");
  const plan = new Plan(page);
  await plan.says(
    "No build config pushes to an image stream.",
    "OpenShift deletes the pull secrets it manages for service accounts 10 minutes later, unless a pod uses them.",
    "Pruning changes from --prune-registry=true, blobs too to --prune-registry=false, metadata only.",
  );
  await open("ready-claim", REMOVED, "nobody");
  await expect(page.getByText(/could not be counted\.|You may not/).first()).toBeVisible();
  await expect(page.getByText("No build config pushes to an image stream.")).toHaveCount(0);
});

test("Builds and workloads that need the registry are counted and named, however many and however long", async ({
  page,
  open,
}) => {
  await open("image-streams-in-use", REMOVED);
  const plan = new Plan(page);
  const long =
    "platform-engineering-shared-continuous-integration-environments/customer-recommendations-online-serving-with-" +
    "precomputed-embeddings-and-a-canary-for-each-storefront-region";
  await plan.says("23 build configs push to image streams and will fail", "29 workloads need images from this registry");
  const item = (text: string) => page.getByRole("listitem").filter({ hasText: text }).first();
  for (const [text, named, more] of [
    ["23 build configs", "payments/cards", "and 3 more"],
    ["29 workloads", long, "and 9 more"],
  ] as const) {
    const fold = item(text).getByRole("group");
    await expect(fold).not.toHaveAttribute("open", /.*/);
    await fold.getByText(/ by name$/).click();
    await expect(fold.getByText(named, { exact: true })).toBeVisible();
    await expect(fold.getByText(more, { exact: true })).toBeVisible();
    await expect(fold.getByText(/exported|mailer|logs/)).toHaveCount(0);
  }
  await page.getByRole("button", { name: REVIEW }).click();
  await plan.steps();
  await plan.says(
    "23 build configs cannot push to their image streams: payments/cards",
    "29 workloads cannot pull their images again: payments/cards",
  );
  for (const count of [18, 24]) await expect(page.getByText(`and ${count} more.`)).toBeVisible();
});

test("A removal is undone by a plan of its own, and the registry serves again", { tag: SAMPLE }, async ({ page, open }) => {
  const console = await open("ready-claim", REMOVED);
  const plan = new Plan(page);
  await page.getByRole("button", { name: REVIEW }).click();
  await plan.steps();
  await page.getByRole("checkbox", { name: "I have read what this stops or loses" }).check();
  await plan.apply("Remove registry");
  await plan.done();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => plan.changes()).toMatchObject({ "spec.managementState": ["Removed", "Managed"] });
  await plan.apply("Take the change back");
  await plan.done();
  await page.goto(console.url("/"));
  await expect(page.getByRole("status")).toHaveText("Ready.");
});

test("Starting without storage is possible and says what will come of it", async ({ page, open }) => {
  await open("bare-metal-removed", "/state?to=Managed");
  const plan = new Plan(page);
  await plan.says("No storage is configured, and this platform has no default");
  await expect(page.getByRole("link", { name: "Set up storage" })).toBeVisible();
  await page.getByRole("button", { name: REVIEW }).click();
  expect(await plan.changes()).toEqual({ "spec.managementState": ["Removed", "Managed"] });
  await plan.apply("Start registry");
  const status = page.getByRole("status");
  await expect(status).toContainText("The change is saved, but the operator refuses it.");
  await expect(status).toContainText("Not working. The registry has no storage configured.");
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Not working.");
  await expect(page.getByText("The registry has no storage configured.").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Set up storage" }).first()).toBeVisible();
});

test("Unmanaged tells the operator to keep its hands off, and the registry keeps serving", async ({ page, open }) => {
  await open("ready-claim", "/state?to=Unmanaged");
  const plan = new Plan(page);
  await page.getByRole("button", { name: REVIEW }).click();
  expect(await plan.changes()).toEqual({ "spec.managementState": ["Managed", "Unmanaged"] });
  await plan.apply("Stop managing the registry");
  await plan.done();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Unmanaged: the operator does not act.");
});

test("Somebody who may only read is told what is missing", { tag: SAMPLE }, async ({ page, open }) => {
  await open("ready-claim", REMOVED, "reader");
  const plan = new Plan(page);
  await page.getByRole("button", { name: REVIEW }).click();
  await plan.says("You may not patch configs.imageregistry.operator.openshift.io.");
  await plan.refuses("Remove registry", "The plan cannot be applied as it is: see the dry run and the permissions.");
});
