import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

interface Account {
  readonly login: string;
}
interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly user: Account;
}
export interface Issue {
  readonly number: number;
  title: string;
  body: string;
  state: string;
  readonly user: Account;
  readonly pull_request?: object | null;
}

/** One request that somebody made. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
  readonly body: unknown;
}

/**
 * A platform with one repository, as far as the workflows speak to it: runs, pull requests, comments and issues, in pages of
 * two with the links of GitHub and Forgejo. Whoever writes with the token is the bot.
 */
export class PlatformServer implements AsyncDisposable {
  readonly bot = "github-actions[bot]";
  readonly token = "job-token";
  readonly asked: Asked[] = [];
  readonly comments: Comment[] = [];
  readonly issues: Issue[] = [];
  pulls: object[] = [];
  readonly runs = new Map<number, object>();
  approvals: object[] = [];
  /** The files of the pull requests, by number. */
  readonly files = new Map<number, readonly { readonly filename: string; readonly previous_filename?: string }[]>();
  /** The parents of commits. */
  readonly parents = new Map<string, readonly string[]>();
  /** The commits of the branch `main`. */
  readonly main = new Set<string>();
  /** Protection rules of the environments, by name; one that is not here does not exist. */
  readonly environments = new Map<string, object>();
  /** What the platform says of the repository itself. */
  repository: object = { private: true, default_branch: "main" };
  /** What the job's token may see besides, by path below the repository; everything else is refused. */
  readonly administration = new Map<string, object>();
  readonly #server: Server;
  #id = 100;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<PlatformServer> {
    const server = createServer();
    const platform = new PlatformServer(server);
    server.on("request", (request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        const body = text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>);
        const url = new URL(request.url ?? "/", platform.url);
        platform.asked.push({ method: request.method ?? "", path: url.pathname, token: request.headers.authorization, body });
        const [status, answer] =
          request.headers.authorization === `token ${platform.token}`
            ? platform.#answer(request.method ?? "", url, body)
            : [401, { message: "Bad credentials" }];
        const list = Array.isArray(answer) ? answer : undefined;
        const page = Number(url.searchParams.get("page") ?? "1");
        if (list !== undefined && list.length > page * 2) {
          url.searchParams.set("page", String(page + 1));
          response.setHeader("link", `<${url.href}>; rel="next"`);
        }
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(list === undefined ? answer : list.slice((page - 1) * 2, page * 2)));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** What a platform gives a job. */
  get env(): Record<string, string> {
    return {
      GITHUB_REPOSITORY: "owner/homelab",
      GITHUB_API_URL: `${this.url}/api/v1`,
      GITHUB_SERVER_URL: this.url,
      GITHUB_TOKEN: this.token,
    };
  }

  /** Everything that was changed. */
  get writes(): string[] {
    return this.asked
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path.replace("/api/v1/repos/owner/homelab/", "")}`);
  }

  comment(issue: number, login: string, body: string): void {
    this.comments.push({ id: ++this.#id, issue, body, user: { login } });
  }

  issue(number: number, login: string, body: string, over: Partial<Issue> = {}): void {
    this.issues.push({ number, title: "a title", body, state: "open", user: { login }, ...over });
  }

  /** A pull request and the run of its preview; `from` is the fork it comes from. */
  pullRequest(
    number: number,
    over: {
      readonly run?: number;
      readonly from?: string;
      readonly branch?: string;
      readonly sha?: string;
      readonly event?: string;
      readonly base?: string;
      readonly conclusion?: string;
      readonly workflow?: string;
      readonly files?: readonly string[];
    } = {},
  ): void {
    const { run = number, from = "stranger", branch = "change", sha = "c".repeat(40), event = "pull_request" } = over;
    const { base = "a".repeat(40), conclusion = "success", workflow = ".github/workflows/preview.yml" } = over;
    const files = over.files ?? ["hosts/vps/services.yaml"];
    this.files.set(
      number,
      files.map((filename) => ({ filename })),
    );
    this.main.add(base);
    const repo = { full_name: `${from}/homelab`, owner: { login: from } };
    this.pulls.push({
      ...{ number, state: "open", head: { sha, ref: branch, repo }, base: { ref: "main", sha: base } },
      changed_files: files.length,
    });
    this.runs.set(run, {
      ...{ id: run, event, head_sha: sha, head_branch: branch, head_repository: repo, pull_requests: [] },
      ...{ conclusion, path: workflow },
    });
  }

  #answer(method: string, url: URL, body: Record<string, unknown> | undefined): [number, unknown] {
    const [, , , , owner, repo, ...rest] = url.pathname.split("/");
    if (owner !== "owner" || repo !== "homelab") return [404, { message: "Not Found" }];
    const [section, second, third, fourth] = rest;
    const text = (key: string): string => (typeof body?.[key] === "string" ? body[key] : "");
    const administration = this.administration.get(rest.map(decodeURIComponent).join("/"));
    if (administration !== undefined) return [200, administration];
    if (section === "actions" && second !== "runs") return [403, { message: "Resource not accessible by integration" }];
    if (section === "actions") {
      if (fourth === "approvals") return [200, this.approvals];
      const run = this.runs.get(Number(third));
      return run === undefined ? [404, { message: "Not Found" }] : [200, run];
    }
    if (section === undefined) return [200, this.repository];
    if (fourth === undefined && third === "secrets") return [403, { message: "Resource not accessible by integration" }];
    if (section === "environments") {
      const found = this.environments.get(decodeURIComponent(second ?? ""));
      return found === undefined ? [404, { message: "Not Found" }] : [200, found];
    }
    if (section === "git" && second === "commits") {
      const parents = this.parents.get(third ?? "");
      return parents === undefined ? [404, { message: "Not Found" }] : [200, { sha: third, parents: parents.map((sha) => ({ sha })) }];
    }
    if (section === "compare") {
      const [commit = "", branch = ""] = decodeURIComponent(second ?? "").split("...");
      return [200, { status: branch === "main" && this.main.has(commit) ? "ahead" : "diverged" }];
    }
    if (section === "pulls" && third === "files") return [200, this.files.get(Number(second)) ?? []];
    if (section === "pulls") {
      if (second === undefined) return [200, this.pulls];
      const pull = this.pulls.find((one) => "number" in one && one.number === Number(second));
      return pull === undefined ? [404, { message: "Not Found" }] : [200, pull];
    }
    if (section !== "issues") return [404, { message: "Not Found" }];
    if (second === "comments" && method === "PATCH") {
      const comment = this.comments.find(({ id }) => id === Number(third));
      if (comment === undefined) return [404, { message: "Not Found" }];
      comment.body = text("body");
      return [200, comment];
    }
    if (third === "comments") {
      const issue = Number(second);
      if (method === "GET") return [200, this.comments.filter((comment) => comment.issue === issue)];
      if (text("body").length > 65_536) return [422, { message: "body is too long (maximum is 65536 characters)" }];
      this.comment(issue, this.bot, text("body"));
      return [201, this.comments.at(-1)];
    }
    if (second === undefined) {
      if (method === "GET") return [200, this.issues.filter(({ state }) => state === "open")];
      this.issue(++this.#id, this.bot, text("body"), { title: text("title") });
      return [201, this.issues.at(-1)];
    }
    const issue = this.issues.find(({ number }) => number === Number(second));
    if (issue === undefined) return [404, { message: "Not Found" }];
    if (body !== undefined) Object.assign(issue, body);
    return [200, issue];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
