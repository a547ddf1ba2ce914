import type { Example } from "../examples/example.ts";
import type { Change, Fleet } from "../examples/fleet.ts";

function give(fleet: Fleet, attributes: Change): void {
  Object.assign(fleet.container("VPS", "outline"), attributes);
}

function bind(source: string, target = "/host"): Change {
  return { volumes: [{ type: "bind", source, target, bind: { create_host_path: true } }] };
}

/** Declares a folder as data of a service, which alone opens nothing. */
function declare(fleet: Fleet, source: string, target = "/host"): void {
  fleet
    .contract("VPS", "outline")
    .persistence.paths.push({ type: "bind", source, service: "outline", target, description: "Data.", backup: false, migrate: "never" });
}

/** A container with one attribute that it must not have. */
function given(when: string, attributes: Change, says: string): Example {
  return { when, change: (fleet) => give(fleet, attributes), says };
}

function declared(when: string, source: string, says: string): Example {
  return {
    when,
    change: (fleet) => {
      give(fleet, bind(source));
      declare(fleet, source);
    },
    says,
  };
}

/** Paths and volumes of a node that are not the service's. */
export const examples: readonly Example[] = [
  declared("a folder of the system is called data", "/etc", "outline on VPS names /etc, which is not the service's own"),
  declared("the keys of root are called data", "/root/.ssh", "names /root/.ssh, which is not the service's own"),
  declared("all devices are called data", "/dev", "names /dev, which is not the service's own"),
  declared("the folder of every .env is called data", "/opt/homelab/config", "names /opt/homelab/config, which is not the service's own"),
  declared("another service's data is called its own", "/opt/homelab/data/npm", "names /opt/homelab/data/npm, which is npm's"),
  declared(
    "another service's data beside the tree is called its own",
    "/home/dockeruser/docker/npm/data",
    "names /home/dockeruser/docker/npm/data, which is npm's",
  ),
  declared(
    "the folder of everybody's data is called its own",
    "/opt/homelab/data",
    "names /opt/homelab/data, which is not the service's own",
  ),
  declared("a path goes up and down again", "/opt/homelab/data/outline/../npm", "(/opt/homelab/data/npm), which is npm's"),
  declared("a path ends with a slash", "/etc//", "names /etc// (/etc)"),
  declared("a variable is a part of the path", "/opt/homelab/data/outline/${X:-../npm}", "a variable decides where that is"),
  {
    when: "a secret is a file of the node",
    change: (fleet) => Object.assign(fleet.document("VPS", "outline"), { secrets: { s: { name: "outline_s", file: "/etc/shadow" } } }),
    says: "secrets.s.file: the document of outline on VPS names /etc/shadow",
  },
  {
    when: "a config is a file of the node",
    change: (fleet) => Object.assign(fleet.document("VPS", "outline"), { configs: { c: { name: "outline_c", file: "/etc/shadow" } } }),
    says: "configs.c.file: the document of outline on VPS names /etc/shadow",
  },
  given(
    "the variables are another service's",
    { env_file: [{ path: "/opt/homelab/config/npm/.env", required: true }] },
    "which is npm's; allowed: no service reads the configuration of another one",
  ),
  given(
    "the labels are in a file of the node",
    { label_file: ["/etc/labels"] },
    "services.outline.label_file[0]: outline on VPS names /etc/labels",
  ),
  {
    when: "a volume is a folder in disguise",
    change: (fleet) =>
      Object.assign(fleet.document("VPS", "outline")["volumes"] as Change, {
        v: { name: "outline_v", driver: "local", driver_opts: { type: "none", o: "bind", device: "/etc" } },
      }),
    says: "volumes.v.driver_opts.device: the document of outline on VPS names /etc",
  },
  {
    when: "a volume is another service's",
    change: (fleet) => Object.assign(fleet.document("VPS", "outline")["volumes"] as Change, { v: { name: "npm_data", external: true } }),
    says: "names the volume npm_data, which is npm's",
  },
  {
    when: "only one of two contracts shares a folder",
    change: (fleet) => {
      give(fleet, bind("/opt/homelab/data/npm"));
      fleet.contract("VPS", "outline").shared.push({ path: "/opt/homelab/data/npm", with: ["npm"], reason: "It reads it." });
    },
    says: "which is npm's; allowed: what the contracts of both services share",
  },
  {
    when: "a folder of all is taken without saying so",
    change: (fleet) => {
      give(fleet, bind("/opt/homelab/events"));
      declare(fleet, "/opt/homelab/events");
    },
    says: "names /opt/homelab/events, which services have in common",
  },
  {
    when: "a privilege names another path",
    change: (fleet) => {
      give(fleet, bind("/sys"));
      declare(fleet, "/sys");
      fleet.contract("VPS", "outline").privileges.push({ service: "outline", allow: "host-files", only: ["/proc"], reason: "A test." });
    },
    says: "names /sys, which is not the service's own",
  },
];
