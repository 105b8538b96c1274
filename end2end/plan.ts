// A reviewed plan on the page, as a user reads it: steps, differences, what to know, and the course of carrying it out.
// Knows no feature.

import { expect, type Locator, type Page } from "@playwright/test";

/** Its texts. */
export const DONE = "Done. The operator has acted, and the cluster is as planned.";

/** The plan panel of a page. */
export class Plan {
  readonly region: Locator;

  constructor(readonly page: Page) {
    this.region = page.getByRole("region", { name: "Plan", exact: true });
  }

  /** Waits for the review and gives each step's heading. */
  async steps(): Promise<string[]> {
    const steps = this.region.getByRole("heading", { level: 3 });
    await expect(steps.last()).toHaveText("Wait until the operator has acted");
    return (await steps.allTextContents()).slice(0, -1);
  }

  /** Waits for the review and gives each field that changes: its path, what it was and what it becomes. */
  async changes(): Promise<Record<string, [string, string]>> {
    await this.steps();
    const rows = await this.region.getByRole("code").evaluateAll((paths) =>
      paths.map((path) => {
        const text = (selector: string) => path.parentElement?.querySelector(selector)?.textContent ?? "";
        return [path.textContent ?? "", text("del"), text("ins")] as const;
      }),
    );
    const plain = (text: string, lead: string) => text.slice(text.indexOf(lead) + lead.length).trim();
    return Object.fromEntries(rows.map(([path, was, now]) => [path, [plain(was, "was "), plain(now, "becomes ")]]));
  }

  /** Finds sentences among what is to be known before. */
  async says(...sentences: string[]): Promise<void> {
    for (const sentence of sentences) {
      await expect(this.page.getByRole("listitem").filter({ hasText: sentence }).last()).toBeVisible();
    }
  }

  /** The button that carries the plan out says that it does not, and why. */
  async refuses(verb: string, why: string): Promise<void> {
    const button = this.page.getByRole("button", { name: verb, exact: true });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAttribute("title", why);
  }

  /** Presses the button that carries the plan out. */
  async apply(verb: string): Promise<void> {
    await this.page.getByRole("button", { name: verb, exact: true }).click();
  }

  /** Waits until the operator has acted, having been seen at work. */
  async done(): Promise<void> {
    const status = this.page.getByRole("status").filter({ hasText: /operator|saved/i });
    await expect(status).toContainText(/Waiting for the operator|The operator is at work/);
    await expect(status).toContainText(DONE, { timeout: 30_000 });
  }
}
