import { describe, expect, it } from "vitest";
import { memoryLimitBytes, renderComposeV1, resolveCompose } from "../../compose/index.ts";
import type { ComposeServiceDefinition, ResolveOptions, ResolveResult } from "../../compose/index.ts";
import { formatReport } from "../../compose/problem.ts";

const options = { projectName: "demo", workingDirectory: "/opt/homelab/services/demo", interpolate: false } as const;

function resolve(texts: readonly string[], extra: Partial<ResolveOptions> = {}): ResolveResult {
  const files = ["docker-compose.yml", "docker-compose.override.yml", "third.yml"];
  const sources = texts.map((text, index) => ({ file: files[index] ?? "", text }));
  return resolveCompose({ ...options, sources, ...extra });
}

function report(...texts: readonly string[]): string {
  return formatReport(resolve(texts).problems);
}

function web(attributes: string): ComposeServiceDefinition | undefined {
  return resolve([`services: {web: {image: w, ${attributes}}}`]).resolved?.document.services["web"];
}

describe("a document with its variables kept", () => {
  it("has canonical sizes, durations and words all the same", () => {
    expect(web("mem_limit: 256m, command: \"a 'b c'\", stop_grace_period: 90s, environment: {A: 1}")).toMatchObject({
      mem_limit: "268435456",
      command: ["a", "b c"],
      stop_grace_period: "1m30s",
      environment: { A: "1" },
    });
  });

  it("keeps the text of a variable, and the words of a command that holds one", () => {
    expect(web('mem_limit: "${M:-1g}", command: "run $WHAT now", hostname: $HOST')).toMatchObject({
      mem_limit: "${M:-1g}",
      command: "run $WHAT now",
      hostname: "$HOST",
    });
  });

  it("resolves relative binds below the project directory and leaves a variable in front alone", () => {
    expect(
      web('volumes: ["./files/x.conf:/x", {type: bind, source: "${DATA}/y", target: /y}]')?.volumes?.map((mount) => mount.source),
    ).toEqual(["/opt/homelab/services/demo/files/x.conf", "${DATA}/y"]);
  });

  it.each([
    ["mem_limit: $M", "a size"],
    ['ports: ["$P:80"]', "a port"],
    ['ports: [{target: "$P"}]', "a number"],
    ["privileged: $P", "a boolean"],
    ["oom_score_adj: $S", "a number"],
    ['oom_score_adj: "${S:?set it}"', "a number"],
  ])("refuses a variable without a default in %s", (attributes, what) => {
    const { problems } = resolve([`services:\n  web: {image: w, ${attributes}}`]);
    expect(problems).toHaveLength(1);
    expect(formatReport(problems)).toContain(`has no default, and this is ${what}`);
    expect(problems[0]?.place?.line).toBe(2);
  });

  it("does not refuse it when that is asked for", () => {
    expect(resolve(["services: {web: {image: w, mem_limit: $M}}"], { refuseBareVariables: false }).problems).toEqual([]);
  });

  it("never takes a value from the environment", () => {
    const { resolved } = resolve(["services: {web: {image: $I, environment: [TOKEN]}}"], { environment: { TOKEN: "secret", I: "x" } });
    expect(resolved?.document.services["web"]).toMatchObject({ image: "$I", environment: { TOKEN: null } });
    expect(JSON.stringify(resolved)).not.toContain("secret");
  });

  it("lists every variable with its place, also of values that an override replaced", () => {
    const { resolved } = resolve(["services:\n  web:\n    image: a:${TAG:-1}\n", "services:\n  web:\n    image: b:${OTHER?}\n"]);
    expect(resolved?.variables).toMatchObject([
      {
        name: "TAG",
        path: "services.web.image",
        operator: ":-",
        default: "1",
        required: false,
        place: { file: "docker-compose.yml", line: 3, column: 12 },
      },
      { name: "OTHER", path: "services.web.image", required: true, place: { file: "docker-compose.override.yml", line: 3 } },
    ]);
  });
});

describe("the place of a path", () => {
  const { resolved } = resolve([
    'services:\n  web:\n    image: a\n    mem_limit: 1m\n    environment:\n      A: 1\n    ports:\n      - "80:80"\n',
    "services:\n  web:\n    mem_limit: 2m\n    environment: [B=2]\n",
  ]);
  it.each([
    [["services", "web", "image"], "docker-compose.yml", 3],
    [["services", "web", "mem_limit"], "docker-compose.override.yml", 3],
    [["services", "web", "environment", "A"], "docker-compose.yml", 6],
    [["services", "web", "environment", "B"], "docker-compose.override.yml", 4],
    [["services", "web", "ports", 0, "target"], "docker-compose.yml", 8],
    [["services", "web", "networks"], "docker-compose.yml", 2],
  ] as const)("%j is in the file that won", (path, file, line) => {
    expect(resolved?.placeOf(path)).toMatchObject({ file, line });
  });
});

