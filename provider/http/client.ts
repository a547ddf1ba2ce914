import { Agent, request } from "undici";

/** How a server is reached. */
export interface Reach {
  /** A certificate authority in PEM that is trusted instead of the system's. @default the system's */
  readonly ca?: string;
  /** A Unix socket that the server listens on, whatever host the address names. @default none */
  readonly socketPath?: string;
  /** The most connections at a time. @default 1 */
  readonly connections?: number;
}

export interface HttpQuestion {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The time for the whole exchange, in milliseconds: a server that sends a byte now and then is never idle. */
  readonly timeoutMs: number;
  /** The most bytes an answer may have. */
  readonly mostBytes: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Why there is no answer. */
export type HttpFailure = "timeout" | "too large" | "broken off" | "untrusted" | "unreachable";

/** An exchange without an answer. */
export class HttpError extends Error {
  readonly failure: HttpFailure;
  /** The system's word for it: `ECONNREFUSED`. */
  readonly code: string;

  constructor(failure: HttpFailure, message: string, code = "") {
    super(message);
    this.name = "HttpError";
    this.failure = failure;
    this.code = code;
  }
}

/**
 * A client of one server. TLS is always verified, and a redirect is an answer like any other: followed, it could carry credentials
 * to another host.
 */
export class HttpClient {
  readonly #agent: Agent;

  constructor({ ca, socketPath, connections = 1 }: Reach = {}) {
    this.#agent = new Agent({
      connections,
      // The time of the whole exchange bounds these, too.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: 0, ...(ca === undefined ? {} : { ca }), ...(socketPath === undefined ? {} : { socketPath }) },
    });
  }

  /** @throws HttpError when there is no whole answer */
  async ask(url: string, { method = "GET", headers = {}, body, timeoutMs, mostBytes }: HttpQuestion): Promise<HttpAnswer> {
    const signal = AbortSignal.timeout(timeoutMs);
    let answered = false;
    try {
      const response = await request(url, { method, headers, body: body ?? null, signal, dispatcher: this.#agent });
      answered = true;
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of response.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > mostBytes) throw new HttpError("too large", `the answer is larger than ${mostBytes} bytes`);
        chunks.push(chunk);
      }
      return { status: response.statusCode, text: Buffer.concat(chunks).toString("utf8") };
    } catch (error) {
      if (error instanceof HttpError) throw error;
      if (signal.aborted) throw new HttpError("timeout", `no answer within ${timeoutMs / 1000} s`);
      const { code = "", message } = error as NodeJS.ErrnoException;
      if (answered) throw new HttpError("broken off", "the answer broke off", code);
      throw new HttpError(/CERT|SELF_SIGNED|UNABLE_TO_/.test(code) ? "untrusted" : "unreachable", message, code);
    }
  }

  /** Ends every connection. */
  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
