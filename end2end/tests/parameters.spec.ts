// The operator's parameters: as fields, as YAML, and the read-only switch.

import { isAccessible } from "../a11y.ts";
import { type Page, SAMPLE, expect, test } from "../fixtures.ts";
import { Plan } from "../plan.ts";

const PAGE = "/parameters";
const YAML = "/parameters?view=yaml";
const REVIEW = "Review changes";
const SAVE = "Save parameters";
const BANNER = "Read-only: the registry refuses pushes and deletions.";

const field = (page: Page, name: string) => page.getByRole("textbox", { name, exact: true });
const area = (page: Page) => page.getByRole("textbox", { name: "Configuration as YAML" });
const unsaved = (page: Page, count: number) =>
  expect(page.getByText(count === 1 ? "1 unsaved change" : `${count} unsaved changes`, { exact: true })).toBeVisible();
const tabs = (page: Page, name: "View" | "Groups") => page.getByRole("navigation", { name, exact: true });

async function review(page: Page): Promise<Plan> {
  await page.getByRole("button", { name: REVIEW, exact: true }).click();
  await expect(page.getByRole("heading", { level: 2, name: REVIEW })).toBeFocused();
  const plan = new Plan(page);
  await plan.steps();
  return plan;
}

/** Changes the text as somebody who types into it, and leaves it. */
async function rewrite(page: Page, change: (text: string) => string): Promise<void> {
  const text = await area(page).inputValue();
  const changed = change(text);
  expect(changed, "the text was changed").not.toBe(text);
  await area(page).fill(changed);
  await area(page).blur();
}

test("Fields are changed, reviewed and saved, and the operator acts", { tag: SAMPLE }, async ({ page, open }) => {
  const console = await open("ready-claim", PAGE);
  await expect(page.getByText("No unsaved changes")).toBeVisible();
  await field(page, "Replicas").fill("3");
  await field(page, "Memory request").fill("512Mi");
  await field(page, "CPU request").fill("250m");
  await field(page, "Longest wait of a read").fill("1m");
  await page.getByRole("combobox", { name: "Registry log level" }).selectOption("Debug");
  await unsaved(page, 5);
  const plan = await review(page);
  expect(await plan.changes()).toEqual({
    "spec.logLevel": ["Normal", "Debug"],
    "spec.replicas": ["2", "3"],
    "spec.requests.read.maxWaitInQueue": ["0s", "1m"],
    "spec.resources.requests.cpu": ["not set", "250m"],
    "spec.resources.requests.memory": ["not set", "512Mi"],
  });
  await plan.says("Runs 3 registry pods.", "Restarts the registry pods one after another; the registry keeps serving.");
  await plan.apply(SAVE);
  await plan.done();
  await page.getByRole("button", { name: "Back to the parameters" }).click();
  await expect(field(page, "Replicas")).toHaveValue("3");
  // The operator writes it its own way, which is no change.
  await expect(field(page, "Longest wait of a read")).toHaveValue("1m0s");
  await field(page, "Longest wait of a read").fill("60s");
  await expect(page.getByText("No unsaved changes")).toBeVisible();
  await page.goto(console.url("/"));
  await expect(page.getByRole("status")).toHaveText("Ready.");
});

test("What is wrong is said at its field and the focus goes there", async ({ page, open }) => {
  await open("ready-claim", PAGE);
  await field(page, "Longest wait of a write").fill("30");
  await expect(page.getByText("Write a number with its unit")).toHaveCount(0);
  await field(page, "Longest wait of a write").blur();
  await expect(page.getByText("Write a number with its unit, such as 30s, 1m30s or 2h.")).toBeVisible();
  await expect(field(page, "Longest wait of a write")).toHaveAttribute("aria-invalid", "true");
  await field(page, "Reads at once").fill("-1");
  await field(page, "Longest wait of a write").fill("30s");
  await page.getByRole("button", { name: REVIEW, exact: true }).click();
  await expect(field(page, "Reads at once")).toBeFocused();
  await expect(page.getByText("Enter 0 or more; the operator refuses less.")).toBeVisible();
  await field(page, "Reads at once").fill("10");
  await field(page, "Replicas").fill("0");
  await field(page, "Replicas").blur();
  await expect(page.getByText("To run no registry, set the management state to Removed.").first()).toBeVisible();
  await field(page, "Node selector").fill("infra: yes\nzone: 3");
  await field(page, "Node selector").blur();
  await expect(page.getByText("Line 2, column 1: A text (in quotes, if it looks like a number) belongs here.")).toBeVisible();
});

