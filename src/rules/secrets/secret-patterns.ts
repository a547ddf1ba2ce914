import type { DataPath } from "../../../compose/data-path.ts";
import type { Problem } from "../../../compose/problem.ts";
import type { ProjectFacts } from "../facts.ts";
import { isMarked, markHint } from "./not-secret.ts";
import { inContract, inDocument } from "../parts.ts";
import { scanSecrets } from "./secret-scan.ts";
import { isPlainUrl, namesSecret } from "./secret-names.ts";
import { stringsOf } from "../strings.ts";
import { isUnknown } from "../unknown.ts";

/**
 * Nothing in a document, a contract or a placed file has the form of a known secret: an access token, a private key, a
 * password in a URL. No message shows the value.
 */
export async function secretPatterns(project: ProjectFacts): Promise<Problem[]> {
  const found = await Promise.all([
    inTexts(project, project.document, [], (path) => inDocument(project, path)),
    inTexts(project, project.contract, ["contract"], (path) => inContract(project, path.slice(1))),
    ...(project.files ?? []).map((file) => inFile(project, file)),
  ]);
  // What is only known once the update runs comes from another resource, not from git.
  return found.flat();
}

/** The same for the settings of a stack, which are by key. */
export async function secretSettings(settings: Readonly<Record<string, string>>, notSecret: readonly string[] = []): Promise<Problem[]> {
  const found = await Promise.all(
    Object.entries(settings)
      .filter(([key]) => !notSecret.includes(key))
      .map(async ([key, value]) => ({ key, kinds: [...byName(key, value), ...(await scanSecrets([value])).map(({ kind }) => kind)] })),
  );
  return found.flatMap(({ key, kinds }) =>
    kinds.slice(0, 1).map((kind) => ({
      path: key,
      message: `the setting ${key} holds ${kind} in plain text`,
      fix: `set it with pulumi config set --secret ${key}, and make the value that was shown invalid`,
    })),
  );
}

function byName(key: string, value: string): string[] {
  return value !== "" && !isPlainUrl(value) && namesSecret(key.slice(key.indexOf(":") + 1)) ? ["what is named like a secret"] : [];
}

async function inTexts(
  project: ProjectFacts,
  value: unknown,
  prefix: DataPath,
  locate: (path: DataPath) => Pick<Problem, "place" | "path">,
): Promise<Problem[]> {
  const texts = stringsOf(value, prefix);
  const findings = await scanSecrets(texts.map(({ text }) => text));
  return findings.flatMap(({ index, kind }) => {
    const path = texts[index]?.path ?? prefix;
    return isMarked(project, path) ? [] : [problem(project, kind, locate(path), path)];
  });
}

async function inFile(project: ProjectFacts, file: NonNullable<ProjectFacts["files"]>[number]): Promise<Problem[]> {
  if (isUnknown(file.content)) return [];
  const path = file.path ?? file.source;
  if (isMarked(project, path)) return [];
  const lines = file.content.split("\n");
  // A private key has many lines, so a file is scanned as one text.
  const findings = await scanSecrets([file.content]);
  return findings.map(({ kind, line }) =>
    problem(project, kind, { place: { file: file.source, ...(line <= lines.length ? { line } : {}) }, path: "" }, path),
  );
}

function problem(project: ProjectFacts, kind: string, where: Pick<Problem, "place" | "path">, path: DataPath | string): Problem {
  return {
    ...where,
    message: `${project.service} on ${project.node} holds ${kind}`,
    fix: `make it invalid, and keep the new one in the .env on the node; ${markHint(project, path)}`,
  };
}
