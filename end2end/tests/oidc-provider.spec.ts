// The test provider itself: its pages work by keyboard, and a real API server takes its ID tokens. What a console does
// with them is tested elsewhere.

import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { type APIRequestContext, type Page, test as base } from "@playwright/test";
import { violations } from "../a11y.ts";
import { expect } from "../fixtures.ts";
import { Cluster } from "../cluster.ts";
import { Certificates, OidcProvider } from "../server.ts";

const SECRET = "a-secret-of-this-test";

interface Shared {
  /** Where people are sent back to: the address of a server that is no console. */
  home: string;
  provider: OidcProvider;
  cluster: Cluster;
}

const test = base.extend<object, Shared>({
  home: [
    async ({}, use) => {
      const server: Server = createServer((_, response) => response.end("back"));
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      server.closeAllConnections();
      server.close();
    },
    { scope: "worker" },
  ],
  provider: [
    async ({ home }, use) => {
      const certificates = await Certificates.make();
      const client = { secret: SECRET, redirectUris: [`${home}/callback`] };
      const provider = await OidcProvider.start({
        client,
        certificates,
        idTokenSeconds: 120,
        postLogoutRedirectUris: [`${home}/left`],
      });
      await use(provider);
      await provider.stop();
      await certificates.remove();
    },
    { scope: "worker" },
  ],
  cluster: [
    async ({ provider }, use) => {
      const cluster = await Cluster.real("ready-claim", provider);
      await use(cluster);
      await cluster.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

test.use({ ignoreHTTPSErrors: true });

type Answer = Record<string, unknown>;

/** A console's part of a login. */
class Client {
  readonly #verifier = randomBytes(32).toString("base64url");

  constructor(
    readonly page: Page,
    readonly provider: OidcProvider,
    readonly home: string,
  ) {}

  /** Opens the login page, as a console would ask for it. */
  async ask(changes: Record<string, string> = {}): Promise<void> {
    const wanted = new URLSearchParams({
      client_id: this.provider.audience,
      redirect_uri: `${this.home}/callback`,
      response_type: "code",
      scope: "openid",
      state: "a-state",
      nonce: "a-nonce",
      code_challenge: createHash("sha256").update(this.#verifier).digest("base64url"),
      code_challenge_method: "S256",
      ...changes,
    });
    await this.page.goto(`${this.provider.url}/auth?${wanted}`);
  }

  /** What the client is told when somebody is sent back to it. */
  async told(): Promise<URLSearchParams> {
    await this.page.waitForURL(`${this.home}/callback?**`);
    return new URL(this.page.url()).searchParams;
  }

  /** Logs in by keyboard. */
  async logIn(name: string): Promise<URLSearchParams> {
    await this.page.getByLabel("User name").focus();
    await this.page.keyboard.type(name);
    await this.page.keyboard.press("Tab");
    await this.page.keyboard.type(name);
    await this.page.keyboard.press("Enter");
    return this.told();
  }

  /** Swaps a code for tokens. */
  async swap(request: APIRequestContext, code: string, verifier = this.#verifier): Promise<[number, Answer]> {
    const credential = Buffer.from(`${this.provider.audience}:${SECRET}`).toString("base64");
    const answer = await request.post(`${this.provider.url}/token`, {
      headers: { authorization: `Basic ${credential}` },
      form: {
        grant_type: "authorization_code",
        redirect_uri: `${this.home}/callback`,
        code,
        code_verifier: verifier,
      },
    });
    return [answer.status(), (await answer.json()) as Answer];
  }

  /** The ID token of somebody who logs in. */
  async token(request: APIRequestContext, name: string): Promise<string> {
    await this.ask();
    const back = await this.logIn(name);
    expect(back.get("state")).toBe("a-state");
    const [status, answer] = await this.swap(request, back.get("code")!);
    expect(status).toBe(200);
    return answer.id_token as string;
  }
}

/** What the real API server says of a token. */
async function whoami(cluster: Cluster, token: string): Promise<Answer> {
  const kubectl = process.env.RC_KUBECTL ?? "kubectl";
  const flags = [`--kubeconfig=${cluster.kubeconfig}`, `--token=${token}`];
  const call = promisify(execFile)(kubectl, [...flags, "auth", "whoami", "--output=json"]);
  return JSON.parse((await call).stdout).status.userInfo;
}

for (const [name, groups] of [
  ["admin", ["registry-admins", "system:authenticated"]],
  ["reader", ["registry-auditors", "system:authenticated"]],
  ["nobody", ["system:authenticated"]],
] as const) {
  test(`the real API server takes the ID token of ${name}`, async ({ page, request, provider, home, cluster }) => {
    const token = await new Client(page, provider, home).token(request, name);
    const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Answer;
    expect(claims).toMatchObject({ iss: provider.url, aud: provider.audience, nonce: "a-nonce", sub: name });
    expect((claims.exp as number) - (claims.iat as number)).toBe(120);
    // The API server fetches the issuer's keys by itself, soon after its start.
    await expect(async () => {
      expect(await whoami(cluster, token)).toMatchObject({ username: name, groups });
    }).toPass({ timeout: 30_000 });
  });
}

test("a token that was tampered with is nobody's", async ({ page, request, provider, home, cluster }) => {
  const token = await new Client(page, provider, home).token(request, "nobody");
  await expect(async () => {
    expect(await whoami(cluster, token)).toMatchObject({ username: "nobody" });
  }).toPass({ timeout: 30_000 });
  const [header, claims, signature] = token.split(".");
  const forged = JSON.parse(Buffer.from(claims!, "base64url").toString()) as Answer;
  const body = Buffer.from(JSON.stringify({ ...forged, groups: ["registry-admins"] })).toString("base64url");
  await expect(whoami(cluster, `${header}.${body}.${signature}`)).rejects.toThrow(/Unauthorized|logged in/);
});

test("without a challenge nobody logs in, and a code needs its verifier", async ({ page, request, provider, home }) => {
  const client = new Client(page, provider, home);
  await client.ask({ code_challenge: "", code_challenge_method: "" });
  expect((await client.told()).get("error")).toBe("invalid_request");
  await client.ask();
  const back = await client.logIn("reader");
  const other = randomBytes(32).toString("base64url");
  const [status, answer] = await client.swap(request, back.get("code")!, other);
  expect([status, answer.error]).toEqual([400, "invalid_grant"]);
});

test("a wrong password keeps the name, and whoever cancels is sent back", async ({ page, provider, home }) => {
  const client = new Client(page, provider, home);
  await client.ask();
  expect(await violations(page)).toBe("");
  await page.getByLabel("User name").fill("reader");
  await page.getByLabel("Password").fill("guessed");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toContainText("Login failed");
  await expect(page.getByLabel("User name")).toHaveValue("reader");
  expect(await violations(page)).toBe("");
  await page.getByRole("button", { name: "Cancel" }).click();
  expect((await client.told()).get("error")).toBe("access_denied");
});

test("logging out asks once and leads back", async ({ page, request, provider, home }) => {
  const client = new Client(page, provider, home);
  const token = await client.token(request, "reader");
  const metadata = await request.get(`${provider.url}/.well-known/openid-configuration`);
  const { end_session_endpoint } = (await metadata.json()) as { end_session_endpoint: string };
  const leave = new URLSearchParams({ id_token_hint: token, post_logout_redirect_uri: `${home}/left` });
  await page.goto(`${end_session_endpoint}?${leave}`);
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(`${home}/left**`);
  await client.ask();
  await expect(page.getByLabel("Password")).toBeVisible();
});
