import { NEWER, OLD_ENGINE, service, spellings } from "../support/spelling.ts";
import type { Topic } from "../support/spelling.ts";

/** Names with values: variables, labels, annotations, kernel settings. */
export const namesAndValues: Topic = {
  "environment-map": service({ environment: { PLAIN: "1", NUMBER: 5, FLAG: "true", EMPTY: "", EQUALS: "a=b=c", LINES: "one\ntwo" } }),
  "environment-list": service({ environment: ["PLAIN=1", "EMPTY=", "EQUALS=a=b"] }),
  "environment-passed": service({ environment: { PASSED: null, NOT_SET: null } }),
  "environment-passed-list": service({ environment: ["PASSED", "NOT_SET"] }),
  "environment-from-file": service({ environment: { FROM: "${FROM_FILE}", WITH: "${NOT_SET:-default}", COST: "$$5" } }),
  "environment-over-image": service({ image: "stand-in:full", environment: { FROM_IMAGE: "other" } }),
  "environment-empty": service({ environment: {} }),
  "environment-case": service({ environment: { lower: "a", LOWER: "b" } }),
  "env-file-one": service({ env_file: "app.env" }, { files: { "app.env": "COLOUR=green\nQUOTED='a b'\n" } }),
  "env-file-list": service({ env_file: ["app.env", "./more.env"] }, { files: { "more.env": "COLOUR=red\n# a comment\nMORE=1\n" } }),
  "env-file-and-environment": service({ env_file: ["app.env"], environment: { COLOUR: "blue" } }),
  "env-file-long": service(
    {
      env_file: [
        { path: "app.env", required: true },
        { path: "missing.env", required: false },
      ],
    },
    { not: NEWER },
  ),
  "env-file-raw": service({ env_file: [{ path: "app.env", format: "raw" }] }, { not: NEWER }),
  "label-file-one": service({ label_file: "app.labels" }, { files: { "app.labels": "com.example.from=file\n" }, not: NEWER }),
  "label-file-list": service({ label_file: ["app.labels"], labels: { "com.example.from": "document" } }, { not: NEWER }),
  "labels-map": service(
    { labels: { plain: "1", "dotted.name": "a b", number: 5, empty: "", dollars: "$$x" } },
    { not: { "debian v1": "numbers are no labels there" } },
  ),
  "labels-list": service({ labels: ["plain=1", "alone", "equals=a=b"] }),
  "labels-of-image": service({ image: "stand-in:full", labels: { of: "document" } }),
  "labels-empty": service({ labels: {} }),
  "labels-deploy": service({ deploy: { labels: { only: "swarm" } } }),
  "annotations-map": service(
    { annotations: { "com.example.note": "1" } },
    { not: { ...NEWER, ...OLD_ENGINE("annotations need engine 24") } },
  ),
  "annotations-list": service(
    { annotations: ["com.example.note=a b"] },
    { not: { ...NEWER, ...OLD_ENGINE("annotations need engine 24") } },
  ),
  ...spellings("sysctls", {
    map: { "net.ipv4.ip_unprivileged_port_start": "0", "net.core.somaxconn": 1024 },
    list: ["net.core.somaxconn=1024", "net.ipv4.tcp_syncookies=0"],
    empty: {},
  }),
};
