import type { Examples } from "./example.ts";
import type { Change, Fleet } from "./fleet.ts";

const digest = `sha256:${"0a".repeat(32)}`;

function broker(fleet: Fleet): Change {
  return fleet.container("CHELSTY-INFRA", "mosquitto");
}

function bridge(fleet: Fleet): Change {
  return fleet.environment("CHELSTY-INFRA", "zigbee2mqtt");
}

/** How the rules of the cottage are broken. */
export const chelstyExamples: Examples = {
  "offline-first": [
    {
      when: "Zigbee2MQTT speaks to the broker on the VPS",
      change: (fleet) => (bridge(fleet)["ZIGBEE2MQTT_CONFIG_MQTT_SERVER"] = "mqtt://100.64.0.4:1883"),
      says: "zigbee2mqtt on CHELSTY-INFRA points to 100.64.0.4, which is VPS, of another site",
    },
    {
      when: "a variable names SATURN",
      change: (fleet) => (bridge(fleet)["UPSTREAM"] = "http://saturn:8080/api"),
      says: "points to saturn",
    },
    {
      when: "a command speaks to the mesh name of SATURN",
      change: (fleet) => (broker(fleet)["command"] = ["mosquitto", "--bridge", "saturn.mesh.example.net"]),
      says: "saturn.mesh.example.net",
    },
    {
      when: "a host entry leads to the VPS",
      change: (fleet) => (broker(fleet)["extra_hosts"] = ["hub=203.0.113.10"]),
      says: "points to 203.0.113.10",
    },
    {
      when: "a public name of the house is used",
      change: (fleet) => (bridge(fleet)["WIKI"] = "https://wiki.example.net/"),
      says: "points to wiki.example.net, which is VPS, of another site",
    },
    {
      when: "the forge is named as a host",
      change: (fleet) => (bridge(fleet)["RULES_URL"] = "http://forgejo:3000/rules.json"),
      says: "points to forgejo, which is of another site",
    },
    {
      when: "a volume is a share of SATURN",
      change: (fleet) =>
        (fleet.document("CHELSTY-INFRA", "mosquitto")["volumes"] = {
          share: { name: "share", driver: "local", driver_opts: { type: "nfs", o: "addr=192.0.2.10,rw", device: ":/srv" } },
        }),
      says: "points to 192.0.2.10",
    },
    {
      when: "a placed file names the VPS",
      change: (fleet) =>
        fleet.place(
          "CHELSTY-INFRA",
          "mosquitto",
          "files/mosquitto.conf",
          "# vps is only mentioned\nlistener 1883\naddress vps.mesh.example.net:1883\n",
        ),
      says: "files/mosquitto.conf:3: mosquitto on CHELSTY-INFRA points to vps.mesh.example.net",
    },
    {
      when: "a contract depends on another site",
      change: (fleet) =>
        fleet.contract("CHELSTY-HA", "homeassistant").dependencies.push({ service: "control-plane", node: "VPS", reason: "Why not." }),
      says: "homeassistant on CHELSTY-HA depends on control-plane on VPS, but the uplink of CHELSTY-HA is intermittent",
    },
  ],
  "zigbee-coordinator": [
    {
      when: "the coordinator has another address",
      change: (fleet) => (bridge(fleet)["ZIGBEE2MQTT_CONFIG_SERIAL_PORT"] = "tcp://192.168.1.106:6638"),
      says: "uses the coordinator tcp://192.168.1.106:6638; allowed: tcp://192.168.1.105:6638",
    },
    {
      when: "the coordinator is not named",
      change: (fleet) => delete bridge(fleet)["ZIGBEE2MQTT_CONFIG_SERIAL_PORT"],
      says: "does not say which coordinator it uses",
    },
    {
      when: "the adapter is another one",
      change: (fleet) => (bridge(fleet)["ZIGBEE2MQTT_CONFIG_SERIAL_ADAPTER"] = "ember"),
      says: "uses the adapter ember; allowed: ezsp",
    },
    {
      when: "the adapter is not named",
      change: (fleet) => delete bridge(fleet)["ZIGBEE2MQTT_CONFIG_SERIAL_ADAPTER"],
      says: "does not say which adapter it uses",
    },
    {
      when: "the placed configuration says another adapter",
      change: (fleet) =>
        fleet.place(
          "CHELSTY-INFRA",
          "zigbee2mqtt",
          "files/configuration.yaml",
          "serial:\n  port: tcp://192.168.1.105:6638\n  adapter: zstack\nfrontend:\n  port: 8080\n",
        ),
      says: "files/configuration.yaml:3: the file uses the adapter zstack; allowed: ezsp",
    },
    {
      when: "the stack says another address",
      change: () => undefined,
      config: { address: "192.168.1.107:6638" },
      says: "allowed: tcp://192.168.1.107:6638",
    },
  ],
  "no-usb-coordinator": [
    {
      when: "a variable names a USB stick",
      change: (fleet) => (fleet.environment("CHELSTY-HA", "homeassistant")["STICK"] = "/dev/ttyUSB0"),
      says: "names the USB device /dev/ttyUSB0",
    },
    {
      when: "a placed file names a USB stick",
      change: (fleet) => fleet.place("CHELSTY-HA", "homeassistant", "files/zha.yaml", "# never /dev/ttyUSB0\ndevice: /dev/ttyUSB1\n"),
      says: "/dev/ttyUSB1",
    },
  ],
  "compose-v1": [
    {
      when: "a health check has a start interval",
      change: (fleet) => (broker(fleet)["healthcheck"] = { test: ["CMD", "true"], start_interval: "5s" }),
      says: "mosquitto on CHELSTY-INFRA cannot be deployed: Compose 1.29.2 does not know start_interval",
    },
    {
      when: "a dependency restarts along",
      change: (fleet) => (broker(fleet)["depends_on"] = { mosquitto: { condition: "service_started", required: true, restart: true } }),
      says: "does not restart dependents",
    },
    {
      when: "a dependency is optional",
      change: (fleet) => (broker(fleet)["depends_on"] = { mosquitto: { condition: "service_started", required: false } }),
      says: "knows no optional dependency",
    },
    {
      when: "an env_file may be missing",
      change: (fleet) => (broker(fleet)["env_file"] = [{ path: "/opt/x.env", required: false }]),
      says: "knows no optional env_file",
    },
    {
      when: "a container has annotations",
      change: (fleet) => (broker(fleet)["annotations"] = { a: "b" }),
      says: "does not know annotations",
    },
    {
      when: "a hook runs after the start",
      change: (fleet) => (broker(fleet)["post_start"] = [{ command: ["true"] }]),
      says: "does not know post_start",
    },
    {
      when: "a container has configs",
      change: (fleet) => (broker(fleet)["configs"] = [{ source: "a", target: "/a" }]),
      says: "ignores configs",
    },
  ],
  "backup-sets": [
    {
      when: "the coordinator's state is in no set",
      change: (fleet) => fleet.contract("CHELSTY-INFRA", "zigbee2mqtt").persistence.backup_sets.pop(),
      says: "the site chelsty has no backup set slzb-06u-coordinator",
    },
    {
      when: "Home Assistant has no set",
      change: (fleet) => (fleet.contract("CHELSTY-HA", "homeassistant").persistence.backup_sets = []),
      says: "no backup set homeassistant",
    },
    {
      when: "a set is not critical",
      change: (fleet) => (fleet.contract("CHELSTY-INFRA", "mosquitto").persistence.backup_sets = [{ name: "mosquitto", critical: false }]),
      says: "mosquitto of mosquitto on CHELSTY-INFRA is not critical",
    },
    {
      when: "a set is empty",
      change: (fleet) => Object.assign(fleet.contract("CHELSTY-INFRA", "mosquitto").persistence.paths[0] ?? {}, { backup: false }),
      says: "is empty",
    },
  ],
};

/** An image from the house's own registry is on no list of registries either. */
export const registryElsewhereExamples: Examples = {
  "offline-first": [
    {
      when: "an image comes from SATURN",
      change: (fleet) => (broker(fleet)["image"] = `saturn.mesh.example.net:3000/iot/mosquitto:2.0.22@${digest}`),
      says: "points to saturn.mesh.example.net",
    },
  ],
};
