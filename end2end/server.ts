// The console's own process: started on a free loopback port, ended by its own id. Knows flags, no page.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";

const here = import.meta.dirname;
const binary = process.env.RC_BINARY ?? resolve(here, "../target/debug/registry-console");
const site = process.env.RC_SITE ?? resolve(here, "../target/site");

/** The program that starts a real API server. */
export const testbed = process.env.RC_TESTBED ?? join(dirname(binary), "testbed");

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

/** A running console. */
export class Console {
  #program: Program;
  #flags: string[];

  private constructor(
    program: Program,
    flags: string[],
    /** Scheme, host and port. */
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

  /** What it logged. */
  get log(): string {
    return this.#program.log.join("\n");
  }

  /** Asks it to end and waits until it has. */
  stop(): Promise<void> {
    return this.#program.stop();
  }

  /** Starts it again at the same address. */
  async start(): Promise<void> {
    const port = new URL(this.origin).port;
    this.#flags[1] = `127.0.0.1:${port}`;
    const [started, match] = await Program.start(binary, this.#flags, READY);
    this.#program = started;
    this.invitation = match[1]!;
  }
}
