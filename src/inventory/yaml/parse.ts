import { isAlias, isScalar, LineCounter, parseDocument, visit, type Document, type YAMLError } from "yaml";
import type { Problem } from "../../../compose/problem.ts";
import { placeOfOffset, yamlFile, type YamlFile } from "./document.ts";

/** How often the aliases of one file may be expanded; nobody writes that many by hand. */
const maxAliases = 100;

/** What `parseYaml` found: the file, unless its text cannot be read, and what is wrong with the text. */
export interface ParsedYaml {
  readonly parsed?: YamlFile;
  readonly problems: readonly Problem[];
}

/**
 * Reads one YAML 1.2 file (core schema, one document, string keys, no tags) that must hold a mapping.
 * Never throws: whatever is wrong with the text is a problem with its place.
 */
export function parseYaml(file: string, text: string): ParsedYaml {
  try {
    return readDocument(file, text);
  } catch (error) {
    // The parser and the walk over the nodes are recursive: a few thousand nested brackets exhaust the stack.
    return refuse({ place: { file }, path: "", message: `cannot be read as YAML: ${reason(error)}` });
  }
}

function readDocument(file: string, text: string): ParsedYaml {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: "1.2",
    schema: "core",
    merge: false,
    stringKeys: true,
    // The library compares every key with every other one; `duplicateKeys` looks once.
    uniqueKeys: false,
    logLevel: "error",
  });
  const problems = [...syntaxProblems(file, text, document, lines), ...directiveProblems(file, document)];
  if (problems.length > 0) return { problems };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return refuse({ place: { file, line: 1, column: 1 }, path: "", message: "the file is empty", allowed: "a mapping" });
  }
  return expand(file, document, lines);
}

/** Turns the nodes into plain values; this is where aliases can go wrong. */
function expand(file: string, document: Document, lines: LineCounter): ParsedYaml {
  const wrong = wrongAliases(file, document, lines);
  if (wrong.length > 0) return { problems: wrong };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maxAliases });
  } catch (error) {
    return refuse({
      place: { file },
      path: "",
      message: `its aliases cannot be expanded: ${reason(error)}`,
      allowed: `at most ${maxAliases} expanded aliases`,
      fix: "write the repeated part out",
    });
  }
  const parsed = yamlFile(file, value, document, lines);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const found = Array.isArray(value) ? "a sequence" : "a single value";
    return refuse({ place: parsed.placeOf([]), path: "", message: `the file holds ${found}`, allowed: "a mapping" });
  }
  return { parsed, problems: [] };
}

/**
 * One syntax error makes the parser stumble over what follows it. So every tab and every duplicate key is named, but of
 * the other errors only the first.
 */
function syntaxProblems(file: string, text: string, document: Document, lines: LineCounter): Problem[] {
  const errors: YAMLError[] = [...document.errors, ...document.warnings];
  const duplicates = duplicateKeys(document);
  const tabs = errors.filter((error) => error.code === "TAB_AS_INDENT");
  const others = errors.filter((error) => error.code !== "TAB_AS_INDENT");
  const at = (offset: number, what: Pick<Problem, "message" | "fix">): Problem => ({
    place: placeOfOffset(file, lines, offset),
    path: "",
    ...what,
  });
  if (tabs.length > 0) return tabs.map((error) => at(error.pos[0], describeSyntax(error)));
  return [
    ...duplicates.map((offset) =>
      at(offset, { message: `the key ${keyAt(text, offset)} stands twice in one mapping`, fix: "keep one of the two" }),
    ),
    ...others.slice(0, 1).map((error) => at(error.pos[0], describeSyntax(error))),
  ];
}

/** Where a key stands that its mapping has already. */
function duplicateKeys(document: Document): number[] {
  const found: number[] = [];
  visit(document, {
    Map(_key, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return found;
}

function describeSyntax(error: YAMLError): Pick<Problem, "message" | "fix"> {
  switch (error.code) {
    case "TAB_AS_INDENT":
      return { message: "a tab is used for indentation", fix: "indent with spaces" };
    case "MULTIPLE_DOCS":
      return { message: "the file holds more than one YAML document", fix: "keep one document and remove the --- line" };
    case "TAG_RESOLVE_FAILED":
      return { message: `YAML tags are not understood here (${plainMessage(error)})`, fix: "write the plain value" };
    case "NON_STRING_KEY":
      return { message: "a key must be plain text, not a sequence or a mapping" };
    default:
      return { message: `is not valid YAML: ${plainMessage(error)}` };
  }
}

function directiveProblems(file: string, document: Document): Problem[] {
  const version = document.directives?.yaml;
  if (version?.explicit !== true || version.version === "1.2") return [];
  return [
    {
      place: { file, line: 1, column: 1 },
      path: "",
      message: `asks for YAML ${version.version}`,
      allowed: "YAML 1.2",
      fix: "remove the %YAML line",
    },
  ];
}

/** In one pass: the library would look through the document anew for every alias. More than may be expanded are not looked at. */
function wrongAliases(file: string, document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  const anchors = new Map<string, unknown>();
  let count = 0;
  visit(document, {
    Node(_key, node, ancestors) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return undefined;
      }
      count += 1;
      if (count > maxAliases) return visit.BREAK;
      const target = anchors.get(node.source);
      if (target !== undefined && !ancestors.some((around) => around === target)) return undefined;
      const wrong = target === undefined ? "has no anchor before it" : "stands inside what it repeats";
      const place = placeOfOffset(file, lines, node.range?.[0] ?? 0);
      problems.push({ place, path: "", message: `the alias *${node.source} ${wrong}` });
      return undefined;
    },
  });
  if (count > maxAliases) {
    problems.push({
      place: { file },
      path: "",
      message: "its aliases cannot be expanded: there are too many",
      allowed: `at most ${maxAliases} expanded aliases`,
      fix: "write the repeated part out",
    });
  }
  return problems;
}

function refuse(problem: Problem): ParsedYaml {
  return { problems: [problem] };
}

function keyAt(text: string, offset: number): string {
  return /^[^\s:]+/.exec(text.slice(offset, offset + 80))?.[0] ?? "";
}

function plainMessage(error: YAMLError): string {
  const text = error.message.replace(/\.$/, "");
  if (text.startsWith("Maximum call stack")) return "it is nested too deeply";
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function reason(error: unknown): string {
  if (error instanceof RangeError) return "it is nested too deeply";
  return error instanceof Error ? error.message.charAt(0).toLowerCase() + error.message.slice(1) : String(error);
}
