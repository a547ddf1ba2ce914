import { mapping, text } from "../../parts.ts";
import { each, free, freeSince, notUsed, type NamedPath, type Opened, type Power, type Table } from "../attribute.ts";
import { entriesOf, isVariable, refused, show, word } from "../values.ts";

const file: Power = {
  kind: "power",
  allow: ["docker-socket", "host-files"],
  note: "a path outside the service's own folders; the engine's socket",
  paths: (value: unknown): readonly NamedPath[] => {
    const path = text(value);
    return path === undefined ? [] : [{ text: path }];
  },
};

const elsewhere = /^(nfs\d?|cifs|smb3?|sshfs|9p|ceph|glusterfs)$/;
const isTmpfs = (type: string): boolean => type === "tmpfs";

/** What the driver `local` hands to mount(2): a folder of the node, a share of another machine, or a device. */
function mountOptions(value: unknown): { readonly type: string; readonly device: string | undefined; readonly variable: boolean } {
  const options = mapping(value);
  const type = text(options["type"]) ?? "";
  const o = text(options["o"]) ?? "";
  const bind = o.split(",").some((one) => one === "bind" || one === "rbind");
  return { type: bind ? "bind" : type, device: text(options["device"]), variable: [type, o].some(isVariable) };
}

const isFolder = (type: string): boolean => ["bind", "none", ""].includes(type);

const driverOptions: Power = {
  kind: "power",
  allow: ["host-files", "docker-socket", "remote", "device"],
  note: "`device` of a bind is a path of the node; `nfs` and the like need `remote`, any other file system `device`",
  judge: (value: unknown): readonly Opened[] => {
    const { type, device, variable } = mountOptions(value);
    const unknown = entriesOf(value).flatMap(({ key, below }) =>
      ["type", "o", "device", "size"].includes(key)
        ? []
        : [{ ...refused(key, "hands a volume driver an option that nobody knows", ["type", "o", "device"]), below }],
    );
    if (variable) return [...unknown, refused(`\${…}`, "mounts something that nobody knows", ["literal options"])];
    if (isFolder(type) || isTmpfs(type)) return unknown;
    if (elsewhere.test(type))
      return [...unknown, { allow: "remote", what: `keeps data on another machine (${type} ${show(device ?? "")})` }];
    return [
      ...unknown,
      { allow: "device", what: `mounts the file system ${show(type)} of ${show(device ?? "a device")}`, item: device ?? type },
    ];
  },
  paths: (value: unknown): readonly NamedPath[] => {
    const { type, device } = mountOptions(value);
    return device !== undefined && isFolder(type) ? [{ text: device, below: ["device"] }] : [];
  },
};

const object = (kind: "secrets" | "configs"): Table => ({
  [`${kind}.*.name`]: free,
  [`${kind}.*.environment`]: freeSince("a variable of the service's own `.env`"),
  [`${kind}.*.file`]: file,
  [`${kind}.*.external`]: notUsed("only Swarm has such ones", "write file, environment or content"),
  [`${kind}.*.external.name`]: notUsed("only Swarm has such ones", "write file, environment or content"),
  [`${kind}.*.labels`]: free,
  [`${kind}.*.template_driver`]: notUsed("only Swarm reads it", "remove it"),
});

/** The volumes, secrets and configs of a document. */
export const fileAttributes: Table = {
  "volumes.*.name": freeSince("another service's volume is refused by host-paths"),
  "volumes.*.driver": word({ free: ["local"], otherwise: "has a volume driver that nobody knows" }),
  "volumes.*.driver_opts": driverOptions,
  ...each("volumes.*", ["external", "labels"], free),
  "volumes.*.external.name": freeSince("another service's volume is refused by host-paths"),
  ...object("secrets"),
  ...each("secrets.*", ["driver", "driver_opts"], notUsed("only Swarm reads it", "remove it")),
  ...object("configs"),
  "configs.*.content": free,
};
