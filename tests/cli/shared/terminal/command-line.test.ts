import { describe, expect, it } from "vitest";
import { commandLine, parseArguments } from "../../../../cli/shared/terminal/command-line.ts";

const command = () =>
  commandLine("preview", "Shows.").argument("[site...]").option("--no-policy", "without").option("--json", "one document");

describe("the arguments of a command", () => {
  it("are taken", () => {
    const parsed = command();
    expect(parseArguments(parsed, ["vps", "--json"])).toBe(true);
    expect(parsed.args).toEqual(["vps"]);
    expect(parsed.opts()).toEqual({ json: true, policy: true });
  });

  it("are refused with the allowed ones and the nearest, without ending the process", () => {
    expect(() => parseArguments(command(), ["--jsn"])).toThrow(
      "unknown option '--jsn'; allowed: --no-policy, --json, --help; did you mean \"--json\"?",
    );
  });
});
