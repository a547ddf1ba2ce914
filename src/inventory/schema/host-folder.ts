/** The folder of a node under `hosts/`: its name in lower case (`CHELSTY-INFRA` → `chelsty-infra`). */
export function hostFolder(node: string): string {
  return node.toLowerCase();
}
