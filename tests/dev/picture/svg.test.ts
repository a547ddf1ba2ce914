import { describe, expect, it } from "vitest";
import { terminalSvg } from "../../../dev/picture/svg.ts";

const escape = "\u001b[";

describe("the picture of a terminal", () => {
  it("shows every line in its colour and weight", () => {
    const svg = terminalSvg(`${escape}1;32m+ created${escape}0m plain\nsecond`, "A preview");
    expect(svg).toMatch(/<tspan [^>]*fill="#56d364" font-weight="bold">\+ created<\/tspan><tspan textLength="50.4"> plain<\/tspan>/);
    expect(svg.match(/<text /g)).toHaveLength(2);
    expect(svg).toContain("<title>A preview</title>");
  });

  it("carries a look over the end of a line, as a terminal does", () => {
    expect(terminalSvg(`${escape}31mred\nstill red${escape}39m`, "t").match(/#ff7b72/g)).toHaveLength(2);
  });

  it("wraps a line that no terminal has room for, and keeps its colour", () => {
    const svg = terminalSvg(`${escape}31m${"x".repeat(250)}${escape}0m`, "t");
    expect(svg.match(/<text /g)).toHaveLength(3);
    expect(svg.match(/#ff7b72/g)).toHaveLength(3);
    expect(svg.match(/x+(?=<)/g)?.join("")).toBe("x".repeat(250));
  });

  it("keeps markup in the output as text, and drops sequences that move the cursor", () => {
    const svg = terminalSvg(`<script>alert("&")</script>${escape}2J${escape}?25l`, `"><script>`);
    expect(svg).not.toContain("<script>");
    expect(svg).not.toContain("\u001b");
    expect(svg).toContain("&#60;script&#62;alert(&#34;&#38;&#34;)");
  });
});
