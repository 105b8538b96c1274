// The console door: our pages inside the OpenShift console, loaded by its own plugin loader through a server that
// treats them as the real bridge does. What the pages say is the matter of every other suite, which runs here too.

import { readFile, readdir } from "node:fs/promises";
import { isAccessible } from "../a11y.ts";
import { type Host, Hosted } from "../console-host/hosted.ts";
import { type Page, test as base, expect, live, visit } from "../fixtures.ts";
import { Wizard } from "../wizard.ts";

const CONFIG = "k8s/cluster/imageregistry.operator.openshift.io~v1~Config/cluster";
const STREAM = "k8s/ns/webshop/imagestreams/storefront";
const HOSTS: Host[] = [{}, { basePath: "/ocp/console/" }, { age: "before" }];
const named = ({ age = "today", basePath = "/" }: Host) => `a console of ${age}, at ${basePath}`;

const test = base.extend<{ host: (scenario: string, host?: Host) => Promise<Hosted> }>({
  host: async ({ page, watch }, use) => {
    const all: Hosted[] = [];
    await use(async (scenario, host) => {
      const hosted = await Hosted.start({ sandbox: scenario }, host);
      all.push(hosted);
      watch.own(hosted.origin);
      return hosted;
    });
    await page.close();
    await Promise.all(all.map((one) => one.end()));
  },
});

/** An address of the console itself. */
const at = (hosted: Hosted, path: string) => `${hosted.origin}${hosted.bridge.basePath}${path}`;
const h1 = (page: Page) => page.getByRole("heading", { level: 1 });

/** The address bar, the host's router and our page are of one opinion. */
async function shows(page: Page, hosted: Hosted, path: string, heading: string): Promise<void> {
  await expect(h1(page)).toHaveText(heading);
  await expect(page).toHaveURL(hosted.url(path));
  const { pathname, search, hash } = new URL(page.url());
  const known = `/${pathname.slice(hosted.bridge.basePath.length)}${search}${hash}`;
  await expect(page.locator("[data-address]")).toHaveAttribute("data-address", known);
}

for (const kind of HOSTS) {
  test(`Navigation, links, back, forward, a deep link and a reload agree in ${named(kind)}`, async ({ page, host }) => {
    const hosted = await host("ready-claim", kind);
    await page.goto(at(hosted, ""));
    await page.locator("[data-section=administration]").click();
    await shows(page, hosted, "/", "Image registry");
    await live(page);
    // A link to where one is already is no step to go back to.
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Overview" }).click();
    await page.goBack();
    await expect(h1(page)).toHaveText("Overview");
    await page.goForward();
    await live(page);
    await page.getByRole("link", { name: "Change management state" }).click();
    await shows(page, hosted, "/state?to=Removed", "Change management state");
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Configuration" }).click();
    await shows(page, hosted, "/storage/setup", "Set up storage");
    await page.goBack();
    await shows(page, hosted, "/state?to=Removed", "Change management state");
    await expect(page.getByRole("radio", { name: "Removed", exact: true })).toBeChecked();
    await page.goBack();
    await shows(page, hosted, "/", "Image registry");
    await page.goForward();
    await page.goForward();
    await shows(page, hosted, "/storage/setup", "Set up storage");
    // The host moves on its own while our pages stay mounted.
    await page.locator("[data-section=builds]").click();
    await shows(page, hosted, "/", "Image registry");
    await visit(page, hosted.url("/storage/setup?kind=empty-dir&step=details"));
    await shows(page, hosted, "/storage/setup?kind=empty-dir&step=details", "Set up storage");
    await expect(page.getByRole("heading", { level: 2, name: "emptyDir" })).toBeVisible();
    await page.reload();
    await shows(page, hosted, "/storage/setup?kind=empty-dir&step=details", "Set up storage");
    await page.goto(`${hosted.url("/")}/nowhere`);
    await shows(page, hosted, "/nowhere", "No such page");
  });

  test(`The wizard runs to its end in ${named(kind)}`, async ({ page, host }) => {
    const hosted = await host("bare-metal-claims", kind);
    await visit(page, hosted.url("/storage/setup"));
    const wizard = new Wizard(page);
    await wizard.choose("Use an existing claim");
    await page.getByRole("radio", { name: /registry-rwx/ }).check();
    await wizard.review("Use an existing claim");
    await wizard.start();
    await page.getByRole("link", { name: "Go to the overview" }).click();
    await expect(page.getByRole("status")).toHaveText("Ready.");
    expect(hosted.bridge.refused).toEqual([]);
    const writes = hosted.bridge.sent.filter(({ path }) => path === "/api/plan/run");
    expect(writes).toHaveLength(1);
    expect(writes[0]!.headers).toMatchObject({ "x-requested-with": "registry-console" });
  });
}

