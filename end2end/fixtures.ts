// What every browser test has: consoles of its own, and a watch over everything no page may ever do. Knows no feature.

import { test as base, expect, type BrowserContext, type Page } from "@playwright/test";
import { Hosted } from "./console-host/hosted.ts";
import { Console, type Cluster, type Person, type Reached } from "./server.ts";

export { expect } from "@playwright/test";
export type { Page, Locator } from "@playwright/test";

/** How people reach the console: a process on their own machine, or the OpenShift console's pages. */
export type Door = "local" | "console";

/** Marks the tests that also run through the console door in every run; the others do when asked for. */
export const SAMPLE = "@console";

export interface Options {
  door: Door;
}

const DOORS: Record<Door, (cluster: Cluster) => Promise<[Reached, () => Promise<void>]>> = {
  local: async (cluster) => {
    const console = await Console.start(cluster);
    return [console, () => console.stop()];
  },
  console: async (cluster) => {
    const hosted = await Hosted.start(cluster);
    return [hosted, () => hosted.end()];
  },
};

/** For tests that can say nothing at the console door: `test.skip(inTheConsole, why)`. */
export const inTheConsole = ({ door }: Options) => door === "console";

/** Faults a page is allowed to have, because the test makes them. */
export class Watch {
  readonly #faults: string[] = [];
  readonly #allowed: RegExp[] = [];
  readonly #origins = new Set<string>();

  /** From now on a fault like this one is expected: the test breaks something on purpose. */
  allow(fault: RegExp): void {
    this.#allowed.push(fault);
  }

  /** What broke, except what was allowed. */
  get faults(): string[] {
    return this.#faults.filter((fault) => !this.#allowed.some((allowed) => allowed.test(fault)));
  }

  /** Requests to this origin are ours. */
  own(origin: string): void {
    this.#origins.add(origin);
  }

  /** Watches every page of a context. */
  async over(context: BrowserContext): Promise<void> {
    await context.exposeBinding("reportViolation", (_, text: string) => {
      this.#faults.push(`policy: ${text}`);
    });
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
        const report = (window as unknown as { reportViolation(text: string): void }).reportViolation;
        report(`${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`);
      });
    });
    context.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.#faults.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on("weberror", (error) => {
      this.#faults.push(`uncaught: ${error.error().stack ?? error.error().message}`);
    });
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "data:" && !this.#origins.has(url.origin)) {
        this.#faults.push(`foreign: ${request.url()}`);
      }
    });
  }
}

interface Fixtures {
  /** What no page may do. */
  watch: Watch;
  /** Starts a console; it ends with the test. */
  start: (cluster: Cluster) => Promise<Reached>;
  /** Starts a sandbox console and opens one of its pages. */
  open: (scenario: string, path?: string, as?: Person) => Promise<Reached>;
}

export const test = base.extend<Options & Fixtures>({
  door: ["local", { option: true }],

  watch: [
    async ({ context }, use) => {
      const watch = new Watch();
      await watch.over(context);
      await use(watch);
      expect(watch.faults, "a page broke a rule").toEqual([]);
    },
    { auto: true },
  ],

  start: async ({ door, watch, context }, use) => {
    const ends: (() => Promise<void>)[] = [];
    await use(async (cluster) => {
      const [started, end] = await DOORS[door](cluster);
      ends.push(end);
      watch.own(started.origin);
      return started;
    });
    // Pages first: one that is left behind would notice that its console is gone.
    await Promise.all(context.pages().map((page) => page.close()));
    await Promise.all(ends.map((end) => end()));
  },

  open: async ({ start, page, javaScriptEnabled }, use) => {
    await use(async (scenario, path = "/", as) => {
      const started = await start({ sandbox: scenario, as });
      const visited = started.url(path);
      await (javaScriptEnabled === false ? page.goto(visited) : visit(page, visited));
      return started;
    });
  },
});

/** What a request is to our server, as its own doors have it; nothing for built files and the OpenShift console's own. */
export function ownPath(url: string): string | undefined {
  const { pathname } = new URL(url);
  const [, called] = pathname.split("/api/proxy/plugin/registry-console/bff");
  if (called !== undefined) return called;
  const [, shown] = pathname.split("/image-registry");
  if (shown !== undefined) return shown || "/";
  const files = ["/pkg/", "/favicon.svg", "/static/", "/locales/", "/api/plugins/"];
  return files.some((one) => pathname.includes(one)) ? undefined : pathname;
}

/** Opens an address and waits until the browser runs the page: its event stream is open. */
export async function visit(page: Page, url: string): Promise<void> {
  await runs(page, () => page.goto(url));
}

/** Does what loads a document, and waits until the browser runs the page. */
export async function runs(page: Page, load: () => Promise<unknown>): Promise<void> {
  const stream = page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/events"));
  await load();
  await stream;
}

/** Waits until the overview follows the cluster. */
export async function live(page: Page): Promise<void> {
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
}
