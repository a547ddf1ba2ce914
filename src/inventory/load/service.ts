import type { Problem } from "../../../compose/problem.ts";
import { contract } from "../schema/index.ts";
import type { Checkout } from "./checkout.ts";
import { readComposeSource } from "./compose-source.ts";
import { parseEnvExample } from "./env-example.ts";
import type { ServiceParts } from "./parts.ts";
import { readPlacedFiles } from "./placed-files.ts";
import { loadYaml } from "./yaml-file.ts";

/** Reads one folder under `services/`: the five files every service has, and its placed files. */
export function loadService(checkout: Checkout, name: string, problems: Problem[]): ServiceParts {
  const folder = `services/${name}`;
  const { parsed, value } = loadYaml(checkout, `${folder}/service.yaml`, contract, problems);
  if (value !== undefined && parsed !== undefined && value.name !== name) {
    problems.push({
      place: parsed.placeOf(["name"]),
      path: "name",
      message: `"${value.name}" is not the name of its folder`,
      allowed: name,
    });
  }
  const compose = readComposeSource(checkout, `${folder}/docker-compose.yml`, problems);
  const environment = checkout.read(`${folder}/env.example`, problems);
  checkReadme(checkout, folder, problems);
  checkHealthcheck(checkout, folder, problems);
  return {
    name,
    folder,
    ...(parsed === undefined ? {} : { contractFile: parsed }),
    ...(value === undefined ? {} : { contract: value }),
    ...(compose === undefined ? {} : { compose }),
    ...(environment === undefined ? {} : { envExample: parseEnvExample(`${folder}/env.example`, environment.text, problems) }),
    files: readPlacedFiles(checkout, folder, problems),
  };
}

function checkReadme(checkout: Checkout, folder: string, problems: Problem[]): void {
  const file = `${folder}/README.md`;
  if (checkout.read(file, problems)?.text.trim() === "") problems.push({ place: { file }, path: "", message: "the file is empty" });
}

/** The node's agents call `healthcheck.sh` themselves, so it must be a script that can be executed. */
function checkHealthcheck(checkout: Checkout, folder: string, problems: Problem[]): void {
  const file = `${folder}/healthcheck.sh`;
  const script = checkout.read(file, problems);
  if (script === undefined) return;
  if (!script.text.startsWith("#!")) {
    problems.push({
      place: { file, line: 1, column: 1 },
      path: "",
      message: "the script does not begin with an interpreter line",
      fix: "begin it with #!/bin/sh or #!/usr/bin/env bash",
    });
  }
  if (!script.executable) {
    problems.push({ place: { file }, path: "", message: "the script is not executable", fix: `chmod +x ${file}` });
  }
}
