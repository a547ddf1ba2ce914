import type { Example } from "../examples/example.ts";
import { environment, githubToken } from "../examples/parts.ts";

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

export const examples: readonly Example[] = [
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
];
