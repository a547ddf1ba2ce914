import type { Problem } from "../problem.ts";
import type { ComposeDocument } from "../document.ts";
import { entry, placeOfKey } from "../yaml/node.ts";
import type { Selection } from "./select.ts";

/** Reports every circle of dependencies once, at the dependency that closes it. */
export function checkCycles(document: ComposeDocument, selection: Selection, problems: Problem[]): void {
  const done = new Set<string>();
  const trail: string[] = [];

  function visit(name: string): void {
    if (done.has(name)) return;
    trail.push(name);
    for (const next of Object.keys(document.services[name]?.depends_on ?? {})) {
      if (!selection.enabled.has(next)) continue;
      const at = trail.indexOf(next);
      if (at === -1) {
        visit(next);
        continue;
      }
      const service = selection.enabled.get(name);
      const edge = entry(entry(service, "depends_on"), next) ?? service;
      problems.push({
        ...(edge === undefined ? {} : { place: placeOfKey(edge) }),
        path: `services.${name}.depends_on.${next}`,
        message: `services wait for one another in a circle: ${[...trail.slice(at), next].join(" → ")}`,
        fix: "break the circle",
      });
    }
    trail.pop();
    done.add(name);
  }

  for (const name of [...selection.enabled.keys()].sort()) visit(name);
}
