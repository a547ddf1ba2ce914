import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

describe("the name of a container", () => {
  it("is the key of its Compose service", () => {
    expect(new Fleet().edit("services/forge/docker-compose.yml", "container_name: forge", "container_name: gitea").lines()).toEqual([
      expect.stringMatching(
        /services\.forge\.container_name: the container of forge is called gitea; allowed: forge; fix: write container_name: forge$/,
      ),
    ]);
  });

  it("must be given, since Compose would make up another", () => {
    expect(new Fleet().edit("services/forge/docker-compose.yml", "    container_name: forge\n", "").lines()).toEqual([
      expect.stringContaining("forge has no container_name, so Compose would call it forge-forge-1; fix: add container_name: forge"),
    ]);
  });

  it("is in kebab-case", () => {
    const fleet = new Fleet();
    for (const file of ["services/forge/docker-compose.yml", "services/forge/service.yaml"]) {
      fleet.write(file, fleet.read(file).replaceAll(/(?<=service: |^ {2}|container_name: )forge\b/gm, "forge_main"));
    }
    expect(fleet.lines()).toContainEqual(
      expect.stringContaining("the Compose service forge_main of forge is not in kebab-case; allowed: names like outline-postgres"),
    );
  });

  it("is unique on its node", () => {
    const fleet = new Fleet().edit(
      "services/proxy/docker-compose.yml",
      "services:\n",
      "services:\n  web:\n    container_name: web\n    image: registry.example.net/other:1.0.0\n",
    );
    expect(fleet.lines()).toEqual([
      expect.stringContaining(
        "VPS would have two containers called web: in proxy and in web; fix: give one of them another name, such as web-web",
      ),
    ]);
  });

  it("may be the same on two nodes", () => {
    const lines = new Fleet().lines();
    expect(lines).toEqual([]);
  });
});
