import { createServer } from "node:net";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

import { requirePackage } from "./debian-packages.ts";
import type { Dockerd } from "./dockerd.ts";

/** A real OpenSSH server on the loopback address with keys of its own; with a node, its logins land on that node. */
export class Sshd implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  /** A configuration for `ssh -F` with the key and the known host; `host` 127.0.0.1, account root. */
  readonly config: string;
  readonly #node: Dockerd | undefined;
  #server: ChildProcess | undefined;

  private constructor(folder: string, port: number, node: Dockerd | undefined) {
    this.folder = folder;
    this.port = port;
    this.config = join(folder, "ssh_config");
    this.#node = node;
  }

  static async start(node?: Dockerd): Promise<Sshd> {
    if (process.getuid?.() !== 0) throw new Error("tests with an SSH server of their own need root");
    await requirePackage("/usr/sbin/sshd", "openssh-server");
    const folder = await mkdtemp(join(tmpdir(), "hl-sshd-"));
    const sshd = new Sshd(folder, await freePort(), node);
    await sshd.#prepare();
    await sshd.listen();
    return sshd;
  }

  /** Starts listening (again). */
  async listen(): Promise<void> {
    const own = ["/usr/sbin/sshd", "-D", "-e", "-f", join(this.folder, "sshd_config")];
    const [program = "", ...args] = this.#node === undefined ? own : await this.#node.inside(own, { net: false });
    await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
    const end = performance.now() + 10_000;
    const start = (): ChildProcess => spawn(program, args, { stdio: "ignore", detached: true });
    this.#server = start();
    while (!(await answers(this.port))) {
      if (performance.now() > end) throw new Error(`sshd does not listen on 127.0.0.1:${this.port}`);
      // Whatever held the port for a moment is gone by the next try.
      if (this.#server.exitCode !== null) this.#server = start();
      await sleep(30);
    }
  }

  /** Ends the server and every login, at once, as a power cut does. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    for (const pid of await descendants(server.pid)) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    await ended;
    // The process that was started is not the one that listens, and that one may take a moment longer.
    for (let round = 0; round < 500 && (await answers(this.port)); round++) await sleep(10);
  }

  /** Makes a new host key; whoever knows the old one must refuse the server. */
  async changeHostKey(): Promise<void> {
    await this.kill();
    await rm(join(this.folder, "host_key"));
    await keygen(join(this.folder, "host_key"));
    await this.listen();
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #prepare(): Promise<void> {
    const at = (name: string): string => join(this.folder, name);
    await Promise.all([keygen(at("host_key")), keygen(at("user_key")), keygen(at("stranger_key"))]);
    await writeFile(at("authorized_keys"), await readFile(at("user_key.pub")), { mode: 0o600 });
    const [kind = "", key = ""] = (await readFile(at("host_key.pub"), "utf8")).split(" ");
    await writeFile(at("known_hosts"), `[127.0.0.1]:${this.port} ${kind} ${key}\n`);
    const server = {
      Port: this.port,
      ListenAddress: "127.0.0.1",
      HostKey: at("host_key"),
      AuthorizedKeysFile: at("authorized_keys"),
      PidFile: at("sshd.pid"),
      PasswordAuthentication: "no",
      KbdInteractiveAuthentication: "no",
      PermitRootLogin: "prohibit-password",
      StrictModes: "no",
      UsePAM: "no",
      PrintMotd: "no",
      LogLevel: "ERROR",
      MaxSessions: 100,
      MaxStartups: "100",
      // A home of its own: a login that is killed in the middle of the account's start files may leave a lock that stops the next ones.
      SetEnv: `DOCKER_HOST=unix://${this.#node?.socket ?? "/nonexistent"} HOME=${this.folder}`,
    };
    await writeFile(at("sshd_config"), lines(server));
    await writeFile(this.config, this.clientConfig("user_key"));
    await writeFile(at("stranger_config"), this.clientConfig("stranger_key"));
  }

  /** The text of a client's configuration; the server is known by its own port, also behind a relay. */
  clientConfig(key: string): string {
    const client = {
      IdentityFile: join(this.folder, key),
      IdentitiesOnly: "yes",
      IdentityAgent: "none",
      UserKnownHostsFile: join(this.folder, "known_hosts"),
      GlobalKnownHostsFile: "/dev/null",
      StrictHostKeyChecking: "yes",
    };
    return `Host *\n${lines({ ...client, HostKeyAlias: `[127.0.0.1]:${this.port}` })}`;
  }
}

/** Passes connections on to a port of this machine, each piece of data later by a delay. */
export class Relay {
  readonly port: number;
  /** How many times the direction of the data has turned, for each connection: two turns are a round trip. */
  turns = 0;
  readonly #close: () => Promise<void>;

  private constructor(port: number, close: () => Promise<void>) {
    this.port = port;
    this.#close = close;
  }

  /** @param delayMs half of what a round trip takes longer */
  static async start(target: number, delayMs: number): Promise<Relay> {
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const upstream = connect(target, "127.0.0.1");
      let last: Socket | undefined;
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(from);
        from.setNoDelay(true);
        from.on("data", (chunk) => {
          if (last !== from) relay.turns++;
          last = from;
          setTimeout(() => to.writable && to.write(chunk), delayMs);
        });
        from.on("close", () => setTimeout(() => to.destroy(), delayMs));
        from.on("error", () => undefined);
      }
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const relay = new Relay((server.address() as AddressInfo).port, async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    });
    return relay;
  }

  /** Breaks every connection and takes no more. */
  async close(): Promise<void> {
    await this.#close();
  }
}

async function keygen(file: string): Promise<void> {
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "homelab test", "-f", file]);
}

function lines(settings: Readonly<Record<string, string | number>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}\n`)
    .join("");
}

/** A port that nobody listens on, below those that the kernel gives to outgoing connections: one of these could take it at any time. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, "127.0.0.1");
    const free = await Promise.race([once(server, "listening").then(() => true), once(server, "error").then(() => false)]);
    if (!free) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** A process and everything it has started, this machine's numbers. */
async function descendants(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const below = await Promise.all(
    children
      .trim()
      .split(" ")
      .filter((child) => child !== "")
      .map((child) => descendants(Number(child))),
  );
  return [...below.flat(), pid];
}
