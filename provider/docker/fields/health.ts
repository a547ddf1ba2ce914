import { flagOf, isJsonList, isJsonMap, numberOf, textOf, textsOf } from "../json.ts";
import type { Json } from "../json.ts";
import type { Difference } from "../difference.ts";
import type { Healthcheck } from "../engine.ts";
import type { FieldGroup } from "./context.ts";
import { nanosecondsOf, renderDuration } from "./sizes.ts";

const DURATIONS = { interval: "Interval", timeout: "Timeout", start_period: "StartPeriod", start_interval: "StartInterval" } as const;

/** How health is found out. What git leaves open the image decides, attribute by attribute. */
export const health: FieldGroup = ({ declared, service, config, image }) => {
  const asked = isJsonMap(service["healthcheck"]) ? service["healthcheck"] : {};
  const actual = config.Healthcheck ?? {};
  const off = flagOf(asked["disable"]) === true;
  const test = off ? ["NONE"] : testOf(asked["test"]);
  if (test === undefined && image === undefined) return [];
  const ours = filled(test ?? image?.Healthcheck?.Test);
  const theirs = filled(actual.Test);
  const differences: Difference[] = [];
  if (ours.join("\0") !== theirs.join("\0")) {
    const written = isJsonMap(declared["healthcheck"]) ? declared["healthcheck"]["test"] : undefined;
    const removed = theirs.length === 0 || theirs[0] === "NONE";
    if (declared["healthcheck"] === undefined) differences.push({ path: ["healthcheck"], enforced: { test: theirs } });
    else if (off)
      differences.push({ path: ["healthcheck", "disable"], enforced: false }, { path: ["healthcheck", "test"], enforced: theirs });
    else if (removed) differences.push({ path: ["healthcheck", "disable"], enforced: true });
    else
      differences.push({
        path: ["healthcheck", "test"],
        enforced: typeof written === "string" && theirs[0] === "CMD-SHELL" ? (theirs[1] ?? "") : theirs,
      });
  }
  // Without a check of its own there is nothing whose pace could matter.
  if (off || ours.length === 0 || ours[0] === "NONE" || theirs.length === 0 || theirs[0] === "NONE") return differences;
  const byImage: Healthcheck = image?.Healthcheck ?? {};
  for (const [attribute, field] of Object.entries(DURATIONS)) {
    const wanted = nanosecondsOf(asked[attribute]) ?? byImage[field] ?? 0;
    const found = actual[field] ?? 0;
    if (wanted !== found) differences.push({ path: ["healthcheck", attribute], enforced: found === 0 ? undefined : renderDuration(found) });
  }
  const retries = numberOf(asked["retries"]) ?? byImage.Retries ?? 0;
  const found = actual.Retries ?? 0;
  if (retries !== found) differences.push({ path: ["healthcheck", "retries"], enforced: found === 0 ? undefined : found });
  return differences;
};

function testOf(value: Json | undefined): readonly string[] | undefined {
  if (isJsonList(value)) return textsOf(value);
  const text = textOf(value);
  return text === undefined ? undefined : ["CMD-SHELL", text];
}

function filled(test: readonly string[] | null | undefined): readonly string[] {
  return test ?? [];
}
