/** The values that expressions of a workflow may name, as one tree. */
export type Contexts = Readonly<Record<string, unknown>>;

/** A text of a workflow with its expressions filled in. */
export function filled(text: unknown, contexts: Contexts): string {
  return String(text).replace(/\$\{\{(.*?)\}\}/g, (_, expression: string) => {
    const value = valueOf(expression.trim(), contexts);
    return value === undefined || value === null ? "" : textOf(value);
  });
}

/** Whether a condition holds; without one it does. */
export function holds(condition: string | undefined, contexts: Contexts): boolean {
  if (condition === undefined) return true;
  const value = valueOf(condition.replace(/^\$\{\{(.*)\}\}$/s, "$1").trim(), contexts);
  return value !== false && value !== "" && value !== undefined && value !== null;
}

/** The few operators that the project's workflows use. */
function valueOf(expression: string, contexts: Contexts): unknown {
  for (const [operator, combine] of [
    ["||", (left: unknown, right: () => unknown) => (left === undefined || left === "" || left === false ? right() : left)],
    ["&&", (left: unknown, right: () => unknown) => (left === undefined || left === "" || left === false ? left : right())],
    ["!=", (left: unknown, right: () => unknown) => left !== right()],
    ["==", (left: unknown, right: () => unknown) => left === right()],
  ] as const) {
    const at = expression.indexOf(operator);
    if (at !== -1) {
      return combine(valueOf(expression.slice(0, at).trim(), contexts), () =>
        valueOf(expression.slice(at + operator.length).trim(), contexts),
      );
    }
  }
  if (expression === "!cancelled()") return true;
  const literal = /^'(.*)'$/.exec(expression)?.[1];
  if (literal !== undefined) return literal;
  const json = /^fromJSON\((.*)\)$/.exec(expression)?.[1];
  if (json !== undefined) return JSON.parse(textOf(valueOf(json, contexts)));
  if (!/^[a-z_]+(\.[\w-]+)*$/i.test(expression)) throw new Error(`the runner of the tests does not know the expression ${expression}`);
  let value: unknown = contexts;
  for (const key of expression.split("."))
    value = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return value;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
