// The host page's script, bundled when a test first asks for it. Knows which packages stand for which console.

import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;

/** Which console: since 4.22, or before. */
export type Age = "today" | "before";

const before = (name: string) => join(here, "react17/node_modules", name);
const ALIASES: Record<Age, Record<string, string>> = {
  today: { router: "react-router" },
  before: { react: before("react"), "react-dom": before("react-dom"), router: before("react-router-dom") },
};
const made = new Map<Age, Promise<string>>();

/** The script of a host page. */
export function bundle(age: Age): Promise<string> {
  const known = made.get(age);
  if (known) return known;
  const script = build({
    entryPoints: [join(here, "console.jsx")],
    alias: { ...ALIASES[age], loader: join(here, `${age}.jsx`) },
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  made.set(age, script);
  return script;
}
