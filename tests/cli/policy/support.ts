import type { Judgement } from "../../../cli/policy/judgement.ts";

const description =
  "Every container has a literal mem_limit at service level, because one without a limit can take the memory of all the others.";

/** A site with one violation, one piece of advice and one policy that has nothing to say. */
export function judged(over: Partial<Judgement> = {}): Judgement {
  return {
    of: "vps",
    ok: false,
    cancelled: false,
    passed: ["oom-score-adj"],
    violations: [
      {
        policy: "image-digest",
        level: "advisory",
        message:
          "Images are pinned, because tags move.\nVPS: 1 of the 2 images on VPS has no digest: a:1; allowed: name:tag@sha256:…; fix: add it",
        urn: urn("homelab:node:Layout", "VPS/layout"),
      },
      {
        policy: "memory-limit-required",
        level: "mandatory",
        message: `${description}\nservices.outline.mem_limit: outline on VPS has no memory limit; fix: add mem_limit, such as mem_limit: 256m`,
        urn: urn("homelab:compose:Project", "VPS/outline/project"),
      },
    ],
    errors: [],
    ...over,
  };
}

export function urn(type: string, name: string): string {
  return `urn:pulumi:vps::homelab::${type}::${name}`;
}