test("What is typed into fields changes the text by its path, and comments typed there stay", { tag: SAMPLE }, async ({
  page,
  open,
}) => {
  await open("ready-claim", YAML);
  await rewrite(page, (text) => text.replace("  replicas: 2\n", "  # Two of each team asked for it\n  replicas: 3 # since March\n"));
  await unsaved(page, 1);
  await tabs(page, "View").getByRole("link", { name: "Form" }).click();
  await expect(field(page, "Replicas")).toHaveValue("3");
  await field(page, "Replicas").fill("4");
  await field(page, "Reads at once").fill("20");
  await unsaved(page, 2);
  await tabs(page, "View").getByRole("link", { name: "YAML" }).click();
  await expect(area(page)).toHaveValue(/ {2}# Two of each team asked for it\n {2}replicas: 4 # since March\n/);
  await expect(area(page)).toHaveValue(/maxRunning: 20/);
  await expect(area(page)).not.toHaveValue(/httpSecret/);
  const plan = await review(page);
  expect(await plan.changes()).toMatchObject({
    "spec.replicas": ["2", "4"],
    "spec.requests.read.maxRunning": ["not set", "20"],
  });
  await plan.apply(SAVE);
  await plan.done();
});

test("A field of another name, a wrong kind and no YAML are refused with their place", async ({ page, open }) => {
  await open("bare-metal-removed", YAML);
  await rewrite(page, (text) => text.replace("storage: {}", "storage:\n    persistentVolumeClaim:\n      claim: x"));
  const line = (await area(page).inputValue()).split("\n").findIndex((one) => one.includes("persistent")) + 1;
  const typo = `Line ${line}, column 5: spec.storage.persistentVolumeClaim: Unknown field; did you mean pvc?`;
  await expect(page.getByText(typo)).toBeVisible();
  await page.getByRole("button", { name: REVIEW, exact: true }).click();
  await expect(page.getByText("1 thing needs attention")).toBeVisible();
  await rewrite(page, (text) => text.replace("persistentVolumeClaim", "pvc").replace("replicas: 1", "replicas: one"));
  await expect(page.getByText("spec.replicas: A whole number belongs here.")).toBeVisible();
  await rewrite(page, (text) => text.replace("replicas: one", "replicas: [1"));
  await expect(page.getByText("This is no YAML from here on")).toBeVisible();
  await rewrite(page, (text) => text.replace("replicas: [1", "replicas: 1\n  httpSecret: mine"));
  await expect(page.getByText("This secret is never part of the text.")).toBeVisible();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(area(page)).toHaveValue(/storage: \{\}/);
  await expect(page.getByText("No unsaved changes")).toBeVisible();
});

test("A volume of one node takes one pod, whatever the operator says", async ({ page, open }) => {
  const console = await open("bare-metal-claims", "/storage/setup?kind=existing-claim&step=details");
  await page.getByRole("radio", { name: /registry-rwo/ }).check();
  for (const _ of ["Checks", "Review"]) await page.getByRole("button", { name: "Next", exact: true }).click();
  const wizard = new Plan(page);
  await wizard.steps();
  await wizard.apply("Start registry");
  await wizard.done();
  await page.goto(console.url(PAGE));
  await field(page, "Replicas").fill("2");
  await page.getByRole("button", { name: REVIEW, exact: true }).click();
  await expect(page.getByText("One replica only: registry-rwo can be mounted by one node at a time (RWO).")).toBeVisible();
  await field(page, "Replicas").fill("1");
  await page.getByRole("combobox", { name: "Roll-out strategy" }).selectOption("RollingUpdate");
  await page.getByRole("button", { name: REVIEW, exact: true }).click();
  await expect(page.getByText("Choose Recreate: registry-rwo can be mounted by one node at a time")).toBeVisible();
});

test("The registry is made read-only by one press, every page says so, and pushes are allowed again", { tag: SAMPLE }, async ({
  page,
  open,
}) => {
  const console = await open("ready-claim", PAGE);
  await expect(page.getByText("Off: pushes, deletions and pulls work.")).toBeVisible();
  await page.getByRole("button", { name: "Make read-only" }).click();
  const plan = new Plan(page);
  expect(await plan.changes()).toEqual({ "spec.readOnly": ["not set", "true"] });
  await plan.says("Pushes and deletions are refused with 405; pulls go on.");
  await plan.apply(SAVE);
  await plan.done();
  await expect(page.getByText(BANNER)).toBeVisible();
  for (const path of ["/", "/storage/setup"]) {
    await page.goto(console.url(path));
    await expect(page.getByText(BANNER)).toBeVisible();
  }
  await page.getByRole("link", { name: "Change it" }).click();
  await page.getByRole("button", { name: "Allow pushes" }).click();
  await plan.steps();
  await plan.apply(SAVE);
  await plan.done();
  await expect(page.getByText(BANNER)).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => plan.changes()).toEqual({ "spec.readOnly": ["false", "true"] });
});

