/** The steps from the properties of a resource down to one value: names of keys and indexes of lists. */
export type PropertyPath = readonly (string | number)[];

/**
 * A path as the engine reads it: `document.services["my.app"].ports[0]`. Only keys that the engine would misread bare
 * are quoted, so that `services.node-agent` stays as a person writes it. The engine knows one escape, `\"`, and so cannot
 * be told a key that ends in a backslash, nor one that is `*`: there the path ends at the parent, which is still true.
 */
export function formatPath(path: PropertyPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (step === "*" || step.endsWith("\\")) break;
    else if (step === "" || /[.[\]"]/.test(step)) text += `["${step.replaceAll('"', '\\"')}"]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}
