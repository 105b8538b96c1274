// The storage wizard as a user works it. Knows its buttons and steps, and of no storage what it needs.

import { expect, type Page } from "@playwright/test";
import { Plan } from "./plan.ts";

export class Wizard extends Plan {
  constructor(page: Page) {
    super(page);
  }

  /** The step's heading, which has the focus once one came here by a button. */
  async at(heading: string): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 2, name: heading, exact: true })).toBeFocused();
  }

  async next(): Promise<void> {
    await this.page.getByRole("button", { name: "Next", exact: true }).click();
  }

  /** Chooses a kind and goes on to its details. */
  async choose(kind: string): Promise<void> {
    await this.page.getByRole("radio", { name: kind, exact: true }).check();
    await this.next();
    await this.at(kind);
  }

  /** From filled details over the checks to the review. */
  async review(kind: string): Promise<void> {
    await this.next();
    await this.at("Checks");
    await this.next();
    await this.at(kind);
  }

  /** Applies the plan and waits for its end. */
  async start(): Promise<void> {
    await this.apply("Start registry");
    await this.done();
  }
}
