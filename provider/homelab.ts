import { formatProblem } from "../compose/problem.ts";
import type { Nodes } from "./nodes.ts";
import { resourceTypes } from "./kinds/index.ts";
import type { ResourceType } from "./kinds/index.ts";
import { packageSchema } from "./schema.ts";
import { withDefaults } from "./inputs/defaults.ts";
import { inputProblems } from "./inputs/problems.ts";
import { differences } from "./rpc/difference.ts";
import type { CheckFailure, Plugin, ResourceRequest, Say } from "./rpc/plugin.ts";
import type { PropertyMap } from "./rpc/property-value.ts";

/** The version of the provider; the state records it with every resource. */
const VERSION = "0.1.0";

/** The `homelab` provider of a process of its own, whose ways to the nodes stay open until it ends. */
export const homelab: Plugin = homelabProvider(async () => (await import("./nodes.ts")).theNodes());

/**
 * The `homelab` provider: checks, compares and previews without a node, and reads and changes nodes.
 * @param ways asked for the ways to the nodes whenever a node is read or changed, and not before
 */
export function homelabProvider(ways: () => Promise<Nodes>): Plugin {
  return {
    name: "homelab",
    version: VERSION,
    schema: () => JSON.stringify(packageSchema(VERSION, resourceTypes.values())),

    check(request) {
      const type = typeOf(request);
      const problems = [...inputProblems(request.news, type.inputs), ...type.rules(request.news)];
      // The path goes into the reason. Named apart, the engine adds "value {…}" to it: `<nil>` for everything nested, and a
      // whole document, secrets or not, for what is not.
      const failures = problems.map((problem): CheckFailure => ({ property: "", reason: formatProblem(problem) }));
      return { inputs: completed(type, request.news), failures };
    },

    diff(request) {
      const type = typeOf(request);
      const { identity, deleteBeforeReplace } = type;
      const changes = differences(request.oldInputs, request.news).filter(
        ({ kind, path }) => !(kind === "add" && type.recordedLater?.has(path.join(".")) === true),
      );
      const replaced = changes.some(({ path: [first] }) => identity.has(String(first)));
      const problems = [
        ...(replaced ? (type.replaceProblems?.(request.oldInputs, request.news) ?? []) : []),
        ...(type.changeProblems?.(request.oldInputs, request.news) ?? []),
      ];
      if (problems.length > 0) throw new Error(problems.map(formatProblem).join("\n"));
      return { changes, replaceOn: identity, deleteBeforeReplace };
    },

    async create(request, say) {
      const type = typeOf(request);
      if (request.preview) return { id: "", outputs: request.inputs };
      await withoutSecrets(() => change(request, "create", request.inputs, ways, say));
      return { id: type.idOf(request.inputs), outputs: request.inputs };
    },

    async read(request) {
      const type = typeOf(request);
      // Loaded when a node is read: a preview without refresh starts without it.
      const [{ patched }, { readers }, nodes] = await Promise.all([import("./docker/patch.ts"), import("./docker/read.ts"), ways()]);
      const found = await withoutSecrets(async () => readers.get(type.token)?.(request.inputs, request.id, nodes));
      if (found === undefined) return { id: "", inputs: {}, outputs: {} };
      const declared = completed(type, found.declared);
      const inputs = patched(declared, found.differences);
      return { id: request.id, inputs, outputs: inputs };
    },

    async update(request, say) {
      typeOf(request);
      if (!request.preview) await withoutSecrets(() => change(request, "apply", request.news, ways, say));
      return request.news;
    },

    async delete(request, say) {
      await withoutSecrets(() => change(request, "remove", request.oldInputs, ways, say));
    },
  };
}

/** The inputs with their defaults and with what follows from others. */
function completed(type: ResourceType, inputs: PropertyMap): PropertyMap {
  const filled = withDefaults(inputs, type.inputs);
  return type.derive?.(filled) ?? filled;
}

/** Loaded when a node is changed: a preview starts without it. */
async function change(
  request: ResourceRequest,
  what: "create" | "apply" | "remove",
  inputs: PropertyMap,
  ways: () => Promise<Nodes>,
  say: Say,
): Promise<void> {
  const [{ changes }, { known }, nodes] = await Promise.all([import("./deploy/index.ts"), import("./secrets/redaction.ts"), ways()]);
  const changing = changes.get(typeOf(request).token);
  const method = what === "create" && changing?.create === undefined ? "apply" : what;
  await changing?.[method]?.(inputs, { ...nodes, say: (sentence) => say(known.hide(sentence)) });
}

/** The last net for whatever went wrong: no credential and no session token of this process leaves it in a message. */
async function withoutSecrets<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { known } = await import("./secrets/redaction.ts");
    if (error instanceof Error) error.message = known.hide(error.message);
    throw error;
  }
}

function typeOf(request: ResourceRequest): ResourceType {
  const type = resourceTypes.get(request.type);
  if (type !== undefined) return type;
  throw new Error(
    `${request.type} ${JSON.stringify(request.name)}: the homelab provider has no such type of resource; ` +
      `allowed: ${[...resourceTypes.keys()].join(", ")}`,
  );
}
