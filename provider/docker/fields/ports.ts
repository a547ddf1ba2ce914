import { parsePortText, PortTextError } from "../../../compose/values/port-text.ts";
import { isJsonList, isJsonMap, member, textOf, without } from "../json.ts";
import type { Json } from "../json.ts";
import { compareItems } from "./items.ts";
import type { Actual, Wanted } from "./items.ts";
import type { FieldGroup } from "./context.ts";

interface Port {
  readonly ip: string;
  /** Empty when the engine chooses. */
  readonly published: string;
  readonly target: string;
  readonly protocol: string;
}

/** Published ports as they were asked for: a stopped container keeps them, and a random one has no number. */
export const ports: FieldGroup = ({ declared, service, host }) => {
  const entries = service["ports"];
  const wanted = (isJsonList(entries) ? entries : []).flatMap((entry, index) =>
    declaredPorts(entry).map((port): Wanted => ({ key: keyOf(port), identity: `${port.target}/${port.protocol}`, index })),
  );
  const actual = Object.entries(host.PortBindings ?? {}).flatMap(([key, bindings]) => {
    const [target = "", protocol = "tcp"] = key.split("/");
    return (bindings ?? []).map(({ HostIp, HostPort }): Actual => {
      const port = { ip: addressOf(HostIp), published: HostPort === "0" ? "" : (HostPort ?? ""), target, protocol };
      return { key: keyOf(port), identity: `${target}/${protocol}`, render: (entry) => render(port, entry, declared["ports"]) };
    });
  });
  const all: Actual[] = host.PublishAllPorts === true ? [{ key: "all", render: () => "(every exposed port)" }] : [];
  return compareItems("ports", declared["ports"], wanted, [...actual, ...all]);
};

function keyOf({ ip, published, target, protocol }: Port): string {
  return `${ip}|${published}|${target}/${protocol}`;
}

/** Newer clients write the address that means "every one" out. */
function addressOf(ip: string | undefined): string {
  return ip === undefined || ip === "invalid IP" ? "" : ip;
}

function declaredPorts(entry: Json): Port[] {
  if (isJsonMap(entry)) {
    return [
      {
        ip: textOf(member(entry, "host_ip")) ?? "",
        published: textOf(member(entry, "published")) ?? "",
        target: textOf(member(entry, "target")) ?? "",
        protocol: textOf(member(entry, "protocol")) ?? "tcp",
      },
    ];
  }
  try {
    return parsePortText(textOf(entry) ?? "").map(({ hostIp = "", published = "", target, protocol }) => ({
      ip: hostIp,
      published,
      target: String(target),
      protocol,
    }));
  } catch (error) {
    if (error instanceof PortTextError) return [];
    throw error;
  }
}

/** Like the entry whose place it takes, else like the first of the list. */
function render({ ip, published, target, protocol }: Port, entry: Json | undefined, list: Json | undefined): Json {
  const like = entry ?? (isJsonList(list) ? list[0] : undefined);
  if (!isJsonMap(like)) {
    const address = ip === "" ? "" : `${ip.includes(":") ? `[${ip}]` : ip}:`;
    const host = published === "" && address === "" ? "" : `${published}:`;
    return `${address}${host}${target}${protocol === "tcp" ? "" : `/${protocol}`}`;
  }
  return {
    ...(entry === undefined ? { mode: "ingress" } : without(like, "host_ip", "published")),
    ...(ip === "" ? {} : { host_ip: ip }),
    target: typeof like["target"] === "string" ? target : Number(target),
    ...(published === "" ? {} : { published }),
    protocol,
  };
}
