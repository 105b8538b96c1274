// Buckets behind the S3 API in the wizard, from the first choice to a registry that serves or a cause that is explained.
// The sandbox's cloud is told by names what to do; see its driver of S3.

import { isAccessible } from "../a11y.ts";
import { type Page, SAMPLE, expect, runs, test } from "../fixtures.ts";
import { Wizard } from "../wizard.ts";

const SETUP = "/storage/setup";
const AMAZON = "Amazon S3";
const COMPATIBLE = "S3-compatible: MinIO, Ceph, NooBaa";

const SECRET_STEP = "Create Secret image-registry-private-configuration-user";
const PATCH = "Change Config cluster";
const NOTHING = "The cluster is already as you ask. Nothing would change.";

/** As long as Amazon's keys are, and nothing anybody could use. */
const ACCESS = "AKIA0SANDBOX0CANARY0";
const SECRET = "canaryCanaryCanaryCanaryCanaryCanary1234";

const PEM = (kind: string) =>
  `-----BEGIN ${kind}-----\n${"MIIBszCCAVmgAwIBAgIUcanary0".repeat(4)}\n-----END ${kind}-----\n`;

/** What a bucket of one's own needs on Amazon. */
async function fillAmazon(page: Page, bucket: string, access = ACCESS): Promise<void> {
  await page.getByRole("radio", { name: "It exists and stays mine" }).check();
  await page.getByLabel("Bucket *").fill(bucket);
  await page.getByRole("radio", { name: "Set new keys" }).check();
  await page.getByLabel("Access key *").fill(access);
  await page.getByLabel("Secret key *").fill(SECRET);
}

async function fillCompatible(page: Page, endpoint: string): Promise<void> {
  await page.getByLabel("Endpoint *").fill(endpoint);
  await page.getByLabel("Bucket *").fill("registry");
  await page.getByLabel("Access key *").fill("minio-user");
  await page.getByLabel("Secret key *").fill(SECRET);
}

test("On AWS the own storage is proposed, with its region and no bucket", { tag: SAMPLE }, async ({ page, open }) => {
  await open("aws-removed", SETUP);
  await expect(page.getByText("Platform: AWS, read from the cluster")).toBeVisible();
  await expect(page.getByRole("radio", { name: AMAZON, exact: true })).toBeChecked();
  await expect(page.getByText("This cluster's platform has it, in region eu-west-1.")).toBeVisible();
  const wizard = new Wizard(page);
  await wizard.choose(AMAZON);
  await expect(page.getByRole("combobox", { name: "Region" })).toHaveValue("eu-west-1");
  await expect(page.getByLabel("Bucket", { exact: true })).toHaveValue("");
  await expect(page.getByText("Left empty, the operator makes up a name")).toBeVisible();
});

