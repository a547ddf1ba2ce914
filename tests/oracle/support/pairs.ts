import fc from "fast-check";

/** A base and an override, as data; JSON is YAML, so their text is one `JSON.stringify` away. */
export interface Pair {
  readonly base: Readonly<Record<string, unknown>>;
  readonly override: Readonly<Record<string, unknown>>;
}

const names = ["web", "db", "cache"] as const;
const word = fc.constantFrom("alpha", "beta", "gamma", "x=y", "with blank", "5", "true", "");
const key = fc.constantFrom("A", "B", "C_1", "D.d");
const value = fc.oneof(
  word,
  fc.integer({ min: -5, max: 2000 }),
  fc.boolean(),
  fc.constant(null),
  fc.double({ min: 0, max: 10, noNaN: true }).map((n) => Math.round(n * 100) / 100),
);
const size = fc.oneof(fc.constantFrom("64m", "1gb", "512K", "1.5g", "100b", "2 MiB"), fc.integer({ min: 1, max: 2 ** 31 }));
const duration = fc.constantFrom("10s", "1m30s", "1.5h", "250ms", "2d", "0s");
const port = fc.oneof(
  fc.constantFrom("80", "8080:80", "127.0.0.1:8081:81", "9000-9002:9000-9002", "53:53/udp", "[::1]:90:90", "7000-7010:70"),
  fc.integer({ min: 1, max: 65535 }),
  fc.record(
    { target: fc.integer({ min: 1, max: 200 }), published: fc.constantFrom("8080", "9090", 7070), protocol: fc.constantFrom("tcp", "udp") },
    { requiredKeys: ["target"] },
  ),
);
const mount = fc.oneof(
  fc.constantFrom("data:/data", "./conf:/etc/conf:ro", "/srv/x:/x", "/anon", "data:/other:nocopy", "./z:/z:z"),
  fc.record(
    { type: fc.constant("bind"), source: fc.constantFrom("./a", "/b"), target: fc.constantFrom("/data", "/new"), read_only: fc.boolean() },
    { requiredKeys: ["type", "source", "target"] },
  ),
  fc.record(
    { type: fc.constant("tmpfs"), target: fc.constantFrom("/tmp", "/anon"), tmpfs: fc.record({ size }) },
    { requiredKeys: ["type", "target"] },
  ),
);

function uniqueList<T>(item: fc.Arbitrary<T>, most = 4): fc.Arbitrary<T[]> {
  return fc.uniqueArray(item, { maxLength: most, selector: (each) => JSON.stringify(each) });
}

/** Either notation of `KEY=value`. */
const assignments = fc.oneof(fc.dictionary(key, value, { maxKeys: 3 }), uniqueList(fc.tuple(key, word).map(([k, v]) => `${k}=${v}`)));
const command = fc.oneof(
  fc.constantFrom("run 'a b' c", "simple", "", 'x "q" | y'),
  fc.array(fc.constantFrom("a", "b c", "--flag"), { maxLength: 3 }),
);
const dependsOn = fc.oneof(
  fc.constant(["db"]),
  fc.record({
    db: fc.record(
      { condition: fc.constantFrom("service_started", "service_healthy"), required: fc.boolean() },
      { requiredKeys: ["condition"] },
    ),
  }),
);
const networks = fc.oneof(
  uniqueList(fc.constantFrom("front", "back"), 2),
  fc.dictionary(
    fc.constantFrom("front", "back"),
    fc.oneof(
      fc.constant(null),
      fc.record({ aliases: uniqueList(fc.constantFrom("one", "two")), priority: fc.integer({ min: 0, max: 9 }) }, { requiredKeys: [] }),
    ),
    { maxKeys: 2 },
  ),
);

