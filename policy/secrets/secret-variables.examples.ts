import type { Example } from "../examples/example.ts";
import { environment } from "../examples/parts.ts";

export const examples: readonly Example[] = [
  {
    when: "a password is written out",
    change: (fleet) => (environment(fleet)["SMTP_PASSWORD"] = "hunter2"),
    says: "the variable SMTP_PASSWORD of outline is named like a secret and has a literal value in git",
  },
  {
    when: "a token has a default",
    change: (fleet) => (environment(fleet)["SLACK_TOKEN"] = "${SLACK_TOKEN:-changeme}"),
    says: "the secret SLACK_TOKEN has a default value in git",
  },
  {
    when: "a declared secret has a default in the document",
    change: (fleet) => (environment(fleet)["KEY"] = "${SECRET_KEY:-abc}"),
    says: "the secret SECRET_KEY has a default",
  },
  {
    when: "a key in another notation is written out",
    change: (fleet) => (environment(fleet)["APP__storage__accessKey"] = "abc"),
    says: "APP__storage__accessKey",
  },
  {
    when: "an image is built with a token",
    change: (fleet) => (fleet.container("VPS", "outline")["build"] = { args: { NPM_TOKEN: "abc" } }),
    says: "NPM_TOKEN",
    also: ["privileges"],
  },
  {
    when: "the contract gives a secret a default",
    change: (fleet) => fleet.contract("VPS", "outline").runtime.env_vars.push({ name: "UTILS_SECRET", secret: true, default: "abc" }),
    says: "the secret UTILS_SECRET has a default value in git",
  },
  {
    when: "a false positive is marked without a reason",
    change: (fleet) => {
      environment(fleet)["STT_API_KEY"] = "none";
      fleet.contract("VPS", "outline").runtime.not_secrets.push({ path: "services.outline.environment.STT_API_KEY", reason: "" });
    },
    says: "if it is none, add {path: services.outline.environment.STT_API_KEY, reason: …}",
  },
];
