import type { Example } from "../examples/example.ts";
import { bridge } from "../examples/parts.ts";

export const examples: readonly Example[] = [
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
];
