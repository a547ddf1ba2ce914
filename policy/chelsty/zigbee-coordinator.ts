import { zigbeeCoordinator as rule, type ZigbeeCoordinatorOptions } from "../../src/rules/chelsty/zigbee-coordinator.ts";
import { projectPolicy } from "../house-policy.ts";

export const zigbeeCoordinator = projectPolicy<ZigbeeCoordinatorOptions>(
  {
    name: "zigbee-coordinator",
    description:
      "Zigbee2MQTT speaks to the SLZB-06U over TCP with its address and adapter, because with any other one it starts without a network or destroys it.",
    remediationSteps: "set ZIGBEE2MQTT_CONFIG_SERIAL_PORT and ZIGBEE2MQTT_CONFIG_SERIAL_ADAPTER as the capabilities of the node say",
    options: {
      address: {
        type: "string",
        pattern: "^[^\\s:/]+:\\d+$",
        description: "Where the coordinator answers.",
        default: "192.168.1.105:6638",
      },
      adapter: { type: "string", minLength: 1, description: "The adapter that speaks to it.", default: "ezsp" },
    },
  },
  rule,
);
