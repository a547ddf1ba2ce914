import { expect, test } from "vitest";

import { stagedDocument } from "../../../provider/deploy/staged-document.ts";

test("a document is checked with placed files where the run has them, and everything else where it is", () => {
  const document = {
    services: {
      web: {
        env_file: [{ path: "/opt/x/app.env", required: true }, "app.env", "/opt/x/other.env", "${DIR}/app.env"],
        label_file: "./app.env",
        build: { context: "/opt/x/image", args: { path: "image" } },
        volumes: [{ type: "bind", source: "/opt/x/app.env", target: "/a" }],
      },
    },
    configs: { a: { file: "/opt/x/app.env" }, b: { file: "/etc/b" } },
  };
  const files = { "app.env": { content: "" }, "image/Dockerfile": { content: "" } };
  expect(stagedDocument(document, "/opt/x", files, "/run/files")).toEqual({
    services: {
      web: {
        env_file: [{ path: "/run/files/app.env", required: true }, "/run/files/app.env", "/opt/x/other.env", "${DIR}/app.env"],
        label_file: "/run/files/app.env",
        build: { context: "/run/files/image", args: { path: "image" } },
        volumes: [{ type: "bind", source: "/opt/x/app.env", target: "/a" }],
      },
    },
    configs: { a: { file: "/run/files/app.env" }, b: { file: "/etc/b" } },
  });
});
