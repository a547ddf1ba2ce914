import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/**
 * The import directions of the design, as layers: a folder may import those it names and itself, nothing else of ours.
 * `tests` may import everything.
 */
const layers = {
  "./compose": [],
  "./src/inventory": ["./compose"],
  "./src/rules": ["./compose", "./src/inventory"],
  "./src/resources": ["./compose", "./src/inventory", "./src/rules"],
  "./src/components": ["./compose", "./src/inventory", "./src/rules", "./src/resources"],
  "./src/stacks": ["./compose", "./src/inventory", "./src/rules", "./src/resources", "./src/components"],
  "./src/index.ts": ["./compose", "./src"],
  "./provider": ["./compose", "./src/inventory", "./src/rules"],
  "./policy": ["./compose", "./src/inventory", "./src/rules"],
  "./agents": ["./compose", "./src/inventory", "./src/rules"],
  "./services": ["./compose", "./src/inventory", "./src/rules", "./agents"],
  "./setup": ["./compose"],
  "./cli": ["./compose", "./src/inventory", "./src/rules", "./provider", "./agents", "./setup", "./dev", "./policy/check.ts"],
  "./dev": ["./compose", "./src", "./provider", "./policy", "./setup", "./cli", "./tests"],
};
const folders = Object.keys(layers).concat("./tests");

const forbidden = Object.entries(layers).flatMap(([target, allowed]) =>
  folders
    .filter((folder) => folder !== target && !allowed.some((other) => folder === other || folder.startsWith(`${other}/`)))
    // A single file of a folder may be the way into it.
    .map((from) => ({
      target,
      from,
      except: allowed.filter((file) => file.startsWith(`${from}/`)).map((file) => `.${file.slice(from.length)}`),
    })),
);

export default tseslint.config(
  { ignores: ["node_modules/", ".homelab/", "coverage/"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones: forbidden }],
      "import-x/no-cycle": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // An Output in a template literal prints "Calling [toString] on an [Output]…" instead of its value.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // A recursive type cannot be written as a Record.
      "@typescript-eslint/consistent-indexed-object-style": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: "only-allowed-literals" }],
    },
  },
  {
    files: ["compose/**/*.ts", "src/inventory/**/*.ts", "src/rules/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@pulumi/*"], message: "documents, inventory and rules are pure TypeScript" }] },
      ],
    },
  },
);