test("Of every suite that can run here, some tests do so in every run: thirty-one in all", async () => {
  const suites = (await readdir(import.meta.dirname)).filter((name) => !name.startsWith("doors-"));
  const marked = suites.map(async (name): Promise<[string, number]> => {
    const text = await readFile(`${import.meta.dirname}/${name}`, "utf8");
    // Those that never open a page at a door, and those that say why not at this one, count for nothing.
    const runs = /\bopen\(/.test(text) && !/^test\.skip\(inTheConsole/m.test(text);
    return [name, runs ? text.split("tag: SAMPLE").length - 1 : -1];
  });
  const counted = Object.fromEntries((await Promise.all(marked)).filter(([, count]) => count >= 0));
  expect(Object.entries(counted).filter(([, count]) => count === 0)).toEqual([]);
  expect(Object.values(counted).reduce((sum, count) => sum + count, 0)).toBe(31);
});

test("The published plugin store takes the plugin and all it brings", async ({ page, host }) => {
  const hosted = await host("ready-claim");
  await page.goto(at(hosted, ""));
  await expect(page.locator("[data-section=administration]")).toHaveText("Image registry");
  await expect(page.locator("[data-section=builds]")).toHaveText("Registry images");
  type Store = { getPluginInfo(): { status: string; manifest: { name: string } }[]; getExtensions(): unknown[] };
  const store = (read: string) =>
    page.evaluate((read) => {
      const { pluginStore } = window as unknown as { pluginStore: Store };
      return read === "info"
        ? pluginStore.getPluginInfo().map(({ status, manifest }) => [manifest.name, status])
        : pluginStore.getExtensions().length;
    }, read);
  expect(await store("info")).toEqual([["registry-console", "loaded"]]);
  expect(await store("extensions")).toBe(7);
});

test("Where the cluster has no operator nothing of ours shows", async ({ page, host }) => {
  const hosted = await host("capability-disabled", { operator: false });
  await page.goto(at(hosted, CONFIG));
  await expect(h1(page)).toHaveText("cluster");
  await expect(page.getByRole("navigation", { name: "Tabs" }).getByRole("link")).toHaveText(["Details"]);
  await expect(page.locator("[data-section]")).toHaveCount(0);
});

for (const age of ["today", "before"] as const) {
  test(`The operator's configuration has the overview as a tab, without our heading, ${age}`, async ({ page, host }) => {
    const hosted = await host("ready-claim", { age });
    await page.goto(at(hosted, CONFIG));
    await page.getByRole("navigation", { name: "Tabs" }).getByRole("link", { name: "Overview" }).click();
    await live(page);
    await expect(page.getByRole("status")).toHaveText("Ready.");
    await expect(h1(page)).toHaveText(["cluster"]);
    await expect(page).toHaveTitle("OpenShift");
    if (age === "today") await isAccessible(page);
    // The tab is taken away while its own link is being followed.
    await page.getByRole("link", { name: "Change management state" }).click();
    await shows(page, hosted, "/state?to=Removed", "Change management state");
    await expect(page).toHaveTitle("Change management state · Registry Console");
    await page.goBack();
    await expect(h1(page)).toHaveText(["cluster"]);
    await live(page);
  });
}

test("An image stream has the registry's state and its pull addresses as a tab", async ({ page, host }) => {
  const hosted = await host("ready-claim");
  await page.goto(at(hosted, STREAM));
  await page.getByRole("navigation", { name: "Tabs" }).getByRole("link", { name: "Registry" }).click();
  await live(page);
  await expect(page.getByRole("status")).toHaveText("Ready.");
  await expect(page.getByRole("region", { name: "From pods and nodes of this cluster" })).toHaveText(
    "image-registry.openshift-image-registry.svc:5000/webshop/storefront",
  );
  await expect(page.getByText("Not from outside the cluster: the registry has no route.")).toBeVisible();
  await isAccessible(page);
  await page.getByRole("link", { name: "Open the image registry" }).click();
  await shows(page, hosted, "/", "Image registry");
});

for (const [scenario, state, message] of [
  ["ready-claim", "OK", "Ready."],
  ["bare-metal-removed", "NOT_AVAILABLE", "Removed: no registry runs."],
  ["two-storages", "ERROR", "Configuration refused: two storage kinds."],
]) {
  test(`The status card says of ${scenario}: ${message}`, async ({ page, host }) => {
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(request.url()));
    const hosted = await host(scenario!);
    await page.goto(at(hosted, ""));
    await expect(page.locator(`[data-health=${state}]`)).toHaveText(`Image registry: ${message}`);
    // The card alone loads none of the pages.
    expect(loaded.filter((url) => url.endsWith(".wasm"))).toEqual([]);
  });
}

test("A link to a place on the page leads there and stands in the address", async ({ page, host }) => {
  const hosted = await host("ready-claim");
  await visit(page, hosted.url("/"));
  await page.setViewportSize({ width: 1280, height: 400 });
  const pods = page.getByRole("heading", { level: 2, name: "Pods" });
  await expect(pods).not.toBeInViewport();
  await page.getByRole("list", { name: /^The way of an image/ }).getByRole("link", { name: /^Pods/ }).click();
  await expect(pods).toBeInViewport();
  await shows(page, hosted, "/#pods", "Image registry");
});

/** The colours of what the eye meets first, in the root of our own. */
async function colours(page: Page): Promise<Record<string, string[]>> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finish())));
  return page.evaluate(() => {
    const root: Element = [...document.querySelectorAll("*")].map((e) => e.shadowRoot?.querySelector(".rc-root")).find(Boolean)
      ?? document.documentElement;
    const looked = ["", "h1", ".rc-status", ".rc-status__icon", ".pf-v6-c-card", ".rc-path__node", ".rc-overview__actions a", ".rc-live", "dt"];
    const read = (selector: string) => {
      const element = selector ? root.querySelector(selector) : root;
      if (!element) return ["missing"];
      const { color, backgroundColor, borderTopColor, boxShadow } = getComputedStyle(element);
      return [color, backgroundColor, borderTopColor, boxShadow];
    };
    return Object.fromEntries(looked.map((selector) => [selector, read(selector)]));
  });
}

