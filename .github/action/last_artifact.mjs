// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- plain JavaScript, for the runner's Node: the types stand in JSDoc
/**
 * Reads GitHub's artifacts, one as JSON a line, and prints the run whose vault is the newest of the branch that is named,
 * or `none`, or `expired` where all are gone.
 *
 * Artifacts of other branches and of forks do not count: who may run a workflow there could plant a vault.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import process from "node:process";

/**
 * The run of the newest vault.
 *
 * @param {readonly unknown[]} artifacts As GitHub lists them.
 * @param {string} branch Whose runs count.
 * @returns {string} The id of a run, `none` or `expired`.
 */
export function lastArtifact(artifacts, branch) {
  const own = artifacts.map(asArtifact).filter(({ run }) =>
    run.head_branch === branch && run.head_repository_id === run.repository_id
  );
  const alive = own.filter(({ expired }) => !expired);
  const newest = alive.toSorted((a, b) => b.created - a.created)[0];
  if (newest !== undefined) return String(newest.run.id);
  return own.length > 0 ? "expired" : "none";
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
  const lines = readFileSync(0, "utf8").split("\n").filter((line) => line.trim() !== "");
  process.stdout.write(lastArtifact(lines.map((line) => JSON.parse(line)), process.argv[2] ?? ""));
}
