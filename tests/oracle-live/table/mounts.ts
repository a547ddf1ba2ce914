import { NEWER, OLD_ENGINE, service, spellings } from "../support/spelling.ts";
import type { Topic } from "../support/spelling.ts";

const DATA = { volumes: { data: {} } };

/** Binds, volumes, tmpfs, images, secrets and configs. */
export const mounts: Topic = {
  ...spellings(
    "volumes",
    {
      named: ["data:/data"],
      "named-slash": ["data:/data/"],
      "named-ro": ["data:/data:ro"],
      "named-rw": ["data:/data:rw"],
      "named-nocopy": ["data:/data:nocopy"],
      "named-dots": ["data:/srv/../data"],
      bind: ["/opt/homelab/data/oracle:/data"],
      "bind-slash": ["/opt/homelab/data/oracle/:/data/"],
      "bind-two-slashes": ["/opt/homelab//data/oracle:/data//deep"],
      "bind-ro": ["/opt/homelab/data/oracle:/data:ro"],
      "bind-z": ["/opt/homelab/data/oracle:/data:z"],
      "bind-private": ["/opt/homelab/data/oracle:/data:private"],
      "bind-ro-rprivate": ["/opt/homelab/data/oracle:/data:ro,rprivate"],
      "bind-file": ["./files/a.conf:/etc/a.conf:ro"],
      "bind-relative": ["./files:/files"],
      "bind-root": ["/:/host:ro"],
      "bind-socket": ["/var/run/docker.sock:/var/run/docker.sock:ro"],
      anonymous: ["/anonymous"],
      "anonymous-slash": ["/anonymous/"],
      empty: [],
    },
    { document: DATA, files: { "files/a.conf": "a\n" } },
  ),
  "volumes-long-volume": service({ volumes: [{ type: "volume", source: "data", target: "/data/", read_only: true }] }, { document: DATA }),
  "volumes-long-nocopy": service(
    { volumes: [{ type: "volume", source: "data", target: "/data", volume: { nocopy: true } }] },
    { document: DATA },
  ),
  "volumes-long-anonymous": service({ volumes: [{ type: "volume", target: "/data" }] }),
  "volumes-long-bind": service(
    { volumes: [{ type: "bind", source: "/opt/homelab/data/oracle/", target: "/data", bind: { create_host_path: true } }] },
    { not: NEWER },
  ),
  "volumes-long-bind-ro": service({ volumes: [{ type: "bind", source: "./files", target: "/files", read_only: "true" }] }, { not: NEWER }),
  "volumes-long-propagation": service({
    volumes: [{ type: "bind", source: "./files", target: "/files", bind: { propagation: "private" } }],
  }),
  "volumes-long-selinux": service(
    { volumes: [{ type: "bind", source: "./files", target: "/files", bind: { selinux: "z" } }] },
    { not: NEWER },
  ),
  "volumes-long-recursive": service(
    { volumes: [{ type: "bind", source: "./files", target: "/files", read_only: true, bind: { recursive: "writable" } }] },
    { not: { ...NEWER, ...OLD_ENGINE("bind.recursive needs engine 25") } },
  ),
  "volumes-long-consistency": service({ volumes: [{ type: "bind", source: "./files", target: "/files", consistency: "cached" }] }),
  "volumes-long-tmpfs": service({ volumes: [{ type: "tmpfs", target: "/scratch/" }] }),
  "volumes-long-tmpfs-size": service(
    { volumes: [{ type: "tmpfs", target: "/scratch", tmpfs: { size: "16m", mode: 0o1777 } }] },
    { not: NEWER },
  ),
  "volumes-long-tmpfs-number": service({ volumes: [{ type: "tmpfs", target: "/scratch", tmpfs: { size: 16777216 } }] }),
  "volumes-long-labels": service(
    { volumes: [{ type: "volume", source: "data", target: "/data", volume: { labels: { a: "b" } } }] },
    { document: DATA, not: NEWER },
  ),
  "volumes-long-subpath": service(
    { volumes: [{ type: "volume", source: "filled", target: "/data", volume: { subpath: "sub" } }] },
    {
      document: { volumes: { filled: { external: true, name: "oracle_filled" } } },
      not: { ...NEWER, ...OLD_ENGINE("subpath needs engine 26") },
    },
  ),
  "volumes-image": service(
    { volumes: [{ type: "image", source: "stand-in:1", target: "/other", image: { subpath: "etc" } }] },
    { not: { ...NEWER, ...OLD_ENGINE("image mounts need engine 28") } },
  ),
  "volumes-image-plain": service(
    { volumes: [{ type: "image", source: "stand-in:1", target: "/other/" }] },
    { not: { ...NEWER, ...OLD_ENGINE("image mounts need engine 28") } },
  ),
  "volumes-of-image": service({ image: "stand-in:volume" }),
  "volumes-over-image": service({ image: "stand-in:volume", volumes: ["data:/srv/data"] }, { document: DATA }),
  "volumes-bind-over-image": service({ image: "stand-in:volume", volumes: ["./files:/srv/data/:ro"] }),
  "volumes-tmpfs-over-image": service({ image: "stand-in:volume", tmpfs: ["/srv/data"] }),
  "volumes-inside-volumes": service({ volumes: ["data:/data", "./files:/data/files:ro"] }, { document: DATA }),
  "volumes-external": service({ volumes: ["kept:/kept"] }, { document: { volumes: { kept: { external: true, name: "oracle_filled" } } } }),
  "volumes-with-name": service({ volumes: ["renamed:/data"] }, { document: { volumes: { renamed: { name: "oracle_renamed" } } } }),
  "volumes-with-options": service(
    { volumes: ["optioned:/data"] },
    {
      document: {
        volumes: { optioned: { driver: "local", driver_opts: { type: "tmpfs", device: "tmpfs", o: "size=1m" }, labels: { kept: "no" } } },
      },
    },
  ),
  "volumes-with-label-list": service({ volumes: ["labelled:/data"] }, { document: { volumes: { labelled: { labels: ["kept=no"] } } } }),
  ...spellings("tmpfs", {
    text: "/scratch",
    list: ["/scratch", "/run"],
    slash: ["/scratch/"],
    options: ["/scratch:size=1m,mode=1777"],
    noexec: "/scratch:rw,noexec,nosuid,size=65536k",
    twice: ["/scratch", "/scratch/"],
  }),
  "tmpfs-and-volumes": service({ tmpfs: ["/scratch"], volumes: [{ type: "tmpfs", target: "/other" }, "data:/data"] }, { document: DATA }),
  "volumes-from-service": service({ volumes_from: ["volumes-named"] }),
  "volumes-from-read-only": service({ volumes_from: ["volumes-named:ro"] }),
  "volumes-from-and-own": service({ volumes_from: ["volumes-named"], volumes: ["./files:/files"] }),
  "secrets-short": service(
    { secrets: ["token"] },
    { document: { secrets: { token: { file: "./files/a.conf" } } }, files: { "files/a.conf": "a\n" } },
  ),
  "secrets-long": service(
    { secrets: [{ source: "token", target: "other", mode: 0o440, uid: "0", gid: "0" }] },
    { document: { secrets: { token: { file: "./files/a.conf" } } } },
  ),
  "secrets-absolute": service(
    { secrets: [{ source: "token", target: "/srv/token" }] },
    { document: { secrets: { token: { file: "./files/a.conf" } } } },
  ),
  "secrets-environment": service({ secrets: ["typed"] }, { document: { secrets: { typed: { environment: "FROM_FILE" } } }, not: NEWER }),
  "configs-short": service(
    { configs: ["conf"] },
    { document: { configs: { conf: { file: "./files/a.conf" } } }, not: { "debian v1": "1.29.2 ignores configs" } },
  ),
  "configs-long": service(
    { configs: [{ source: "conf", target: "/etc/conf/", mode: "0444" }] },
    { document: { configs: { conf: { file: "./files/a.conf" } } }, not: { "debian v1": "1.29.2 ignores configs" } },
  ),
  "configs-owner": service(
    { configs: [{ source: "named_conf", target: "/etc/named", uid: "0", gid: "0", mode: 0o444 }] },
    { document: { configs: { named_conf: { file: "./files/a.conf", name: "oracle_conf", labels: { a: "b" } } } }, not: NEWER },
  ),
  "secrets-named": service(
    { secrets: [{ source: "named_token" }] },
    { document: { secrets: { named_token: { file: "./files/a.conf", name: "oracle_token", labels: ["a=b"] } } }, not: NEWER },
  ),
  "volumes-external-old": service(
    { volumes: ["kept_old:/kept"] },
    { document: { volumes: { kept_old: { external: { name: "oracle_filled" } } } } },
  ),
  "configs-content": service(
    { configs: [{ source: "inline", target: "/etc/inline" }] },
    { document: { configs: { inline: { content: "a=1\n" } } }, not: NEWER },
  ),
  "configs-environment": service({ configs: ["typed"] }, { document: { configs: { typed: { environment: "FROM_FILE" } } }, not: NEWER }),
};
