// How the browser tests run: which browser, how many at a time, and against which doors. Knows no page.

import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import { type Door, type Options, SAMPLE } from "./fixtures.ts";

const DEBIAN = "/usr/bin/chromium";
const browser = process.env.RC_CHROMIUM ?? (existsSync(DEBIAN) ? DEBIAN : undefined);

/** Pictures are taken only when asked for, and then nothing else is run. */
const pictures = process.env.RC_SCREENSHOTS !== undefined;

const tests = { testDir: "tests" };

/** Every suite through this door alone. */
const only = process.env.RC_DOOR as Door | undefined;
/** Every suite through the console door too, in both themes; otherwise a sample of them. */
const long = process.env.RC_LONG !== undefined;

const through = (door: Door) => ({ ...tests, use: { door } });
/** What is about a door itself opens it by itself. */
const every = { testIgnore: ["doors-*.spec.ts", "oidc-provider.spec.ts", "sandbox-login.spec.ts"] };
const inTheConsole = long
  ? [
      { name: "console", ...through("console"), ...every },
      { name: "console, dark", ...tests, ...every, use: { door: "console" as const, colorScheme: "dark" as const } },
    ]
  : [{ name: "console", ...through("console"), ...every, grep: new RegExp(SAMPLE) }];

export default defineConfig<Options>({
  fullyParallel: true,
  workers: 2,
  // A test that passes only when repeated is a failing one.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  outputDir: "test-results",
  reporter: "list",
  use: {
    trace: "off",
    screenshot: "off",
    video: "off",
    actionTimeout: 15_000,
    browserName: "chromium",
    launchOptions: {
      executablePath: browser,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: pictures
    ? [{ name: "pictures", testMatch: "screenshots.spec.ts", use: { door: only ?? "local" } }]
    : only
      ? [{ name: only, ...through(only) }]
      : [{ name: "local", ...through("local") }, ...inTheConsole],
});
