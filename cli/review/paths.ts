/**
 * What a review renders as data, wherever it stands in the tree. Whatever is not in this list is named in the review, with its
 * kind: a file that nobody thought of is looked at, not overlooked.
 */
const DATA: readonly RegExp[] = [
  /^Pulumi\.[A-Za-z0-9_-]+\.yaml$/,
  /^inventory\/[\w-]+\.yaml$/,
  /^hosts\/[\w-]+\/(capabilities|services|guests|imports)\.yaml$/,
  /^hosts\/[\w-]+\/runtime\/[\w-]+\/(docker-compose\.override\.yml|files\/[^\0]+)$/,
  /^services\/[\w-]+\/(docker-compose\.yml|service\.yaml|README\.md|env\.example|healthcheck\.sh)$/,
  /^services\/[\w-]+\/files\/[^\0]+$/,
  /^(inventory|hosts|services)\/([\w-]+\/)*\.gitkeep$/,
];

/** The folders whose files are rendered; settings of the sites stand beside them. Scripts of `bootstrap/` are only read. */
export const DATA_FOLDERS = ["inventory", "hosts", "services", "bootstrap", "kubernetes"] as const;

/** The settings of a site. */
export const SITE_SETTINGS = /^Pulumi\.[^/]+\.yaml$/;

/** What else there is, the first kind that fits. `runs`: rendering the change with its own program would run it. */
const KINDS: readonly { readonly kind: string; readonly files: RegExp; readonly runs?: true }[] = [
  { kind: "what only this machine writes", files: /(^|\/)(\.homelab|node_modules)(\/|$)/i },
  { kind: "the policy pack (this review was judged by the base's)", files: /^policy\// },
  { kind: "the program", files: /^(compose|src|provider)\/|^(Pulumi\.yaml|tsconfig\.json)$/, runs: true },
  { kind: "the packages", files: /^(package(-lock)?\.json|npm-shrinkwrap\.json)$|(^|\/)\.npmrc$/, runs: true },
  { kind: "the commands", files: /^(cli|setup|dev)\// },
  { kind: "the workflows", files: /^\.(github|forgejo|gitea|ci)\// },
  { kind: "what makes a machine a node", files: /^bootstrap\// },
  { kind: "the agents' programs", files: /^agents\/|^services\/[^/]+\/(Dockerfile$|src\/|tests\/)/ },
  { kind: "the clusters' data", files: /^kubernetes\// },
  { kind: "the tests", files: /^tests\/|^vitest\.config\.ts$/ },
  {
    kind: "the settings of tools",
    files:
      /^(eslint\.config\.js|renovate\.json|lefthook\.yml|mise\.toml|\.node-version|\.prettierrc\.json|\.prettierignore|\.editorconfig)$|(^|\/)\.git(ignore|attributes|modules)$/,
  },
  { kind: "the documentation", files: /^docs\/|^[A-Z]+\.md$|^LICENSE$/ },
];

/** The kind of everything else. */
const OTHER = "other files";

/** Files of one kind. */
export interface OtherPaths {
  readonly kind: string;
  readonly paths: readonly string[];
}

/** Whether a file is data that the program renders and the policies judge. */
export function isKnownData(path: string): boolean {
  return DATA.some((pattern) => pattern.test(path));
}

/** Every changed file that is not known data, by kind. */
export function otherPaths(paths: readonly string[]): OtherPaths[] {
  const others = paths.filter((path) => !isKnownData(path));
  return [...KINDS.map(({ kind }) => kind), OTHER].flatMap((kind) => {
    const own = others.filter((path) => kindOf(path) === kind);
    return own.length === 0 ? [] : [{ kind, paths: own }];
  });
}

/** The changed files that would run when the change is rendered with its own program. */
export function programPaths(paths: readonly string[]): string[] {
  return paths.filter((path) => !isKnownData(path) && KINDS.find(({ files }) => files.test(path))?.runs === true);
}

/** The changed files by which a change decides what judges it or runs for it: everything but data, tests and pages. */
export function powerfulPaths(paths: readonly string[]): OtherPaths[] {
  return otherPaths(paths).filter(({ kind }) => kind !== "the documentation" && kind !== "the tests" && kind !== "the clusters' data");
}

/** Whether a change brings workflows: they run under its own rules, and what they leave can say anything. */
export function bringsWorkflows(paths: readonly string[]): boolean {
  return paths.some((path) => kindOf(path) === "the workflows");
}

function kindOf(path: string): string {
  return KINDS.find(({ files }) => files.test(path))?.kind ?? OTHER;
}
