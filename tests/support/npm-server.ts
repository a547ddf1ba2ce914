import { ApiServer, type Asked } from "./api-server.ts";

/** The account that opens it. */
export const npmAccount = { identity: "pulumi@example.net", secret: "bigredhorsebanana" } as const;

/** What may be set when a host is written; anything else is refused, as by the real one's schema. */
const writable = [
  "domain_names",
  "forward_scheme",
  "forward_host",
  "forward_port",
  "certificate_id",
  "ssl_forced",
  "hsts_enabled",
  "hsts_subdomains",
  "trust_forwarded_proto",
  "http2_support",
  "block_exploits",
  "caching_enabled",
  "allow_websocket_upgrade",
  "access_list_id",
  "advanced_config",
  "enabled",
  "meta",
  "locations",
];

export type Row = Record<string, unknown> & { id: number; domain_names: string[] };

/** A server that speaks the part of Nginx Proxy Manager's API (2.15) that proxy hosts need, the way its schema and code document it. */
export class NpmServer extends ApiServer {
  readonly hosts: Row[] = [];
  readonly certificates = [{ id: 4, domain_names: ["wiki.example.net"], expires_on: "2027-02-01T00:00:00.000Z" }];
  /** How long a token is good for, in ms. */
  tokenMs = 24 * 3600 * 1000;
  /** Tokens that are taken; emptied, every token is refused as expired. */
  readonly tokens = new Set<string>();
  /** What nginx says of the next host that is written. */
  nginxError: string | undefined;
  #count = 0;

  constructor(tls?: { readonly key: string; readonly cert: string }) {
    super((asked) => this.#route(asked), tls);
  }

  #route({ method, path, body, headers }: Asked): { status: number; body: unknown } {
    if (path === "/api/tokens" && method === "POST") return this.#login(JSON.parse(body) as { identity?: string; secret?: string });
    if (!this.tokens.has((headers.authorization ?? "").replace("Bearer ", ""))) return refused(400, "Token has expired");
    if (path === "/api/nginx/certificates") return { status: 200, body: this.certificates };
    if (path === "/api/nginx/proxy-hosts" && method === "GET") return { status: 200, body: this.hosts };
    if (path === "/api/nginx/proxy-hosts" && method === "POST") return this.#create(JSON.parse(body) as Record<string, unknown>);
    const id = Number(/^\/api\/nginx\/proxy-hosts\/(\d+)$/.exec(path)?.[1]);
    const row = this.hosts.find((host) => host.id === id);
    if (row === undefined) return refused(404, `Not Found - ${id}`);
    if (method === "PUT") return this.#write(row, JSON.parse(body) as Record<string, unknown>, 200);
    if (method !== "DELETE") return { status: 200, body: row };
    this.hosts.splice(this.hosts.indexOf(row), 1);
    return { status: 200, body: true };
  }

  #login({ identity, secret }: { identity?: string; secret?: string }): { status: number; body: unknown } {
    if (identity !== npmAccount.identity || secret !== npmAccount.secret)
      return refused(400, `Invalid email or password: ${String(secret)}`);
    const token = `token-${(this.#count += 1)}`;
    this.tokens.add(token);
    return { status: 200, body: { token, expires: new Date(Date.now() + this.tokenMs).toISOString() } };
  }

  #create(data: Record<string, unknown>): { status: number; body: unknown } {
    const names = data["domain_names"] as string[];
    const taken = names.find((name) => this.hosts.some(({ domain_names }) => domain_names.includes(name)));
    if (taken !== undefined) return refused(400, `${taken} is already in use`);
    const row: Row = {
      id: (this.#count += 1),
      domain_names: names,
      access_list_id: 0,
      certificate_id: 0,
      ssl_forced: false,
      caching_enabled: false,
      block_exploits: false,
      advanced_config: "",
      meta: {},
      allow_websocket_upgrade: false,
      http2_support: false,
      enabled: true,
      locations: [],
      hsts_enabled: false,
      hsts_subdomains: false,
    };
    const written = this.#write(row, data, 201);
    if (written.status === 201) this.hosts.push(row);
    return written;
  }

  #write(row: Row, data: Record<string, unknown>, status: number): { status: number; body: unknown } {
    const unknown = Object.keys(data).find((key) => !writable.includes(key));
    if (unknown !== undefined) return refused(400, `data must NOT have additional properties: ${unknown}`);
    Object.assign(row, data);
    // `cleanSslHstsData` of the real one.
    if (row["certificate_id"] === 0) Object.assign(row, { ssl_forced: false, http2_support: false });
    if (row["ssl_forced"] !== true) row["hsts_enabled"] = false;
    row["meta"] = { nginx_online: this.nginxError === undefined, nginx_err: this.nginxError ?? null };
    return { status, body: row };
  }
}

function refused(code: number, message: string): { status: number; body: unknown } {
  return { status: code, body: { error: { code, message } } };
}
