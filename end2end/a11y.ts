// Accessibility of a page as it stands, in every theme and width people use. Knows axe's rules, no page.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const LOOKS = [
  { name: "light, wide", width: 1280, colorScheme: "light", forcedColors: "none" },
  { name: "dark, wide", width: 1280, colorScheme: "dark", forcedColors: "none" },
  { name: "light, narrow", width: 320, colorScheme: "light", forcedColors: "none" },
  { name: "dark, narrow", width: 320, colorScheme: "dark", forcedColors: "none" },
  { name: "forced colours", width: 1280, colorScheme: "dark", forcedColors: "active" },
] as const;

/** What breaks a rule on the page as it is now, of whatever impact; empty when nothing does. */
export async function violations(page: Page, off: string[] = []): Promise<string> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).disableRules(off).analyze();
  return violations
    .flatMap(({ id, impact, help, nodes }) =>
      nodes.map((node) => `${impact} ${id}: ${help}\n  ${node.html.slice(0, 200)}\n  ${node.failureSummary ?? ""}`),
    )
    .join("\n");
}

/** No violation of any impact, and nothing to scroll sideways for, however the page is looked at. */
export async function isAccessible(page: Page): Promise<void> {
  for (const { name, width, colorScheme, forcedColors } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveClass(colorScheme === "dark" ? /pf-v6-theme-dark/ : /^((?!dark).)*$/);
    // Colours that fade into each other are none to measure.
    await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finish())));
    // Where the system chooses the colours, axe still compares those that the page would have had.
    const off = forcedColors === "active" ? ["color-contrast"] : [];
    expect.soft(await violations(page, off), `${name}: axe`).toBe("");
    const wide = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect.soft(wide, `${name}: scrolls sideways`).toBe(0);
  }
}