const THEMES: Record<string, string[]> = {
  light: [],
  dark: ["pf-v6-theme-dark"],
  "high contrast": ["pf-v6-theme-high-contrast"],
  "dark, high contrast": ["pf-v6-theme-dark", "pf-v6-theme-high-contrast"],
};

test("The theme follows the host at once, and every colour is that of our own door", async ({ page, host, start, watch }) => {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const wear = (page: Page, classes: string[]) =>
    page.evaluate((classes) => {
      const list = document.documentElement.classList;
      for (const name of [...list].filter((name) => name.includes("theme"))) list.remove(name);
      list.add(...classes);
    }, classes);
  const own = await page.context().newPage();
  await own.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const console = await start({ sandbox: "ready-claim" });
  watch.own(console.origin);
  await visit(own, console.url("/"));
  const hosted = await host("ready-claim");
  await visit(page, hosted.url("/"));
  await live(page);
  const seen = new Set<string>();
  for (const [name, classes] of Object.entries(THEMES)) {
    await wear(own, classes);
    await wear(page, classes);
    const expected = await colours(own);
    await expect.poll(() => colours(page), name).toEqual(expected);
    seen.add(JSON.stringify(expected));
  }
  expect(seen.size, "themes that look alike prove nothing").toBe(Object.keys(THEMES).length);
  // 4.16 to 4.18 have another name for it.
  await wear(page, ["pf-v5-theme-dark"]);
  await wear(own, ["pf-v6-theme-dark"]);
  const dark = await colours(own);
  await expect.poll(() => colours(page)).toEqual(dark);
});

