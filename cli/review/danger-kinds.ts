import type { Danger } from "./document.ts";

/** What each kind of danger is called for people, the worst first. */
export const dangerLabels: Readonly<Record<Danger["kind"], string>> = {
  privilege: "🔓 privilege",
  credentials: "🔑 credentials",
  delete: "🗑️ delete",
  replace: "♻️ replace",
  restart: "🔄 restart",
  data: "💾 data",
  exposure: "🌐 exposure",
};

const order = Object.keys(dangerLabels);

/** The dangers, the worst kind first; within a kind as they came. */
export function worstFirst(dangers: readonly Danger[]): Danger[] {
  return [...dangers].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
