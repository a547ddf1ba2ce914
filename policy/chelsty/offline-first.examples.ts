import type { Example } from "../examples/example.ts";
import { bridge, broker, digest } from "../examples/parts.ts";

export const examples: readonly Example[] = [
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
        share: { name: "mosquitto_share", driver: "local", driver_opts: { type: "nfs", o: "addr=192.0.2.10,rw", device: ":/srv" } },
      }),
    says: "points to 192.0.2.10",
    also: ["privileges"],
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
  {
    when: "an image comes from SATURN",
    change: (fleet) => (broker(fleet)["image"] = `saturn.mesh.example.net:3000/iot/mosquitto:2.0.22@${digest}`),
    says: "points to saturn.mesh.example.net",
    also: ["image-registry"],
  },
];
