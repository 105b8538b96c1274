// The route door in a browser: logging in at OpenShift's OAuth server (the sandbox's) and at an OpenID Connect provider
// whose tokens a real API server takes, being logged in, and logging out.

import { violations } from "../a11y.ts";
import { expect, live, runs, test as base, visit, type Page } from "../fixtures.ts";
import { CLIENT_SECRET, RouteDoor, type RouteOptions, freePort } from "../route.ts";
import { Certificates, OidcProvider, SandboxServer } from "../server.ts";
import { Cluster } from "../cluster.ts";

interface Place {
  door: RouteDoor;
  sandbox: SandboxServer;
}

const test = base.extend<{ place: (scenario?: string, options?: Partial<RouteOptions>) => Promise<Place> }>({
  // The door makes its certificate itself.
  ignoreHTTPSErrors: true,

  place: async ({ watch, context }, use) => {
    const started: Place[] = [];
    await use(async (scenario = "ready-claim", options = {}) => {
      const port = await freePort();
      const client = { secret: CLIENT_SECRET, redirectUris: [RouteDoor.callback("localhost", port)] };
      const sandbox = await SandboxServer.start(scenario, { client });
      const door = await RouteDoor.start(port, { api: { url: sandbox.url }, login: { kind: "openshift" }, ...options });
      watch.own(door.origin);
      watch.own(sandbox.url);
      started.push({ door, sandbox });
      return { door, sandbox };
    });
    await Promise.all(context.pages().map((page) => page.close()));
    await Promise.all(started.flatMap(({ door, sandbox }) => [door.stop(), sandbox.stop()]));
  },
});

/** Fills in the login service's own page, by keyboard. */
async function introduce(page: Page, name: string): Promise<void> {
  await page.getByLabel("User name").focus();
  await page.keyboard.type(name);
  await page.keyboard.press("Tab");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
}

/** Logs in from wherever the login page was reached. */
async function logIn(page: Page, name: string): Promise<void> {
  await page.getByRole("link", { name: "Log in with OpenShift" }).click();
  await introduce(page, name);
}