test("Fifty times opened and left, nothing stays: no listener, no timer, no stream, and nothing is loaded twice", async ({ page, host }) => {
  test.slow();
  await page.addInitScript(() => {
    const held = { listeners: 0, observers: 0, timers: new Set<unknown>() };
    (window as unknown as { held: typeof held }).held = held;
    for (const target of [window, document, document.documentElement].filter(Boolean)) {
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = (...all: Parameters<typeof addEventListener>) => {
        held.listeners += 1;
        addEventListener.apply(target, all);
      };
      target.removeEventListener = (...all: Parameters<typeof removeEventListener>) => {
        held.listeners -= 1;
        removeEventListener.apply(target, all);
      };
    }
    const { observe, disconnect } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (...all) {
      held.observers += 1;
      observe.apply(this, all);
    };
    MutationObserver.prototype.disconnect = function () {
      held.observers -= 1;
      disconnect.apply(this);
    };
    const { setInterval, clearInterval } = window;
    window.setInterval = ((...all: Parameters<typeof setInterval>) => {
      const id = setInterval(...all);
      held.timers.add(id);
      return id;
    }) as typeof setInterval;
    window.clearInterval = (id) => {
      held.timers.delete(id);
      clearInterval(id);
    };
  });
  const modules: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith(".wasm")) modules.push(request.url());
  });
  const hosted = await host("ready-claim");
  await page.goto(at(hosted, ""));
  const round = async (wait: boolean) => {
    await page.locator("[data-section=administration]").click();
    if (wait) await live(page);
    await page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: "Overview" }).click();
    await expect(h1(page)).toHaveText("Overview");
  };
  const held = async () => {
    await expect.poll(() => hosted.bridge.open).toBe(0);
    await expect(page).toHaveTitle("OpenShift");
    return page.evaluate(() => {
      const { listeners, observers, timers } = (window as unknown as { held: { listeners: number; observers: number; timers: Set<unknown> } }).held;
      return { listeners, observers, timers: timers.size, roots: document.querySelectorAll(".registry-console").length };
    });
  };
  for (let n = 0; n < 3; n += 1) await round(true);
  const few = await held();
  expect(few.roots).toBe(0);
  // Most of them are left before anything has answered.
  for (let n = 0; n < 47; n += 1) await round(n % 10 === 0);
  expect(await held()).toEqual(few);
  expect(modules.filter((one) => one.includes("/registry-console."))).toHaveLength(1);
  expect(new Set(modules).size).toBe(modules.length);
});

/** Gives the manifest a way to the same pages outside the console. */
async function withRoute(page: Page): Promise<void> {
  await page.route("**/plugin-manifest.json", async (route) => {
    const answer = await route.fetch();
    const manifest = await answer.json();
    manifest.customProperties["registry-console"] = { route: "https://registry.apps.example/" };
    await route.fulfill({ response: answer, json: manifest });
  });
}

test("A policy that refuses WebAssembly gives a message and the way to the Route", async ({ page, host, watch }) => {
  watch.allow(/^policy: script-src wasm-eval/);
  watch.allow(/^error: .*(Content Security Policy|CompileError)/);
  await withRoute(page);
  const hosted = await host("ready-claim", { evaluate: false });
  await page.goto(hosted.url("/"));
  await expect(page.getByRole("alert")).toContainText("does not let WebAssembly run here");
  await expect(page.getByRole("link", { name: "Open Registry Console outside the OpenShift console" })).toHaveAttribute(
    "href",
    "https://registry.apps.example/",
  );
  await isAccessible(page);
});

