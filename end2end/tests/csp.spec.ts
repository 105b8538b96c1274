// What every answer forbids the browser, and that the browser obeys. That the pages themselves break none of it, the
// watch of every other test sees.

import { expect, inTheConsole, live, test } from "../fixtures.ts";

test.skip(inTheConsole, "the pages there have the OpenShift console's policy");

const PAGES = ["/", "/storage/setup", "/state", "/nowhere", "/pkg/nothing.js"];

test("Every answer carries the same strict policy, with a nonce of its own", async ({ request, start }) => {
  const { origin } = await start({ sandbox: "ready-claim" });
  const nonces = new Set<string>();
  for (const path of PAGES) {
    const headers = (await request.get(`${origin}${path}`)).headers();
    const policy = headers["content-security-policy"] ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    expect(nonce.length, path).toBeGreaterThanOrEqual(16);
    nonces.add(nonce);
    const rules = Object.fromEntries(
      policy.split(";").map((rule) => {
        const [name = "", ...values] = rule.trim().split(" ");
        return [name, values.filter((value) => !value.startsWith("'nonce-")).sort()];
      }),
    );
    expect(rules, path).toEqual({
      "default-src": ["'none'"],
      "script-src": ["'self'", "'wasm-unsafe-eval'"],
      "style-src": ["'self'"],
      "img-src": ["'self'", "data:"],
      "font-src": ["'self'"],
      "connect-src": ["'self'"],
      "base-uri": ["'none'"],
      "form-action": ["'self'"],
      "frame-ancestors": ["'none'"],
    });
    expect(headers["x-content-type-options"], path).toBe("nosniff");
    expect(headers["cross-origin-opener-policy"], path).toBe("same-origin");
    expect(headers["access-control-allow-origin"], path).toBeUndefined();
  }
  expect(nonces.size).toBe(PAGES.length);
});

test("A script that somebody smuggles into a page does not run", async ({ page, open, watch }) => {
  await open("ready-claim");
  await live(page);
  watch.allow(/^policy: (script-src|style-src|img-src)/);
  watch.allow(/^error: .*Content Security Policy/);
  const violations = await page.evaluate(async () => {
    const seen: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
    const script = document.createElement("script");
    script.textContent = "document.title = 'smuggled'";
    const button = document.createElement("button");
    button.setAttribute("onclick", "document.title = 'smuggled'");
    document.body.append(script, button);
    button.click();
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    return seen;
  });
  expect(violations.sort()).toEqual(["script-src-attr", "script-src-elem"]);
  await expect(page).toHaveTitle("Image registry · Registry Console");
});

test("Pages need no inline style and no inline handler", async ({ page, open }) => {
  await open("two-storages");
  await live(page);
  const inline = await page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter((element) => [...element.attributes].some((a) => a.name === "style" || a.name.startsWith("on")))
      .map((element) => element.outerHTML.slice(0, 120)),
  );
  expect(inline).toEqual([]);
});

test("A page of another origin can neither read nor write through a console", async ({ page, start, watch }) => {
  const [ours, other] = [await start({ sandbox: "ready-claim" }), await start({ sandbox: "ready-claim" })];
  // The attacker's page allows itself everything.
  await page.route(`${other.origin}/`, (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Elsewhere</title>" }),
  );
  watch.allow(/CORS policy|ERR_FAILED|status of 403/);
  await page.goto(`${other.origin}/`);
  const results = await page.evaluate(async (origin) => {
    const attempt = (path: string, options: RequestInit) =>
      fetch(`${origin}${path}`, options).then(
        (answer) => `${answer.type} ${answer.status}`,
        () => "refused",
      );
    return {
      read: await attempt("/", { credentials: "include" }),
      call: await attempt("/api/overview/read", { method: "POST", body: "{}" }),
      events: await attempt("/events?topics=overview", {}),
    };
  }, ours.origin);
  expect(results).toEqual({ read: "refused", call: "refused", events: "refused" });
});

test("No page and no event holds the registry's HTTP secret", async ({ page, open, request }) => {
  const { origin } = await open("managed-s3");
  await live(page);
  for (const path of ["/", "/state", "/storage/setup"]) {
    expect(await (await request.get(`${origin}${path}`)).text(), path).not.toContain("httpSecret");
  }
  expect(await page.content()).not.toContain("httpSecret");
});
