import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A question that a server of a test was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: IncomingMessage["headers"];
}

/** What a server does instead of answering: a status, silence, or answering and then cutting the line. */
export type Trouble = { readonly status: number } | "silence" | "heard-but-cut";

/** A web server that speaks an API; it remembers what it was asked, and can be told to be in trouble. */
export class ApiServer implements AsyncDisposable {
  readonly asked: Asked[] = [];
  /** Each matching question takes the next one of its list. */
  readonly troubles: { readonly method: string; readonly path: RegExp; readonly next: Trouble[] }[] = [];
  readonly #server: Server;
  readonly #scheme: string;
  readonly #answer: (asked: Asked) => { readonly status: number; readonly body: unknown };

  constructor(
    answer: (asked: Asked) => { readonly status: number; readonly body: unknown },
    tls?: { readonly key: string; readonly cert: string },
  ) {
    this.#answer = answer;
    this.#scheme = tls === undefined ? "http" : "https";
    const listener: RequestListener = (request, response) => {
      this.#receive(request, response);
    };
    this.#server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  }

  async listen(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** The questions since the last time, as `METHOD /path`. */
  taken(): string[] {
    return this.asked.splice(0).map(({ method, path }) => `${method} ${path}`);
  }

  /** The next questions of this kind end in trouble, one after the other. */
  trouble(method: string, path: RegExp, ...next: Trouble[]): void {
    this.troubles.push({ method, path, next });
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const asked: Asked = {
        method: request.method ?? "",
        path: request.url ?? "",
        body: Buffer.concat(chunks).toString("utf8"),
        headers: request.headers,
      };
      this.asked.push(asked);
      const trouble = this.troubles
        .find(({ method, path, next }) => method === asked.method && path.test(asked.path) && next.length > 0)
        ?.next.shift();
      if (trouble === "silence") return;
      if (typeof trouble === "object") {
        response
          .writeHead(trouble.status, { "content-type": "application/json" })
          .end(JSON.stringify({ error: { code: trouble.status, message: "Internal Error" } }));
        return;
      }
      const { status, body } = this.#answer(asked);
      if (trouble === "heard-but-cut") response.socket?.destroy();
      else response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