describe("the memory limit of a service", () => {
  it.each([
    ["mem_limit: 64m", { kind: "bytes", bytes: 67108864n }],
    ["restart: always", { kind: "none" }],
    ["deploy: {resources: {limits: {memory: 1g}}}", { kind: "deploy-only", bytes: 1073741824n }],
    ["mem_limit: 1g, deploy: {resources: {limits: {memory: 1024m}}}", { kind: "bytes", bytes: 1073741824n }],
    ['mem_limit: "${M:-1g}"', { kind: "variable", text: "${M:-1g}" }],
  ])("of `%s` is read", (attributes, limit) => {
    const service = web(attributes);
    expect(service === undefined ? undefined : memoryLimitBytes(service)).toEqual(limit);
  });
});

describe("a report", () => {
  it("has every problem of every file at once, with proposals", () => {
    expect(
      report("services:\n  web:\n    imagee: a\n    ports: 80\n", "services:\n  db:\n    image: b\n    mem_limt: 1\n").split("\n"),
    ).toEqual([
      'docker-compose.override.yml:4:5 services.db.mem_limt: unknown attribute "mem_limt"; did you mean "mem_limit"?',
      'docker-compose.yml:3:5 services.web.imagee: unknown attribute "imagee"; did you mean "image"?',
      "docker-compose.yml:4:12 services.web.ports: the number 80 is not allowed here; allowed: a list",
      "3 problems",
    ]);
  });

  it("names the undeclared volume and the ones that exist", () => {
    expect(report("services:\n  web:\n    image: a\n    volumes:\n      - dta:/d\nvolumes: {data: }\n")).toContain(
      'docker-compose.yml:5:9 services.web.volumes[0]: the volume "dta" is not declared; allowed: data; did you mean "data"?; fix: declare dta under volumes',
    );
  });

  it.each([
    ["an empty file", ""],
    ["a comment only", "# nothing\n"],
    ["a list", "- a\n"],
    ["a text", "hello"],
    ["a tab", "services:\n\tweb: {}\n"],
    ["a control character", "services:\n  web: {image: \u0007}\n"],
  ])("of %s has a place and no stack trace", (_, text) => {
    const { problems } = resolve([text]);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.place).toMatchObject({ file: "docker-compose.yml" });
    expect(problems[0]?.place?.line).toBeGreaterThan(0);
  });

  it("refuses attributes that Compose reads and then drops", () => {
    expect(report("services: {web: {image: a, pull_refresh_after: 1d}}")).toContain("Compose reads this attribute and then drops it");
    expect(report("services: {web: {image: a, networks: [n]}}\nnetworks: {n: {ipam: {options: {a: b}}}}")).toContain(
      "networks.n.ipam.options",
    );
  });

  it("refuses a fraction as a size, which Compose would take for no limit", () => {
    expect(report("services: {web: {image: a, mem_limit: 1.5}}")).toContain("1.5 is no size");
  });

  it("refuses what would have to be fetched from the network", () => {
    expect(report("include: [oci://example.org/x]\nservices: {web: {image: a}}")).toContain("fetched from the network");
  });

  it("refuses a project name that Compose would refuse", () => {
    expect(formatReport(resolve(["services: {}"], { projectName: "My Project" }).problems)).toContain("is no project name");
  });
});

describe("the rendering for Compose 1.29.2", () => {
  const render = (text: string): ReturnType<typeof renderComposeV1> => {
    const { resolved, problems } = resolve([text]);
    if (resolved === undefined) throw new Error(formatReport(problems));
    return renderComposeV1(resolved);
  };

  it("leaves out the name and uses the short forms", () => {
    const { text } = render(
      'name: demo\nservices:\n  web:\n    image: a\n    ports: ["127.0.0.1:80:80"]\n    volumes: ["./x:/x:ro"]\n    extra_hosts: ["h=1.1.1.1"]\n',
    );
    expect(text).toContain('- "127.0.0.1:80:80/tcp"');
    expect(text).toContain('- "/opt/homelab/services/demo/x:/x:ro"');
    expect(text).toContain('- "h:1.1.1.1"');
    expect(text).not.toContain("name: ");
  });

  it.each([
    ["annotations: {a: b}", "services.web.annotations"],
    ["cgroup: host", "services.web.cgroup"],
    ["healthcheck: {test: x, start_interval: 1s}", "services.web.healthcheck.start_interval"],
    ["depends_on: {db: {condition: service_started, restart: true}}", "services.web.depends_on.db.restart"],
    ["depends_on: {db: {condition: service_started, required: false}}", "services.web.depends_on.db"],
    ["env_file: [{path: x, required: false}]", "services.web.env_file[0]"],
    ['image: "a:${T:+x}"', "services.web.image"],
    ['image: "a:${T:-${U}}"', "services.web.image"],
    ['init: "${I:-true}"', "services.web.init"],
    ["configs: [c]", "services.web.configs"],
  ])("refuses %s with its attribute and line", (attributes, path) => {
    const { text, problems } = render(
      `services:\n  db: {image: b}\n  web: {${attributes.startsWith("image") ? "" : "image: a, "}${attributes}}\nconfigs: {c: {file: ./c}}\n`,
    );
    expect(text).toBeUndefined();
    expect(problems.map((problem) => [problem.path, problem.place?.line])).toContainEqual([path, 3]);
  });

  it("doubles a lone dollar, which the old version takes for a mistake", () => {
    expect(render('services: {web: {image: a, environment: {A: "cost 5$ $1"}}}').text).toContain('"A": "cost 5$$ $$1"');
  });
});