test("A bucket and keys of one's own become one plan, and no key is ever shown", async ({ page, open }) => {
  const sent: string[] = [];
  page.on("request", (request) => {
    const carries = `${request.url()} ${request.postData() ?? ""}`.includes(SECRET);
    if (carries) sent.push(new URL(request.url()).pathname.replace(/^.*\/api\//, "/api/"));
  });
  const console = await open("aws-removed", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(AMAZON);
  await fillAmazon(page, "acme-registry");
  await wizard.next();
  await wizard.at("Checks");
  const uploads = page.getByRole("listitem").filter({ hasText: "Unfinished uploads are thrown away after a day" });
  await expect(uploads.getByRole("code")).toHaveText(
    "aws s3api put-bucket-lifecycle-configuration --bucket acme-registry --region eu-west-1 --lifecycle-configuration " +
      `'{"Rules":[{"AbortIncompleteMultipartUpload":{"DaysAfterInitiation":1},"Filter":{"Prefix":""},` +
      `"ID":"cleanup-incomplete-multipart-registry-uploads","Status":"Enabled"}]}'`,
  );
  await expect(page.getByText("aws s3api put-public-access-block --bucket acme-registry")).toBeVisible();
  await uploads.getByRole("checkbox", { name: "I did this" }).check();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await wizard.next();
  // What was ticked off stays so.
  await expect(uploads.getByRole("checkbox", { name: "I did this" })).toBeChecked();
  await wizard.next();
  await wizard.at(AMAZON);
  expect(await wizard.steps()).toEqual([SECRET_STEP, PATCH]);
  const changes = await wizard.changes();
  expect(changes["spec.storage.s3.bucket"]).toEqual(["not set", "acme-registry"]);
  expect(changes["spec.storage.s3.region"]).toEqual(["not set", "eu-west-1"]);
  expect(changes["spec.storage.managementState"]).toEqual(["not set", "Unmanaged"]);
  for (const name of ["oc commands", "YAML"]) await page.getByText(name, { exact: true }).first().click();
  expect(await page.content()).not.toContain(SECRET);
  expect(await page.content()).not.toContain(ACCESS);
  await wizard.start();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toHaveText("Ready.");
  await expect(page.getByText("images are kept in bucket acme-registry.")).toBeVisible();
  expect(await page.content()).not.toContain(SECRET);
  expect(console.log).not.toContain(SECRET);
  expect([...new Set(sent)].toSorted()).toEqual(["/api/plan/review", "/api/plan/run"]);

  // The operator has filled in what it fills in: nothing is left to do.
  await runs(page, () => page.goto(console.url(`${SETUP}?kind=s3&step=details`)));
  await expect(page.getByLabel("Bucket *")).toHaveValue("acme-registry");
  await expect(page.getByRole("radio", { name: /Keep the keys that are set/ })).toBeChecked();
  await wizard.review(AMAZON);
  await expect(page.getByText(NOTHING)).toBeVisible();
});

test("A bucket the operator made is kept as it is, and its checks are live", async ({ page, open }) => {
  await open("managed-s3", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(AMAZON);
  await expect(page.getByRole("radio", { name: "The operator makes it and owns it" })).toBeChecked();
  await wizard.next();
  await wizard.at("Checks");
  for (const check of ["Unfinished uploads are thrown away after a day", "Public access is blocked"]) {
    const entry = page.getByRole("listitem").filter({ hasText: check });
    await expect(entry).toContainText("The operator has seen to it.");
  }
  await wizard.next();
  await expect(page.getByText(NOTHING)).toBeVisible();
});

test("The operator's bucket can be made one's own, and one's own is not lightly given away", async ({ page, open }) => {
  await open("managed-s3", `${SETUP}?kind=s3&step=details`);
  const wizard = new Wizard(page);
  await page.getByRole("radio", { name: "It exists and stays mine" }).check();
  await expect(page.getByText("From now on it counts as yours: removing the registry keeps it.")).toBeVisible();
  await wizard.review(AMAZON);
  expect(await wizard.changes()).toEqual({ "spec.storage.managementState": ["Managed", "Unmanaged"] });
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.getByRole("radio", { name: "The operator makes it and owns it" }).check();
  await page.getByLabel("Bucket", { exact: true }).fill("acme-archive");
  await expect(page.getByText("If acme-archive exists already and the keys open it")).toBeVisible();
});

test("An S3-compatible store serves on bare metal, path by path and without encryption", { tag: SAMPLE }, async ({
  page,
  open,
}) => {
  await open("bare-metal-removed", SETUP);
  const wizard = new Wizard(page);
  await wizard.choose(COMPATIBLE);
  await expect(page.getByLabel("Region *")).toHaveValue("us-east-1");
  await fillCompatible(page, "https://minio.corp.example:9000");
  await page.getByLabel("Region *").fill("");
  await wizard.next();
  await expect(page.getByText("Enter the region.").last()).toBeVisible();
  await expect(page.getByLabel("Region *")).toBeFocused();
  await page.getByLabel("Region *").fill("us-east-1");
  await wizard.review(COMPATIBLE);
  expect(await wizard.steps()).toEqual([SECRET_STEP, PATCH]);
  const changes = await wizard.changes();
  expect(changes["spec.storage.s3.regionEndpoint"]).toEqual(["not set", "https://minio.corp.example:9000"]);
  expect(Object.keys(changes)).not.toContain("spec.storage.s3.virtualHostedStyle");
  expect(Object.keys(changes)).not.toContain("spec.storage.s3.encrypt");
  await wizard.start();
});

test("An endpoint where nothing listens is explained in the operator's two lines", async ({ page, open }) => {
  await open("bare-metal-removed", `${SETUP}?kind=s3-compatible&step=details`);
  const wizard = new Wizard(page);
  await fillCompatible(page, "https://minio.corp.example:9");
  await wizard.review(COMPATIBLE);
  await wizard.steps();
  await wizard.apply("Start registry");
  await expect(page.getByText("connection refused").first()).toBeVisible();
  await page.getByRole("link", { name: "Go to the overview" }).click();
  await expect(page.getByRole("status")).toContainText("Not working.");
  await expect(page.getByText('Head "https://minio.corp.example:9/registry"').first()).toBeVisible();
});

test("A private authority is trusted once its certificate is given", async ({ page, open }) => {
  test.slow();
  await open("bare-metal-removed", `${SETUP}?kind=s3-compatible&step=details`);
  const wizard = new Wizard(page);
  await fillCompatible(page, "https://private-ca.corp.example");
  await page.getByLabel("CA certificates", { exact: true }).fill(PEM("PRIVATE KEY"));
  await wizard.next();
  await expect(page.getByText("Only certificates in PEM").last()).toBeVisible();
  await page.getByLabel("CA certificates from a file").setInputFiles({
    name: "ca.pem",
    mimeType: "application/x-pem-file",
    buffer: Buffer.from(PEM("CERTIFICATE")),
  });
  await expect(page.getByText("Fixed: this change writes it, under this name.")).toBeVisible();
  await wizard.review(COMPATIBLE);
  expect(await wizard.steps()).toEqual([SECRET_STEP, "Create ConfigMap registry-s3-ca", PATCH]);
  expect((await wizard.changes())["spec.storage.s3.trustedCA.name"]).toEqual(["not set", "registry-s3-ca"]);
  await wizard.start();
});

test("Keys that the cloud refuses are called so, and not a bucket that could not be made", async ({ page, open }) => {
  await open("aws-removed", `${SETUP}?kind=s3&step=details`);
  const wizard = new Wizard(page);
  await fillAmazon(page, "acme-registry", "WRONG0SANDBOX0CANARY");
  await wizard.review(AMAZON);
  await wizard.steps();
  await wizard.apply("Start registry");
  await expect(page.getByText("The storage service refused the keys (InvalidAccessKeyId).").first()).toBeVisible();
});

test("Without keys nothing is planned, and the first field that misses one is where one types next", async ({
  page,
  open,
}) => {
  await open("aws-removed", `${SETUP}?kind=s3&step=details`);
  const wizard = new Wizard(page);
  await expect(page.getByRole("radio", { name: "Use the credentials the cloud gave the cluster" })).toHaveCount(0);
  await wizard.next();
  await expect(page.getByText("2 fields need attention")).toBeVisible();
  await expect(page.getByLabel("Access key *")).toBeFocused();
  await page.getByLabel("Access key *").fill("AKIA 1");
  await page.getByLabel("Secret key *").fill(SECRET);
  await expect(page.getByText("There is a blank or a line break inside.").first()).toBeVisible();
  await page.getByLabel("Access key *").fill("AKIA1\n");
  await expect(page.getByText("Amazon's has 20 characters.")).toBeVisible();
  await wizard.review(AMAZON);
});

test("CloudFront takes a key file, which goes into a secret of its own", async ({ page, open }) => {
  await open("aws-removed", `${SETUP}?kind=s3&step=details`);
  const wizard = new Wizard(page);
  await fillAmazon(page, "acme-registry");
  await page.getByText("Advanced", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Serve pulls through CloudFront" }).check();
  await page.getByLabel("Distribution address *").fill("https://d111.cloudfront.example");
  await wizard.next();
  await expect(page.getByLabel("Key pair ID *")).toBeFocused();
  await page.getByLabel("Key pair ID *").fill("K1");
  await page.getByLabel("Private key from a file").setInputFiles({
    name: "key.pem",
    mimeType: "application/x-pem-file",
    buffer: Buffer.from(PEM("RSA PRIVATE KEY")),
  });
  await page.getByLabel("Links hold for").fill("30m");
  await wizard.review(AMAZON);
  expect(await wizard.steps()).toEqual([SECRET_STEP, "Create Secret image-registry-cloudfront-key", PATCH]);
  const changes = await wizard.changes();
  expect(changes["spec.storage.s3.cloudFront.privateKey.name"]).toEqual(["not set", "image-registry-cloudfront-key"]);
  expect(changes["spec.storage.s3.cloudFront.duration"]).toEqual(["not set", "30m"]);
  expect(await page.content()).not.toContain("canary0");
  await wizard.start();
});

test("What was typed survives another kind and a reload, and keys survive no reload", async ({ page, open }) => {
  const console = await open("aws-removed", `${SETUP}?kind=s3&step=details`);
  await fillAmazon(page, "acme-registry");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await page.getByRole("radio", { name: COMPATIBLE, exact: true }).check();
  await page.getByRole("radio", { name: AMAZON, exact: true }).check();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  await expect(page.getByLabel("Bucket *")).toHaveValue("acme-registry");
  await expect(page.getByLabel("Secret key *")).toHaveValue(SECRET);
  const stored = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  expect(stored).toContain("acme-registry");
  expect(stored).not.toContain(SECRET);
  await runs(page, () => page.goto(console.url(`${SETUP}?kind=s3&step=details`)));
  await expect(page.getByText("Keys and passwords are not kept; type them again.")).toBeVisible();
  await expect(page.getByLabel("Bucket *")).toHaveValue("acme-registry");
  await expect(page.getByLabel("Secret key *")).toHaveValue("");
});

test("A secret is shown only while one asks for it", async ({ page, open }) => {
  await open("aws-removed", `${SETUP}?kind=s3&step=details`);
  const secret = page.getByLabel("Secret key *");
  await secret.fill(SECRET);
  await expect(secret).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show Secret key" }).click();
  await expect(secret).toHaveAttribute("type", "text");
  await expect(page.getByRole("button", { name: "Show Secret key" })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Show Secret key" }).click();
  await expect(secret).toHaveAttribute("type", "password");
});

test("The keyboard alone is enough for a bucket with keys", { tag: SAMPLE }, async ({ page, open }) => {
  await open("aws-removed", `${SETUP}?kind=s3&step=details`);
  const wizard = new Wizard(page);
  const tabTo = async (id: string) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const now = await page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return active?.id || active?.textContent || "";
      });
      if (now.includes(id)) return;
    }
    throw new Error(`Tab never reached ${id}`);
  };
  await tabTo("storage-origin");
  await page.keyboard.press("ArrowDown");
  await tabTo("storage-bucket");
  await page.keyboard.type("acme-registry");
  await tabTo("storage-access-key");
  await page.keyboard.type(ACCESS);
  await tabTo("storage-secret-key");
  await page.keyboard.type(SECRET);
  await tabTo("Next");
  await page.keyboard.press("Enter");
  await wizard.at("Checks");
  await tabTo("check-UnfinishedUploads");
  await page.keyboard.press("Space");
  await tabTo("Next");
  await page.keyboard.press("Enter");
  await wizard.steps();
  await tabTo("Start registry");
  await page.keyboard.press("Enter");
  await wizard.done();
});

test("Somebody who may only read sees why nothing can be applied", async ({ page, open }) => {
  await open("aws-removed", `${SETUP}?kind=s3&step=details`, "reader");
  const wizard = new Wizard(page);
  await fillAmazon(page, "acme-registry");
  await wizard.review(AMAZON);
  expect(await wizard.steps()).toEqual([SECRET_STEP, PATCH]);
  await wizard.says("You may not create secrets", "You may not patch configs.imageregistry.operator.openshift.io.");
  await wizard.refuses("Start registry", "The plan cannot be applied as it is: see the dry run and the permissions.");
});

test("Kinds, details, checks and review of a bucket are accessible", { tag: SAMPLE }, async ({ page, open }) => {
  test.slow();
  await open("aws-removed", SETUP);
  for (const fold of await page.getByRole("group").all()) await fold.evaluate((one) => one.setAttribute("open", ""));
  await isAccessible(page);
  const wizard = new Wizard(page);
  await wizard.choose(AMAZON);
  await page.getByText("Advanced", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Serve pulls through CloudFront" }).check();
  await isAccessible(page);
  await wizard.next();
  await expect(page.getByText(/fields need attention/)).toBeVisible();
  await isAccessible(page);
  await page.getByRole("checkbox", { name: "Serve pulls through CloudFront" }).uncheck();
  await fillAmazon(page, "acme-registry");
  await wizard.next();
  await wizard.at("Checks");
  await isAccessible(page);
  await wizard.next();
  await wizard.steps();
  await isAccessible(page);
});
