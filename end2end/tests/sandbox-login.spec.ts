// The sandbox as OpenShift's OAuth server, in a browser: its pages work by keyboard and are accessible, and its tokens
// end when an administrator says so. What a console does with them is tested elsewhere.

import { createHash, randomBytes } from "node:crypto";
import { type Page, test as base } from "@playwright/test";
import { violations } from "../a11y.ts";
import { expect } from "../fixtures.ts";
import { SandboxServer, type SandboxOptions } from "../server.ts";

const SCOPES = "user:info user:check-access role:registry-console:*:! role:registry-console-secrets:openshift-image-registry:! role:registry-console-bundles:openshift-config:!";
const SECRET = "a-secret-of-this-test";
const WHO = "/apis/user.openshift.io/v1/users/~";

/** A sandbox, and the client that people log in for; its own home is a page of another sandbox. */
class Client {
  readonly #verifier = randomBytes(32).toString("base64url");

  constructor(
    readonly page: Page,
    readonly sandbox: SandboxServer,
    readonly callback: string,
  ) {}

  async ask(scope = SCOPES): Promise<void> {
    const metadata = await fetch(`${this.sandbox.url}/.well-known/oauth-authorization-server`);
    const { issuer, authorization_endpoint } = (await metadata.json()) as Record<string, string>;
    expect(issuer).toBe(this.sandbox.url);
    const wanted = new URLSearchParams({
      client_id: "registry-console",
      redirect_uri: this.callback,
      response_type: "code",
      scope,
      state: "a-state",
      code_challenge: createHash("sha256").update(this.#verifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    await this.page.goto(`${authorization_endpoint}?${wanted}`);
  }

  async logIn(name: string): Promise<void> {
    await this.page.getByLabel("User name").focus();
    await this.page.keyboard.type(name);
    await this.page.keyboard.press("Tab");
    await this.page.keyboard.type(name);
    await this.page.keyboard.press("Enter");
  }

  async told(): Promise<URLSearchParams> {
    await this.page.waitForURL(`${this.callback}?**`);
    return new URL(this.page.url()).searchParams;
  }

  async swap(code: string): Promise<Record<string, unknown>> {
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      redirect_uri: this.callback,
      code,
      code_verifier: this.#verifier,
      client_id: "registry-console",
      client_secret: SECRET,
    });
    const answer = await fetch(`${this.sandbox.url}/oauth/token`, { method: "POST", body });
    return (await answer.json()) as Record<string, unknown>;
  }

  async status(token: unknown): Promise<number> {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${this.sandbox.url}${WHO}`, { headers })).status;
  }
}

interface Fixtures {
  /** Starts a sandbox and a client of it; both end with the test. */
  start: (options?: SandboxOptions) => Promise<Client>;
}

const test = base.extend<Fixtures>({
  start: async ({ page }, use) => {
    const servers: SandboxServer[] = [];
    await use(async (options = {}) => {
      const home = await SandboxServer.start("ready-claim");
      servers.push(home);
      const callback = `${home.url}/version`;
      const client = { secret: SECRET, redirectUris: [callback] };
      const sandbox = await SandboxServer.start("ready-claim", { ...options, client });
      servers.push(sandbox);
      return new Client(page, sandbox, callback);
    });
    await Promise.all(servers.map((server) => server.stop()));
  },
});

test("somebody logs in by keyboard, and the token ends when it is revoked", async ({ page, start }) => {
  const client = await start({ host: "localhost" });
  await client.ask();
  expect(await violations(page)).toBe("");
  await client.logIn("reader");
  const back = await client.told();
  expect(back.get("state")).toBe("a-state");
  const { access_token, expires_in } = await client.swap(back.get("code")!);
  expect(expires_in).toBe(86_400);
  expect(await client.status(access_token)).toBe(200);
  expect(await client.sandbox.revokeAll()).toBe(1);
  expect(await client.status(access_token)).toBe(401);
});

test("a wrong password keeps the name, and whoever cancels is sent back", async ({ page, start }) => {
  const client = await start();
  await client.ask();
  await page.getByLabel("User name").fill("reader");
  await page.getByLabel("Password").fill("guessed");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toContainText("Login failed");
  await expect(page.getByLabel("User name")).toHaveValue("reader");
  expect(await violations(page)).toBe("");
  await page.getByRole("button", { name: "Cancel" }).click();
  expect((await client.told()).get("error")).toBe("access_denied");
});

test("scopes are approved when the client prompts, and a short token ends by itself", async ({ page, start }) => {
  const client = await start({ prompt: true, tokenSeconds: 2 });
  await client.ask();
  await client.logIn("admin");
  await expect(page.getByRole("listitem")).toHaveCount(5);
  expect(await violations(page)).toBe("");
  await page.getByRole("button", { name: "Allow" }).click();
  const { access_token, expires_in } = await client.swap((await client.told()).get("code")!);
  expect(expires_in).toBe(2);
  await expect.poll(() => client.status(access_token)).toBe(401);
});

test("a client nobody knows leads nowhere", async ({ page, start }) => {
  const client = await start();
  await page.goto(`${client.sandbox.url}/oauth/authorize?client_id=stranger&redirect_uri=https://evil.example/`);
  await expect(page.getByRole("alert")).toContainText("unauthorized_client");
  expect(await violations(page)).toBe("");
  expect(page.url()).toContain(client.sandbox.url);
});