test("Another storage offers to make the registry read-only first", async ({ page, open }) => {
  await open("ready-claim", "/storage/setup?kind=empty-dir&step=details");
  await page.getByRole("link", { name: "Make the registry read-only first" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Parameters" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Make read-only" })).toBeVisible();
});

test("The shared secret is made anew and never shown", async ({ page, open }) => {
  await open("ready-claim", `${PAGE}?group=security`);
  await expect(page.getByText("httpSecret is set. It is never shown")).toBeVisible();
  await page.getByRole("checkbox", { name: "Make a new shared secret" }).check();
  await unsaved(page, 1);
  const plan = await review(page);
  expect(await plan.changes()).toEqual({
    "spec.httpSecret": ["set (hidden)", "made anew by the operator (hidden)"],
  });
  await plan.says("Uploads under way fail and begin again.", "No undo: the former shared secret stays lost");
  await plan.apply(SAVE);
  await plan.done();
});

test("A group is a page of its own, a draft survives a detour, and the old release has its own fields", async ({
  page,
  open,
}) => {
  const console = await open("ready-claim", PAGE);
  await tabs(page, "Groups").getByRole("link", { name: "Logging" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Capacity" })).toHaveCount(0);
  await page.getByRole("combobox", { name: "Operator log level" }).selectOption("Trace");
  await unsaved(page, 1);
  await page.reload();
  await expect(page.getByText("What you typed earlier in this tab is restored.")).toBeVisible();
  await unsaved(page, 1);
  const plan = await review(page);
  await plan.says("The operator logs otherwise; registry pods are left alone.");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.getByRole("button", { name: "Discard changes" }).click();
  await expect(page.getByText("No unsaved changes")).toBeVisible();
  await page.goto(console.url("/"));
  await open("legacy-4-5", `${PAGE}?group=logging`);
  await expect(page.getByRole("combobox")).toHaveCount(1);
  await page.getByRole("combobox", { name: "Registry log level" }).selectOption("1: warnings");
  expect(await (await review(page)).changes()).toEqual({ "spec.logging": ["2", "1"] });
});

test("Unmanaged says that nothing happens yet, and saves all the same", async ({ page, open }) => {
  await open("unmanaged", `${PAGE}?group=logging`);
  await expect(page.getByText("Unmanaged: the operator does not act.")).toBeVisible();
  await page.getByRole("combobox", { name: "Registry log level" }).selectOption("Debug");
  const plan = await review(page);
  await plan.says("Nothing happens yet: it takes effect once the state is Managed again.");
  await plan.apply(SAVE);
  await expect(page.getByText("Done. The operator has acted, and the cluster is as planned.")).toBeVisible();
});

test("Somebody who may only read sees every value and why nothing can be saved", { tag: SAMPLE }, async ({ page, open }) => {
  await open("ready-claim", PAGE, "reader");
  await expect(page.getByText("You may look but not change this.")).toBeVisible();
  await expect(page.getByText("Missing: patch configs.imageregistry.operator.openshift.io.")).toBeVisible();
  await expect(field(page, "Replicas")).toBeDisabled();
  await expect(field(page, "Replicas")).toHaveValue("2");
  await expect(page.getByRole("button", { name: "Make read-only" })).toBeDisabled();
  await expect(page.getByRole("button", { name: REVIEW, exact: true })).toBeDisabled();
});

test("By keyboard alone: a field, the review, and the save", async ({ page, open }) => {
  await open("ready-claim", `${PAGE}?group=traffic`);
  await field(page, "Reads at once").focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("25");
  await page.keyboard.press("Tab");
  await expect(field(page, "Reads in queue")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: REVIEW })).toBeFocused();
  const plan = new Plan(page);
  await plan.steps();
  const save = page.getByRole("button", { name: SAVE, exact: true });
  for (let turn = 0; turn < 30 && !(await save.evaluate((one) => one.matches(":focus"))); turn += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await plan.done();
});

test("Fields, text, problems and review are accessible in every look", { tag: SAMPLE }, async ({ page, open }) => {
  test.slow();
  const console = await open("ready-claim", PAGE);
  await field(page, "Replicas").fill("0");
  await field(page, "Replicas").blur();
  await isAccessible(page);
  await page.goto(console.url(YAML));
  await rewrite(page, (text) => `${text}  colour: red\n`);
  await expect(page.getByText("1 thing needs attention").or(page.getByText("2 things need attention"))).toBeVisible();
  await isAccessible(page);
});
