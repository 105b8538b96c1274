// How the browser tests run: which browser, how many at a time, and against which doors. Knows no page.

import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import type { Options } from "./fixtures.ts";

const DEBIAN = "/usr/bin/chromium";
const browser = process.env.RC_CHROMIUM ?? (existsSync(DEBIAN) ? DEBIAN : undefined);

/** Pictures are taken only when asked for, and then nothing else is run. */
const pictures = process.env.RC_SCREENSHOTS !== undefined;

const tests = { testDir: "tests" };

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
  // A second door comes as one more entry: `{ name: "plugin", ...tests, use: { door: "plugin" } }`.
  projects: pictures
    ? [{ name: "pictures", testMatch: "screenshots.spec.ts", use: { door: "local" } }]
    : [{ name: "local", ...tests, use: { door: "local" } }],
});
