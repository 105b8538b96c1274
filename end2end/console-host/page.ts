// The document the bridge serves for every address of the console, and its policy, enforced where the real one only
// reports.

import type { Age } from "./bundle.ts";

export interface Look {
  basePath: string;
  age: Age;
  nonce: string;
  /** Whether the cluster has the operator's resource. */
  operator: boolean;
}

/** What the console lets its pages do; `evaluate` is what lets WebAssembly compile. */
export function policy(nonce: string, evaluate: boolean): string {
  return [
    "base-uri 'self'",
    "default-src 'self' console.redhat.com",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `script-src 'self' console.redhat.com ${evaluate ? "'unsafe-eval' " : ""}'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self' console.redhat.com",
    "object-src 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The classes of the dark theme. */
export const DARK: Record<Age, string> = { today: "pf-v6-theme-dark", before: "pf-v5-theme-dark pf-theme-dark" };

const STYLE = `
  html { color-scheme: light; --bg: #fff; --fg: #151515; --line: #d2d2d2; --link: #0066cc }
  html:is(.pf-v6-theme-dark, .pf-v5-theme-dark) { color-scheme: dark; --bg: #151515; --fg: #fff; --line: #4d4d4d; --link: #92c5f9 }
  html, body { height: 100%; margin: 0; background: var(--bg); color: var(--fg); font: 14px/1.5 "Red Hat Text", sans-serif }
  body * { box-sizing: border-box }
  #app { display: grid; grid-template: "head" auto "nav" auto "main" minmax(0, 1fr) / minmax(0, 1fr); height: 100% }
  #app > header { grid-area: head; padding: 16px; border-block-end: 1px solid var(--line); font-weight: 500 }
  #app > nav { grid-area: nav; display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 8px 16px }
  #app > main { grid-area: main; display: flex; flex-direction: column; min-width: 0; overflow: auto }
  #app main > header, #app main > section { padding: 24px }
  #app nav { display: flex; gap: 16px }
  #app a { color: var(--link); padding: 4px 0 }
  h1 { font-size: 24px; margin: 0 } h2 { font-size: 18px }
  @media (min-width: 1200px) {
    #app { grid-template: "head head" auto "nav main" minmax(0, 1fr) / 290px minmax(0, 1fr) }
    #app > nav { flex-direction: column; flex-wrap: nowrap }
  }
`;

/** The document. */
export function page({ basePath, age, nonce, operator }: Look): string {
  const flags = JSON.stringify({ basePath, operator });
  const theme = `
    window.SERVER_FLAGS = ${flags};
    (() => {
      const dark = matchMedia("(prefers-color-scheme: dark)");
      const more = matchMedia("(prefers-contrast: more)");
      const mirror = () => {
        const list = document.documentElement.classList;
        for (const name of ${JSON.stringify(DARK[age].split(" "))}) list.toggle(name, dark.matches);
        list.toggle("pf-v6-theme-high-contrast", more.matches);
      };
      mirror();
      dark.onchange = more.onchange = mirror;
    })();`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>OpenShift</title><link rel="icon" href="data:,"><style>${STYLE}</style><script nonce="${nonce}">${theme}</script></head>
<body><div id="app"></div><script nonce="${nonce}" src="${basePath}static/console.js"></script></body></html>`;
}
