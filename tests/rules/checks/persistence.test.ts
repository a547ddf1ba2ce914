import { describe, expect, it } from "vitest";
import { Fleet } from "../../inventory/support/fleet.ts";

const web = "services/web/docker-compose.yml";

describe("data that a contract declares", () => {
  it("must be mounted", () => {
    const fleet = new Fleet().edit("services/forge/docker-compose.yml", "    volumes:\n      - /opt/homelab/data/forge:/data\n", "");
    expect(fleet.lines()).toEqual([
      "services/forge/service.yaml:10:7 persistence.paths[0]: forge on HUB mounts nothing at /data; " +
        "fix: mount the folder /opt/homelab/data/forge there, or correct the contract",
    ]);
  });

  it("must come from the declared folder", () => {
    const fleet = new Fleet().edit("services/forge/docker-compose.yml", "/opt/homelab/data/forge:/data", "/srv/forge:/data");
    expect(fleet.lines()).toEqual([
      expect.stringContaining(
        "forge on HUB mounts the bind /srv/forge at /data; allowed: the folder /opt/homelab/data/forge, as the contract declares; " +
          "fix: a data path stays where it is; moving it needs a migration plan of its own",
      ),
    ]);
  });

  it("must come from the declared volume", () => {
    const fleet = new Fleet().edit(web, "name: web_postgres_data", "name: web_postgres_data2");
    expect(fleet.lines()).toEqual([
      expect.stringContaining(
        "web-postgres on VPS mounts the volume web_postgres_data2 at /var/lib/postgresql/data; allowed: the volume web_postgres_data",
      ),
    ]);
  });

  it("must not turn from a volume into a folder", () => {
    const fleet = new Fleet().edit(web, "- cache:/cache", "- /srv/cache:/cache");
    expect(fleet.lines()).toEqual([
      expect.stringContaining("web on VPS mounts the bind /srv/cache at /cache; allowed: the volume web_cache"),
    ]);
  });

  it("must be an external volume, so that Compose never makes or changes it", () => {
    const fleet = new Fleet().edit(web, "  postgres_data:\n    external: true\n", "  postgres_data:\n");
    expect(fleet.lines()).toEqual([
      expect.stringContaining("the data volume web_postgres_data on VPS is not external, so Compose could make a new one"),
    ]);
  });
});

describe("data that a document mounts", () => {
  it("must be declared", () => {
    const fleet = new Fleet().edit(web, "      - cache:/cache\n", "      - cache:/cache\n      - /srv/uploads:/uploads\n");
    expect(fleet.lines()).toEqual([
      expect.stringContaining(
        "web on VPS mounts the bind /srv/uploads at /uploads, which the contract does not declare; " +
          "fix: declare it in persistence.paths of services/web/service.yaml, or as the privilege host-files",
      ),
    ]);
  });

  it("must not be an anonymous volume", () => {
    const fleet = new Fleet().edit(web, "      - cache:/cache\n", "      - cache:/cache\n      - /scratch\n");
    expect(fleet.lines()).toEqual([
      expect.stringContaining("web on VPS mounts an anonymous volume at /scratch, which the contract does not declare"),
    ]);
  });

  it("may be a host folder when the contract asks for host files", () => {
    const fleet = new Fleet()
      .edit(web, "      - cache:/cache\n", "      - cache:/cache\n      - /etc/localtime:/etc/localtime:ro\n")
      .append("services/web/service.yaml", "privileges:\n  - service: web\n    allow: host-files\n    reason: The time zone.\n");
    expect(fleet.lines()).toEqual([]);
  });

  it("needs its own privilege for the Docker socket", () => {
    const fleet = new Fleet().edit("services/node-agent/service.yaml", "allow: docker-socket", "allow: host-files");
    const lines = fleet.lines();
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain(
      "node-agent on HUB mounts the bind /var/run/docker.sock at /var/run/docker.sock, which the contract does not declare",
    );
    expect(lines[0]).toContain("or as the privilege docker-socket");
  });

  it("may be a file from git, which must be there", () => {
    const fleet = new Fleet().edit("services/broker/docker-compose.yml", "./files/broker.conf", "./files/brokr.conf");
    expect(fleet.lines()).toEqual([
      expect.stringContaining(
        "broker on EDGE mounts ./files/brokr.conf, but no such file is placed there; " +
          "fix: add services/broker/files/brokr.conf, or hosts/edge/runtime/broker/files/brokr.conf",
      ),
    ]);
  });

  it("may be a folder of files from git", () => {
    const fleet = new Fleet().edit(
      "services/broker/docker-compose.yml",
      "./files/broker.conf:/etc/broker.conf:ro",
      "./files/notes:/etc/notes:ro",
    );
    expect(fleet.lines()).toEqual([]);
  });
});
