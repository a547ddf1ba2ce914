import { mapping, text } from "../../parts.ts";
import { each, free, freeSince, notUsed, type NamedPath, type Opened, type Power, type Table } from "../attribute.ts";
import { always, BY_VARIABLE, eachItem, entriesOf, isVariable, refused, show, whenOn, word } from "../values.ts";
import { isBelow, nodePath } from "../node-path.ts";

const addedCapability: Power = {
  kind: "power",
  allow: ["added-capability", "privileged"],
  note: "any value; `ALL` and a variable need `privileged` as well",
  judge: eachItem((item) => {
    const name = item.toUpperCase().replace(/^CAP_/, "");
    const opened: Opened = {
      allow: "added-capability",
      what: `has the added capability ${show(item)}`,
      item: isVariable(item) ? "ALL" : name,
    };
    const all = name === "ALL" || isVariable(item);
    return all ? [opened, { allow: "privileged", what: `has every capability${isVariable(item) ? ` ${BY_VARIABLE}` : ""}` }] : [opened];
  }),
};

/** `--device-cgroup-rule`, written as the kernel takes it. */
const deviceRules: Power = {
  kind: "power",
  allow: ["device"],
  note: "any value",
  judge: eachItem((rule) => [{ allow: "device", what: `may use the devices ${show(rule)}`, item: rule }]),
};

/** `vendor.com/class=name`, which the engine looks up in files of the node. */
const cdi = /^[A-Za-z0-9][\w.-]*\/[A-Za-z0-9][\w.-]*=[\w.:-]+$/;

const device: Power = {
  kind: "power",
  allow: ["device", "host-files"],
  note: "any value; what lies outside `/dev` needs `host-files` as well",
  judge: (value) => {
    const source = text(value);
    return source === undefined ? [] : [{ allow: "device", what: `is given the device ${show(source)}`, item: nodePath(source) ?? source }];
  },
  paths: (value) => {
    const source = text(value);
    if (source === undefined || cdi.test(source)) return [];
    const path = nodePath(source);
    return path !== undefined && isBelow(path, "/dev") && path !== "/dev" && !isVariable(source) ? [] : [{ text: source }];
  },
};

/** Drivers that only give what the node's capabilities list as a graphics processor. */
const requestDriver: Power = {
  kind: "power",
  allow: ["device"],
  note: "anything but `nvidia`, whose graphics processors are watched by gpu-placement",
  judge: (value) => {
    const driver = text(value);
    return driver === undefined || driver === "" || driver === "nvidia"
      ? []
      : [{ allow: "device", what: `is given devices by the driver ${show(driver)}`, item: driver }];
  },
};

/** What a graphics processor can do, in NVIDIA's words. */
const gpuCapabilities: ReadonlySet<string> = new Set([
  ...["gpu", "nvidia", "compute", "compat32", "display", "graphics", "ngx", "utility", "video"],
]);

/** Without a driver the engine takes whichever has the capabilities. */
const requestCapabilities: Power = {
  kind: "power",
  allow: ["device"],
  note: "anything but `gpu` and what one can do, which is watched by gpu-placement",
  judge: (value) => {
    const names = Array.isArray(value) ? value.flatMap((one) => text(one) ?? []) : [];
    const strange = names.filter((one) => !gpuCapabilities.has(one));
    return strange.length === 0 && (names.includes("gpu") || names.length === 0)
      ? []
      : [{ allow: "device", what: `is given devices that can ${show((strange.length > 0 ? strange : names).join(", "))}` }];
  },
};

const request = (below: string): Table => ({
  [below]: freeSince("graphics processors are watched by gpu-placement"),
  ...each(`${below}[]`, ["count", "device_ids"], freeSince("graphics processors are watched by gpu-placement")),
  [`${below}[].capabilities`]: requestCapabilities,
  [`${below}[].driver`]: requestDriver,
  [`${below}[].options`]: notUsed("it hands a driver options that no rule knows", "remove it"),
});

