import { join } from "node:path";
import { approverOf } from "./approver.ts";
import { commentReview } from "./comment.ts";
import { keepIssues } from "./drift-issues.ts";
import { readDriftReport } from "./drift-report.ts";
import { planOutputs } from "./outputs.ts";
import { newIdentity, recipientsOf, sealBundle } from "../plan/sealed.ts";
import { platformOf } from "./platform.ts";
import { checkSettings } from "./settings.ts";
import { hoursUnreachable } from "./unreachable.ts";
import { ExpectedError, runCommand } from "../../setup/expected.ts";
import { checkout } from "../../setup/places.ts";
import { commandLine, parseArguments } from "../shared/terminal/command-line.ts";

/** The parts of the workflows that talk to the platform: `node cli/start.mjs ci comment|issues|approver|outputs|settings|identity|seal …` */
const steps = ["comment", "issues", "approver", "outputs", "settings", "identity", "seal"];

/** How long a node may be away before somebody is told, in hours. */
const PATIENCE = 24;

await runCommand(async () => {
  const command = commandLine("ci", "The parts of the workflows that talk to the platform; they run inside a job.")
    .argument("<step>", steps.join(", "))
    .option("--review <file>", "comment: what the review left")
    .option("--run <number>", "comment, approver: the run it is about")
    .option("--pull <number>", "comment: the pull request, where there is no run to look it up by")
    .option("--conclusion <word>", "comment: how the job ended that made the review, where there is no run to ask")
    .option("--report <file>", "issues, outputs: what `npm run drift -- --json` printed")
    .option("--memory <file>", "issues: remembers since when a node has not answered", join(checkout(), ".homelab", "unreachable.json"))
    .option("--unreachable-hours <hours>", "issues: a node is reported after so long", String(PATIENCE))
    .option("--environment <name>", "approver: the protected environment")
    .option("--site <site>", "settings: the environment that applies")
    .option("--bundle <folder>", "seal: what `npm run plan` wrote")
    .option("--out <file>", "seal, identity: where it goes")
    .option("--plan <file>", "outputs: what `npm run plan -- SITE --json` printed");
  if (!parseArguments(command, process.argv.slice(2))) return 0;
  const [step = ""] = command.args;
  const options = command.opts<Record<string, string | undefined>>();
  const given = (name: string): string => {
    const value = options[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (value !== undefined && value !== "") return value;
    throw new ExpectedError(`${step} needs --${name}`);
  };
  const number = (name: string): number => {
    const text = given(name);
    if (/^\d{1,18}$/.test(text)) return Number(text);
    throw new ExpectedError(`--${name} ${JSON.stringify(text)} is no number`);
  };
  if (step === "comment") {
    const which = options["run"] === undefined ? { pull: number("pull") } : { run: number("run") };
    const { conclusion } = options;
    const ended = conclusion === undefined ? {} : { conclusion };
    process.stdout.write(`${await commentReview(platformOf(process.env), { review: given("review"), ...which, ...ended })}\n`);
  } else if (step === "issues") {
    const report = await readDriftReport(given("report"));
    const hours = await hoursUnreachable(report, given("memory"));
    const said = await keepIssues(platformOf(process.env), report, hours, number("unreachable-hours"));
    process.stdout.write(said.length === 0 ? "No issue changes.\n" : `${said.join("\n")}\n`);
  } else if (step === "approver") {
    process.stdout.write(`${await approverOf(platformOf(process.env), number("run"), given("environment"))}\n`);
  } else if (step === "outputs") {
    process.stdout.write(
      `${await planOutputs(given("plan"), process.env["GITHUB_OUTPUT"] ?? "/dev/stdout", options["report"] === undefined ? undefined : await readDriftReport(options["report"]))}\n`,
    );
  } else if (step === "settings") {
    const { missing, unknown } = await checkSettings(platformOf(process.env), given("site"));
    for (const what of unknown) process.stdout.write(`Not known to this job: ${what}. See docs/review.md.\n`);
    if (missing.length > 0)
      throw new ExpectedError(
        ["the repository is not set up for this, and nothing was started:", ...missing.map((one) => `  ${one}`)].join("\n"),
      );
  } else if (step === "identity") {
    process.stdout.write(`${await newIdentity(given("out"))}\n`);
  } else if (step === "seal") {
    await sealBundle(given("bundle"), recipientsOf(process.env["HOMELAB_BUNDLE_RECIPIENTS"]), given("out"));
  } else {
    throw new ExpectedError(`unknown step ${JSON.stringify(step)}; allowed: ${steps.join(", ")}`);
  }
  return 0;
});
