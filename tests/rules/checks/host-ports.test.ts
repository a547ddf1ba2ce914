import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

/** Lets `web` on VPS publish these ports beside `proxy`, which has 80 and 443 on all addresses. */
function publish(...ports: string[]): string[] {
  const list = ports.map((port) => `      - "${port}"\n`).join("");
  return new Fleet().edit("services/web/docker-compose.yml", "  web-postgres:\n", `    ports:\n${list}  web-postgres:\n`).lines();
}

describe("a host port", () => {
  it("is given away once on a node", () => {
    expect(publish("443:8443")).toEqual([
      expect.stringMatching(
        /services\.web\.ports\[0\]: web asks for the host port 443\/tcp of VPS, which proxy has; fix: publish one of them on another port or address$/,
      ),
    ]);
  });

  it("on one address is taken by the same port on all addresses", () => {
    expect(publish("127.0.0.1:80:8080")).toEqual([
      expect.stringContaining("web asks for the host port 127.0.0.1:80/tcp of VPS, which proxy has by 80/tcp"),
    ]);
  });

  it("is taken by a range around it", () => {
    expect(publish("440-445:440-445")).toHaveLength(1);
  });

  it("is free when the address differs", () => {
    expect(publish("127.0.0.1:8080:8080", "100.64.0.2:8080:8080")).toEqual([]);
  });

  it("is free when the protocol differs", () => {
    expect(publish("443:443/udp")).toEqual([]);
  });

  it("is given away once within a service too", () => {
    expect(publish("9000:8080", "9000:8081")).toEqual([
      expect.stringContaining("web asks for the host port 9000/tcp of VPS, which web has"),
    ]);
  });

  it("may be picked by the engine", () => {
    expect(publish("8080")).toEqual([]);
  });

  it("may be the same on two nodes", () => {
    const fleet = new Fleet().edit("services/broker/docker-compose.yml", "1883:1883", "8123:1883");
    expect(fleet.lines()).toEqual([]);
  });
});
