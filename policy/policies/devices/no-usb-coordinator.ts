import type { ResourceValidationPolicy } from "@pulumi/policy";

import { noUsbCoordinator as rule } from "../../../src/model/rules/index.ts";
import { validateProjects } from "../../project-rule.ts";

export const noUsbCoordinator: ResourceValidationPolicy = {
  name: "no-usb-coordinator",
  description:
    "No document, contract or placed file names a USB serial device, because the Zigbee coordinator is reached over TCP only.",
  enforcementLevel: "mandatory",
  validateResource: validateProjects(rule),
};
