// A cluster of a test's own, real or simulated, with a client beside the console's and faults on demand. Knows the
// testbed's words, no page.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { type Issuer, Program, testbed } from "./server.ts";

export type Json = Record<string, unknown>;

export const NAMESPACE = "openshift-image-registry";
export const CONFIG = "configs.imageregistry.operator.openshift.io";

/** What can be done to a cluster; see `testbed/src/main.rs`. A real one knows the first two. */
export type Fault = "down" | "up" | "expire" | "renew" | "bootstrap" | "slow" | "fast" | "forget";

export class Cluster {
  readonly #program: Program;

  private constructor(
    program: Program,
    readonly kubeconfig: string,
  ) {
    this.#program = program;
  }

  /** A real API server with the objects of a scenario, which may take an issuer's ID tokens, too. No operator runs. */
  static real(scenario: string, issuer?: Issuer): Promise<Cluster> {
    const flags = [scenario];
    if (issuer) flags.push("--oidc-issuer", issuer.url, "--oidc-ca", issuer.ca, "--oidc-audience", issuer.audience);
    return Cluster.#start(flags);
  }

  /** The sandbox as a server of its own. */
  static simulated(scenario: string): Promise<Cluster> {
    return Cluster.#start(["--simulated", scenario]);
  }

  static async #start(flags: string[]): Promise<Cluster> {
    const [program, match] = await Program.start(testbed, flags, /^(\/.*kubeconfig)$/);
    return new Cluster(program, match[1]!);
  }

  /** Its address, and the file with its authority. */
  async server(): Promise<{ url: string; ca: string }> {
    const { cluster } = JSON.parse(await readFile(this.kubeconfig, "utf8")).clusters[0];
    return { url: cluster.server, ca: cluster["certificate-authority"] };
  }

  /** Makes it fail, or mends it, and waits until it is so. */
  make(fault: Fault): Promise<void> {
    return this.#program.ask(fault);
  }

  /** Ends it for good. */
  stop(): Promise<void> {
    return this.#program.close();
  }

  async read(resource: string, name: string): Promise<Json> {
    return JSON.parse(await this.#kubectl(["get", resource, name, "--output=json"]));
  }

  async create(object: Json): Promise<void> {
    await this.#kubectl(["create", "--filename=-"], JSON.stringify(object));
  }

  async patch(resource: string, name: string, patch: Json): Promise<void> {
    await this.#kubectl(["patch", resource, name, "--type=merge", `--patch=${JSON.stringify(patch)}`]);
  }

  async status(resource: string, name: string, status: Json): Promise<void> {
    const patch = JSON.stringify({ status });
    await this.#kubectl(["patch", resource, name, "--subresource=status", "--type=merge", `--patch=${patch}`]);
  }

  async #kubectl(flags: string[], input = ""): Promise<string> {
    const kubectl = process.env.RC_KUBECTL ?? "kubectl";
    const call = promisify(execFile)(kubectl, [
      `--kubeconfig=${this.kubeconfig}`,
      `--namespace=${NAMESPACE}`,
      ...flags,
    ]);
    call.child.stdin?.end(input);
    return (await call).stdout;
  }
}