/** Protections that are the default, or stronger than it. */
const protections: ReadonlySet<string> = new Set([
  "no-new-privileges",
  "no-new-privileges=true",
  "no-new-privileges=false",
  "seccomp=builtin",
  "apparmor=docker-default",
]);

/** Both spellings of an option, in one. */
function securityOption(item: string): { readonly name: string; readonly value: string } {
  const at = item.search(/[=:]/);
  return at === -1 ? { name: item, value: "" } : { name: item.slice(0, at), value: item.slice(at + 1) };
}

const security: Power = {
  kind: "power",
  allow: ["privileged"],
  note: "everything but `no-new-privileges`, `seccomp=builtin` and `apparmor=docker-default`: `…=unconfined`, `label=…`, a profile of its own",
  judge: eachItem((item) => {
    const { name, value } = securityOption(item);
    if (protections.has(value === "" ? name : `${name}=${value}`)) return [];
    const off = value === "unconfined" || value === "disable";
    const what = isVariable(item)
      ? `switches a protection off ${BY_VARIABLE}`
      : off
        ? "switches a protection off"
        : "puts something else in the place of a protection";
    return [{ allow: "privileged", what: `${what} (${show(item)})` }];
  }),
  paths: (value) =>
    (Array.isArray(value) ? value : [value]).flatMap((one, index): NamedPath[] => {
      const item = text(one);
      if (item === undefined) return [];
      const { name, value: profile } = securityOption(item);
      return name === "seccomp" && !["unconfined", "builtin", ""].includes(profile) ? [{ text: profile, below: [index] }] : [];
    }),
};

/** Settings of the kernel that a container has for itself. */
const ownSysctls = /^(net\..+|fs\.mqueue\..+|kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced))$/;

const sysctls: Power = {
  kind: "power",
  allow: ["privileged"],
  note: "everything but `net.*`, `fs.mqueue.*` and the System V `kernel.*`, of which each container has its own",
  judge: (value) =>
    entriesOf(value).flatMap(({ key, below }) => {
      if (!isVariable(key) && ownSysctls.test(key)) return [];
      return [{ allow: "privileged", what: `sets ${show(key)} for the whole node`, below }];
    }),
};

const ulimits: Power = {
  kind: "power",
  allow: ["privileged"],
  note: "`nice`, `rtprio` and `rttime`, which take processors from the node",
  judge: (value) =>
    Object.keys(mapping(value)).flatMap((name) =>
      ["nice", "rtprio", "rttime"].includes(name)
        ? [{ allow: "privileged", what: `may go before the node's own processes (${name})`, below: [name] }]
        : [],
    ),
};

const storageOptions: Power = {
  kind: "power",
  allow: [],
  note: "everything but `size` is refused",
  judge: (value) =>
    entriesOf(value).flatMap(({ key, below }) =>
      key === "size" ? [] : [{ ...refused(key, "hands the storage driver an option", ["size"]), below }],
    ),
};

const tmpfs: Power = {
  kind: "power",
  allow: ["privileged"],
  note: "the options `dev` and `suid`, and a variable",
  judge: eachItem((item) => {
    const options = item.includes(":") ? item.slice(item.indexOf(":") + 1).split(",") : [];
    return isVariable(item) || options.some((option) => option === "dev" || option === "suid")
      ? [
          {
            allow: "privileged",
            what: `has a tmpfs with devices or set-user-ID programs${isVariable(item) ? ` ${BY_VARIABLE}` : ""} (${show(item)})`,
          },
        ]
      : [];
  }),
};

const hookUser: Power = {
  kind: "power",
  allow: ["privileged"],
  note: "`root`, `0` and a variable",
  judge: (value) => {
    const user = text(value);
    if (user === undefined || user === "") return [];
    const name = user.split(":")[0] ?? "";
    return isVariable(user) || name === "root" || /^[+-]?0*$/.test(name)
      ? [{ allow: "privileged", what: `runs a hook as root${isVariable(user) ? ` ${BY_VARIABLE}` : ""}` }]
      : [];
  },
};

