import { comparePairs, pairsOf } from "./pairs.ts";
import { CHANGED } from "../difference.ts";
import type { FieldGroup } from "./context.ts";

/** Labels that Compose and Docker Desktop keep for themselves. */
const OWN = /^(com\.docker\.compose\.|desktop\.docker\.io\/)/;

/** The labels: the image's, those of label files, those git declares, and no others. */
export const labels: FieldGroup = ({ declared, service, config, image, literal, files }) => {
  const wanted = new Map([...Object.entries(image?.Labels ?? {}), ...files.labels]);
  for (const [name, value] of pairsOf(service["labels"])) wanted.set(name, value ?? "");
  const texts = pairsOf(declared["labels"]);
  // Without the image, or with a file that cannot be read, nobody can tell what is extra.
  const isWhole = image !== undefined && files.unread.length === 0;
  const actual = Object.entries(config.Labels ?? {}).filter(([name]) => !OWN.test(name) && (isWhole || wanted.has(name)));
  for (const name of [...wanted.keys()]) if (OWN.test(name)) wanted.delete(name);
  return comparePairs("labels", declared["labels"], wanted, new Map(actual), (name, value) =>
    (texts.has(name) ? literal(texts.get(name) ?? null) : !files.labels.has(name)) ? value : CHANGED,
  );
};
