import type { Example } from "../examples/example.ts";

export const examples: readonly Example[] = [
  {
    when: "two projects have a container of one name",
    change: (fleet) => (fleet.document("VPS", "npm").services["outline"] = { ...fleet.container("VPS", "outline"), ports: [] }),
    says: "VPS would have two containers called outline: in npm and in outline",
  },
];
