import { NEWER, OLD_ENGINE, service, spellings } from "../support/spelling.ts";
import type { Topic } from "../support/spelling.ts";

/** Capabilities, privileges, devices and shared namespaces. */
export const security: Topic = {
  ...spellings("cap_add", { plain: ["NET_ADMIN"], prefix: ["CAP_NET_ADMIN"], case: ["net_admin", "sys_time"], all: ["ALL"], empty: [] }),
  "cap-add-twice": service({ cap_add: ["NET_ADMIN", "CAP_NET_ADMIN"] }),
  "cap-add-default": service({ cap_add: ["CHOWN"] }),
  ...spellings("cap_drop", { plain: ["MKNOD"], all: ["ALL"], case: ["cap_mknod", "MKNOD"] }),
  "cap-both": service({ cap_drop: ["ALL"], cap_add: ["NET_BIND_SERVICE", "CHOWN"] }),
  ...spellings("privileged", { no: false, text: "false", yes: true }),
  "privileged-with-options": service({ privileged: true, security_opt: ["no-new-privileges"], cap_drop: ["MKNOD"] }),
  ...spellings("read_only", { yes: true, no: false, text: "true" }),
  "read-only-with-tmpfs": service({ read_only: true, tmpfs: ["/tmp", "/run"] }),
  ...spellings("security_opt", {
    colon: ["no-new-privileges:true"],
    equals: ["no-new-privileges=true"],
    bare: ["no-new-privileges"],
    no: ["no-new-privileges:false"],
    seccomp: ["seccomp=unconfined"],
    "seccomp-colon": ["seccomp:unconfined"],
    apparmor: ["apparmor=unconfined"],
    "apparmor-colon": ["apparmor:unconfined"],
    label: ["label=disable"],
    "label-colon": ["label:disable"],
    "label-type": ["label=type:svirt_apache_t"],
    twice: ["no-new-privileges:true", "no-new-privileges"],
    empty: [],
  }),
  "security-opt-profile": service(
    { security_opt: ["seccomp=./seccomp.json"] },
    {
      files: { "seccomp.json": '{"defaultAction":"SCMP_ACT_ALLOW"}\n' },
      not: { "debian v1": "1.29.2 looks for it in the current folder" },
    },
  ),
  "security-opt-system-paths": service({ security_opt: ["systempaths=unconfined"] }, { not: NEWER }),
  "security-opt-label-and-pid": service({ pid: "host", security_opt: ["label:disable"] }),
  ...spellings("devices", {
    short: ["/dev/null"],
    target: ["/dev/null:/dev/other"],
    permissions: ["/dev/null:/dev/other:r"],
    "permissions-order": ["/dev/zero:/dev/zero:mrw"],
    slash: ["/dev//null:/dev/other"],
    empty: [],
  }),
  "devices-long": service({ devices: [{ source: "/dev/null", target: "/dev/other", permissions: "rw" }] }, { not: NEWER }),
  ...spellings("device_cgroup_rules", { one: ["c 1:3 mr"], any: ["a *:* rwm"], two: ["c 1:3 mr", "c 7:* rmw"] }),
  ...spellings("group_add", { text: ["20"], number: [20, 1000], name: ["root"], empty: [] }),
  "group-add-twice": service(
    { group_add: ["20", 20] },
    { not: { "debian v2": "Compose refuses it", "current v2": "Compose refuses it", "current v5": "Compose refuses it" } },
  ),
  ...spellings("pid", { host: "host", empty: "" }),
  "pid-service": service({ pid: "service:plain" }),
  ...spellings("ipc", { host: "host", private: "private", none: "none", shareable: "shareable" }),
  "ipc-service": service({ ipc: "service:ipc-shareable" }),
  ...spellings("uts", { host: "host" }, { not: NEWER }),
  ...spellings("userns_mode", { host: "host" }),
  ...spellings("cgroup", { private: "private", host: "host" }, { not: NEWER }),
  ...spellings("cgroup_parent", { path: "/homelab-oracle" }),
  "use-api-socket-no": service({ use_api_socket: false }, { not: NEWER }),
  "gpus-cdi": service({ devices: ["example.net/toy=one"] }, { not: { ...NEWER, ...OLD_ENGINE("CDI needs engine 25") } }),
  "gpus-empty": service({ gpus: [] }, { not: NEWER }),
  // No card and no driver are needed to make a container, only to start it.
  ...spellings(
    "gpus",
    {
      all: "all",
      count: [{ driver: "nvidia", count: 2 }],
      "count-all": [{ capabilities: ["gpu"], count: "all" }],
      ids: [{ driver: "nvidia", device_ids: ["1", "0"], capabilities: ["gpu", "utility"] }],
      options: [{ driver: "nvidia", count: 1, options: { virtualization: "false" } }],
    },
    { not: NEWER, madeOnly: true },
  ),
  ...Object.fromEntries(
    Object.entries({
      all: { driver: "nvidia", count: "all", capabilities: ["gpu"] },
      default: { driver: "nvidia", capabilities: ["gpu"] },
      count: { count: 1, capabilities: ["gpu", "video"] },
      text: { count: "1", capabilities: ["gpu"] },
      ids: { driver: "nvidia", device_ids: ["0"], capabilities: ["gpu"], options: { virtualization: "false" } },
    }).map(([name, device]) => [
      `reservations-devices-${name}`,
      service({ deploy: { resources: { reservations: { devices: [device] } } } }, { not: NEWER, madeOnly: true }),
    ]),
  ),
};
