import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { secretsTracked } from "../../../cli/secrets/tracked.ts";
import { formatProblem } from "../../../compose/problem.ts";
import { literalRest, VARIABLE } from "../../../src/rules/secrets/literal-rest.ts";
import { namesSecret } from "../../../src/rules/secrets/secret-names.ts";
import { mayHoldSecret, scanSecrets } from "../../../src/rules/secrets/secret-scan.ts";
import { secretsInFiles } from "../../../src/rules/secrets/tracked-files.ts";
import { repository } from "../../support/checkout.ts";

// Put together here, so that no scanner takes this file for a leak.
const at = (scheme: string, rest: string): string => [`${scheme}:/`, rest].join("/");
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const jwt = [encoded({ alg: "HS256", typ: "JWT" }), encoded({ sub: "anna" }), "c2lnbmF0dXJlLW9mLWl0"].join(".");
const bot = ["1234567890", "AAF0xZ3k9LmQpRsTuVwXyZaBcDeFgHiJk01"].join(":");
const value = ["hunter2", "hunter2"].join("");

describe("a tracked file", () => {
  it.each([
    ["README.md", `log in at ${at("mqtt", `pi:${value}@broker`)}`],
    ["services/web/healthcheck.sh", `curl -fsS ${at("http", `u:${value}@127.0.0.1/health`)}`],
    ["inventory/topology.yaml", `# ${at("amqps", `u:x1@host`)}`],
    ["hosts/vps/capabilities.yaml", `note: ${at("rtsp", `cam:${value}@10.0.0.9/stream`)}`],
    ["src/index.ts", `const url = "${at("redis", `:${value}@cache:6379/0`)}";`],
    ["docs/x.md", at("postgres", `\${USER}:${value}@db/x`)],
    ["docs/x.md", at("postgres", `u:\${PREFIX}${value}@db/x`)],
    ["docs/x.md", at("postgres", `u:\${PASSWORD:-${value}}@db/x`)],
    ["a.conf", at("https", `0123456789abcdefghijA@git.example/repo`)],
    ["docs/x.md", `a token: ${jwt}`],
    ["docs/x.md", `the bot ${bot} answers`],
    ["docs/x.md", `https://api.telegram.org/bot${bot}/getMe`],
    ["services/web/env.example", `DBPASSWORD=${value}`],
    ["services/web/docker-compose.yml", `      ADMIN_PW: "${value}"`],
    ["services/web/docker-compose.yml", `      TOKEN_URL: ${at("https", "hooks.example/0123456789abcdef")}`],
    ["services/web/x.json", `{"clientSecret": "${value}"}`],
    ["services/web/x.yml", `# secretlint-disable\ntoken: ${["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_")}`],
  ])("%s is found to hold one: %#", async (path, content) => {
    const problems = await secretsInFiles([{ path, content: `a line\n${content}\n` }]);
    expect(problems.length, content).toBeGreaterThan(0);
    expect(problems[0]?.place).toMatchObject({ file: path });
    const said = problems.map(formatProblem).join("\n");
    for (const secret of [value, bot.slice(12), jwt.slice(-8)]) expect(said).not.toContain(secret);
  });

  it.each([
    ["services/web/docker-compose.yml", "DATABASE_URL: postgres://web:${POSTGRES_PASSWORD:?say which}@db:5432/web"],
    ["services/web/docker-compose.yml", "TOKEN: ${TOKEN:?a1b2c3d4e5f6 is no value but a hint}"],
    ["services/web/docker-compose.yml", "TOKEN_URL: https://auth.example.net/oauth/token"],
    ["services/web/env.example", "PASSWORD="],
    ["README.md", "write scheme://user:password@host, or https://<user>:<password>@host"],
    ["README.md", "git clone ssh://git@git.example.net:2222/a/b"],
    ["src/a.ts", "const token: string = await session.token2();"],
    ["a.yml", `image: postgres@sha256:${"0a1b2c3d".repeat(8)}`],
    ["a.yml", `PASSWORD: ${value} # not-a-secret: the example of a book`],
  ])("%s may hold %s", async (path, content) => {
    expect((await secretsInFiles([{ path, content }])).map(formatProblem)).toEqual([]);
  });

  it("of this checkout holds none", async () => {
    expect((await secretsTracked(repository)).map(formatProblem)).toEqual([]);
  });
});

describe("the way into the scanner's library", () => {
  it("is open for every token that the library has a pattern for", async () => {
    const file = createRequire(import.meta.url).resolve("@secretlint/secretlint-rule-preset-recommend");
    const source = await readFile(file, "utf8");
    const patterns = [...source.matchAll(/\/(?:\(\?<!\\p\{L\}\)|\\b)((?:\\.|\[(?:\\.|[^\]])*\]|[^/\n\\[])+)\/g[iu]*;/g)].map(
      ([, body = ""]) =>
        body
          .replace(/\(\?![^)]*\)$/, "")
          .replace(/\\b/g, "")
          .replace(/\(\?<\w+>/g, "(?:"),
    );
    expect(patterns.length).toBeGreaterThan(20);
    for (const pattern of patterns) {
      for (const token of fc.sample(fc.stringMatching(new RegExp(`^${pattern}$`)), 20)) {
        expect(token.length < 12 || mayHoldSecret(`x ${token} y`), pattern).toBe(true);
      }
    }
  });

  it("finds a known token behind a comment that would switch the library off", async () => {
    const token = ["ghp", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"].join("_");
    expect(await scanSecrets([`/* secretlint-disable */ ${token}`])).toHaveLength(1);
  });
});

describe("what git has beside a variable", () => {
  it.each([
    ["${USER}:hunter2", `${VARIABLE}:hunter2`],
    ["${P:-hunter2}", `${VARIABLE}hunter2`],
    ["${P:?say ${Q:-a} which}b", `${VARIABLE}b`],
    ["${A:-${B:-c}}", `${VARIABLE}${VARIABLE}c`],
    ["$A-b $$c", `${VARIABLE}-b $$c`],
    ["${unclosed hunter2", `${VARIABLE}unclosed hunter2`],
    ["${{ github }}", `${VARIABLE}{ github }}`],
  ])("%s", (text, rest) => expect(literalRest(text)).toBe(rest));
});

describe("a name", () => {
  it.each(["DBPASSWORD", "ADMIN_PW", "TOKEN_URL", "authtoken", "CLIENTSECRET", "PASSWORD2", "MYSQLPASS", "SMTP_CREDS", "X_APIKEY"])(
    "%s is that of a secret",
    (name) => expect(namesSecret(name)).toBe(true),
  );
  it.each(["OLDPWD", "COMPASS", "BYPASS", "TOKENIZER", "PASSWORD_LENGTH", "KEYSTONE", "SALTY", "PIN_COUNT"])("%s is not", (name) =>
    expect(namesSecret(name)).toBe(false),
  );
});
