/**
 * Workflows and actions as far as the tests read them.
 *
 * @module
 */
import * as v from "valibot";
import { parse } from "@std/yaml";

/** The checkout. */
export const ROOT = new URL("../../", import.meta.url).pathname;

const Text = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const Texts = v.record(v.string(), Text);
const Permissions = v.record(v.string(), v.picklist(["read", "write", "none"]));

const Step = v.object({
  id: v.optional(v.string()),
  name: v.optional(v.string()),
  if: v.optional(v.string()),
  uses: v.optional(v.string()),
  with: v.optional(Texts, {}),
  run: v.optional(v.string()),
  shell: v.optional(v.string()),
  env: v.optional(Texts, {}),
});

/** A step of a job or of a composite action. */
export type Step = v.InferOutput<typeof Step>;

const Job = v.object({
  if: v.optional(v.string()),
  permissions: v.optional(Permissions),
  "timeout-minutes": v.optional(v.number()),
  env: v.optional(Texts, {}),
  defaults: v.optional(v.unknown()),
  outputs: v.optional(Texts, {}),
  uses: v.optional(v.string()),
  steps: v.optional(v.array(Step), []),
});

const Workflow = v.object({
  name: v.string(),
  on: v.unknown(),
  permissions: Permissions,
  concurrency: v.optional(v.unknown()),
  env: v.optional(Texts, {}),
  jobs: v.record(v.string(), Job),
});

/** A workflow. */
export type Workflow = v.InferOutput<typeof Workflow>;

const Action = v.object({
  inputs: v.record(
    v.string(),
    v.object({ description: v.string(), required: v.optional(v.boolean()), default: v.optional(v.string()) }),
  ),
  outputs: v.record(v.string(), v.object({ description: v.string(), value: v.string() })),
  runs: v.object({ using: v.literal("composite"), steps: v.array(Step) }),
});

/** A composite action. */
export type Action = v.InferOutput<typeof Action>;

/** Reads a workflow's text. */
export function readWorkflow(text: string): Workflow {
  return v.parse(Workflow, parse(text));
}

/** Reads a composite action's text. */
export function readAction(text: string): Action {
  return v.parse(Action, parse(text));
}

/** The workflows of the project: file name and text. */
export function workflowFiles(): [name: string, text: string][] {
  const directory = `${ROOT}.github/workflows/`;
  return [...Deno.readDirSync(directory)].map(({ name }): [string, string] => [
    name,
    Deno.readTextFileSync(directory + name),
  ]).sort();
}

/** The text of the project's action. */
export function actionText(): string {
  return Deno.readTextFileSync(`${ROOT}action.yml`);
}
