// The console's own process and those it is tested with: started on free loopback ports, ended by their own ids. Knows
// flags, no page.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const here = import.meta.dirname;
export const binary = process.env.RC_BINARY ?? resolve(here, "../target/debug/registry-console");
export const site = process.env.RC_SITE ?? resolve(here, "../target/site");

/** The program that starts a real API server. */
export const testbed = process.env.RC_TESTBED ?? join(dirname(binary), "testbed");

/** The program that serves a sandbox. */
const sandbox = process.env.RC_SANDBOX ?? join(dirname(binary), "sandbox-server");

/** What a console says once it listens. */
const READY = /^Registry Console: (http:\/\/\S+)$/;

/** Somebody in the sandbox. */
export type Person = "admin" | "reader" | "developer" | "nobody";

/** Which cluster a console shows, and as whom. */
export type Cluster = { sandbox: string; as?: Person } | { kubeconfig: string; context?: string };

/** A program that says one line once it is ready. */
export class Program {
  #child: ChildProcess;
  #ended: Promise<void>;
  readonly log: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  private constructor(path: string, flags: string[]) {
    this.#child = spawn(path, flags, { stdio: ["pipe", "pipe", "pipe"] });
    this.#ended = new Promise((done) => {
      this.#child.once("exit", () => done());
      this.#child.once("error", () => done());
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue;
      createInterface(stream).on("line", (line) => {
        this.log.push(line);
        for (const listener of this.#listeners) listener(line);
      });
    }
    // A runner that is interrupted leaves nothing behind.
    const end = () => this.#child.kill("SIGKILL");
    process.once("exit", end);
    this.#ended.then(() => process.off("exit", end));
  }

  /** Starts a program and waits for the line that says that it is ready. */
  static async start(path: string, flags: string[], ready: RegExp): Promise<[Program, RegExpExecArray]> {
    if (!existsSync(path)) throw new Error(`${path} is not built`);
    const program = new Program(path, flags);
    return [program, await program.#says(ready)];
  }

  /** Waits for a line like this one, which must not have come yet. */
  #says(wanted: RegExp): Promise<RegExpExecArray> {
    let listener: (line: string) => void = () => {};
    const line = new Promise<RegExpExecArray>((found) => {
      listener = (text) => {
        const match = wanted.exec(text);
        if (match) found(match);
      };
      this.#listeners.add(listener);
    });
    const early = this.#ended.then(() => {
      throw new Error(`the program ended before it said ${wanted}:\n${this.log.join("\n")}`);
    });
    return Promise.race([line, early]).finally(() => this.#listeners.delete(listener));
  }

  /** Gives it a line of input and waits until it says that this is done. */
  async ask(line: string): Promise<void> {
    const answer = this.#says(new RegExp(`^(done|unknown|failed) ${line}`));
    this.#child.stdin?.write(`${line}\n`);
    const [text, word] = await answer;
    if (word !== "done") throw new Error(text);
  }

  /** Asks it to end and waits until it has. */
  async stop(): Promise<void> {
    this.#child.stdin?.end();
    this.#child.kill("SIGTERM");
    await this.#ended;
  }

  /** Ends it as a broken machine would. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Closes its input, which some programs take as the sign to end, and waits until they have. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }
}

/** A console, however people reach it. */
export interface Reached {
  /** Scheme, host and port of the pages. */
  readonly origin: string;
  /** The address it printed, with the launch token where there is one. */
  readonly invitation: string;
  /** The address of one of our pages, as links have it: `/`, `/state?to=Removed`. */
  url(path: string): string;
  /** What the server logged. */
  readonly log: string;
  /** Asks the server to end and waits until it has. */
  stop(): Promise<void>;
  /** Starts it again at the same address. */
  start(): Promise<void>;
}

/** A running console, reached at its local door. */
export class Console implements Reached {
  #program: Program;
  #flags: string[];

  private constructor(
    program: Program,
    flags: string[],
    readonly origin: string,
    /** The address it printed last, with the launch token where there is one. */
    public invitation: string,
  ) {
    this.#program = program;
    this.#flags = flags;
  }

  /** Starts a console of this person's own machine. */
  static async start(cluster: Cluster, port = 0): Promise<Console> {
    const flags = ["--listen", `127.0.0.1:${port}`, "--site", site];
    if ("sandbox" in cluster) {
      flags.push("--sandbox", cluster.sandbox);
      if (cluster.as) flags.push("--as", cluster.as);
    } else {
      flags.push("--kubeconfig", cluster.kubeconfig);
      if (cluster.context) flags.push("--context", cluster.context);
    }
    const [started, match] = await Program.start(binary, flags, READY);
    const invitation = match[1]!;
    return new Console(started, flags, new URL(invitation).origin, invitation);
  }

  url(path: string): string {
    return `${this.origin}${path}`;
  }

  get log(): string {
    return this.#program.log.join("\n");
  }

  stop(): Promise<void> {
    return this.#program.stop();
  }

