import { mapping, text } from "../../parts.ts";
import type { Allow, At, Opened, Power, Table } from "../attribute.ts";
import { BY_VARIABLE, isVariable, refused, show, word } from "../values.ts";

/** An attribute by which a container shares a namespace: its own, the node's, or that of another container. */
function namespace(key: string, own: readonly string[], allow: Allow, what: string, ofOthers: boolean): Power {
  const judge = (value: unknown, at: At): readonly Opened[] => {
    const said = text(value);
    if (said === undefined || said === "" || own.includes(said)) return [];
    if (said === "host") return [{ allow, what }];
    if (ofOthers && said.startsWith("service:") && !isVariable(said)) return through(key, said.slice("service:".length), at, judge);
    const free = [...own, ...(ofOthers ? ["service:NAME of the same document"] : [])];
    if (isVariable(said)) return [{ ...refused(said, what, free), what: `${what} ${BY_VARIABLE} ${show(said)}` }];
    return [refused(said, said.startsWith("container:") ? "enters a container that is not its own" : `has an unknown ${key}`, free)];
  };
  const free = own.length === 0 ? "" : `; free: ${own.map((one) => `\`${one}\``).join(", ")}`;
  return {
    kind: "power",
    allow: [allow],
    note: `\`host\`${ofOthers ? ", also through `service:…`" : ""}${free}; \`container:…\`, a variable and all else are refused`,
    judge,
  };
}

/** What a container of the same document has, this one has with it. */
function through(key: string, service: string, at: At, judge: (value: unknown, at: At) => readonly Opened[]): readonly Opened[] {
  const services = mapping(mapping(at.project.document)["services"]);
  const seen = new Set<string>();
  for (let name = service; ;) {
    if (seen.has(name) || !Object.hasOwn(services, name)) return [];
    seen.add(name);
    const value = mapping(services[name])[key];
    const next = text(value);
    if (next?.startsWith("service:") !== true) return judge(value, at);
    name = next.slice("service:".length);
  }
}

/** What takes down the wall between a container's view of the machine and the node's. */
export const namespaceAttributes: Table = {
  "services.*.network_mode": namespace("network_mode", ["bridge", "default", "none"], "host-network", "uses the node's network", true),
  "services.*.pid": namespace("pid", [], "host-pid", "sees the node's processes", true),
  "services.*.ipc": namespace("ipc", ["none", "private", "shareable"], "privileged", "shares the node's memory segments", true),
  "services.*.uts": namespace("uts", [], "privileged", "shares the node's name", false),
  "services.*.userns_mode": namespace("userns_mode", [], "privileged", "has the node's accounts", false),
  "services.*.cgroup": namespace("cgroup", ["private"], "privileged", "sees the node's control groups", false),
  "services.*.runtime": word({
    // Who asks for a GPU in this way is judged by gpu-placement.
    free: ["runc", "io.containerd.runc.v2", "nvidia"],
    otherwise: "has a runtime that nobody knows",
  }),
};
