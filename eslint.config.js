import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/**
 * The directions of the design: index → stacks → components → resources, model; provider → model; policy → model;
 * tools → model, provider's read; model imports nothing of ours. Each entry: a folder and what it may not import.
 */
const forbidden = [
  { target: "./src/model", from: ["./src/index.ts", "./src/stacks", "./src/components", "./src/resources", "./provider", "./policy", "./tools", "./tests"] },
  { target: "./src/resources", from: ["./src/index.ts", "./src/stacks", "./src/components", "./provider", "./policy", "./tools", "./tests"] },
  { target: "./src/components", from: ["./src/index.ts", "./src/stacks", "./provider", "./policy", "./tools", "./tests"] },
  { target: "./src/stacks", from: ["./src/index.ts", "./provider", "./policy", "./tools", "./tests"] },
  { target: "./src/index.ts", from: ["./provider", "./policy", "./tools", "./tests"] },
  { target: "./provider", from: ["./src/index.ts", "./src/stacks", "./src/components", "./src/resources", "./policy", "./tools", "./tests"] },
  { target: "./policy", from: ["./src/index.ts", "./src/stacks", "./src/components", "./src/resources", "./provider", "./tools", "./tests"] },
  { target: "./tools", from: ["./src/index.ts", "./src/stacks", "./src/components", "./src/resources", "./policy", "./tests"] },
];

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
    files: ["src/model/**/*.ts"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["@pulumi/*"], message: "the model is pure TypeScript" }] }],
    },
  },
);
