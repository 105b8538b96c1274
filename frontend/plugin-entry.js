// The way into the OpenShift console: a classic script that its plugin loader runs, written for 4.16 to 5.x without a
// build. It registers a container of modules; each makes a React component around an element in which the WebAssembly
// pages are mounted. The build writes the hashed names of the three files below into it. It knows no page.

(() => {
  "use strict";
  const NAME = "registry-console";
  const PAGES = "/image-registry";
  const SCRIPT = "registry-console.js";
  const MODULE = "registry-console.wasm";
  const SHEET = "registry-console.css";
  const VERSION = "0.0.0-unbuilt";

  const pkg = new URL(".", document.currentScript.src);
  const assets = new URL("..", pkg);
  // <base>api/plugins/<name>/ has its calls beside it, whatever the console's base path is.
  const proxy = new URL(`../../proxy/plugin/${NAME}/bff`, assets).pathname;

  let scope = {};

  // A module the console shares. It has one version of each; before 4.19 the key is "*".
  async function shared(name) {
    const versions = Object.values(scope[name] ?? {});
    const version = versions.find(({ loaded }) => loaded) ?? versions[0];
    return version && (await version.get())();
  }

  // Headers of the next request: the console's own (CSRF token, impersonation), asked for each time.
  let ofConsole = () => undefined;
  function headers() {
    const own = document.cookie.split("; ").find((pair) => pair.startsWith("csrf-token="));
    const all = { ...(own && { "X-CSRFToken": own.slice("csrf-token=".length) }), ...ofConsole() };
    // The bridge splits several groups of one header again.
    const groups = all["Impersonate-Group"];
    if (Array.isArray(groups)) {
      delete all["Impersonate-Group"];
      if (groups.length > 0) all["X-Console-Impersonate-Groups"] = groups.join(",");
    }
    return Object.entries(all).filter(([, value]) => value != null);
  }
  async function host() {
    const sdk = await shared("@openshift-console/dynamic-plugin-sdk");
    if (sdk?.getConsoleRequestHeaders) ofConsole = sdk.getConsoleRequestHeaders;
  }

  // The WebAssembly is fetched once and stays between mounts: what the console serves is never cached. After a fault of
  // its own it cannot be used again in this document; a part of it that did not come can be asked for again.
  let started;
  let fault;
  function start() {
    if (fault) return Promise.reject(fault);
    started ??= Promise.all([
      import(new URL(SCRIPT, pkg)).then(async (program) => {
        await program.default({ module_or_path: new URL(MODULE, pkg) });
        return program;
      }),
      sheet(),
      host(),
    ]).catch((error) => {
      started = undefined;
      throw error;
    });
    return started;
  }
  let style;
  function sheet() {
    style ??= fetch(new URL(SHEET, pkg))
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(`${SHEET}: ${answer.status}`))))
      .then((text) => new CSSStyleSheet().replace(text))
      .catch((error) => {
        style = undefined;
        throw error;
      });
    return style;
  }

  // PatternFly themes by classes on <html>; those of 4.16 to 4.18 have other names.
  function mirrorTheme(root) {
    const mirror = () => {
      const theirs = [...document.documentElement.classList];
      const themes = theirs.filter((name) => name.startsWith("pf-v6-theme-"));
      const dark = theirs.some((name) => /^pf-(v5-)?theme-dark$/.test(name));
      root.className = ["rc-root", ...themes, ...(dark ? ["pf-v6-theme-dark"] : [])].join(" ");
    };
    mirror();
    const observer = new MutationObserver(mirror);
    observer.observe(document.documentElement, { attributeFilter: ["class"] });
    return () => observer.disconnect();
  }

  // Mounts a part into `place` until the returned function is called.
  function mount(place, options) {
    const shadow = place.shadowRoot ?? place.attachShadow({ mode: "open" });
    const root = document.createElement("div");
    shadow.replaceChildren(root);
    const forget = mirrorTheme(root);
    const title = document.title;
    let gone = false;
    let mounted;
    const failed = (error) => {
      fault = new Error(error);
      mounted = undefined;
      explain(root, fault, options.part);
    };
    sheet()
      .then((ready) => {
        shadow.adoptedStyleSheets = [ready];
        if (!gone && !mounted) root.replaceChildren(element("div", "pf-v6-c-page__main-section", loading()));
        return start();
      })
      .then(async ([program]) => {
        await program.load({ ...options }).catch((error) => Promise.reject(Object.assign(error, { missing: true })));
        if (gone) return;
        root.replaceChildren();
        mounted = program.mount(root, { ...options, headers, proxy, failed });
        mounted.locate(options.address);
      })
      .catch((error) => !gone && explain(root, error, options.part));
    start().catch(() => {});
    return {
      locate: (address) => {
        options.address = address;
        mounted?.locate(address);
      },
      unmount: () => {
        gone = true;
        forget();
        mounted?.unmount();
        shadow.replaceChildren();
        if (options.part === "pages") document.title = title;
      },
    };
  }

  function element(tag, className, ...children) {
    const made = Object.assign(document.createElement(tag), { className });
    made.append(...children);
    return made;
  }

  // Until the pages are there, what they show themselves while they wait.
  function loading() {
    const shapes = ["pf-m-text-2xl", "rc-skeleton__line", "rc-skeleton__block"];
    const said = element("span", "rc-hidden", "Loading the pages of Registry Console.");
    const made = element("div", "rc-skeleton", said, ...shapes.map((shape) => element("div", `pf-v6-c-skeleton ${shape}`)));
    made.setAttribute("role", "status");
    return made;
  }

  // What stands where the pages cannot: why, and the way to them outside the console where there is one.
  async function explain(root, error, part) {
    console.error(error);
    const refused = error instanceof WebAssembly.CompileError || typeof WebAssembly !== "object";
    const faults = error.missing
      ? "A part of them could not be loaded. Reload the page to try again."
      : "They ended with a fault. Reload the page to start them again; nothing that was saved is lost.";
    const why = refused
      ? "This browser, or the console's content security policy, does not let WebAssembly run here."
      : faults;
    const alert = element("div", "pf-v6-c-alert pf-m-inline pf-m-danger");
    const icon = element("div", "pf-v6-c-alert__icon", element("span", "rc-icon rc-icon-exclamation-circle"));
    const way = element("div", "pf-v6-c-alert__description", element("p", "", why));
    // A page of the host's has a heading already.
    const heading = element(part === "pages" ? "h1" : "p", "pf-v6-c-alert__title");
    heading.append("Registry Console cannot be shown here.");
    alert.append(icon, heading, way);
    alert.setAttribute("role", "alert");
    root.replaceChildren(element("section", "pf-v6-c-page__main-section rc-page", alert));
    const manifest = await fetch(new URL("plugin-manifest.json", assets)).then((answer) => answer.json(), () => ({}));
    const route = manifest.customProperties?.[NAME]?.route;
    if (/^https?:/.test(route)) {
      const link = element("a", "", "Open Registry Console outside the OpenShift console");
      way.append(element("p", "", Object.assign(link, { href: route, target: "_blank", rel: "noopener" })));
    }
  }

  // A React component that shows a part; `more` reads from its props what the part needs.
  async function component(part, more = () => ({})) {
    const { createElement, useEffect, useRef } = await shared("react");
    // Since 4.22 one package has all of it; before, that one is version 5 and version 6 lies beside it.
    let router = await shared("react-router");
    if (!router?.useNavigate) router = await shared("react-router-dom-v5-compat");
    return function RegistryConsole(props) {
      const place = useRef(null);
      const now = useRef({});
      // Addresses as the address bar has them: the router's own ones lack the console's base path.
      const base = router.useHref(PAGES);
      const address = router.useHref(router.useLocation());
      const outside = base.slice(0, -PAGES.length);
      const navigate = router.useNavigate();
      now.current.navigate = (to) => {
        // As a browser does: what is shown already is no step to go back to.
        if (to.startsWith(`${outside}/`)) navigate(to.slice(outside.length), { replace: to === address });
        else window.location.assign(to);
      };
      const given = more(props);
      useEffect(() => {
        const options = { ...given, part, base, address, title: (text) => (document.title = text) };
        options.navigate = (to) => now.current.navigate(to);
        now.current.part = mount(place.current, options);
        return () => now.current.part.unmount();
      }, [JSON.stringify(given), base]);
      useEffect(() => now.current.part.locate(address), [address]);
      // The console's slot for a page is a column that scrolls; the pages fill it.
      const style = { display: "flex", flexDirection: "column", flex: "1 0 auto", minHeight: "100%" };
      return createElement("div", { ref: place, className: NAME, style });
    };
  }

  // The status card of the console's overview.
  const health = {
    async read() {
      await host();
      const call = [...headers(), ["content-type", "application/json"], ["x-requested-with", NAME]];
      const answer = await fetch(`${proxy}/api/doors/health`, { method: "POST", headers: call, body: "{}" });
      if (!answer.ok) throw new Error(`the registry's state: ${answer.status}`);
      return answer.json();
    },
    handler: (answer, error) =>
      error ? { state: "UNKNOWN", message: "Registry Console did not answer." } : (answer ?? { state: "LOADING" }),
  };

  const modules = {
    pages: async () => ({ default: await component("pages") }),
    overview: async () => ({ default: await component("overview") }),
    stream: async () => ({
      default: await component("stream", ({ obj }) => ({
        inside: obj?.status?.dockerImageRepository ?? "",
        outside: obj?.status?.publicDockerImageRepository ?? "",
      })),
    }),
    health: async () => health,
  };

  const container = {
    init(sharedScope) {
      scope = sharedScope;
    },
    async get(name) {
      if (!Object.hasOwn(modules, name)) throw new Error(`${NAME} has no module ${name}`);
      const made = await modules[name]();
      return () => made;
    },
  };

  if (typeof window.__load_plugin_entry__ === "function") window.__load_plugin_entry__(NAME, container);
  else window.loadPluginEntry(`${NAME}@${VERSION}`, container);
})();
