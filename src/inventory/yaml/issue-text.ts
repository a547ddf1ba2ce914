import type { core } from "zod";
import { oneLine } from "../../../compose/problem.ts";

/** What an issue asked for: as text for people, and as the words that a misspelt value may have meant. */
export interface Expectation {
  readonly text?: string;
  readonly words: readonly string[];
}

/** What would have been right, from the issue alone. */
export function expectation(issue: core.$ZodIssue): Expectation {
  switch (issue.code) {
    case "invalid_value":
      return { text: issue.values.map(word).join(", "), words: issue.values.map(String) };
    case "invalid_type":
      return { text: typeName(issue.expected), words: [] };
    case "invalid_union":
      return unionExpectation(issue);
    case "too_small":
      return { text: `at least ${bound(issue.minimum, issue.origin)}`, words: [] };
    case "too_big":
      return { text: `at most ${bound(issue.maximum, issue.origin)}`, words: [] };
    default:
      return { words: [] };
  }
}

/** What is wrong with the value, as the rest of a sentence that begins with the value. */
export function issueText(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return "is not allowed here";
    case "invalid_type":
      return `is not ${typeName(issue.expected)}`;
    case "invalid_union":
      return "is not allowed here";
    case "too_small":
      return isEmptyText(issue) ? "must not be empty" : "is too small";
    case "too_big":
      return issue.origin === "string" || issue.origin === "array" ? "is too long" : "is too big";
    default:
      return issue.message;
  }
}

/** A value as it is shown in a message: on one line, at most 60 characters. */
export function showValue(value: string | number | boolean | null | object): string {
  if (Array.isArray(value)) return "a sequence";
  if (typeof value === "object" && value !== null) return "a mapping";
  const text = oneLine(typeof value === "number" ? yamlNumber(value) : JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

/** A number as YAML writes it. */
function yamlNumber(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  return Number.isFinite(value) ? String(value) : `${value < 0 ? "-" : ""}.inf`;
}

function unionExpectation(issue: core.$ZodIssueInvalidUnion): Expectation {
  if ("options" in issue) {
    return { text: issue.options.map(word).join(", "), words: issue.options.map(String) };
  }
  const options = issue.errors.map((option) => option.filter((inner) => inner.path.length === 0));
  const texts = options.flatMap((option) => option.map((inner) => expectation(inner).text ?? withoutMust(inner.message)));
  return {
    text: [...new Set(texts)].join(", or "),
    words: options.flatMap((option) => option.flatMap((inner) => [...expectation(inner).words])),
  };
}

function typeName(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    int: "a whole number",
    number: "a number",
    string: "text",
    boolean: "true or false",
    object: "a mapping",
    record: "a mapping",
    array: "a sequence",
  };
  return names[expected] ?? expected;
}

function bound(limit: number | bigint, origin: string): string {
  if (origin === "string") return `${limit} ${Number(limit) === 1 ? "character" : "characters"}`;
  if (origin === "array") return `${limit} ${Number(limit) === 1 ? "entry" : "entries"}`;
  return String(limit);
}

function isEmptyText(issue: core.$ZodIssueTooSmall): boolean {
  return issue.origin === "string" && Number(issue.minimum) === 1;
}

function withoutMust(message: string): string {
  return message.replace(/^must be /, "");
}

function word(value: unknown): string {
  return typeof value === "string" ? value : String(value);
}
