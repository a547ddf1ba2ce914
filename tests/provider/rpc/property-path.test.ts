import * as fc from "fast-check";
import { expect, test } from "vitest";

import { formatPath } from "../../../provider/rpc/property-path.ts";

/** The engine's own parser (`parsePropertyPath` in sdk/go/common/resource/properties_path.go), rule by rule. */
function parse(path: string): (string | number)[] {
  const elements: (string | number)[] = [];
  let rest = path;
  while (rest !== "") {
    if (rest.startsWith(".")) {
      rest = rest.slice(1);
    } else if (rest.startsWith('["')) {
      let key = "";
      let index = 2;
      for (; rest[index] !== '"'; index++) {
        if (index >= rest.length) throw new Error("missing closing quote in property name");
        if (rest[index] === "\\" && rest[index + 1] === '"') index++;
        key += rest.charAt(index);
      }
      if (rest[index + 1] !== "]") throw new Error("missing closing bracket in property access");
      elements.push(key);
      rest = rest.slice(index + 2);
    } else if (rest.startsWith("[")) {
      const end = rest.indexOf("]");
      elements.push(Number(rest.slice(1, end)));
      rest = rest.slice(end + 1);
    } else {
      const end = /[.[]|$/.exec(rest)?.index ?? rest.length;
      elements.push(rest.slice(0, end));
      rest = rest.slice(end);
    }
  }
  return elements;
}

test("the engine reads back the path that was meant", () => {
  const keys = fc.string().filter((key) => key !== "*" && !key.endsWith("\\"));
  fc.assert(
    fc.property(fc.array(fc.oneof(keys, fc.nat()), { minLength: 1 }), (rest) => {
      const path = ["document", ...rest];
      expect(parse(formatPath(path))).toEqual(path);
    }),
  );
});

test.each([
  [["document", "services", "node-agent", "mem_limit"], "document.services.node-agent.mem_limit"],
  [["document", "services", "my.app", "ports", 0], 'document.services["my.app"].ports[0]'],
  [["files", "files/app.conf", "mode"], 'files["files/app.conf"].mode'],
  [["labels", 'say "hi"'], 'labels["say \\"hi\\""]'],
  [["labels", ""], 'labels[""]'],
])("%j is written %s", (path, text) => {
  expect(formatPath(path)).toBe(text);
});

test("a key that the engine cannot be told ends the path at its parent", () => {
  expect(formatPath(["labels", "back\\", "x"])).toBe("labels");
  expect(formatPath(["labels", "*"])).toBe("labels");
});
