// Working a page by the keyboard alone. Knows where the focus is, whatever lies around it.

import type { Page } from "@playwright/test";

export class Keyboard {
  constructor(readonly page: Page) {}

  /** Presses Tab until the focus is on a control with this id or text; of a radio group, on the one that is chosen. */
  async to(wanted: string): Promise<void> {
    for (let presses = 0; presses < 80; presses += 1) {
      await this.page.keyboard.press("Tab");
      const [id, text] = await this.page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return [active?.id ?? "", active?.textContent?.trim() ?? ""];
      });
      if (id === wanted || /^-\d+$/.test(id.slice(wanted.length)) && id.startsWith(wanted) || text === wanted) return;
    }
    throw new Error(`Tab never reached ${wanted}`);
  }

  /** Goes to a field and types. */
  async type(field: string, text: string): Promise<void> {
    await this.to(`storage-${field}`);
    await this.page.keyboard.type(text);
  }

  /** Goes to a field and does this to it. */
  async press(field: string, ...keys: string[]): Promise<void> {
    await this.to(field);
    for (const key of keys) await this.page.keyboard.press(key);
  }
}
