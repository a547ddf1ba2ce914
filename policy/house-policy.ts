import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";

import type { Problem } from "../compose/problem.ts";
import type { NodeProjects } from "../src/rules/node-facts.ts";
import type { ProjectFacts } from "../src/rules/index.ts";
import type { OptionSchema } from "./option-schema.ts";
import { reportProblems, type Report } from "./report.ts";
import { isLeftOut, projectOf, projectType } from "./resources.ts";
import { siteOf, type Site } from "./site.ts";

/** What everybody should know about a policy; `docs/policies.md` is made of it. */
export interface PolicyText<Options extends object = Readonly<Record<string, unknown>>> {
  /** Kebab-case, the name of its file. */
  readonly name: string;
  /** One sentence: the rule, and after `because` what it protects. */
  readonly description: string;
  /** What to do when it speaks, one clause. */
  readonly remediationSteps: string;
  /** @default "mandatory" */
  readonly enforcementLevel?: "mandatory" | "advisory";
  /** What `policy/policy-config.json` may set, by name. @default nothing but the level */
  readonly options?: { readonly [Name in keyof Options]-?: OptionSchema };
}

/** A policy about single resources, with the texts that the SDK leaves optional. */
export type ProjectPolicy = ResourceValidationPolicy & PolicyText;

/** A policy about everything in a stack together, with the texts that the SDK leaves optional. */
export type SitePolicy = StackValidationPolicy & PolicyText;

export type HousePolicy = ProjectPolicy | SitePolicy;

/** What a rule finds; the one that scans for secrets loads its scanner first. */
type Found = readonly Problem[] | Promise<readonly Problem[]>;

/** A policy that asks a rule about each Compose project. */
export function projectPolicy<Options extends object = object>(
  text: PolicyText<Options>,
  rule: (project: ProjectFacts, options: Options) => Found,
): ProjectPolicy {
  const validate: ResourceValidationPolicy["validateResource"] = async (args, report) => {
    if (args.type !== projectType || isLeftOut(args)) return;
    const project = projectOf(args);
    const problems = project === undefined ? [unattributed(args.name)] : await rule(project, args.getConfig<Options>());
    reportProblems(problems, [args.props], report);
  };
  // The SDK unpacks the properties of a resource for every policy anew, unless the function names the one type it is for.
  return { ...complete(text), validateResource: Object.assign(validate, { __pulumiType: projectType }) };
}

/** A policy that asks a rule about each node with everything that runs there. */
export function nodePolicy<Options extends object = object>(
  text: PolicyText<Options>,
  rule: (node: NodeProjects, options: Options) => Found,
): SitePolicy {
  return sitePolicy<Options>(text, async ({ nodes }, options) => {
    const found: Problem[] = [];
    for (const node of nodes) found.push(...(await rule(node, options)));
    return found;
  });
}

/** A policy that asks a rule about all nodes of the stack, and what else the stack makes. */
export function sitePolicy<Options extends object = object>(
  text: PolicyText<Options>,
  rule: (site: Site, options: Options) => Found,
): SitePolicy {
  return {
    ...complete(text),
    validateStack: async (args, report) => {
      const site = siteOf(args.resources);
      const problems = await rule(site, args.getConfig<Options>());
      reportAll([...problems, ...site.unattributed.map(({ urn }) => unattributed(urn))], site, report);
    },
  };
}

/** Every problem at the resource it is about; what is not known comes last, since it ends the policy. */
function reportAll(problems: readonly Problem[], site: Site, report: Report): void {
  const open = problems.filter(({ undecided }) => undecided === true);
  for (const problem of problems) if (problem.undecided !== true) reportProblems([problem], [], report, site.urnOf(problem));
  reportProblems(open, site.values, report);
}

function complete<Options extends object>(text: PolicyText<Options>): PolicyText & Pick<HousePolicy, "configSchema" | "enforcementLevel"> {
  const { options, enforcementLevel = "mandatory", ...texts } = text;
  if (options === undefined) return { ...texts, enforcementLevel };
  const properties: Record<string, OptionSchema> = { ...options };
  return { ...texts, enforcementLevel, options: properties, configSchema: { properties } };
}

function unattributed(name: string): Problem {
  return { path: "", message: `the node or service of ${name} is not known before the update`, undecided: true };
}
