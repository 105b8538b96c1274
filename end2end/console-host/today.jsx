// How the console loads plugins since 4.22: the published SDK's plugin store, React 18, react-router 7, real versions
// as keys of the share scope.

import * as React from "react";
import * as router from "router";
import { createRoot } from "react-dom/client";
import { PluginStore, PluginStoreProvider, useExtensions, useResolvedExtensions } from "@openshift/dynamic-plugin-sdk";

const { basePath, operator } = window.SERVER_FLAGS;
const one = (version, module) => ({ [version]: { get: async () => () => module, loaded: true, eager: false } });

/** What `consoleFetch` of the console adds to its own requests. */
function getConsoleRequestHeaders() {
  const token = document.cookie.split("; ").find((pair) => pair.startsWith("csrf-token="));
  const { user, groups } = window.impersonate ?? {};
  return {
    "X-CSRFToken": token?.slice("csrf-token=".length),
    ...(user && { "Impersonate-User": user, "Impersonate-Group": groups }),
  };
}

const store = new PluginStore({
  loaderOptions: {
    sharedScope: {
      react: one(React.version, React),
      "react-router": one("7.18.6", router),
      "react-router-dom-v5-compat": one("7.18.6", router),
      "@openshift-console/dynamic-plugin-sdk": one("4.22.0", { getConsoleRequestHeaders }),
    },
    customDependencyResolutions: { "@console/pluginAPI": "4.22.3" },
    // The store reads a manifest's address from the origin on. A console below a path has to say so.
    transformPluginManifest: (manifest) => ({ ...manifest, baseURL: `${basePath}${manifest.baseURL.slice(1)}` }),
    canLoadPlugin: ({ name }) => name === "registry-console",
  },
});
window.pluginStore = store;

export function Loader({ manifest, children }) {
  const [ready, setReady] = React.useState(false);
  React.useEffect(() => {
    store.loadPlugin(new URL(manifest, location.href).href).then(() => {
      // The console looks for the flag's resource itself.
      const flags = store.getExtensions().filter(({ type }) => type === "console.flag/model");
      store.setFeatureFlags(Object.fromEntries(flags.map(({ properties }) => [properties.flag, operator])));
      setReady(true);
    });
  }, []);
  return ready && <PluginStoreProvider store={store}>{children}</PluginStoreProvider>;
}

export function useConsoleExtensions(type) {
  const predicate = React.useCallback((extension) => extension.type === type, [type]);
  const [resolved] = useResolvedExtensions(useExtensions(predicate));
  return resolved;
}

export const render = (node, element) => createRoot(element).render(<React.StrictMode>{node}</React.StrictMode>);
