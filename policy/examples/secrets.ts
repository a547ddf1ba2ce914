import type { Examples } from "./example.ts";
import type { Change, Fleet } from "./fleet.ts";

// Put together here, so that no scanner takes this file for a leak.
const githubToken = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
const databaseUrl = ["postgres:/", "outline:hunter2hunter2@db:5432/outline"].join("/");
const pageUrl = ["https:/", "user:hunter22@example.com/x"].join("/");
const line = "MIIEpAIBAAKCAQEA75x1bGv8Z0Pq2c0RrGg4Kd9sQmXw7LhUy3TnVb5eJf1oCz6a";
const privateKey = [
  ["-----BEGIN RSA", "PRIVATE KEY-----"].join(" "),
  line,
  line,
  line,
  ["-----END RSA", "PRIVATE KEY-----"].join(" "),
].join("\n");

function environment(fleet: Fleet): Change {
  return fleet.environment("VPS", "outline");
}

/** How the rules about secrets are broken. */
export const secretExamples: Examples = {
  "secret-variables": [
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
  ],
  "secret-patterns": [
    {
      when: "a command holds a GitHub token",
      change: (fleet) => (fleet.container("VPS", "outline")["command"] = ["sync", githubToken]),
      says: "outline on VPS holds what looks like a secret of the kind github",
    },
    {
      when: "a URL holds a database's password",
      change: (fleet) => (environment(fleet)["DATABASE_URL"] = databaseUrl),
      says: "of the kind database-connection-string",
    },
    { when: "a URL holds a password", change: (fleet) => (environment(fleet)["FEED"] = pageUrl), says: "of the kind basicauth" },
    {
      when: "a placed file holds a private key",
      change: (fleet) => fleet.place("VPS", "npm", "files/tls.pem", `\n${privateKey}\n`),
      says: "of the kind privatekey",
    },
    {
      when: "a contract holds a token",
      change: (fleet) => (fleet.contract("VPS", "outline")["description"] = `Use ${githubToken}.`),
      says: "contract.description",
    },
  ],
  "secret-settings": [
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
  ],
};
