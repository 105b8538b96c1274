// How the console loaded plugins before 4.22: its own loader with the callback `loadPluginEntry`, called with name and
// version; React 17; react-router 5, which has no `useNavigate`, with version 6 beside it; `*` as key of the share scope.

import * as React from "react";
import * as router from "router";
import { render as renderInto } from "react-dom";

const one = (module) => ({ "*": { get: async () => () => module } });
const { useNavigate: _, ...five } = router;
const scope = { react: one(React), "react-router": one(five), "react-router-dom-v5-compat": one(router) };

async function load(url) {
  const manifest = await (await fetch(url)).json();
  const container = await new Promise((found, failed) => {
    window.loadPluginEntry = (id, container) =>
      id === `${manifest.name}@${manifest.version}` ? found(container) : failed(new Error(`unknown plugin ${id}`));
    for (const name of manifest.loadScripts) {
      const script = document.createElement("script");
      script.async = true;
      script.src = new URL(`${name}?cacheBuster=1`, new URL(".", url));
      script.onerror = failed;
      document.head.append(script);
    }
  });
  container.init(scope);
  const resolved = async (value) => {
    if (value?.$codeRef === undefined) return value;
    const [name, key = "default"] = value.$codeRef.split(".");
    return (await container.get(name))()[key];
  };
  const extension = async ({ type, properties }, n) => {
    const pairs = Object.entries(properties).map(async ([key, value]) => [key, await resolved(value)]);
    return { type, uid: `${n}`, properties: Object.fromEntries(await Promise.all(pairs)) };
  };
  return Promise.all(manifest.extensions.map(extension));
}

const Extensions = React.createContext([]);

export function Loader({ manifest, children }) {
  const [extensions, setExtensions] = React.useState();
  React.useEffect(() => void load(new URL(manifest, location.href)).then(setExtensions), []);
  return extensions ? <Extensions.Provider value={extensions}>{children}</Extensions.Provider> : null;
}

export const useConsoleExtensions = (type) => React.useContext(Extensions).filter((one) => one.type === type);

export const render = renderInto;
