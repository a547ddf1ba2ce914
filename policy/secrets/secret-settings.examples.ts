import type { Example } from "../examples/example.ts";
import { githubToken } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a setting is named like a secret",
    change: (fleet) => (fleet.settings["homelab:apiToken"] = "abc"),
    says: "the setting homelab:apiToken holds what is named like a secret in plain text",
  },
  {
    when: "a setting has the form of a secret",
    change: (fleet) => (fleet.settings["homelab:forge"] = githubToken),
    says: "the setting homelab:forge holds what looks like a secret",
  },
];
