import { formatProblem } from "../src/model/problem.ts";
import { resourceTypes } from "./resources/index.ts";
import type { ResourceType } from "./resources/index.ts";
import { packageSchema } from "./schema.ts";
import { withDefaults } from "./shape/defaults.ts";
import { shapeProblems } from "./shape/problems.ts";
import { differences } from "./wire/difference.ts";
import type { CheckFailure, Plugin, ResourceRequest } from "./wire/plugin.ts";

/** The version of the provider; the state records it with every resource. */
const VERSION = "0.1.0";

/** The `homelab` provider. This version checks, compares and previews; it never contacts a node. */
export const homelab: Plugin = {
  name: "homelab",
  version: VERSION,
  schema: () => JSON.stringify(packageSchema(VERSION, resourceTypes.values())),

  check(request) {
    const type = typeOf(request);
    const problems = [...shapeProblems(request.news, type.inputs), ...type.rules(request.news)];
    const inputs = withDefaults(request.news, type.inputs);
    // The path goes into the reason. Named apart, the engine adds "value {…}" to it: `<nil>` for everything nested, and a
    // whole document, secrets or not, for what is not.
    const failures = problems.map((problem): CheckFailure => ({ property: "", reason: formatProblem(problem) }));
    return { inputs: type.derive?.(inputs) ?? inputs, failures };
  },

  diff(request) {
    const { identity, deleteBeforeReplace } = typeOf(request);
    return { changes: differences(request.oldInputs, request.news), replaceOn: identity, deleteBeforeReplace };
  },

  create(request) {
    const type = typeOf(request);
    if (!request.preview) throw previewsOnly(type, request);
    return { id: "", outputs: request.inputs };
  },

  read(request) {
    throw previewsOnly(typeOf(request), request);
  },

  update(request) {
    const type = typeOf(request);
    if (!request.preview) throw previewsOnly(type, request);
    return request.news;
  },

  delete(request) {
    throw previewsOnly(typeOf(request), request);
  },
};

function typeOf(request: ResourceRequest): ResourceType {
  const type = resourceTypes.get(request.type);
  if (type !== undefined) return type;
  throw new Error(
    `${request.type} ${JSON.stringify(request.name)}: the homelab provider has no such type of resource; ` +
      `allowed: ${[...resourceTypes.keys()].join(", ")}`,
  );
}

function previewsOnly(type: ResourceType, request: ResourceRequest): Error {
  return new Error(
    `${type.token} ${JSON.stringify(request.name)}: version ${VERSION} of the homelab provider previews only; ` +
      `it does not yet ${type.missing}, which comes with issue 5, "The compose provider"`,
  );
}
