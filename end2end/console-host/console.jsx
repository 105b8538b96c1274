// The console's own page around a plugin, as small as it can be: navigation, routes, details pages with tabs, the
// status card. Everything of the plugin comes through the extensions that its loader found. Bundled twice, with what
// the console has today and with what it had before 4.22.

import { useEffect, useState } from "react";
import { BrowserRouter, Link, Route, Routes, useLocation } from "router";
import { Loader, render, useConsoleExtensions } from "loader";

const { basePath } = window.SERVER_FLAGS;

const DETAILS = [
  {
    path: "/k8s/cluster/imageregistry.operator.openshift.io~v1~Config/cluster",
    kind: "Config",
    title: "cluster",
    obj: { kind: "Config", metadata: { name: "cluster" } },
  },
  {
    path: "/k8s/ns/webshop/imagestreams/storefront",
    kind: "ImageStream",
    title: "storefront",
    obj: {
      kind: "ImageStream",
      metadata: { name: "storefront", namespace: "webshop" },
      status: { dockerImageRepository: "image-registry.openshift-image-registry.svc:5000/webshop/storefront" },
    },
  },
];

function useWords() {
  const [words, setWords] = useState({});
  useEffect(() => {
    fetch(`${basePath}locales/resource.json?lng=en&ns=plugin__registry-console`)
      .then((answer) => answer.json())
      .then(setWords);
  }, []);
  return (text) => text.replace(/^%plugin__registry-console~(.*)%$/, (_, key) => words[key] ?? "");
}

function Navigation({ words }) {
  const items = useConsoleExtensions("console.navigation/href");
  const sections = ["administration", "builds"];
  return (
    <nav aria-label="Console">
      <Link to="/">Overview</Link>
      {sections.map((section) =>
        items
          .filter(({ properties }) => properties.section === section)
          .map(({ properties: { id, href, name } }) => (
            <Link key={id} to={href} data-section={section}>
              {words(name)}
            </Link>
          )),
      )}
    </nav>
  );
}

function Health({ item, words }) {
  const { title, url, fetch: read, healthHandler } = item.properties;
  const [health, setHealth] = useState({ state: "LOADING" });
  useEffect(() => {
    let gone = false;
    read(url).then(
      (answer) => gone || setHealth(healthHandler(answer, undefined, undefined)),
      (error) => gone || setHealth(healthHandler(undefined, error, undefined)),
    );
    return () => (gone = true);
  }, []);
  return (
    <p data-health={health.state}>
      {words(title)}: {health.message ?? health.state}
    </p>
  );
}

function Dashboard({ words }) {
  const items = useConsoleExtensions("console.dashboards/overview/health/url");
  return (
    <section>
      <h1>Overview</h1>
      <h2>Status</h2>
      {items.map((item) => (
        <Health key={item.uid} item={item} words={words} />
      ))}
      {DETAILS.map(({ path, kind }) => (
        <Link key={path} to={path}>
          {kind} details
        </Link>
      ))}
    </section>
  );
}

function Details({ path, kind, title, obj, words }) {
  const tabs = useConsoleExtensions("console.tab/horizontalNav").filter(
    ({ properties }) => properties.model.kind === kind,
  );
  return (
    <>
      <header>
        <h1>{title}</h1>
        <nav aria-label="Tabs">
          <Link to={path}>Details</Link>
          {tabs.map(({ uid, properties: { page } }) => (
            <Link key={uid} to={`${path}/${page.href}`}>
              {words(page.name)}
            </Link>
          ))}
        </nav>
      </header>
      <Routes>
        <Route path="/" element={<p>Details of {title}.</p>} />
        {tabs.map(({ uid, properties: { page, component: Tab } }) => (
          <Route key={uid} path={page.href} element={<Tab obj={obj} />} />
        ))}
      </Routes>
    </>
  );
}

function Pages({ words }) {
  const routes = useConsoleExtensions("console.page/route");
  return (
    <Routes>
      <Route path="/" element={<Dashboard words={words} />} />
      {DETAILS.map((one) => (
        <Route key={one.path} path={`${one.path}/*`} element={<Details {...one} words={words} />} />
      ))}
      {routes.map(({ uid, properties: { path, exact, component: Page } }) => (
        <Route key={uid} path={exact ? path : `${path}/*`} element={<Page />} />
      ))}
      <Route path="*" element={<p>404: no such page of the console</p>} />
    </Routes>
  );
}

/** What the address bar should say, for tests to compare. */
function Address() {
  const { pathname, search, hash } = useLocation();
  return <output hidden data-address={`${pathname}${search}${hash}`} />;
}

function App() {
  const words = useWords();
  return (
    <>
      <header>OpenShift console</header>
      <Navigation words={words} />
      <main id="content-scrollable" tabIndex={-1}>
        <Pages words={words} />
      </main>
      <Address />
    </>
  );
}

// The console has its base path with a slash at the end, its router without.
render(
  <BrowserRouter basename={basePath.slice(0, -1) || "/"}>
    <Loader manifest={`${basePath}api/plugins/registry-console/plugin-manifest.json`}>
      <App />
    </Loader>
  </BrowserRouter>,
  document.getElementById("app"),
);
