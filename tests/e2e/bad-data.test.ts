import { chmod, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { Checkout } from "../support/checkout.ts";
import { runTool } from "../support/tool.ts";

/** What is done to the copy, and what its report has to say about it. */
interface Break {
  readonly what: string;
  readonly change: (checkout: Checkout) => Promise<void>;
  readonly says: RegExp;
}

const breaks: readonly Break[] = [
  {
    what: "an unknown key",
    change: (checkout) => checkout.replace("hosts/piha/capabilities.yaml", /^uplink:/m, "uplnik:"),
    says: /^hosts\/piha\/capabilities\.yaml:\d+:1 uplnik: .*did you mean "uplink"/m,
  },
  {
    what: "a wrong type",
    change: (checkout) => checkout.replace("hosts/saturn/capabilities.yaml", /cpu_cores: \d+/, "cpu_cores: many"),
    says: /^hosts\/saturn\/capabilities\.yaml:\d+:\d+ cpu_cores: .*many/m,
  },
  {
    what: "a missing file",
    change: (checkout) => checkout.remove("services/joplin/healthcheck.sh"),
    says: /^services\/joplin.*healthcheck\.sh/m,
  },
  {
    what: "a health check that cannot be executed",
    change: (checkout) => chmod(checkout.path("services/npm/healthcheck.sh"), 0o644),
    says: /^services\/npm.*healthcheck\.sh.*execut/m,
  },
  {
    what: "an unknown dependency",
    change: (checkout) => checkout.replace("services/homeassistant/service.yaml", /service: mosquitto/, "service: mosquito"),
    says: /^services\/homeassistant\/service\.yaml:\d+:\d+ dependencies.*mosquito.*did you mean "mosquitto"/m,
  },
  {
    what: "a container name that another service has on the same node",
    change: (checkout) => checkout.replace("services/telegram-bot/docker-compose.yml", /container_name: .*/, "container_name: outline"),
    says: /telegram-bot.*container_name.*outline/m,
  },
  {
    what: "a host port that another service has on the same node",
    change: (checkout) =>
      checkout.replace("hosts/vps/runtime/control-plane/docker-compose.override.yml", "100.64.0.4:8080:8080", "100.64.0.4:81:8080"),
    says: /ports.*\b81\b/m,
  },
  {
    what: "a YAML syntax error",
    change: (checkout) => checkout.replace("services/ollama/service.yaml", /^name: .*/m, "name: [ollama"),
    says: /^services\/ollama\/service\.yaml:\d+:\d+/m,
  },
  {
    what: "a tab",
    change: (checkout) => checkout.replace("services/zigbee2mqtt/docker-compose.yml", /^ {2}zigbee2mqtt:/m, "\tzigbee2mqtt:"),
    says: /^services\/zigbee2mqtt\/docker-compose\.yml:\d+:\d+.*tab/im,
  },
  {
    what: "an empty file",
    change: (checkout) => writeFile(checkout.path("services/forgejo/service.yaml"), ""),
    says: /^services\/forgejo\/service\.yaml.*empty/m,
  },
  {
    what: "an unknown Compose attribute",
    change: (checkout) => checkout.replace("services/joplin/docker-compose.yml", /^ {4}image: /m, "    imgae: x\n    image: "),
    says: /^services\/joplin\/docker-compose\.yml:\d+:\d+ services\.joplin\S*\.imgae: .*did you mean "image"/m,
  },
];

describe("bad data", { timeout: 180_000 }, () => {
  it("is reported in one go, every problem with its place, exit 1 and no stack trace", async () => {
    await using checkout = await Checkout.create();
    for (const { change } of breaks) await change(checkout);
    const ended = await runTool(checkout.root, "preview", ["vps"]);
    expect(ended.exitCode).toBe(1);
    for (const { what, says } of breaks) expect.soft(ended.all, what).toMatch(says);
    expect(ended.all).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    const count = /^(\d+) problems$/m.exec(ended.all)?.[1];
    expect(Number(count)).toBeGreaterThanOrEqual(breaks.length);
  });

  it("stops the site whose files are good as well: the files are one whole", async () => {
    await using checkout = await Checkout.create();
    await checkout.replace("services/zigbee2mqtt/service.yaml", /^exposure: .*/m, "exposure: secret");
    const ended = await runTool(checkout.root, "preview", ["saturn"]);
    expect(ended.exitCode).toBe(1);
    expect(ended.all).toMatch(/^services\/zigbee2mqtt\/service\.yaml:\d+:\d+ exposure: .*secret.*allowed: public, mesh, lan, none/m);
    expect(ended.all).toMatch(/^1 problem$/m);
  });
});
