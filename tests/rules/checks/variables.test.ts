import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

const compose = "services/web/docker-compose.yml";
const contract = "services/web/service.yaml";
const example = "services/web/env.example";

describe("the variables of a service", () => {
  it("that a document uses must be in the contract", () => {
    const lines = new Fleet().edit(compose, "URL: ${WEB_URL:?the public address}", "URL: ${WEB_URI}").lines();
    expect(lines).toEqual([
      expect.stringMatching(
        /^services\/web\/docker-compose\.yml:9:\d+: the variable WEB_URI is not declared in the contract; did you mean "WEB_URL"\?; fix: add it to runtime\.env_vars of services\/web\/service\.yaml and to services\/web\/env\.example$/,
      ),
      expect.stringContaining("runtime.env_vars[0].name: no Compose document of web uses the variable WEB_URL"),
    ]);
  });

  it("that a host's override uses must be in the contract", () => {
    const fleet = new Fleet().append("hosts/vps/runtime/web/docker-compose.override.yml", "    environment:\n      X: ${NEW_ONE}\n");
    expect(fleet.lines()).toEqual([
      expect.stringMatching(/^hosts\/vps\/runtime\/web\/docker-compose\.override\.yml:7:\d+: the variable NEW_ONE is not declared/),
    ]);
  });

  it("that a contract declares must be used by a document", () => {
    const fleet = new Fleet()
      .edit(contract, "    - name: WEB_URL\n", "    - name: WEB_EXTRA\n      description: Nobody reads it.\n    - name: WEB_URL\n")
      .append(example, "WEB_EXTRA=\n");
    expect(fleet.lines()).toEqual([
      "services/web/service.yaml:36:13 runtime.env_vars[0].name: no Compose document of web uses the variable WEB_EXTRA; " +
        "fix: use it in an environment entry, or remove it here and from env.example",
    ]);
  });

  it("must all be in env.example", () => {
    expect(new Fleet().edit(example, "WEB_URL=https://wiki.example.net\n", "").lines()).toEqual([
      "services/web/service.yaml:36:13 runtime.env_vars[0].name: the variable WEB_URL is not in env.example; " +
        "fix: add WEB_URL= to services/web/env.example",
    ]);
  });

  it("may be commented out in env.example", () => {
    expect(new Fleet().edit("services/forge/env.example", "FORGE_TITLE=", "# FORGE_TITLE=").lines()).toEqual([]);
  });

  it("of env.example must be in the contract", () => {
    expect(new Fleet().append(example, "WEB_ULR=x\n").lines()).toEqual([
      'services/web/env.example:5:1 WEB_ULR: the variable is not declared in the contract; did you mean "WEB_URL"?; ' +
        "fix: add it to runtime.env_vars of services/web/service.yaml, or remove the line",
    ]);
  });

  it("are declared once", () => {
    const fleet = new Fleet().edit(
      contract,
      "    - name: WEB_URL\n",
      "    - name: WEB_URL\n      description: Again.\n    - name: WEB_URL\n",
    );
    expect(fleet.lines()).toEqual(["services/web/service.yaml:38:13 runtime.env_vars[1].name: WEB_URL is declared twice"]);
  });

  it("are not compared with a document that cannot be read", () => {
    const lines = new Fleet().write(compose, "services: [\n").lines();
    expect(lines).not.toEqual([]);
    expect(lines.filter((line) => line.includes("variable"))).toEqual([]);
  });
});

describe("env.example", () => {
  it("holds assignments and comments only, and a line that is neither is not shown", () => {
    const lines = new Fleet().append(example, "hunter2-pasted-here\n").lines();
    expect(lines).toEqual(["services/web/env.example:5:1: the line is not an assignment; allowed: NAME=value, or a # comment"]);
  });

  it("sets a variable once", () => {
    expect(new Fleet().append(example, "WEB_URL=other\n").lines()).toEqual([
      "services/web/env.example:5:1 WEB_URL: stands twice, first in line 2",
    ]);
  });
});