const hook = (name: string): Table => ({
  [`services.*.${name}`]: freeSince("it runs in the container, as the container's user"),
  ...each(`services.*.${name}[]`, ["command", "working_dir", "environment"], free),
  [`services.*.${name}[].user`]: hookUser,
  [`services.*.${name}[].privileged`]: whenOn("privileged", "runs a hook that is privileged"),
});

const localDrivers = ["json-file", "local", "journald", "none"];
const remoteDrivers = ["syslog", "gelf", "fluentd", "awslogs", "splunk", "gcplogs", "etwlogs", "logentries"];
const localOptions: ReadonlySet<string> = new Set([
  ...["max-size", "max-file", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size"],
]);

const loggingOptions: Power = {
  kind: "power",
  allow: ["remote"],
  note: `everything but ${[...localOptions].map((name) => `\`${name}\``).join(", ")}`,
  judge: (value) =>
    entriesOf(value).flatMap(({ key, below }) =>
      localOptions.has(key)
        ? []
        : [{ allow: "remote", what: `hands its log driver ${show(key)}, which may send the log elsewhere`, below }],
    ),
};

/** A list of paths, or one. */
const listedFiles = (value: unknown): NamedPath[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one, index) => {
    const path = text(one);
    return path === undefined ? [] : [{ text: path, below: Array.isArray(value) ? [index] : [] }];
  });

/** Attributes of a service some values of which make its container as strong as its node, or let others see what it holds. */
export const powerAttributes: Table = {
  "services.*.privileged": whenOn("privileged", "is privileged"),
  "services.*.use_api_socket": whenOn("docker-socket", "is given the engine's socket"),
  "services.*.oom_kill_disable": whenOn("privileged", "is never ended by the kernel, which may stop the node"),
  "services.*.cap_add": addedCapability,
  "services.*.cgroup_parent": always("privileged", "leaves the engine's own control group"),
  "services.*.cpu_rt_period": always("privileged", "goes before the node's own processes"),
  "services.*.cpu_rt_runtime": always("privileged", "goes before the node's own processes"),
  "services.*.device_cgroup_rules": deviceRules,
  "services.*.devices": freeSince("its items are judged"),
  "services.*.devices[].source": device,
  ...each("services.*.devices[]", ["target", "permissions"], freeSince("judged with the device")),
  ...request("services.*.gpus"),
  ...request("services.*.deploy.resources.reservations.devices"),
  "services.*.env_file": freeSince("its items are judged"),
  "services.*.env_file[].path": {
    kind: "power",
    allow: ["host-files"],
    note: "a path outside the service's own folders and its own `.env`",
    paths: (value) => (text(value) === undefined ? [] : [{ text: text(value) ?? "", variables: true }]),
  },
  ...each("services.*.env_file[]", ["format", "required"], free),
  "services.*.label_file": { kind: "power", allow: ["host-files"], note: "a path outside the service's own folders", paths: listedFiles },
  "services.*.logging": free,
  "services.*.logging.driver": word({
    free: localDrivers,
    opens: Object.fromEntries(remoteDrivers.map((name) => [name, { allow: "remote" as const, what: `sends its log elsewhere (${name})` }])),
    otherwise: "has a log driver that nobody knows",
  }),
  "services.*.logging.options": loggingOptions,
  ...hook("post_start"),
  ...hook("pre_stop"),
  "services.*.pull_policy": {
    kind: "power",
    allow: [],
    note: "`build` and a variable are refused: a node builds no images",
    judge: (value: unknown) =>
      value === "build" || isVariable(value) ? [refused(value, "would build its image on the node", ["always", "missing", "never"])] : [],
  },
  "services.*.security_opt": security,
  "services.*.storage_opt": storageOptions,
  "services.*.sysctls": sysctls,
  "services.*.tmpfs": tmpfs,
  "services.*.ulimits": ulimits,
  ...each("services.*.ulimits.*", ["hard", "soft"], free),
};
