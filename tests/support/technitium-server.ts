import { ApiServer, type Asked } from "./api-server.ts";

/** The account that opens it. */
export const technitiumAccount = { user: "pulumi", pass: "correct-horse" } as const;

export interface Row {
  name: string;
  type: string;
  ttl: number;
  disabled: boolean;
  rData: { ipAddress?: string; cname?: string };
}

/** A server that speaks the part of Technitium's API that records need, the way its APIDOCS.md documents it. */
export class TechnitiumServer extends ApiServer {
  readonly zone = "lan.example.net";
  readonly rows: Row[] = [];
  /** Tokens that are taken; emptied, every session has expired. */
  readonly tokens = new Set<string>();
  #count = 0;

  constructor(tls?: { readonly key: string; readonly cert: string }) {
    super((asked) => ({ status: 200, body: this.#route(asked) }), tls);
  }

  #route({ method, path, body, headers }: Asked): unknown {
    const form = new URLSearchParams(body);
    if (method !== "POST" || path.includes("?")) return failed("a credential in the address would be in every log");
    if (path === "/api/user/login") {
      if (form.get("user") !== technitiumAccount.user || form.get("pass") !== technitiumAccount.pass)
        return failed(`Invalid username or password for ${String(form.get("pass"))}.`);
      const token = `session-${(this.#count += 1)}`;
      this.tokens.add(token);
      return { token, username: form.get("user"), status: "ok" };
    }
    if (!this.tokens.has((headers.authorization ?? "").replace("Bearer ", "")))
      return { status: "invalid-token", errorMessage: "Invalid token or session expired." };
    const [name, type] = [form.get("domain") ?? "", form.get("type") ?? ""];
    if (form.get("zone") !== this.zone || !name.endsWith(this.zone))
      return failed("No such zone was found: ".concat(String(form.get("zone"))));
    const value = form.get("ipAddress") ?? form.get("cname") ?? "";
    const rData = type === "CNAME" ? { cname: value } : { ipAddress: value };
    if (path === "/api/zones/records/get")
      return { response: { zone: { name: this.zone }, records: this.rows.filter((row) => row.name === name) }, status: "ok" };
    if (path === "/api/zones/records/add") {
      if (form.get("overwrite") === "true") this.#drop((row) => row.name === name && row.type === type);
      this.rows.push({ name, type, ttl: Number(form.get("ttl")), disabled: false, rData });
      return { response: {}, status: "ok" };
    }
    if (path !== "/api/zones/records/delete") return failed(`Invalid request path: ${path}`);
    const gone = this.#drop((row) => row.name === name && row.type === type && (row.rData.ipAddress ?? row.rData.cname) === value);
    return gone === 0 ? failed("Cannot delete record: the record does not exist.") : { response: {}, status: "ok" };
  }

  #drop(which: (row: Row) => boolean): number {
    const kept = this.rows.filter((row) => !which(row));
    return this.rows.splice(0, this.rows.length, ...kept).length - kept.length;
  }
}

function failed(errorMessage: string): unknown {
  return { status: "error", errorMessage, stackTrace: "at DnsServerCore…" };
}