test("somebody logs in at OpenShift and comes to the page that was asked for", async ({ page, place }) => {
  const { door } = await place();
  await page.goto(`${door.origin}/state?to=Unmanaged`);
  await expect(page).toHaveTitle("Log in · Registry Console");
  expect(await violations(page)).toBe("");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Log in with OpenShift" })).toBeFocused();
  await page.keyboard.press("Enter");
  await runs(page, () => introduce(page, "admin"));
  await expect(page).toHaveURL(`${door.origin}/state?to=Unmanaged`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Change management state");
  await expect(page.getByRole("banner")).toContainText("admin");
});

test("what a login is made of is in no page, no storage, no readable cookie and no line of the log", async ({ page, place }) => {
  const { door, sandbox } = await place();
  await page.goto(door.origin);
  const addresses: string[] = [];
  page.on("framenavigated", (frame) => addresses.push(frame.url()));
  await runs(page, () => logIn(page, "admin"));
  await live(page);
  const path = "/apis/oauth.openshift.io/v1/oauthaccesstokens";
  const { items } = (await (await sandbox.fetch(path)).json()) as { items: { metadata: { name: string } }[] };
  expect(items).toHaveLength(1);
  const told = [await page.content(), ...(await page.evaluate(() => [document.cookie, ...Object.values({ ...localStorage }), ...Object.values({ ...sessionStorage })]))];
  expect(told[1]).toBe("");
  const [cookie] = await page.context().cookies(door.origin);
  expect(cookie).toMatchObject({ name: "__Host-registry-console", httpOnly: true, secure: true, sameSite: "Strict" });
  const code = new URL(addresses.find((address) => address.includes("/login/callback?"))!).searchParams;
  for (const secret of [/sha256~[\w-]{43}/, code.get("code")!, code.get("state")!, cookie!.value, CLIENT_SECRET]) {
    for (const text of [...told, door.log]) {
      const found = typeof secret === "string" ? text.includes(secret) : secret.test(text);
      expect(found, `${secret}`).toBe(false);
    }
  }
  expect(door.log).toContain('event="login" user="admin" result="done"');
});

test("logging out ends the token at the cluster, and a copied cookie opens nothing", async ({ page, place, browser }) => {
  const { door, sandbox } = await place();
  await page.goto(door.origin);
  await runs(page, () => logIn(page, "admin"));
  await live(page);
  const cookies = await page.context().cookies(door.origin);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Logged out");
  expect(await violations(page)).toBe("");
  expect(await page.context().cookies(door.origin)).toEqual([]);
  const tokens = await sandbox.fetch("/apis/oauth.openshift.io/v1/oauthaccesstokens");
  expect(((await tokens.json()) as { items: unknown[] }).items).toEqual([]);
  const thief = await browser.newContext({ ignoreHTTPSErrors: true });
  await thief.addCookies(cookies);
  const stolen = await thief.newPage();
  await stolen.goto(door.origin);
  await expect(stolen).toHaveTitle("Log in · Registry Console");
  await thief.close();
  await page.getByRole("link", { name: "Log in again" }).click();
  await expect(page.getByRole("link", { name: "Log in with OpenShift" })).toBeVisible();
});

test("a token that is revoked ends every open page, and a new login leads back to what was typed", async ({ page, place, watch }) => {
  const { door, sandbox } = await place("bare-metal-removed");
  watch.allow(/401/);
  await page.goto(`${door.origin}/storage/setup?kind=new-claim&step=details`);
  await runs(page, () => logIn(page, "admin"));
  await page.getByLabel("Name").fill("typed-before-the-end");
  await page.getByLabel("Name").blur();
  expect(await sandbox.revokeAll()).toBe(1);
  // The stream hears of it with the next question that the console asks for this person.
  await page.getByRole("button", { name: "Next" }).click();
  const again = page.getByRole("link", { name: "Log in again" });
  await expect(again).toBeVisible({ timeout: 90_000 });
  await again.click();
  await runs(page, () => logIn(page, "admin"));
  await expect(page).toHaveURL(/\/storage\/setup\?/);
  await page.goto(`${door.origin}/storage/setup?kind=new-claim&step=details`);
  await expect(page.getByLabel("Name")).toHaveValue("typed-before-the-end");
});

test("two tabs, one logs out: the other says so and leads to the login", async ({ page, place, context, watch }) => {
  const { door } = await place();
  watch.allow(/401/);
  await page.goto(door.origin);
  await runs(page, () => logIn(page, "admin"));
  await live(page);
  const other = await context.newPage();
  await visit(other, `${door.origin}/state`);
  await page.getByRole("button", { name: "Log out" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Logged out");
  await other.getByRole("button", { name: "Review change" }).click();
  await expect(other.getByRole("link", { name: "Log in again" })).toBeVisible({ timeout: 90_000 });
  await other.close();
});

test("who cancels at the login service is told so and may try again", async ({ page, place, watch }) => {
  const { door } = await place();
  watch.allow(/403 .*\/login\/callback/);
  await page.goto(door.origin);
  await page.getByRole("link", { name: "Log in with OpenShift" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("The login was cancelled, or the login service refused it.")).toBeVisible();
  expect(await violations(page)).toBe("");
  await runs(page, () => logIn(page, "reader"));
  await expect(page.getByRole("banner")).toContainText("reader");
});

test("somebody without rights gets in and is told what is missing", async ({ page, place }) => {
  const { door } = await place();
  await page.goto(door.origin);
  await runs(page, () => logIn(page, "nobody"));
  await expect(page.getByRole("banner")).toContainText("nobody");
  await expect(page.getByRole("main")).toContainText("get configs.imageregistry.operator.openshift.io");
});

test("an answer of the login service in another browser is refused", async ({ page, place, browser }) => {
  const { door } = await place();
  await page.goto(door.origin);
  const answer = page.waitForRequest((request) => request.url().includes("/login/callback?"));
  await runs(page, () => logIn(page, "admin"));
  const other = await browser.newContext({ ignoreHTTPSErrors: true });
  const stranger = await other.newPage();
  const refused = await stranger.goto((await answer).url());
  expect(refused!.status()).toBe(400);
  await expect(stranger.getByText("This login was begun in another browser")).toBeVisible();
  expect(await other.cookies()).toEqual([]);
  await other.close();
});

test("a token that somebody brings along opens the door, and a wrong one says so", async ({ page, place, watch }) => {
  const { door } = await place();
  watch.allow(/401/);
  await page.goto(`${door.origin}/state`);
  await page.getByLabel("Token").fill("wrong");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The cluster does not accept this token.")).toBeVisible();
  await page.getByLabel("Token").fill("sandbox-reader");
  await runs(page, () => page.getByRole("button", { name: "Log in with the token" }).click());
  await expect(page).toHaveURL(`${door.origin}/state`);
  await expect(page.getByRole("banner")).toContainText("reader");
});

test("one of two replicas is killed and nobody notices but the stream, which goes on", async ({ page, place }) => {
  const { door } = await place("ready-claim", { replicas: 2 });
  await page.goto(door.origin);
  await runs(page, () => logIn(page, "admin"));
  await live(page);
  const again = page.waitForRequest((request) => new URL(request.url()).pathname === "/events");
  await door.end(door.answering("/events"));
  await again;
  await live(page);
  await page.goto(`${door.origin}/state`);
  await expect(page.getByRole("banner")).toContainText("admin");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("logging in, changing the state and logging out work", async ({ page, place }) => {
    const { door } = await place();
    await page.goto(`${door.origin}/state?to=Unmanaged`);
    await page.getByRole("link", { name: "Log in with OpenShift" }).click();
    await page.getByLabel("User name").fill("admin");
    await page.getByLabel("Password").fill("admin");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Change management state");
    await page.getByRole("button", { name: /Review/ }).click();
    await page.getByRole("button", { name: "Apply the plan" }).click();
    await expect(page.getByRole("main")).toContainText("Unmanaged");
    await page.getByRole("button", { name: "Log out" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Logged out");
  });
});

test("an OpenID Connect provider's login works on a real API server, and ends there too", async ({ page, watch }) => {
  test.setTimeout(180_000);
  const port = await freePort();
  const origin = `https://localhost:${port}`;
  const certificates = await Certificates.make();
  const client = { secret: CLIENT_SECRET, redirectUris: [RouteDoor.callback("localhost", port)] };
  const provider = await OidcProvider.start({ client, certificates, postLogoutRedirectUris: [`${origin}/signed-out`] });
  const cluster = await Cluster.real("bare-metal-removed", provider);
  const { url, ca } = await cluster.server();
  const login = { kind: "oidc", issuer: provider.url, ca: provider.ca } as const;
  const door = await RouteDoor.start(port, { api: { url, ca }, login });
  watch.own(door.origin);
  watch.own(new URL(provider.url).origin);
  try {
    await page.goto(`${door.origin}/state?to=Managed`);
    await page.getByRole("link", { name: "Log in with your organization" }).click();
    await runs(page, () => introduce(page, "admin"));
    await expect(page).toHaveURL(`${door.origin}/state?to=Managed`);
    await expect(page.getByRole("banner")).toContainText("admin");
    const secrets = /ey[\w-]{20,}\.[\w-]{20,}\./;
    expect(secrets.test(await page.content())).toBe(false);
    expect(secrets.test(door.log)).toBe(false);
    await page.getByRole("button", { name: "Log out" }).click();
    await expect(page).not.toHaveURL(new RegExp(`^${door.origin}/state`));
    expect(page.url()).not.toMatch(secrets);
    // The provider's own cookies stand under the same host.
    const left = (await page.context().cookies(door.origin)).map((cookie) => cookie.name);
    expect(left.filter((name) => name.startsWith("__Host-"))).toEqual([]);
  } finally {
    await page.close();
    await door.stop();
    await cluster.stop();
    await provider.stop();
    await certificates.remove();
  }
});