test("A panic of the pages gives a message instead of a page that stands still, and the host lives on", async ({
  page,
  host,
  watch,
}) => {
  watch.allow(/^error: .*panicked|^uncaught: .*unreachable/);
  await withRoute(page);
  const hosted = await host("ready-claim");
  await visit(page, hosted.url("/"));
  await live(page);
  await page.evaluate(() => {
    // A document that makes no elements, once, is beyond what the pages can do anything about.
    const { createElement } = document;
    const { cloneNode } = Node.prototype;
    document.createElement = Node.prototype.cloneNode = () => {
      document.createElement = createElement;
      Node.prototype.cloneNode = cloneNode;
      throw new Error("no elements");
    };
  });
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Configuration" }).click();
  await expect(page.getByRole("alert")).toContainText("They ended with a fault. Reload the page");
  await expect(page.getByRole("link", { name: /outside the OpenShift console/ })).toBeVisible();
  await page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: "Overview" }).click();
  await expect(h1(page)).toHaveText("Overview");
  // What has failed is not started again in this document, and says so again.
  await page.locator("[data-section=administration]").click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.reload();
  await live(page);
});

test("A file that cannot be loaded gives a message, and the next visit tries again", async ({ page, host, watch }) => {
  watch.allow(/^error: (Failed to load resource|TypeError: Failed to fetch dynamically)/);
  const hosted = await host("ready-claim");
  await page.route("**/registry-console.*.js", (route) => route.abort());
  await page.goto(at(hosted, ""));
  await page.locator("[data-section=administration]").click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.unroute("**/registry-console.*.js");
  await page.getByRole("navigation", { name: "Console" }).getByRole("link", { name: "Overview" }).click();
  await page.locator("[data-section=administration]").click();
  await live(page);
});

test("Every call carries the console's CSRF token, and one without is told in words", async ({ page, host, watch }) => {
  const tokens: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") tokens.push(request.headers()["x-csrftoken"]);
  });
  const hosted = await host("bare-metal-claims");
  await visit(page, hosted.url("/storage/setup?kind=empty-dir&step=checks"));
  const cookie = (await page.context().cookies()).find(({ name }) => name === "csrf-token");
  await new Wizard(page).next();
  await new Wizard(page).steps();
  expect(tokens.length).toBeGreaterThan(2);
  expect(new Set(tokens)).toEqual(new Set([cookie!.value]));
  for (const { path, headers } of hosted.bridge.sent) {
    expect(headers.cookie, path).toBeUndefined();
    expect(headers.origin, path).toBeUndefined();
  }
  watch.allow(/status of 403/);
  await page.context().clearCookies({ name: "csrf-token" });
  await page.getByRole("button", { name: "Back" }).click();
  await new Wizard(page).next();
  await expect(page.getByText("The console's own server did not answer. What you typed is kept.").first()).toBeVisible();
});

test("Whoever impersonates somebody is that somebody in every call", async ({ page, host }) => {
  await page.addInitScript(() => Object.assign(window, { impersonate: { user: "erin", groups: ["web", "shop"] } }));
  const hosted = await host("ready-claim");
  await page.goto(hosted.url("/"));
  const called = () => hosted.bridge.sent.filter(({ path }) => /^\/(api|events)/.test(path));
  await expect.poll(() => called().length).toBeGreaterThan(1);
  for (const { path, headers } of called()) {
    expect(headers["impersonate-user"], path).toBe("erin");
    expect(headers["impersonate-group"], path).toEqual(["web", "shop", "system:authenticated"]);
  }
});

test("A narrow page has its navigation in one menu", async ({ page, host }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const hosted = await host("ready-claim");
  await visit(page, hosted.url("/"));
  await expect(page.getByRole("navigation", { name: "Pages" })).toHaveCount(0);
  await page.getByRole("group").filter({ hasText: "Configuration" }).locator("summary").click();
  await isAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Configuration / Storage", exact: true }).click();
  await shows(page, hosted, "/storage/setup", "Set up storage");
  await expect(page.getByRole("navigation", { name: "Pages" })).toHaveCount(0);
});

test("The pages are accessible among what the host has around them", async ({ page, host }) => {
  const hosted = await host("two-storages");
  await visit(page, hosted.url("/"));
  await live(page);
  await isAccessible(page);
});
