export type { YamlFile } from "./document.ts";
export { parseYaml, type ParsedYaml } from "./parse.ts";
export { validate, type Validated } from "./validate.ts";
