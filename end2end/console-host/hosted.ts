// A console reached through the OpenShift console: our server with its console door open, a sandbox behind it and a
// bridge in front.

import { type Cluster, type Person, Program, type Reached, SandboxServer, binary, site } from "../server.ts";
import { Bridge, type Settings } from "./bridge.ts";

/** Who is logged in at the bridge when a test does not say; the same people as at our own door. */
const OTHERS: Record<string, Person> = { forbidden: "nobody", "read-only": "reader" };

export type Host = Omit<Settings, "door" | "token">;

export class Hosted implements Reached {
  #program: Program;
  readonly #flags: string[];

  private constructor(
    program: Program,
    flags: string[],
    readonly sandbox: SandboxServer,
    readonly bridge: Bridge,
  ) {
    this.#program = program;
    this.#flags = flags;
  }

  /** Starts a cluster, our server and a bridge. */
  static async start(cluster: Cluster, host: Host = {}): Promise<Hosted> {
    if (!("sandbox" in cluster)) throw new Error("the console door is tested against the sandbox");
    const sandbox = await SandboxServer.start(cluster.sandbox);
    const flags = ["--console-listen", "127.0.0.1:0", "--console-plain", "--site", site, "--api-server", sandbox.url];
    const [program, door] = await run(flags);
    flags[1] = new URL(door).host;
    const token = `sandbox-${cluster.as ?? OTHERS[cluster.sandbox] ?? "admin"}`;
    return new Hosted(program, flags, sandbox, await Bridge.start({ door, token, ...host }));
  }

  get origin(): string {
    return this.bridge.origin;
  }

  get invitation(): string {
    return this.url("/");
  }

  url(path: string): string {
    return `${this.origin}${this.bridge.basePath}image-registry${path.replace(/^\/(?=$|\?|#)/, "")}`;
  }

  get log(): string {
    return this.#program.log.join("\n");
  }

  /** Ends our server; the OpenShift console stays. */
  stop(): Promise<void> {
    return this.#program.stop();
  }

  async start(): Promise<void> {
    [this.#program] = await run(this.#flags);
  }

  /** Ends all of it. */
  async end(): Promise<void> {
    await this.bridge.stop();
    await this.stop();
    await this.sandbox.stop();
  }
}

async function run(flags: string[]): Promise<[Program, string]> {
  const [program, match] = await Program.start(binary, flags, /^Registry Console, console door: (http:\/\/\S+)$/);
  return [program, match[1]!];
}
