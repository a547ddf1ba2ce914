import { hasVariables, variablesOf } from "../../../compose/index.ts";
import type { DataPath } from "../../../compose/data-path.ts";
import type { Place, Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { isMarked, markHint } from "./not-secret.ts";
import { inContract, inDocument, knownContainers, list, mapping, text, unknownParts, type KnownContainer } from "../parts.ts";
import { literalRest, VARIABLE } from "./literal-rest.ts";
import { isPlainUrl, namesSecret } from "./secret-names.ts";
import { stringsOf } from "../strings.ts";

/** A literal beside a variable is suspect from this many letters and digits on. */
const SHORTEST_REST = 4;

/**
 * A variable that is named like a secret, or that the contract calls one, has no value in git: no literal in a document, no
 * default in a document or the contract. The value belongs into the `.env` on the node. No message shows the value.
 */
export function secretVariables(project: ProjectFacts): Problem[] {
  const declared = list(mapping(mapping(project.contract)["runtime"])["env_vars"]).map(mapping);
  const secrets = new Set(declared.filter((entry) => entry["secret"] === true).map((entry) => entry["name"]));
  const isSecret = (name: string): boolean => secrets.has(name) || namesSecret(name);
  return [
    ...knownContainers(project).flatMap((container) => literals(container, isSecret)),
    ...defaults(project, isSecret),
    ...declared.flatMap((entry, index) => contractDefault(project, entry, index)),
    ...unknownParts(project, ["environment", "build"]),
  ];
}

/** A default that the contract gives to a secret. */
export function contractDefault(project: ProjectFacts, entry: Readonly<Record<string, unknown>>, index: number): Problem[] {
  const name = text(entry["name"]) ?? "";
  const value = text(entry["default"]);
  const path = ["runtime", "env_vars", index, "default"];
  if (value === undefined || (entry["secret"] !== true && (value === "" || !namesSecret(name)))) return [];
  if (isMarked(project, ["contract", ...path])) return [];
  return [
    {
      ...inContract(project, path),
      message: `the secret ${name} has a default value in git`,
      fix: "remove the default; the value belongs into the .env on the node",
    },
  ];
}

function literals(container: KnownContainer, isSecret: (name: string) => boolean): Problem[] {
  const places: [string[], unknown][] = [
    [["environment"], container.definition["environment"]],
    [["build", "args"], mapping(container.definition["build"])["args"]],
  ];
  return places.flatMap(([folder, values]) =>
    Object.entries(mapping(values)).flatMap(([name, value]) => {
      const given = text(value) ?? "";
      const path = ["services", container.name, ...folder, name];
      const defaulted = variablesOf(given).some((one) => isSecret(one.name) && (one.default ?? "") !== "");
      if (!isSecret(name) || defaulted || givesNothing(given) || isMarked(container.project, path)) return [];
      return [
        located(
          container.project,
          path,
          `the variable ${name} of ${container.name} is named like a secret and has a literal value in git`,
          {
            fix: `write ${name}: \${${name}:?}, the value goes into the .env on the node; ${markHint(container.project, path)}`,
          },
        ),
      ];
    }),
  );
}

function defaults(project: ProjectFacts, isSecret: (name: string) => boolean): Problem[] {
  return stringsOf(project.document).flatMap(({ path, text: value, isKey }) =>
    isKey
      ? []
      : variablesOf(value)
          .filter(({ name, default: given }) => isSecret(name) && given !== undefined && !givesNothing(given))
          .filter(() => !isMarked(project, path))
          .map(({ name }) =>
            located(project, path, `the secret ${name} has a default value in git`, {
              fix: `write \${${name}:?} without a default; ${markHint(project, path)}`,
            }),
          ),
  );
}

/** Whether a value gives no secret away: beside a variable, a few signs do not; by itself, nothing but what is harmless. */
function givesNothing(value: string): boolean {
  if (!hasVariables(value)) return isHarmless(value);
  const rest = literalRest(value).replaceAll(VARIABLE, "");
  return rest.replace(/[^A-Za-z0-9]/g, "").length < SHORTEST_REST || isHarmless(rest);
}

/** Nothing, a switch, the place where a secret is kept, or a URL that says no more than where something is. */
function isHarmless(value: string): boolean {
  return value === "" || /^(true|false|yes|no|on|off)$/i.test(value) || value.startsWith("/run/secrets/") || isPlainUrl(value);
}

function located(project: ProjectFacts, path: DataPath, message: string, rest: Pick<Problem, "fix">): Problem {
  const where: { place?: Place; path: string } = inDocument(project, path);
  return { ...where, message, ...rest };
}
