// The console's route door for the tests: its own certificate, shared keys, replicas behind one address. Knows flags and
// sockets, no page.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Certificates, Program, binary, site } from "./server.ts";

/** Where people log in, as flags. */
export type Login =
  | { kind: "openshift" }
  | { kind: "oidc"; issuer: string; ca: string }
  | { kind: "token" };

export interface RouteOptions {
  /** The API server, and the file with its authority. */
  api: { url: string; ca?: string };
  login: Login;
  /** The host in the address bar; another one than the login service's makes them two sites. */
  host?: string;
  replicas?: number;
  flags?: string[];
}

/** The client's secret at every login service. */
export const CLIENT_SECRET = "a-client-secret-of-the-tests";

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Replicas of the console behind one address, as a router puts them: each connection goes to the next that listens. */
export class RouteDoor {
  readonly #replicas: Program[] = [];
  readonly #ports: number[] = [];
  readonly #sockets = new Set<Socket>();
  #router?: Server;
  #next = 0;

  private constructor(
    /** Scheme, host and port in the address bar. */
    readonly origin: string,
    readonly folder: string,
    readonly certificates: Certificates,
  ) {}

  /** The address that login services are told. */
  static callback(host: string, port: number): string {
    return `https://${host}:${port}/login/callback`;
  }

  static async start(port: number, options: RouteOptions): Promise<RouteDoor> {
    const host = options.host ?? "localhost";
    const folder = await mkdtemp(join(tmpdir(), "registry-console-route-"));
    const certificates = await Certificates.make([host]);
    const door = new RouteDoor(`https://${host}:${port}`, folder, certificates);
    await writeFile(join(folder, "keys"), `${randomBytes(32).toString("base64")}\n`);
    await writeFile(join(folder, "secret"), CLIENT_SECRET);
    for (let replica = 0; replica < (options.replicas ?? 1); replica++) await door.#add(options);
    door.#router = createServer((socket) => door.#pass(socket, door.#ports.length));
    await new Promise<void>((listening) => door.#router!.listen(port, "127.0.0.1", listening));
    return door;
  }

  async #add(options: RouteOptions): Promise<void> {
    const { api, login } = options;
    const flags = ["--route-listen", "127.0.0.1:0", "--route-url", this.origin, "--site", site];
    flags.push("--route-cert", this.certificates.certificate, "--route-key", this.certificates.key);
    flags.push("--session-key", join(this.folder, "keys"), "--api-server", api.url, "--login", login.kind);
    if (api.ca) flags.push("--api-ca", api.ca);
    if (login.kind !== "token") flags.push("--oauth-client-secret-file", join(this.folder, "secret"));
    if (login.kind === "oidc") flags.push("--oidc-issuer", login.issuer, "--oauth-ca", login.ca);
    flags.push("--log", "trace,hyper=info,tokio=info,rustls=info", ...(options.flags ?? []));
    const ready = /^Registry Console: https:\/\/\S+ \(listening on \S+:(\d+)\)$/;
    const [program, match] = await Program.start(binary, flags, ready);
    this.#replicas.push(program);
    this.#ports.push(Number(match[1]));
  }

  /** Joins a connection to the next replica that takes it. */
  #pass(socket: Socket, tries: number): void {
    const port = this.#ports[this.#next++ % this.#ports.length]!;
    const upstream = connect(port, "127.0.0.1");
    const forget = () => {
      this.#sockets.delete(socket);
      this.#sockets.delete(upstream);
      socket.destroy();
      upstream.destroy();
    };
    upstream.once("connect", () => {
      this.#sockets.add(socket).add(upstream);
      socket.pipe(upstream).pipe(socket);
      socket.once("close", forget);
      upstream.once("close", forget);
    });
    upstream.once("error", () => {
      if (tries > 1 && !upstream.bytesWritten) this.#pass(socket, tries - 1);
      else forget();
    });
    socket.once("error", forget);
  }

  /** The replica that answered such a request, where one alone did. */
  answering(path: string): number {
    const answered = (line: string) => line.includes(`path="${path}"`);
    const found = this.#replicas.findIndex((replica) => replica.log.some(answered));
    if (found < 0) throw new Error(`no replica answered ${path}`);
    return found;
  }

  /** Ends a replica as a broken machine would. */
  kill(replica: number): Promise<void> {
    return this.#replicas[replica]!.kill();
  }

  /** Ends a replica as a rolling update does. */
  end(replica: number): Promise<void> {
    return this.#replicas[replica]!.stop();
  }

  /** Everything the replicas logged, at the finest level there is. */
  get log(): string {
    return this.#replicas.flatMap((replica) => replica.log).join("\n");
  }

  async stop(): Promise<void> {
    await Promise.all(this.#replicas.map((replica) => replica.kill()));
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => this.#router!.close(closed));
    await this.certificates.remove();
    await rm(this.folder, { recursive: true, force: true });
  }
}
