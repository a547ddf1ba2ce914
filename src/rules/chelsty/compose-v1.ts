import type { ComposeDocument } from "../../../compose/index.ts";
import { renderComposeV1 } from "../../../compose/v1/render.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { capability, type NodeProjects } from "../node-facts.ts";
import { holdsUnknown, undecided } from "../parts.ts";
import { isUnknown } from "../unknown.ts";

/**
 * A document for a node with docker-compose 1.29.2 can be said in its words; what that version does not know makes it refuse
 * the whole document at the deployment. (Requirement D3; the deployment writes the document by the same function.)
 */
export function composeV1Document(node: NodeProjects): Problem[] {
  const engine = capability(node, "container_engine");
  const compose = isUnknown(engine) ? engine : engine?.compose;
  if (isUnknown(compose)) return [undecided(node.node, `the Compose generation of ${node.node}`)];
  return compose === "v1" ? node.projects.flatMap(check) : [];
}

function check(project: ProjectFacts): Problem[] {
  const { document, service, node, placeOf } = project;
  const open = holdsUnknown(document) ? [undecided("document", `a part of the document of ${service} on ${node}`)] : [];
  if (isUnknown(document)) return open;
  const known = withoutUnknown(document) as ComposeDocument;
  const { problems } = renderComposeV1({
    document: known,
    expanded: false,
    extended: {},
    variables: [],
    warnings: [],
    placeOf: (path) => placeOf?.(path),
  });
  return [
    ...problems.map((problem) => ({
      ...problem,
      message: `${service} on ${node} cannot be deployed: ${problem.message}`,
      fix: problem.fix ?? "remove it, or move it into the override of a node with Compose v2",
    })),
    ...open,
  ];
}

function withoutUnknown(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isUnknown(item)).map(withoutUnknown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (isUnknown(item) ? [] : [[key, withoutUnknown(item)]])));
}
