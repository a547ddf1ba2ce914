import { enforcedProject } from "../../provider/kinds/project/read.ts";
import type { NodeSnapshot } from "../../provider/docker/snapshot.ts";
import type { Deployment, NodeFacts } from "../../src/inventory/inventory.ts";
import { loadFrom } from "../../src/rules/load/index.ts";
import type { Problem } from "../../compose/problem.ts";
import { memoryBudget, memoryLimitRequired, nodeMemoryFacts, noUsbCoordinator, oomScoreAdj, projectFacts } from "../../src/rules/index.ts";
import { declaredProject } from "../shared/live/index.ts";
import { shownPath } from "./adoption.ts";
import { EditedCheckout } from "./edited-checkout.ts";

/** What an edited override comes to. */
export interface Judged {
  /** What the loader and the house rules have against it. */
  readonly problems: readonly Problem[];
  /** Where the node still is not as git then declares, as a drift report shows it. */
  readonly left: ReadonlySet<string>;
}

/** An override that is not written yet: read, resolved, held against the rules and compared with the node. */
export function judgeOverride(
  root: string,
  file: string,
  text: string,
  { node, service }: Pick<Deployment, "node" | "service">,
  snapshot: NodeSnapshot,
): Judged {
  const { inventory, problems } = loadFrom(new EditedCheckout(root, file, text));
  const facts = inventory?.nodes.get(node);
  const deployment = facts?.deployments.find((one) => one.service === service);
  if (facts === undefined || deployment === undefined) return { problems, left: new Set() };
  const { differences } = enforcedProject(declaredProject(deployment), snapshot);
  return { problems: ruleProblems(facts), left: new Set(differences.map(shownPath)) };
}

/** The rules that a component asks when it is made; a preview would be refused by them. */
function ruleProblems(facts: NodeFacts): Problem[] {
  const own = facts.deployments
    .map(projectFacts)
    .flatMap((project) => [...memoryLimitRequired(project), ...oomScoreAdj(project), ...noUsbCoordinator(project)]);
  return [...own, ...memoryBudget(nodeMemoryFacts(facts))].filter(({ undecided }) => undecided !== true);
}
