import { at, textOf } from "../json.ts";
import type { Difference } from "../difference.ts";
import type { FieldGroup } from "./context.ts";
import { pairsOf } from "./pairs.ts";

/** The log driver and the options git declares; others may come from the engine's own settings, which it does not tell. */
export const logging: FieldGroup = ({ service, host, snapshot }) => {
  const { Type: driver = "", Config: options } = host.LogConfig ?? {};
  const wanted = textOf(at(service, "logging", "driver")) ?? snapshot.engine.info.LoggingDriver ?? driver;
  const differences: Difference[] = [];
  if (driver !== "" && wanted !== driver) differences.push({ path: ["logging", "driver"], enforced: driver });
  for (const [name, value] of pairsOf(at(service, "logging", "options"))) {
    const found = options?.[name];
    if (found !== (value ?? "")) differences.push({ path: ["logging", "options", name], enforced: found });
  }
  return differences;
};
