import { text } from "../../parts.ts";
import { each, free, freeSince, type At, type NamedPath, type Power, type Table } from "../attribute.ts";
import { isVariable, refused, word } from "../values.ts";

const source: Power = {
  kind: "power",
  allow: ["docker-socket", "host-files"],
  note: "of a bind: a path outside the service's own folders and its data; the engine's socket",
  paths: (value: unknown, { parent }: At): readonly NamedPath[] => {
    const path = text(value);
    // Nobody knows whether a source with a variable is a volume or a folder.
    const kind = text(parent["type"]);
    return path !== undefined && (kind === "bind" || (kind !== "image" && (isVariable(path) || path.includes("/"))))
      ? [{ text: path }]
      : [];
  },
};

const type: Power = {
  kind: "power",
  allow: [],
  note: "`image`, `cluster` and `npipe` are refused",
  judge: (value: unknown) =>
    ["bind", "volume", "tmpfs"].includes(text(value) ?? "bind")
      ? []
      : [
          refused(value, value === "image" ? "mounts what any registry hands out" : "has a mount that nothing here needs", [
            "bind",
            "volume",
            "tmpfs",
          ]),
        ],
};

/** The mounts of a service, written long. */
export const mountAttributes: Table = {
  "services.*.volumes": freeSince("its items are judged"),
  "services.*.volumes[].type": type,
  "services.*.volumes[].source": source,
  ...each("services.*.volumes[]", ["target", "read_only", "consistency", "bind", "volume", "tmpfs"], free),
  "services.*.volumes[].image": freeSince("only a mount of type `image` has it, which is refused"),
  "services.*.volumes[].image.subpath": freeSince("only a mount of type `image` has it, which is refused"),
  "services.*.volumes[].bind.propagation": word({
    free: ["private", "rprivate", "slave", "rslave"],
    opens: {
      shared: { allow: "privileged", what: "may mount things on the node (shared)" },
      rshared: { allow: "privileged", what: "may mount things on the node (rshared)" },
    },
    otherwise: "has a propagation that nobody knows",
  }),
  ...each("services.*.volumes[].bind", ["create_host_path", "recursive", "selinux"], free),
  ...each("services.*.volumes[].volume", ["labels", "nocopy", "subpath"], free),
  ...each("services.*.volumes[].tmpfs", ["size", "mode"], free),
};
