// The console's server, as far as a plugin meets it: who is let in, what is taken from requests and answers and what is
// added, the policy of its pages. Every rule is one of the real bridge's. Knows nothing of what it hands on.

import { randomBytes } from "node:crypto";
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { type Age, bundle } from "./bundle.ts";
import { page, policy } from "./page.ts";

const PLUGIN = "registry-console";
const ALIAS = "bff";
const READING = ["GET", "HEAD", "OPTIONS", "TRACE"];
/** Never handed on to a plugin. */
const TAKEN = ["cookie", "x-csrftoken", "origin", "host", "connection", "x-console-impersonate-groups"];
/** Never handed back. */
const KEPT = ["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "server"];

export interface Settings {
  /** The console door: scheme, host, port. */
  door: string;
  /** Whoever is logged in. */
  token: string;
  basePath?: string;
  age?: Age;
  /** Whether the policy of the pages has `'unsafe-eval'`. */
  evaluate?: boolean;
  operator?: boolean;
}

/** A request as it left for the plugin's server. */
export interface Sent {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
}

export class Bridge {
  readonly #settings: Required<Settings>;
  readonly #server = createServer((asked, answer) => {
    this.#serve(asked, answer).catch((error: unknown) => {
      if (!answer.headersSent) answer.writeHead(502);
      answer.end(String(error));
    });
  });
  /** What came for the plugin's server, refused or handed on, from the oldest. */
  readonly sent: Sent[] = [];
  /** What was refused, and why. */
  readonly refused: string[] = [];
  /** Answers that are still being sent. */
  open = 0;
  origin = "";

  private constructor(settings: Settings) {
    this.#settings = { basePath: "/", age: "today", evaluate: true, operator: true, ...settings };
  }

  static async start(settings: Settings): Promise<Bridge> {
    const bridge = new Bridge(settings);
    // Bundled before the browser's clock runs.
    await bundle(bridge.#settings.age);
    await new Promise<void>((ready) => bridge.#server.listen(0, "127.0.0.1", ready));
    bridge.origin = `http://127.0.0.1:${(bridge.#server.address() as AddressInfo).port}`;
    return bridge;
  }

  /** The console's base path, with its slash. */
  get basePath(): string {
    return this.#settings.basePath;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { basePath, age, evaluate, operator } = this.#settings;
    const url = new URL(asked.url ?? "/", this.origin);
    const path = `/${url.pathname.slice(basePath.length)}`;
    if (!url.pathname.startsWith(basePath)) return void answer.writeHead(302, { location: basePath }).end();
    if (path === "/static/console.js") {
      answer.writeHead(200, { "content-type": "text/javascript" }).end(await bundle(age));
      return;
    }
    if (path === "/locales/resource.json") {
      const file = `locales/${url.searchParams.get("lng")}/${url.searchParams.get("ns")}.json`;
      return this.#hand(asked, answer, `/plugin/${file}`, {}, "GET");
    }
    const assets = `/api/plugins/${PLUGIN}/`;
    if (path.startsWith(assets)) {
      if (asked.method !== "GET") return void answer.writeHead(405).end();
      if (!this.#session(asked)) return this.#refuse(answer, 401, "no session");
      const added = { "cache-control": "no-cache, no-store, must-revalidate", pragma: "no-cache" };
      return this.#hand(asked, answer, `/plugin/${path.slice(assets.length)}`, added);
    }
    const proxy = `/api/proxy/plugin/${PLUGIN}/${ALIAS}`;
    if (path === proxy) return void answer.writeHead(307, { location: `${asked.url}/` }).end();
    if (path.startsWith(`${proxy}/`)) return this.#proxied(asked, answer, path.slice(proxy.length) + url.search);
    if (path.startsWith("/api/")) return void answer.writeHead(404).end();
    const nonce = randomBytes(16).toString("base64");
    answer.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy(nonce, evaluate),
      "cache-control": "no-store",
      "set-cookie": [
        `csrf-token=${CSRF}; Path=${basePath}; SameSite=Strict`,
        `openshift-session-token=${SESSION}; Path=${basePath}; HttpOnly; SameSite=Strict`,
      ],
    });
    answer.end(page({ basePath, age, nonce, operator }));
  }

  #session(asked: IncomingMessage): boolean {
    return cookies(asked).get("openshift-session-token") === SESSION;
  }

  #proxied(asked: IncomingMessage, answer: ServerResponse, path: string): Promise<void> | void {
    const method = asked.method ?? "GET";
    const token = cookies(asked).get("csrf-token");
    const sent = asked.headers["x-csrftoken"];
    if (!READING.includes(method) && (token === undefined || token !== sent)) {
      return this.#refuse(answer, 403, `${method} ${path}: invalid CSRF token`);
    }
    if (!this.#session(asked)) return this.#refuse(answer, 401, `${method} ${path}: no session`);
    return this.#hand(asked, answer, path, {
      "content-security-policy": "sandbox;",
      "x-frame-options": "DENY",
      "cache-control": "no-cache, no-store, must-revalidate",
      "referrer-policy": "strict-origin-when-cross-origin",
    });
  }

  #refuse(answer: ServerResponse, status: number, why: string): void {
    this.refused.push(why);
    answer.writeHead(status).end(why);
  }

  /** Hands a request on with the user's token, and the answer back. */
  #hand(
    asked: IncomingMessage,
    answer: ServerResponse,
    path: string,
    added: Record<string, string>,
    method = asked.method ?? "GET",
  ): Promise<void> {
    const { door, token } = this.#settings;
    const headers: IncomingHttpHeaders = { ...asked.headers };
    for (const name of TAKEN) delete headers[name];
    headers.authorization = `Bearer ${token}`;
    headers["x-forwarded-for"] = [asked.headers["x-forwarded-for"], "127.0.0.1"].filter(Boolean).join(", ");
    const out: Record<string, string | string[] | undefined> = { ...headers };
    const groups = asked.headers["x-console-impersonate-groups"];
    if (groups) out["impersonate-group"] = [...String(groups).split(","), "system:authenticated"];
    this.sent.push({ method, path, headers: out as IncomingHttpHeaders });
    return new Promise((done) => {
      const onward = request(new URL(path, door), { method, headers: out, agent: false }, (back) => {
        const sent = Object.entries(back.headersDistinct).filter(
          ([name]) => !KEPT.includes(name) && !name.startsWith("access-control-"),
        );
        const all = new Map(sent.map(([name, values]) => [name, [...(values ?? [])]]));
        for (const [name, value] of Object.entries({ "x-content-type-options": "nosniff", ...added })) {
          const theirs = name === "x-content-type-options" ? [] : (all.get(name) ?? []);
          all.set(name, [value, ...theirs]);
        }
        answer.writeHead(back.statusCode ?? 502, Object.fromEntries(all));
        back.pipe(answer);
        back.once("error", () => answer.destroy());
      });
      this.open += 1;
      // Whoever goes away before the answer has come leaves nothing open behind the bridge either.
      answer.once("close", () => {
        this.open -= 1;
        onward.destroy();
        done();
      });
      onward.once("error", () => {
        if (answer.headersSent) answer.destroy();
        else answer.writeHead(502).end("Bad Gateway");
      });
      asked.pipe(onward);
    });
  }
}

const CSRF = randomBytes(32).toString("base64");
const SESSION = randomBytes(16).toString("hex");

function cookies(asked: IncomingMessage): Map<string, string> {
  const pairs = (asked.headers.cookie ?? "").split("; ").filter(Boolean);
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
