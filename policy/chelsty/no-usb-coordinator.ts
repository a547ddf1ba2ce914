import { noUsbCoordinator as rule } from "../../src/rules/index.ts";
import { projectPolicy } from "../house-policy.ts";

export const noUsbCoordinator = projectPolicy(
  {
    name: "no-usb-coordinator",
    description: "No document, contract or placed file names a USB serial device, because the Zigbee coordinator is reached over TCP only.",
    remediationSteps: "remove the device and use the TCP address of the coordinator",
  },
  rule,
);
