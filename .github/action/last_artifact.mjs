// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript, for the runner's Node: the types are in JSDoc
/**
 * Chooses the run whose vault is downloaded.
 *
 * `last_artifact.mjs list BRANCH` reads GitHub's artifacts, one JSON object per line, and prints the runs of the branch that
 * have one, the newest first. It prints `none` if there are none, and `expired` if all have expired. `last_artifact.mjs judge`
 * reads one run as JSON. It exits with 0 if the run belongs to this workflow, branch and event.
 *
 * Artifacts of other workflows, branches, tags, events and forks do not count, because whoever can run those could plant a
 * vault.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import process from "node:process";

/** The maximum number of runs to check, so that planted vaults cannot keep the job busy. */
const MOST = 50;

/**
 * Returns the runs that may have the newest vault.
 *
 * @param {readonly unknown[]} artifacts The artifacts, as GitHub lists them.
 * @param {string} branch The branch whose runs count.
 * @returns {string[]} The ids of the runs, the newest first; or only `none` or `expired`.
 */
export function candidates(artifacts, branch) {
  const own = artifacts.map(asArtifact).filter(({ run }) =>
    run.head_branch === branch && run.head_repository_id === run.repository_id
  );
  const alive = own.filter(({ expired }) => !expired).toSorted((a, b) => b.created - a.created);
  const ids = [...new Set(alive.map(({ run }) => String(run.id)))].slice(0, MOST);
  return ids.length > 0 ? ids : [own.length > 0 ? "expired" : "none"];
}

/**
 * Whether a run has the same workflow, branch and event as this one, and does not belong to a fork.
 *
 * @param {unknown} value A run, as GitHub describes it.
 * @param {{ workflow: string, branch: string, event: string }} self The file path, branch and event of this workflow.
 * @returns {boolean}
 */
export function isOwn(value, { workflow, branch, event }) {
  const run = /** @type {Record<string, unknown>} */ (Object(value));
  const [repository, head] = [run["repository"], run["head_repository"]].map((one) =>
    /** @type {Record<string, unknown>} */ (Object(one))["id"]
  );
  // GitHub writes `PATH` or `PATH@REF`.
  const path = String(run["path"] ?? "").split("@")[0];
  return workflow !== "" && branch !== "" && event !== "" && path === workflow &&
    run["head_branch"] === branch &&
    run["event"] === event && typeof repository === "number" && repository === head;
}

/**
 * Returns the path of the workflow's file from `OWNER/NAME/PATH@REF`; empty if it belongs to another repository, or if the
 * ref is not a branch.
 *
 * @param {string} ref `GITHUB_WORKFLOW_REF`.
 * @param {string} repository `GITHUB_REPOSITORY`.
 * @returns {string}
 */
export function workflowPath(ref, repository) {
  const [path = "", of = ""] = ref.split("@");
  return path.startsWith(`${repository}/`) && of.startsWith("refs/heads/")
    ? path.slice(repository.length + 1)
    : "";
}

/** @param {unknown} value */
function asArtifact(value) {
  const { workflow_run: run, expired, created_at } = /** @type {Record<string, unknown>} */ (Object(value));
  const { id, head_branch, repository_id, head_repository_id } = /** @type {Record<string, unknown>} */ (
    Object(run)
  );
  const created = Date.parse(String(created_at));
  if (typeof id !== "number" || typeof expired !== "boolean" || Number.isNaN(created)) {
    throw new Error("Cannot choose an artifact: one has no run, date or state");
  }
  return { expired, created, run: { id, head_branch, repository_id, head_repository_id } };
}

if (process.argv[1]?.endsWith("last_artifact.mjs")) {
  const { argv, env } = process,
    lines = readFileSync(0, "utf8").split("\n").filter((line) => line.trim() !== "");
  const values = lines.map((line) => JSON.parse(line));
  if (argv[2] === "judge") {
    const workflow = workflowPath(env["GITHUB_WORKFLOW_REF"] ?? "", env["GITHUB_REPOSITORY"] ?? "");
    const self = { workflow, branch: env["GITHUB_REF_NAME"] ?? "", event: env["GITHUB_EVENT_NAME"] ?? "" };
    process.exitCode = values.length === 1 && isOwn(values[0], self) ? 0 : 1;
  } else process.stdout.write(`${candidates(values, argv[3] ?? "").join("\n")}\n`);
}
