// The provider's pages: plain HTML, no script, one form each. Knows nothing of tokens.

const page = (title, body) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="icon" href="data:,"></head>
<body><main><h1>${title}</h1>${body}</main></body></html>
`;

const escape = (text) =>
  String(text ?? "").replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The fields of a form in a request's body, which is never long here. */
export async function field(request) {
  let body = "";
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) throw new Error("The form is too long.");
  }
  return new URLSearchParams(body);
}

/** The login page; `refused` is the name that was tried in vain. */
export function login(client, refused) {
  const failed = refused !== undefined;
  const alert = failed
    ? `<p role="alert" id="problem">Login failed: this user name and password do not belong together. Try again.</p>`
    : "";
  const invalid = failed ? ` aria-invalid="true" aria-describedby="problem"` : "";
  return page(
    "Log in to the test provider",
    `<p>The client <strong>${escape(client)}</strong> asks who you are: admin, reader or nobody. Everybody's password is
the user name.</p>${alert}
<form method="post">
<p><label for="username">User name</label><br>
<input id="username" name="username" autocomplete="username" value="${escape(refused)}"${invalid}></p>
<p><label for="password">Password</label><br>
<input id="password" name="password" type="password" autocomplete="current-password"${invalid}></p>
<button name="action" value="login">Log in</button>
<button name="action" value="cancel">Cancel</button>
</form>`,
  );
}

/** Asks whether to log out here, too; `form` is the provider's own, to which the buttons belong. */
export const leave = (form) =>
  page(
    "Log out of the test provider",
    `${form}<button form="op.logoutForm" name="logout" value="yes">Log out</button>
<button form="op.logoutForm">Stay logged in</button>`,
  );

export const left = () => page("Logged out of the test provider", "<p>You are logged out.</p>");

export const trouble = (error, description) =>
  page("The login cannot go on", `<p role="alert">${escape(error)}: ${escape(description)}</p>`);
