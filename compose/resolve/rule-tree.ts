import { mapping, sequence } from "../yaml/node.ts";
import type { PathStack, TreeNode } from "../yaml/node.ts";

/**
 * A map from path patterns to rules, walked along with a document. `*` stands for any key and any list item.
 * Written as `services.*.ports`; looked up a step at a time, so that a node without rules below it costs nothing.
 */
export class RuleTree<T> {
  readonly rule: T | undefined;
  readonly #children: ReadonlyMap<string, RuleTree<T>>;
  readonly #any: RuleTree<T> | undefined;
  /** True when no rule lies below. */
  readonly leaf: boolean;

  private constructor(rule: T | undefined, children: ReadonlyMap<string, RuleTree<T>>) {
    this.rule = rule;
    this.#any = children.get("*");
    this.#children = children;
    this.leaf = children.size === 0;
  }

  /** Builds the tree from patterns. */
  static of<T>(rules: Readonly<Record<string, T>>): RuleTree<T> {
    return RuleTree.#build(Object.entries(rules).map(([pattern, rule]) => [pattern.split("."), rule] as const));
  }

  static #build<T>(rules: readonly (readonly [readonly string[], T])[]): RuleTree<T> {
    let own: T | undefined;
    const groups = new Map<string, (readonly [readonly string[], T])[]>();
    for (const [[head, ...tail], rule] of rules) {
      if (head === undefined) own = rule;
      else groups.set(head, [...(groups.get(head) ?? []), [tail, rule]]);
    }
    return new RuleTree(own, new Map([...groups].map(([head, group]) => [head, RuleTree.#build(group)])));
  }

  /** The rules below a key. An exact key hides `*`; the tables never need both at one level. */
  child(key: string): RuleTree<T> | undefined {
    return this.#children.get(key) ?? this.#any;
  }

  /**
   * A node whose children have been rewritten wherever rules lie below them; the very same node when nothing changed.
   * @param path The path of the node; the child's while `rewrite` runs.
   */
  rewriteChildren(node: TreeNode, path: PathStack, rewrite: (child: TreeNode, rules: RuleTree<T>) => TreeNode): TreeNode {
    if (node.kind === "mapping") {
      let entries: Map<string, TreeNode> | undefined;
      for (const [key, value] of node.entries) {
        const rules = this.#children.get(key) ?? this.#any;
        if (rules === undefined) continue;
        path.push(key);
        const next = rewrite(value, rules);
        path.pop();
        if (next !== value) (entries ??= new Map(node.entries)).set(key, next);
      }
      return entries === undefined ? node : mapping(entries, node.origin);
    }
    const rules = this.#any;
    if (node.kind !== "sequence" || rules === undefined) return node;
    let items: TreeNode[] | undefined;
    let index = 0;
    for (const item of node.items) {
      path.push(index);
      const next = rewrite(item, rules);
      path.pop();
      if (next !== item) (items ??= [...node.items])[index] = next;
      index += 1;
    }
    return items === undefined ? node : sequence(items, node.origin);
  }

  /** The rules below a list item. */
  item(): RuleTree<T> | undefined {
    return this.#any;
  }

  /** The rules below a pattern such as `services.*`. */
  at(pattern: string): RuleTree<T> | undefined {
    const [head = "", ...tail] = pattern.split(".");
    const child = this.child(head);
    return tail.length === 0 ? child : child?.at(tail.join("."));
  }
}
