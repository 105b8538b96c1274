// What the plugin says about itself, against the schemas that each release of the console published.

import { Ajv } from "ajv";
import { Hosted } from "../console-host/hosted.ts";
import { RELEASES, schemas } from "../console-host/schemas.ts";
import { expect, test as base } from "../fixtures.ts";

interface Extension {
  type: string;
  properties: Record<string, unknown>;
}
interface Manifest extends Record<string, unknown> {
  name: string;
  loadScripts: string[];
  extensions: Extension[];
}

const test = base.extend<{ hosted: Hosted; manifest: Manifest }>({
  hosted: async ({}, use) => {
    const hosted = await Hosted.start({ sandbox: "ready-claim" });
    await use(hosted);
    await hosted.end();
  },
  manifest: async ({ hosted, request }, use) => {
    await request.get(hosted.url("/"));
    const answer = await request.get(`${hosted.origin}/api/plugins/registry-console/plugin-manifest.json`);
    await use((await answer.json()) as Manifest);
  },
});

/** As its schema names it: consoles read a health item's own `fetch` long before the schema of 4.21 named it. */
function known({ properties, ...extension }: Extension, release: string): Extension {
  const { fetch, ...others } = properties;
  const isNamed = ["4.21.0", "4.22.0"].includes(release) || fetch === undefined;
  return { ...extension, properties: isNamed ? properties : others };
}

for (const release of Object.keys(RELEASES)) {
  test(`The manifest and every extension are what release ${release} of the console takes`, async ({ manifest }) => {
    const { manifest: whole, extensions } = await schemas(release);
    const ajv = new Ajv({ strict: false, allErrors: true });
    const isManifest = ajv.compile(whole);
    expect(isManifest(manifest), ajv.errorsText(isManifest.errors)).toBe(true);
    expect(isManifest({ ...manifest, unheard: true })).toBe(false);
    // A type nobody has heard of is taken as somebody else's: only what the console itself defines counts.
    ajv.addSchema(extensions, "extensions");
    const isExtension = ajv.compile({ $ref: "extensions#/definitions/SupportedExtension" });
    for (const extension of manifest.extensions.map((one) => known(one, release))) {
      expect(isExtension(extension), `${extension.type}: ${ajv.errorsText(isExtension.errors)}`).toBe(true);
      expect(isExtension({ ...extension, properties: { unheard: true } }), extension.type).toBe(false);
    }
  });
}

test("The scripts and texts the manifest names are served, with the types a console insists on", async ({
  manifest,
  hosted,
  request,
}) => {
  const plugin = `${hosted.origin}/api/plugins/registry-console`;
  expect(manifest.loadScripts).toHaveLength(1);
  const script = await request.get(`${plugin}/${manifest.loadScripts[0]}`);
  expect(script.headers()["content-type"]).toContain("text/javascript");
  const text = await script.text();
  for (const [, name] of text.matchAll(/"(registry-console\.\w+\.(?:js|wasm|css))"/g)) {
    expect((await request.get(`${plugin}/pkg/${name}`)).status(), name).toBe(200);
  }
  expect([...text.matchAll(/"registry-console\.\w+\.(?:js|wasm|css)"/g)]).toHaveLength(3);
  const words = await request.get(`${hosted.origin}/locales/resource.json?lng=en&ns=plugin__registry-console`);
  const translated = JSON.stringify(manifest).match(/(?<=%plugin__registry-console~)[^%]+(?=%)/g) ?? [];
  expect(Object.keys(await words.json())).toEqual(expect.arrayContaining(translated));
});
