import { describe, expect, it } from "vitest";

import { namesSecret } from "../../../src/rules/secrets/secret-names.ts";
import { mayHoldSecret, scanSecrets } from "../../../src/rules/secrets/secret-scan.ts";

// Put together here, so that no scanner takes this file for a leak.
const secrets = {
  github: ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_"),
  slack: ["xoxb", "123456789012", "1234567890123", "A1b2C3d4E5f6G7h8I9j0K1l2"].join("-"),
  basicauth: ["https:/", "somebody:hunter2hunter2@example.com/"].join("/"),
  database: ["postgresql:/", "app:hunter2hunter2@db.example.com:5432/app"].join("/"),
};

describe("the scanner for secrets", () => {
  it.each(Object.entries(secrets))("finds one of the kind %s, and says neither it nor where in the text", async (kind, text) => {
    expect(mayHoldSecret(text)).toBe(true);
    const found = await scanSecrets(["nothing here", `a line\n${text}\n`]);
    expect(found.length, kind).toBeGreaterThan(0);
    expect(found[0]).toMatchObject({ index: 1, line: 2 });
    expect(JSON.stringify(found)).not.toContain("hunter2");
    expect(JSON.stringify(found)).not.toContain(text.slice(-12));
  });

  it.each([
    "ghcr.io/home-assistant/home-assistant:2026.7.2",
    `postgres:16.10-alpine@sha256:${"0a1b2c3d".repeat(8)}`,
    "/opt/homelab/data/zigbee2mqtt/coordinator_backup.json",
    "slzb-06u-coordinator",
    "ZIGBEE2MQTT_CONFIG_MQTT_BASE_TOPIC",
  ])("is not even loaded for %s", (text) => {
    expect(mayHoldSecret(text)).toBe(false);
  });

  it("takes no variable for a secret", async () => {
    expect(await scanSecrets(["postgres://outline:${POSTGRES_PASSWORD:?the database password}@outline-postgres:5432/outline"])).toEqual([]);
  });
});

describe("a name", () => {
  it.each([
    "POSTGRES_PASSWORD",
    "FORGEJO__database__PASSWD",
    "apiToken",
    "OPENAI_API_KEY",
    "SESSION_SECRET",
    "NODE_AGENT_TOKENS",
    "APP__storage__accessKey",
    "PASS",
  ])("%s is that of a secret", (name) => expect(namesSecret(name)).toBe(true));

  it.each([
    "OIDC_TOKEN_URI",
    "PUBLIC_KEY",
    "PWD",
    "MAX_TOKENS",
    "PASSWORD_FILE",
    "COMPASS",
    "KEYBOARD",
    "SECRETARY",
    "TOKEN_TTL",
    "publicZoneId",
    "AUTHOR",
  ])("%s is not", (name) => expect(namesSecret(name)).toBe(false));
});
