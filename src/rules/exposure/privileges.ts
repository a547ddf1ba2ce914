import type { Problem } from "../../../compose/problem.ts";
import { formatPath } from "../../../compose/data-path.ts";
import type { ProjectFacts } from "../facts.ts";
import { holdsUnknown, inDocument, undecided, unknownParts } from "../parts.ts";
import { isGranted, readingOf, subject, type Finding } from "../powers/powers.ts";

/**
 * Nothing of the node for a container unless the contract asks for it (`privileges`) and says why: the table of attributes says
 * which value opens what. An attribute that nothing here uses, and one that the table does not list, are refused.
 */
export function privileges(project: ProjectFacts): Problem[] {
  const { findings, open } = readingOf(project);
  const refused = findings.filter(({ containers, allow, item }) => allow === undefined || !isGranted(project, containers, allow, item));
  const asked = refused.filter(({ allow }) => allow !== undefined);
  const contract = asked.length > 0 && holdsUnknown(project.contract);
  return [
    ...refused.filter(({ allow }) => !contract || allow === undefined).map((finding) => problem(project, finding)),
    ...(contract ? [undecided("contract", `the contract of ${project.service}`)] : []),
    ...unknownParts(project, []),
    ...open.map((path) => undecided(formatPath(path), `${formatPath(path)} of ${project.service} on ${project.node}`)),
  ];
}

function problem(project: ProjectFacts, { path, containers, allow, what, item, allowed, fix }: Finding): Problem {
  const who = subject(project, containers);
  const place = inDocument(project, path);
  if (allow === undefined) {
    return {
      ...place,
      message: `${who} ${what}`,
      ...(allowed === undefined ? {} : { allowed }),
      fix: fix ?? "remove it, or write one of the allowed values",
    };
  }
  const only = item === undefined ? "" : `, only: [${item}]`;
  return {
    ...place,
    message: `${who} ${what}, and its contract does not ask for it`,
    allowed: `only with the privilege ${allow}`,
    fix: `remove it, or add {service: ${containers[0] ?? project.service}, allow: ${allow}${only}, reason: …} to privileges of services/${project.service}/service.yaml`,
  };
}
