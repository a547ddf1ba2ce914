import { describe, expect, it } from "vitest";
import { formatTable } from "../../../../cli/shared/terminal/table.ts";

const columns = [{ title: "service" }, { title: "limit", align: "right" as const }];

describe("a table", () => {
  it("aligns its columns and leaves no blanks at the end of a line", () => {
    expect(
      formatTable(
        [...columns, { title: "note" }],
        [
          ["a", "12", ""],
          ["longer-name", "3", "x"],
        ],
      ),
    ).toEqual(["service      limit  note", "a               12", "longer-name      3  x"]);
  });

  it("shortens the widest text when the terminal is narrow, never a number", () => {
    expect(formatTable(columns, [["a-very-long-service-name", "1024 MiB"]], 20)).toEqual(["service        limit", "a-very-lo…  1024 MiB"]);
  });

  it("is as wide as it needs where there is no terminal", () => {
    expect(formatTable(columns, [["a-very-long-service-name", "1"]])[1]).toBe("a-very-long-service-name      1");
  });
});
