// The console's own rules for what a plugin says about itself, one set per release: JSON schemas inside the published
// packages. A package is fetched once, alone and unopened until its checksum is right; nothing in it is run.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const PACKAGE = "@openshift-console/dynamic-plugin-sdk-webpack";
const FOLDER = resolve(import.meta.dirname, "../../target/console-schemas");

/** Every release since OpenShift 4.16 that has schemas of its own, and its package's checksum. */
export const RELEASES: Record<string, string> = {
  "1.1.1": "1m1iBpdj0HNWQIEFAhMlI5pmigyN5B/Eqcb2nGAI2n030hOOxAalxySO95dvEFa2hiyXMUt4z/Tyq4fDYKZ2nw==",
  "1.2.0": "Bq1G279ez4q28C5ueBKh8BkSDv2Bwg9vrOn0CqdT2OYDFRRqwCKYTwjtlPm+Cm54+GaXKYF4+TJDmo12OGf/bQ==",
  "1.3.0": "J5zl1FpK4ZWEod6S0J8foBrBInVFhZDt51Mz+5fz30c6Qe4A2XXiYOj+n0jAjIJdB0qNVb7ukjyxOu+xWA1RMg==",
  "4.19.0": "a4zxkrEe4qhKir5R21OK/wJVCn8Gzm/y3smLxRDi/BjHFgcnNQKEgCMP4IhvTlT0NRJQ4Q9AmPT1WXBlV3ip3g==",
  "4.20.0": "cTpBy8Jz2C65Qy/3fXIRv8IehvKRkms8rMcjz0KGo7DRoaDPnSyMXi5gH0BIA01nr5U6sBncNSbaD/3PXaZaig==",
  "4.21.0": "DkuPXyDbqaKP2Hs7nIScJSzcVFxA6yDpN1p6SEPzVa1F7Ygx6oBAwJHsn6EHwB+5pl9lM97/2xTLJpeQ12dCag==",
  "4.22.0": "fnFPXGMi5ouBJf5WunLM2QzkMx6e6HIsvUGQW2FCVQ+8R4XUG5gJB3K029xXbwkkmM6kbM4W6nk0HiKJPYo/7A==",
};

type Schema = Record<string, unknown>;
const run = promisify(execFile);

/** The schemas of one release: of the manifest, and of its extensions. */
export async function schemas(release: string): Promise<{ manifest: Schema; extensions: Schema }> {
  const name = `${PACKAGE.slice(1).replace("/", "-")}-${release}.tgz`;
  const file = join(FOLDER, name);
  await mkdir(FOLDER, { recursive: true });
  if (!existsSync(file)) {
    await run("npm", ["pack", "--silent", "--pack-destination", FOLDER, `${PACKAGE}@${release}`], { cwd: FOLDER });
  }
  const checksum = createHash("sha512").update(await readFile(file)).digest("base64");
  if (checksum !== RELEASES[release]) throw new Error(`${name} is not the package it should be; remove ${file}`);
  const read = async (schema: string) => {
    const { stdout } = await run("tar", ["-xzOf", file, `package/schema/${schema}.json`], { maxBuffer: 1 << 24 });
    return JSON.parse(stdout) as Schema;
  };
  return { manifest: await read("plugin-manifest"), extensions: await read("console-extensions") };
}