const attributes: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  environment: assignments,
  labels: assignments,
  annotations: assignments,
  sysctls: fc.oneof(
    fc.dictionary(key, fc.integer({ min: 0, max: 9 }), { maxKeys: 2 }),
    uniqueList(
      key.map((k) => `${k}=1`),
      2,
    ),
  ),
  ports: uniqueList(port),
  volumes: uniqueList(mount, 3).map(distinctTargets),
  command,
  entrypoint: command,
  mem_limit: size,
  shm_size: size,
  stop_grace_period: duration,
  healthcheck: fc.record(
    {
      test: fc.oneof(fc.constant("curl x"), fc.constant(["CMD", "x"]), fc.constant(["NONE"])),
      interval: duration,
      timeout: duration,
      retries: fc.integer({ min: 0, max: 9 }),
      disable: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
  networks,
  cap_add: uniqueList(fc.constantFrom("A", "B", "C")),
  dns: fc.oneof(fc.constantFrom("1.1.1.1", "8.8.8.8"), uniqueList(fc.constantFrom("1.1.1.1", "9.9.9.9"))),
  tmpfs: fc.oneof(fc.constantFrom("/run", "/var/tmp"), uniqueList(fc.constantFrom("/run", "/cache:size=1m"))),
  extra_hosts: fc.oneof(
    uniqueList(fc.constantFrom("h:1.1.1.1", "i=2.2.2.2")),
    fc.dictionary(fc.constantFrom("h", "j"), fc.constantFrom("1.1.1.1", "::1"), { maxKeys: 2 }),
  ),
  logging: fc.record(
    {
      driver: fc.constantFrom("json-file", "syslog"),
      options: fc.dictionary(key, fc.oneof(fc.constantFrom("1", "2m"), fc.integer({ min: 0, max: 9 }), fc.constant(null)), { maxKeys: 2 }),
    },
    { requiredKeys: [] },
  ),
  ulimits: fc.dictionary(
    fc.constantFrom("nofile", "nproc"),
    fc.oneof(fc.integer({ min: 1, max: 9 }), fc.record({ soft: fc.integer({ min: 1, max: 9 }), hard: fc.integer({ min: 1, max: 9 }) })),
    { maxKeys: 2 },
  ),
  restart: fc.constantFrom("no", "always", "unless-stopped"),
  privileged: fc.boolean(),
  init: fc.boolean(),
  oom_score_adj: fc.integer({ min: -1000, max: 1000 }),
  pids_limit: fc.integer({ min: -1, max: 500 }),
  cpus: fc.constantFrom(0.5, 1, "2", 1.25),
  user: fc.constantFrom("1000", "root:root"),
  expose: uniqueList(fc.oneof(fc.constantFrom("80", "90/udp"), fc.integer({ min: 1, max: 99 }))),
  devices: uniqueList(fc.constantFrom("/dev/a", "/dev/b:/dev/a:r", "/dev/c:/dev/d"), 2).map((list) => list.slice(0, 1)),
  "x-note": fc.constantFrom("text", 5, ["list"]),
};

const service = fc.record(attributes, { requiredKeys: [] });
/** Every sort of attribute on `web`; `db` depends on nobody, so that there is no circle. */
const project = fc.record({ web: service, db: service, cache: service, depends: fc.option(dependsOn, { nil: undefined }) });

/** Pairs of documents that are sound by themselves and together. */
export const pairs: fc.Arbitrary<Pair> = fc.tuple(project, project, fc.subarray([...names])).map(([base, over, overridden]) => ({
  base: {
    services: Object.fromEntries(
      names.map((name) => [
        name,
        { image: `${name}:1`, ...base[name], ...(name === "web" && base.depends !== undefined ? { depends_on: base.depends } : {}) },
      ]),
    ),
    networks: { front: {}, back: { driver: "bridge" } },
    volumes: { data: null },
  },
  override: {
    services: Object.fromEntries(
      overridden.map((name) => [
        name,
        { ...over[name], ...(name === "web" && over.depends !== undefined ? { depends_on: over.depends } : {}) },
      ]),
    ),
  },
}));

/** Two mounts on one path are an error within one file, and a replacement between two. */
function distinctTargets(mounts: readonly unknown[]): unknown[] {
  const seen = new Set<string>();
  return mounts.filter((each) => {
    const target = typeof each === "string" ? (each.split(":")[1] ?? each) : (each as { readonly target: string }).target;
    return !seen.has(target) && seen.add(target);
  });
}
