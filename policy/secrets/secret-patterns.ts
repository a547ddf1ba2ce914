import { secretPatterns as rule } from "../../src/rules/secrets/secret-patterns.ts";
import { projectPolicy } from "../house-policy.ts";

export const secretPatterns = projectPolicy(
  {
    name: "secret-patterns",
    description:
      "Nothing in a document, a contract or a placed file has the form of a token, a private key or a password in a URL, because whoever reads the repository would have it for ever.",
    remediationSteps: "make the secret invalid, take it out, and keep the new one in the .env on the node",
  },
  rule,
);
