// What the overview says about a cluster, and that it stays true while one looks.

import { expect, live, test } from "../fixtures.ts";

test("A fresh bare-metal cluster reads as Removed, says what to do, and nothing is written", async ({ page, open }) => {
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await open("bare-metal-removed");
  await live(page);
  await expect(page).toHaveTitle("Image registry · Registry Console");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Image registry");
  await expect(page.getByRole("status").first()).toHaveText("Removed: no registry runs.");
  await expect(page.getByRole("link", { name: "Set up storage" }).first()).toBeVisible();
  expect(sent.filter((line) => !line.startsWith("GET "))).toEqual([]);
});
