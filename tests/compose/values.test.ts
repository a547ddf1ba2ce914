import { describe, expect, it } from "vitest";
import { DurationError, formatDuration, formatSize, parseDuration, parseSize, SizeError } from "../../compose/index.ts";
import { DotenvError, parseDotenv } from "../../compose/index.ts";
import { parseMountText } from "../../compose/values/mount-text.ts";
import { parsePortText, PortTextError } from "../../compose/values/port-text.ts";
import { splitShellWords } from "../../compose/values/shell-words.ts";
import { hasVariables, substitute, TemplateError, variablesOf } from "../../compose/values/template.ts";
import { resolvePlain } from "../../compose/yaml/scalar.ts";

describe("a size", () => {
  it.each([
    ["256m", 268435456n],
    ["1gb", 1073741824n],
    ["64K", 65536n],
    ["1.5GiB", 1610612736n],
    ["512 MB", 536870912n],
    ["100", 100n],
    ["7b", 7n],
    [".5k", 512n],
    [1024, 1024n],
    [-1, -1n],
    [1.9, 1n],
  ])("%j is %s bytes", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(["", "m", "12 apples", "-1", "1xb", "1 2m", "0x10", "1mbb", "1_000"])("%j is refused", (text) => {
    expect(() => parseSize(text)).toThrow(SizeError);
  });

  it("is printed in the largest unit that fits", () => {
    expect([0n, 1023n, 1024n, 268435456n, 1610612736n].map(formatSize)).toEqual(["0", "1023", "1k", "256m", "1536m"]);
  });
});

describe("a duration", () => {
  it.each([
    ["90s", "1m30s"],
    ["1.5h", "1h30m0s"],
    ["2d", "48h0m0s"],
    ["1w", "168h0m0s"],
    ["250ms", "250ms"],
    ["1us", "1µs"],
    ["1500us", "1.5ms"],
    ["0", "0s"],
    ["-5s", "-5s"],
    ["1h1ms", "1h0m0.001s"],
    ["100ns", "100ns"],
  ])("%j is printed as %j", (text, printed) => {
    expect(formatDuration(parseDuration(text))).toBe(printed);
  });

  it.each(["", "10", "5 minutes", "1x", "s", ".s", "1m30", "99999999999w"])("%j is refused", (text) => {
    expect(() => parseDuration(text)).toThrow(DurationError);
  });
});

describe("a short port", () => {
  it.each([
    ["80", [{ target: 80, protocol: "tcp" }]],
    ["8080:80/udp", [{ published: "8080", target: 80, protocol: "udp" }]],
    ["127.0.0.1::80", [{ hostIp: "127.0.0.1", target: 80, protocol: "tcp" }]],
    ["[::1]:1:2", [{ hostIp: "::1", published: "1", target: 2, protocol: "tcp" }]],
    ["1-3:5", [{ published: "1-3", target: 5, protocol: "tcp" }]],
    ["${P:-8080}:80", [{ published: "${P:-8080}", target: 80, protocol: "tcp" }]],
    ["${IP:-::1}:1:2", [{ hostIp: "${IP:-::1}", published: "1", target: 2, protocol: "tcp" }]],
  ])("%j is %j", (text, ports) => {
    expect(parsePortText(text)).toEqual(ports);
  });

  it("gives one entry a port of a range", () => {
    expect(parsePortText("10-11:20-21").map((port) => [port.published, port.target])).toEqual([
      ["10", 20],
      ["11", 21],
    ]);
  });

  it.each(["99999:80", "a:80", "80/icmp", "300.0.0.1:1:1", "", "1-2:3-5", "5-1", "[fe80::1%eth0]:1:1"])("%j is refused", (text) => {
    expect(() => parsePortText(text)).toThrow(PortTextError);
  });
});

describe("a short volume", () => {
  it("is a bind when its source is a path, and a volume otherwise", () => {
    expect(["./a:/b", "~/a:/b", "/a:/b", "a:/b", "/b", "ab:/b"].map((text) => parseMountText(text).type)).toEqual([
      "bind",
      "bind",
      "bind",
      "volume",
      "volume",
      "volume",
    ]);
  });

  it("takes a single letter before a colon for a drive, as Compose does", () => {
    expect(parseMountText("v:/data")).toMatchObject({ target: "v:/data" });
  });

  it("does not split inside a variable", () => {
    expect(parseMountText("${DATA:-/srv}:/data:ro")).toMatchObject({ source: "${DATA:-/srv}", target: "/data", readOnly: true });
  });
});

describe("a command in one text", () => {
  it.each([
    ["a 'b c' \"d e\"", ["a", "b c", "d e"]],
    ["a\\ b", ["a b"]],
    ["a '' b", ["a", "", "b"]],
    ["run; rm", ["run"]],
    ["x 2>err", ["x"]],
    ["echo $(date +%s) x", ["echo", "$(date +%s)", "x"]],
    ["", []],
  ])("%j has the words %j", (line, words) => {
    expect(splitShellWords(line)).toEqual(words);
  });

  it.each(["'open", "a (b)", "`x"])("%j is refused", (line) => {
    expect(() => splitShellWords(line)).toThrow();
  });
});

describe("a variable", () => {
  const values: Readonly<Record<string, string>> = { SET: "set", EMPTY: "" };
  const expand = (text: string): string => substitute(text, (name) => values[name]);

  it.each([
    ["${SET}", "set"],
    ["$SET-x", "set-x"],
    ["${NO:-d}", "d"],
    ["${EMPTY:-d}", "d"],
    ["${EMPTY-d}", ""],
    ["${SET:+p}", "p"],
    ["${EMPTY:+p}", ""],
    ["${EMPTY+p}", "p"],
    ["${NO+p}", ""],
    ["$$SET", "$SET"],
    ["${NO:-${SET}}", "set"],
    ["${NO:-a}b${NO:-c}", "abc"],
    ["$1 $", "$1 $"],
  ])("%j expands to %j", (text, expected) => {
    expect(expand(text)).toBe(expected);
  });

  it("that is required and missing is an error with its message", () => {
    expect(() => expand("${NO:?say so}")).toThrow("required variable NO is missing a value: say so");
    expect(() => expand("${EMPTY:?}")).toThrow(TemplateError);
    expect(expand("${EMPTY?x}")).toBe("");
  });

  it("without a name is an error", () => {
    expect(() => expand("${}")).toThrow(TemplateError);
  });

  it("is listed with operator and default, nested ones too", () => {
    expect(variablesOf("${A:-${B}} $C $$D ${E:?why}")).toEqual([
      { name: "A", operator: ":-", default: "${B}", required: false },
      { name: "B", required: false },
      { name: "C", required: false },
      { name: "E", operator: ":?", required: true },
    ]);
    expect(hasVariables("$$NOT a variable")).toBe(false);
  });
});

describe("a .env file", () => {
  const read = (text: string): Record<string, string> =>
    Object.fromEntries(parseDotenv(text, (name) => (name === "OUT" ? "outside" : undefined)));

  it.each([
    ["A=1", { A: "1" }],
    ["export A=1", { A: "1" }],
    ["A: x", { A: "x" }],
    ["A = b c  # note", { A: "b c" }],
    ["A=b#c", { A: "b#c" }],
    ["A='$X \\n'", { A: "$X \\n" }],
    ['A="$OUT\\n"', { A: "outside\n" }],
    ["A=1\nB=${A}2", { A: "1", B: "12" }],
    ["OUT\nNONE\n", { OUT: "outside" }],
    ['A="two\nlines"', { A: "two\nlines" }],
    ["\ufeff# c\n\nA=", { A: "" }],
    ['A="\\$B"', { A: "$B" }],
    ['A="\\101"', { A: "\\101" }],
  ])("%j gives %j", (text, values) => {
    expect(read(text)).toEqual(values);
  });

  it("names the line of a mistake and never shows the value", () => {
    expect(() => read("A=1\nB\u00a3C=secret")).toThrow(DotenvError);
    try {
      read("A=1\nB%C=secret");
    } catch (error) {
      expect(error).toMatchObject({ line: 2 });
      expect(String(error)).not.toContain("secret");
    }
  });
});

describe("a plain scalar", () => {
  it.each([
    ["0644", 420],
    ["0o17", 15],
    ["0x1F", 31],
    ["1_000", 1000],
    ["1.50", 1.5],
    ["-5", -5],
    ["true", true],
    ["~", null],
    ["", null],
    ["yes", "yes"],
    ["12:30", "12:30"],
    ["08", 8],
    ["1e3", 1000],
    ["12345678901234567", 12345678901234567n],
    ["1.2.3", "1.2.3"],
  ])("%j means %s", (text, value) => {
    expect(resolvePlain(text).value).toBe(value);
  });
});
