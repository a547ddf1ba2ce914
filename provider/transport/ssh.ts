import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { CommandResult, NodeAddress, NodeConnection, RunOptions } from "./connection.ts";
import { CommandTimeoutError, LinkLostError, UnreachableError } from "./errors.ts";
import { runProcess } from "./process.ts";
import type { ProcessResult } from "./process.ts";
import { shellCommand } from "./quote.ts";
import { connectionFailure } from "./ssh-failure.ts";

/** OpenSSH's own bound on connecting, in seconds. It leaves out looking up the name, so there is a second one. */
const CONNECT_SECONDS = 6;
/** When nobody is logged in after this long, the node counts as unreachable. */
const CONNECT_BOUND_MS = 8_500;

export interface SshOptions {
  /** The program. @default "ssh" */
  readonly program?: string;
  /** A configuration file instead of the user's (`ssh -F`), for tests and for jobs without a home. */
  readonly config?: string;
}

/**
 * A node over the system's OpenSSH, with the user's configuration, agent and known_hosts. The first command logs in and
 * becomes the master; the others go through its connection. Neither a password nor an unknown host key is ever asked for.
 */
export class SshConnection implements NodeConnection {
  readonly node: string;
  readonly address: string;
  readonly #target: Extract<NodeAddress, { kind: "ssh" }>;
  readonly #options: SshOptions;
  readonly #closing = new AbortController();
  #login: Promise<Login> | undefined;
  /** Settles when the first command is logged in or has failed, so that the others find its connection. */
  #first: Promise<void> | undefined;

  constructor(address: Extract<NodeAddress, { kind: "ssh" }>, options: SshOptions = {}) {
    this.node = address.node;
    this.address = `${address.user}@${address.host}:${address.port}`;
    this.#target = address;
    this.#options = options;
  }

  async run(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
    const command = shellCommand(argv);
    this.#login ??= this.#prepare();
    const login = await this.#login;
    while (this.#first !== undefined && !existsSync(login.control)) await this.#first;
    if (existsSync(login.control)) return this.#command(login, command, argv, options);
    const running = this.#command(login, command, argv, options);
    this.#first = Promise.race([
      running.then(
        () => undefined,
        () => undefined,
      ),
      appears(login.control),
    ]).then(() => {
      this.#first = undefined;
    });
    return running;
  }

  async close(): Promise<void> {
    if (this.#login === undefined) return;
    const login = await this.#login.catch(() => undefined);
    this.#login = undefined;
    if (login === undefined) return;
    if (existsSync(login.control)) {
      await runProcess([...login.argv, "-O", "exit", "--", this.#target.host], { timeoutMs: 2_000 }).catch(() => undefined);
    }
    this.#closing.abort();
    await rm(login.control, { force: true });
  }

  async #command(login: Login, command: string, argv: readonly string[], options: RunOptions): Promise<CommandResult> {
    const signal = options.signal === undefined ? this.#closing.signal : AbortSignal.any([options.signal, this.#closing.signal]);
    const connected = existsSync(login.control);
    let joined = connected;
    const result = await runProcess([...login.argv, "--", this.#target.host, command], {
      ...options,
      signal,
      checkpoint: { afterMs: CONNECT_BOUND_MS, goOn: () => (joined ||= existsSync(login.control)) },
    });
    joined ||= existsSync(login.control);
    const facts = {
      node: this.node,
      address: this.address,
      tried: `ssh to ${this.address}`,
      elapsedMs: result.elapsedMs,
      detail: result.stderr,
    };
    if (result.ended === "timeout") {
      if (!joined) throw new UnreachableError({ ...facts, detail: result.stderr.trim() === "" ? "no answer" : result.stderr });
      throw new CommandTimeoutError({ ...facts, tried: `${argv[0]} over ssh` });
    }
    if (result.ended !== undefined) throw new LinkLostError({ ...facts, detail: result.ended });
    if (result.exitCode !== 255) return result;
    if (!joined && result.stdout.length === 0) throw connectionFailure(facts);
    // 255 is ssh's own code, but a program may end with it, too: while the master lives, it was the program.
    if (await this.#alive(login)) return result;
    throw new LinkLostError({ ...facts, tried: `${argv[0]} over ssh` });
  }

  async #alive(login: Login): Promise<boolean> {
    if (!existsSync(login.control)) return false;
    const check: ProcessResult | undefined = await runProcess([...login.argv, "-O", "check", "--", this.#target.host], {
      timeoutMs: 3_000,
    }).catch(() => undefined);
    return check?.exitCode === 0;
  }

  async #prepare(): Promise<Login> {
    // The path of a Unix socket has room for about a hundred characters, and ssh appends seventeen while it connects.
    const control = path.join(await privateFolder(), randomBytes(6).toString("hex"));
    const { program = "ssh", config } = this.#options;
    const base = [program, ...(config === undefined ? [] : ["-F", config])];
    const identity = ["-l", this.#target.user, "-p", String(this.#target.port)];
    const strict = await this.#hostKeyCheck([...base, ...identity]);
    const settings = [
      "BatchMode=yes",
      "LogLevel=ERROR",
      `ConnectTimeout=${CONNECT_SECONDS}`,
      "ConnectionAttempts=1",
      "ServerAliveInterval=5",
      "ServerAliveCountMax=3",
      "ControlMaster=auto",
      `ControlPath=${control}`,
      "ControlPersist=30",
      "RequestTTY=no",
      "ForwardAgent=no",
      "ForwardX11=no",
      "ClearAllForwardings=yes",
      "PermitLocalCommand=no",
      "RemoteCommand=none",
      "Compression=yes",
      ...strict,
    ];
    return { control, argv: [...base, ...settings.flatMap((setting) => ["-o", setting]), ...identity] };
  }

  /** The user's own setting of the host key check stands, unless it takes a key that nobody has seen before: `no` and `accept-new`. */
  async #hostKeyCheck(argv: readonly string[]): Promise<string[]> {
    let effective;
    try {
      effective = await runProcess([...argv, "-G", "--", this.#target.host], { timeoutMs: 5_000 });
    } catch (error) {
      const facts = { node: this.node, address: this.address, tried: "the program ssh", elapsedMs: 0, detail: String(error) };
      throw new UnreachableError(facts);
    }
    const value = /^stricthostkeychecking (\S+)$/im.exec(effective.stdout.toString("utf8"))?.[1]?.toLowerCase();
    return value === "yes" || value === "true" || value === "ask" ? [] : ["StrictHostKeyChecking=yes"];
  }
}

interface Login {
  /** The master's socket; it exists from the moment the login has succeeded. */
  readonly control: string;
  readonly argv: readonly string[];
}

/**
 * Where the sockets of the masters lie: a folder that only this account can enter. It is the same for every run, since an
 * engine that ends its providers by force gives them no time to clean up; a master takes its socket away by itself.
 */
async function privateFolder(): Promise<string> {
  const own = process.getuid?.();
  const folder = path.join(tmpdir(), `homelab-ssh-${own ?? "user"}`);
  await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
  const found = await lstat(folder);
  // Somebody else may have made it first to listen in.
  const trusted = found.isDirectory() && found.uid === (own ?? found.uid) && (found.mode & 0o077) === 0;
  return trusted ? folder : mkdtemp(path.join(tmpdir(), "hl-"));
}

/** Resolves when the file exists, at the latest after the bound on connecting. */
async function appears(file: string): Promise<void> {
  const end = performance.now() + CONNECT_BOUND_MS;
  while (!existsSync(file) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 15).unref());
}
