import { comparePairs, pairsOf } from "./pairs.ts";
import { CHANGED } from "../difference.ts";
import type { FieldGroup } from "./context.ts";

/** Labels that Compose and Docker Desktop keep for themselves. */
const OWN = /^(com\.docker\.compose\.|desktop\.docker\.io\/)/;

/** The labels: the image's, those git declares, and no others. */
export const labels: FieldGroup = ({ declared, service, config, image, literal }) => {
  const wanted = new Map(Object.entries(image?.Labels ?? {}));
  for (const [name, value] of pairsOf(service["labels"])) wanted.set(name, value ?? "");
  const texts = pairsOf(declared["labels"]);
  const actual = Object.entries(config.Labels ?? {}).filter(([name]) => !OWN.test(name) && (image !== undefined || wanted.has(name)));
  for (const name of [...wanted.keys()]) if (OWN.test(name)) wanted.delete(name);
  return comparePairs("labels", declared["labels"], wanted, new Map(actual), (name, value) =>
    !texts.has(name) || literal(texts.get(name) ?? null) ? value : CHANGED,
  );
};
