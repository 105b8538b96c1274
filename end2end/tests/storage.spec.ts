// The storage wizard from the first choice to a registry that serves, for every kind of storage it offers.

import { SAMPLE, expect, test } from "../fixtures.ts";
import { Wizard } from "../wizard.ts";

const SETUP = "/storage/setup";
const EXISTING = "Use an existing claim";
const NEW = "Create a claim";
const AUTOMATIC = "Let the operator create a claim";
const BLOCK = "Block volume, one replica";
const EMPTY_DIR = "emptyDir";

const PATCH = "Change Config cluster";
const MANAGED = { "spec.managementState": ["Removed", "Managed"] };
const RECREATE = { "spec.rolloutStrategy": ["RollingUpdate", "Recreate"] };
const TWO_REPLICAS = { "spec.replicas": ["1", "2"] };
const owner = (state: string) => ({ "spec.storage.managementState": ["not set", state] });
const claim = (name: string) => ({ "spec.storage.pvc.claim": ["not set", name] });
const volume = (mode: string, size: string, storageClass: string) => ({
  "spec.accessModes": ["not set", `["${mode}"]`],
  "spec.resources.requests.storage": ["not set", size],
  "spec.storageClassName": ["not set", storageClass],
});

test("An existing claim for many nodes gets two replicas in one change", async ({ page, open }) => {
  await open("bare-metal-claims", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(EXISTING);
  await page.getByRole("radio", { name: /registry-rwx/ }).check();
  await expect(page.getByRole("textbox", { name: "Replicas" })).toHaveValue("2");
  await expect(page.getByRole("radio", { name: /scratch/ })).toBeDisabled();
  await expect(page.getByRole("row", { name: /scratch/ })).toContainText("no: it needs ReadWriteOnce or ReadWriteMany");
  await wizard.review(EXISTING);
  expect(await wizard.steps()).toEqual([PATCH]);
  expect(await wizard.changes()).toEqual({
    ...MANAGED,
    ...TWO_REPLICAS,
    ...owner("Unmanaged"),
    ...claim("registry-rwx"),
  });
  await wizard.says("Dry run: accepted by the API server.", "Starts 2 registry pods.");
  await wizard.start();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Ready.");
  await expect(page.getByText("2 of 2 pods serve; images are kept in claim registry-rwx.")).toBeVisible();
});

test("An existing claim for one node forces one replica and Recreate, in the same change", async ({ page, open }) => {
  await open("bare-metal-claims", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(EXISTING);
  await page.getByRole("radio", { name: /registry-rwo/ }).check();
  await expect(page.getByRole("textbox", { name: "Replicas" })).toHaveCount(0);
  await expect(page.getByText("Fixed: registry-rwo can be mounted by one node at a time").first()).toBeVisible();
  await wizard.review(EXISTING);
  expect(await wizard.changes()).toEqual({
    ...MANAGED,
    ...RECREATE,
    ...owner("Unmanaged"),
    ...claim("registry-rwo"),
  });
  await wizard.says("Starts 1 registry pod.", "Not highly available: each roll-out stops the registry for about a minute.");
  await wizard.start();
});

test("A new claim is made first and then named in the configuration", async ({ page, open }) => {
  await open("bare-metal-claims", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(NEW);
  await page.getByRole("textbox", { name: "Name" }).fill("images");
  await page.getByRole("textbox", { name: "Size" }).fill("250Gi");
  await page.getByRole("combobox", { name: "Storage class" }).selectOption({ value: "nfs-csi" });
  await page.getByRole("combobox", { name: "Access mode" }).selectOption({ value: "ReadWriteMany" });
  await page.getByRole("textbox", { name: "Replicas" }).fill("3");
  await wizard.review(NEW);
  expect(await wizard.steps()).toEqual(["Create PersistentVolumeClaim images", PATCH]);
  expect(await wizard.changes()).toEqual({
    ...volume("ReadWriteMany", "250Gi", "nfs-csi"),
    ...MANAGED,
    "spec.replicas": ["1", "3"],
    ...owner("Unmanaged"),
    ...claim("images"),
  });
  await wizard.says("You may create persistentvolumeclaims in openshift-image-registry.", "Starts 3 registry pods.");
  await wizard.start();
  // Both steps, and the operator's part.
  await expect(wizard.region.getByText("done", { exact: true })).toHaveCount(3);
});

test("A block volume sends claim, one replica and Recreate together", async ({ page, open }) => {
  await open("vsphere-removed", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(BLOCK);
  await wizard.review(BLOCK);
  expect(await wizard.steps()).toEqual(["Create PersistentVolumeClaim registry-data", PATCH]);
  expect(await wizard.changes()).toEqual({
    ...volume("ReadWriteOnce", "100Gi", "thin-csi"),
    ...MANAGED,
    ...RECREATE,
    ...owner("Unmanaged"),
    ...claim("registry-data"),
  });
  await wizard.start();
});

test("emptyDir is applied only once its loss was read, and stays marked as not for production", async ({ page, open }) => {
  await open("bare-metal-removed", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(EMPTY_DIR);
  await wizard.review(EMPTY_DIR);
  expect(await wizard.changes()).toEqual({
    ...MANAGED,
    ...owner("Managed"),
    "spec.storage.emptyDir": ["not set", "set"],
  });
  await wizard.says("Every image is lost when the pod restarts. For trying out only.");
  await wizard.refuses("Start registry", "Confirm the change first.");
  await page.getByRole("checkbox", { name: "I have read what this stops or loses" }).check();
  await wizard.start();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByText("For trying out only", { exact: true })).toBeVisible();
});

test("A claim that the operator cannot get a volume for fails in words, with the cluster's own", async ({ page, open }) => {
  await open("bare-metal-claims", SETUP);
  const wizard = new Wizard(page);
  await expect(
    page.getByText("The default class thin-csi makes volumes for one node, and this claim asks for many"),
  ).toBeVisible();
  await wizard.choose(AUTOMATIC);
  await wizard.review(AUTOMATIC);
  expect(await wizard.changes()).toEqual({
    ...MANAGED,
    ...TWO_REPLICAS,
    ...owner("Managed"),
    ...claim("empty"),
  });
  await wizard.apply("Start registry");
  const status = page.getByRole("status");
  await expect(status).toContainText("The change is saved, but the operator cannot carry it out.");
  await expect(status).toContainText("Claim image-registry-storage is Pending in storage class thin-csi");
  await expect(status).toContainText("multi-node access is not available for this driver");
  await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
});

test("What the cluster makes impossible stays visible, disabled, with its reason", async ({ page, open }) => {
  await open("bare-metal-removed", SETUP);
  const reasons: Record<string, string> = {
    [EXISTING]: "Not possible: the registry's namespace has no claim.",
  };
  for (const [kind, reason] of Object.entries(reasons)) {
    const radio = page.getByRole("radio", { name: kind, exact: true });
    await expect(radio).toBeDisabled();
    await expect(radio).toHaveAccessibleDescription(new RegExp(reason));
  }
  await expect(page.getByRole("radio", { name: EMPTY_DIR, exact: true })).toBeEnabled();
  // Without any class a claim can still have a volume that somebody prepared.
  for (const kind of [NEW, BLOCK]) {
    const radio = page.getByRole("radio", { name: kind, exact: true });
    await expect(radio).toBeEnabled();
    await expect(radio).toHaveAccessibleDescription(/No storage class; the claim binds to a volume prepared by hand\./);
  }
});

test("D12: a claim of no class is a choice of its own, beside the default class, and binds to a prepared volume", async ({
  page,
  open,
}) => {
  await open("bare-metal-claims", `${SETUP}?kind=new-claim&step=details`);
  const wizard = new Wizard(page);
  const picker = page.getByRole("combobox", { name: "Storage class" });
  await expect(picker).toHaveValue("thin-csi");
  await expect(picker.getByRole("option", { name: /^thin-csi .*default/ })).toBeAttached();
  await picker.selectOption({ label: "No class: binds to a volume prepared by hand" });
  // What is proposed elsewhere moves with it, and is shown as it is planned.
  const mode = page.getByRole("combobox", { name: "Access mode" });
  await expect(mode).toHaveValue("ReadWriteMany");
  await picker.selectOption("thin-csi");
  await expect(mode).toHaveValue("ReadWriteOnce");
  await picker.selectOption("-");
  await expect(picker).toHaveAccessibleDescription(/stays Pending until somebody prepares a volume without one/);
  await wizard.next();
  await wizard.at("Checks");
  const check = page.getByRole("listitem").filter({ hasText: "A volume has been prepared" });
  await expect(check).toContainText("for you to check");
  await expect(check.getByRole("checkbox", { name: "I did this" })).toBeVisible();
  await wizard.next();
  await wizard.at(NEW);
  expect(await wizard.changes()).toMatchObject({
    "spec.accessModes": ["not set", '["ReadWriteMany"]'],
    "spec.storageClassName": ["not set", "empty"],
  });
  await page.getByText("YAML", { exact: true }).first().click();
  await expect(page.getByText('storageClassName: ""').last()).toBeVisible();
});

test("A claim's name is checked on leaving the field, and going on leads to what is in the way", async ({ page, open }) => {
  await open("bare-metal-claims", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(NEW);
  const name = page.getByRole("textbox", { name: "Name" });
  const rule = "Use lower-case letters, digits, hyphens and dots; begin and end with a letter or digit.";
  await name.fill("Registry_Data");
  await expect(page.getByText(rule)).toHaveCount(0);
  await name.blur();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveAccessibleDescription(new RegExp(rule));
  await wizard.next();
  await expect(page.getByText("1 field needs attention")).toBeVisible();
  await expect(name).toBeFocused();
  await name.fill("registry-rwx");
  await name.blur();
  await expect(name).toHaveAccessibleDescription(/Claim registry-rwx exists already and differs/);
  await name.fill("registry-data");
  await expect(name).not.toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("needs attention")).toHaveCount(0);
});

test("A size below what the documentation asks for is a warning, nonsense is refused", async ({ page, open }) => {
  await open("bare-metal-claims", `${SETUP}?kind=new-claim&step=details`);
  const wizard = new Wizard(page);
  const size = page.getByRole("textbox", { name: "Size" });
  await size.fill("plenty");
  await size.blur();
  await expect(size).toHaveAttribute("aria-invalid", "true");
  await size.fill("50Gi");
  await expect(size).toHaveAccessibleDescription(/50Gi is below the 100Gi the documentation asks for\./);
  await expect(size).not.toHaveAttribute("aria-invalid", "true");
  await wizard.review(NEW);
  expect(await wizard.changes()).toMatchObject({ "spec.resources.requests.storage": ["not set", "50Gi"] });
});

test("More replicas than the volume can serve cannot be asked for", async ({ page, open }) => {
  await open("bare-metal-claims", `${SETUP}?kind=existing-claim&step=details`);
  const wizard = new Wizard(page);
  await page.getByRole("radio", { name: /registry-rwx/ }).check();
  const replicas = page.getByRole("textbox", { name: "Replicas" });
  await replicas.fill("0");
  await wizard.next();
  await expect(replicas).toBeFocused();
  await expect(replicas).toHaveAccessibleDescription(/To run no registry, change the management state to Removed\./);
  await page.getByRole("radio", { name: /registry-rwo/ }).check();
  await expect(replicas).toHaveCount(0);
});

test("Nothing typed is lost by a reload, and a draft can be thrown away", async ({ page, open }) => {
  await open("bare-metal-claims", `${SETUP}?kind=new-claim&step=details`);
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("images");
  await page.getByRole("textbox", { name: "Size" }).fill("175Gi");
  await page.reload();
  await expect(page.getByText("What you typed earlier in this tab is restored.")).toBeVisible();
  await expect(name).toHaveValue("images");
  await expect(page.getByRole("textbox", { name: "Size" })).toHaveValue("175Gi");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(name).toHaveValue("registry-data");
  await expect(page.getByText("What you typed earlier in this tab is restored.")).toHaveCount(0);
});

test("The address holds kind and step, so back and forward work and no step is entered unfilled", { tag: SAMPLE }, async ({ page, open }) => {
  const console = await open("bare-metal-claims", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(EMPTY_DIR);
  await wizard.next();
  await wizard.at("Checks");
  await page.goBack();
  await wizard.at(EMPTY_DIR);
  await page.goForward();
  await wizard.at("Checks");
  await page.goto(console.url(`${SETUP}?kind=existing-claim&step=review`));
  await expect(page.getByRole("heading", { level: 2, name: EXISTING })).toBeVisible();
  await expect(page.getByRole("radio", { name: /registry-rwx/ })).toBeVisible();
});

test("The keyboard alone is enough from the overview to a running registry", { tag: SAMPLE }, async ({ page, open, door }) => {
  await open("bare-metal-claims");
  const focused = (role: "link" | "button" | "radio" | "checkbox", name: string | RegExp) =>
    page.getByRole(role, { name, exact: typeof name === "string" });
  const tabTo = async (role: "link" | "button" | "radio" | "checkbox", name: string | RegExp) => {
    const target = focused(role, name).first();
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      if (await target.evaluate((element) => element.matches(":focus"))) return;
    }
    throw new Error(`Tab never reached ${role} ${name}`);
  };
  if (door === "local") {
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
    await page.keyboard.press("Enter");
  }
  await tabTo("link", "Set up storage");
  await page.keyboard.press("Enter");
  const wizard = new Wizard(page);
  await expect(page.getByRole("heading", { level: 2, name: "Where should images be kept?" })).toBeVisible();
  await tabTo("radio", EXISTING);
  // Down to the last kind, however many there are.
  const last = page.getByRole("radio", { name: EMPTY_DIR, exact: true });
  for (let presses = 0; presses < 12 && !(await last.isChecked()); presses += 1) {
    await page.keyboard.press("ArrowDown");
  }
  await expect(page.getByRole("radio", { name: EMPTY_DIR, exact: true })).toBeChecked();
  await tabTo("button", "Next");
  await page.keyboard.press("Enter");
  await wizard.at(EMPTY_DIR);
  await tabTo("button", "Next");
  await page.keyboard.press("Enter");
  await wizard.at("Checks");
  await tabTo("button", "Next");
  await page.keyboard.press("Enter");
  await wizard.at(EMPTY_DIR);
  await wizard.steps();
  await tabTo("checkbox", "I have read what this stops or loses");
  await page.keyboard.press("Space");
  await tabTo("button", "Start registry");
  await page.keyboard.press("Enter");
  await wizard.done();
});

test("Somebody who may only read sees the whole plan and why it cannot be applied", async ({ page, open }) => {
  const writes: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/plan/run")) writes.push(request.url());
  });
  await open("bare-metal-claims", SETUP, "reader");
  const wizard = new Wizard(page);
  await wizard.choose(EXISTING);
  await page.getByRole("radio", { name: /registry-rwx/ }).check();
  await wizard.review(EXISTING);
  expect(Object.keys(await wizard.changes())).toContain("spec.storage.pvc.claim");
  await wizard.says("You may not patch configs.imageregistry.operator.openshift.io.");
  await wizard.refuses("Start registry", "The plan cannot be applied as it is: see the dry run and the permissions.");
  await page.getByRole("button", { name: "Start registry" }).click({ force: true });
  await expect(page.getByText("refused by the dry run")).toBeVisible();
  expect(writes).toEqual([]);
});

test("What the API server refuses in the dry run is shown before anything is written", async ({ page, open }) => {
  await open("bare-metal-claims", `${SETUP}?kind=new-claim&step=details`);
  const wizard = new Wizard(page);
  await page.getByRole("textbox", { name: "Name" }).fill("sandbox-forbidden");
  await wizard.review(NEW);
  await expect(wizard.region.getByText("refused by the dry run").first()).toBeVisible();
  await wizard.says("Dry run: The cluster does not allow this: the sandbox refuses this name.");
  await wizard.refuses("Start registry", "The plan cannot be applied as it is: see the dry run and the permissions.");
});

test("A plan that the API server refused once can be planned again and applied", async ({ page, open }) => {
  await open("bare-metal-claims", `${SETUP}?kind=new-claim&step=details`);
  const wizard = new Wizard(page);
  await page.getByRole("textbox", { name: "Name" }).fill("sandbox-conflict");
  await wizard.review(NEW);
  await expect(wizard.region.getByText("refused by the dry run").first()).toBeVisible();
  await page.getByRole("button", { name: "Plan again" }).click();
  await wizard.says("Dry run: accepted by the API server.");
  await wizard.start();
});

test("Two tabs: the second plan is refused as outdated, says what moved, and can be applied anew", async ({
  page,
  open,
  watch,
}) => {
  const console = await open("bare-metal-claims", SETUP);
  const first = new Wizard(page);
  await first.choose(EXISTING);
  await page.getByRole("radio", { name: /registry-rwx/ }).check();
  await first.review(EXISTING);
  const tab = await page.context().newPage();
  await tab.goto(console.url(`${SETUP}?kind=empty-dir&step=details`));
  const second = new Wizard(tab);
  await second.review(EMPTY_DIR);
  await second.steps();
  await tab.getByRole("checkbox", { name: "I have read what this stops or loses" }).check();

  await first.start();

  watch.allow(/status of 409 .*\/api\/plan\/run/);
  await second.apply("Start registry");
  await expect(tab.getByText("The cluster changed since you looked.")).toBeVisible();
  await expect(tab.getByText("spec.managementState was Removed when you looked and is Managed now.")).toBeVisible();
  expect(await second.changes()).toEqual({
    "spec.replicas": ["2", "1"],
    "spec.storage.emptyDir": ["not set", "set"],
    "spec.storage.managementState": ["Unmanaged", "Managed"],
    "spec.storage.pvc": ['{"claim":"registry-rwx"}', "not set"],
  });
  await second.says("they cannot be pulled until pushed again.", "Data in claim registry-rwx stays.");
  await second.refuses("Start registry", "Confirm the change first.");
  await tab.getByRole("checkbox", { name: "I have read what this stops or loses" }).check();
  await second.start();
});

test("Undo plans the way back and shows it before it is carried out", async ({ page, open }) => {
  await open("bare-metal-claims", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(NEW);
  await wizard.review(NEW);
  await wizard.start();
  await page.getByRole("button", { name: "Undo 2 steps" }).click();
  await expect(wizard.region.getByRole("heading", { name: "Delete PersistentVolumeClaim registry-data" })).toBeVisible();
  expect(await wizard.changes()).toMatchObject({ "spec.managementState": ["Managed", "Removed"] });
  // The button names what it does now, not what the wizard is for.
  await expect(page.getByRole("button", { name: "Start registry" })).toHaveCount(0);
  await wizard.says(
    "Stops the registry: pushes and pulls through it fail.",
    "Deletes claim registry-data with every image in it. This cannot be undone.",
  );
  await wizard.refuses("Take the change back", "Confirm the change first.");
  await page.getByRole("textbox", { name: "Type registry-data to confirm that its data is deleted" }).fill("registry-data");
  await wizard.apply("Take the change back");
  await wizard.done();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Removed: no registry runs.");
});
