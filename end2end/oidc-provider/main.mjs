// An OpenID Connect provider for tests, as a cluster without OpenShift's own OAuth server has one: serves an issuer over
// https on loopback, prints its address, and ends when its standard input does. Knows neither consoles nor clusters; it
// trusts its people's passwords, which are their names.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { parseArgs } from "node:util";
import Provider from "oidc-provider";
import { field, leave, left, login, trouble } from "./pages.mjs";

const { values: flags } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    host: { type: "string", default: "localhost" },
    cert: { type: "string" },
    key: { type: "string" },
    "client-id": { type: "string", default: "registry-console" },
    "client-secret": { type: "string" },
    "redirect-uri": { type: "string", multiple: true },
    "post-logout-redirect-uri": { type: "string", multiple: true, default: [] },
    "id-token-seconds": { type: "string", default: "3600" },
    refresh: { type: "boolean", default: false },
  },
});
for (const needed of ["cert", "key", "client-secret", "redirect-uri"]) {
  if (!flags[needed]) {
    console.error(`--${needed} is needed.`);
    process.exit(2);
  }
}

/** Who can log in, and the groups in their ID tokens. */
const people = new Map([
  ["admin", ["registry-admins"]],
  ["reader", ["registry-auditors"]],
  ["nobody", []],
]);

function configuration() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const signing = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "1" };
  const seconds = Number(flags["id-token-seconds"]);
  return {
    clients: [
      {
        client_id: flags["client-id"],
        client_secret: flags["client-secret"],
        redirect_uris: flags["redirect-uri"],
        post_logout_redirect_uris: flags["post-logout-redirect-uri"],
        grant_types: flags.refresh ? ["authorization_code", "refresh_token"] : ["authorization_code"],
        response_types: ["code"],
      },
    ],
    jwks: { keys: [signing] },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    pkce: { methods: ["S256"], required: () => true },
    // All of a person is in the ID token already: it is what the API server reads.
    claims: { openid: ["sub", "preferred_username", "groups"] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => {
      const groups = people.get(id);
      return groups && { accountId: id, claims: () => ({ sub: id, preferred_username: id, groups }) };
    },
    ttl: {
      IdToken: seconds,
      AccessToken: seconds,
      AuthorizationCode: 300,
      RefreshToken: 86_400,
      Interaction: 600,
      Session: 86_400,
      Grant: 86_400,
    },
    issueRefreshToken: () => flags.refresh,
    // Nobody is asked to approve what the one client of a test wants.
    loadExistingGrant: async (context) => {
      const { client, provider, session } = context.oidc;
      const known = session.grantIdFor(client.clientId);
      const grant =
        (known && (await provider.Grant.find(known))) ??
        new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid offline_access");
      await grant.save();
      return grant;
    },
    interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = leave(form);
        },
        postLogoutSuccessSource: (context) => {
          context.body = left();
        },
      },
    },
    renderError: (context, { error, error_description }) => {
      context.type = "html";
      context.body = trouble(error, error_description);
    },
  };
}

/** The login page and its form. */
async function interact(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const show = (refused) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.setHeader("cache-control", "no-store");
    response.end(login(params.client_id, refused));
  };
  if (request.method !== "POST") return show();
  const form = await field(request);
  if (form.get("action") === "cancel") {
    const denied = { error: "access_denied", error_description: "The login was cancelled." };
    return provider.interactionFinished(request, response, denied);
  }
  const name = form.get("username") ?? "";
  if (!people.has(name) || form.get("password") !== name) return show(name);
  return provider.interactionFinished(request, response, { login: { accountId: name, remember: false } });
}

const server = createServer({ cert: readFileSync(flags.cert), key: readFileSync(flags.key) });
server.listen(Number(flags.port), "127.0.0.1", () => {
  // The issuer names its port, so there is none before the server listens.
  const issuer = `https://${flags.host}:${server.address().port}`;
  const provider = new Provider(issuer, configuration());
  const rest = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/login/")) return rest(request, response);
    interact(provider, request, response).catch((error) => {
      response.statusCode = 400;
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(trouble(error.name, error.message));
    });
  });
  console.log(`OIDC provider: ${issuer}`);
});

process.stdin.on("end", () => process.exit(0)).resume();