  async start(): Promise<void> {
    const port = new URL(this.origin).port;
    this.#flags[1] = `127.0.0.1:${port}`;
    const [started, match] = await Program.start(binary, this.#flags, READY);
    this.#program = started;
    this.invitation = match[1]!;
  }
}

/** How a console logs people in: its secret, and where people are sent back to. */
export interface Client {
  secret: string;
  redirectUris: string[];
}

/** What a served sandbox is made of besides its scenario. */
export interface SandboxOptions {
  client?: Client;
  /** How long tokens last; a day unless said otherwise. */
  tokenSeconds?: number;
  /** Whether people are asked to approve the client's scopes. */
  prompt?: boolean;
  /** `localhost` makes it another site than a console at 127.0.0.1. */
  host?: "127.0.0.1" | "localhost";
  port?: number;
}

/** A sandbox on loopback: an API server that is also OpenShift's OAuth server. */
export class SandboxServer {
  #program: Program;

  private constructor(
    program: Program,
    /** Its address, which is also the issuer. */
    readonly url: string,
  ) {
    this.#program = program;
  }

  static async start(scenario: string, options: SandboxOptions = {}): Promise<SandboxServer> {
    const flags = [scenario, "--port", `${options.port ?? 0}`];
    if (options.host) flags.push("--host", options.host);
    if (options.client) flags.push("--client-secret", options.client.secret);
    for (const uri of options.client?.redirectUris ?? []) flags.push("--redirect-uri", uri);
    if (options.tokenSeconds !== undefined) flags.push("--token-seconds", `${options.tokenSeconds}`);
    if (options.prompt) flags.push("--prompt");
    const [program, match] = await Program.start(sandbox, flags, /^(http:\/\/\S+) serves /);
    return new SandboxServer(program, match[1]!);
  }

  /** A request as one of its people, by the person's static token. */
  fetch(path: string, as: Person = "admin", init: RequestInit = {}): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer sandbox-${as}` };
    return fetch(`${this.url}${path}`, { ...init, headers });
  }

  /** Ends every token the OAuth server gave out, as an administrator does. */
  async revokeAll(): Promise<number> {
    const path = "/apis/oauth.openshift.io/v1/oauthaccesstokens";
    const { items } = (await (await this.fetch(path)).json()) as { items: { metadata: { name: string } }[] };
    const ended = items.map((token) => this.fetch(`${path}/${token.metadata.name}`, "admin", { method: "DELETE" }));
    for (const answer of await Promise.all(ended)) {
      if (!answer.ok) throw new Error(`a token could not be deleted: ${answer.status}`);
    }
    return items.length;
  }

  stop(): Promise<void> {
    return this.#program.close();
  }
}

/** An authority and a certificate it signed, in a folder of their own. */
export class Certificates {
  private constructor(readonly folder: string) {}

  static async make(names: string[] = ["localhost", "127.0.0.1"]): Promise<Certificates> {
    const made = new Certificates(await mkdtemp(join(tmpdir(), "registry-console-tls-")));
    await made.renew(names);
    return made;
  }

  /** Replaces all of them, the authority too. */
  async renew(names: string[] = ["localhost", "127.0.0.1"]): Promise<void> {
    const flags = names.flatMap((name) => ["--name", name]);
    await promisify(execFile)(testbed, ["--certificates", this.folder, ...flags]);
  }

  get ca(): string {
    return join(this.folder, "ca.pem");
  }

  get certificate(): string {
    return join(this.folder, "cert.pem");
  }

  get key(): string {
    return join(this.folder, "key.pem");
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** An issuer whose ID tokens a cluster takes. */
export interface Issuer {
  url: string;
  /** The file with its authority's certificate. */
  ca: string;
  /** The client's id. */
  audience: string;
}

/** What an OIDC provider is made of. */
export interface ProviderOptions {
  client: Client;
  certificates: Certificates;
  postLogoutRedirectUris?: string[];
  /** How long ID tokens last; an hour unless said otherwise. */
  idTokenSeconds?: number;
  /** Whether it gives out refresh tokens. */
  refresh?: boolean;
}

/** An OpenID Connect provider over https: its people are admin, reader and nobody, its client `registry-console`. */
export class OidcProvider implements Issuer {
  readonly audience = "registry-console";
  #program: Program;

  private constructor(
    program: Program,
    readonly url: string,
    readonly ca: string,
  ) {
    this.#program = program;
  }

  static async start(options: ProviderOptions): Promise<OidcProvider> {
    const { client, certificates } = options;
    const flags = [join(here, "oidc-provider/main.mjs"), "--client-secret", client.secret];
    flags.push("--cert", certificates.certificate, "--key", certificates.key);
    for (const uri of client.redirectUris) flags.push("--redirect-uri", uri);
    for (const uri of options.postLogoutRedirectUris ?? []) flags.push("--post-logout-redirect-uri", uri);
    if (options.idTokenSeconds !== undefined) flags.push("--id-token-seconds", `${options.idTokenSeconds}`);
    if (options.refresh) flags.push("--refresh");
    const [program, match] = await Program.start(process.execPath, flags, /^OIDC provider: (https:\/\/\S+)$/);
    return new OidcProvider(program, match[1]!, certificates.ca);
  }

  get log(): string {
    return this.#program.log.join("\n");
  }

  stop(): Promise<void> {
    return this.#program.close();
  }
}
