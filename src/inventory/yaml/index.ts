export type { YamlFile } from "./document.ts";
export { parseYaml, type ParsedYaml } from "./parse.ts";
export { showValue } from "./issue-text.ts";
export { settle, validate, type Validated } from "./validate.ts";
