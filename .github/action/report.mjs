// @ts-check
/**
 * Prints the summary of a run, for `$GITHUB_STEP_SUMMARY`.
 *
 * @module
 */
import process from "node:process";
import { result } from "./results.mjs";
import { plain, summary } from "./summary.mjs";

const { env } = process;
const directory = env["RESULTS"] ?? "";

process.stdout.write(summary({
  extract: result(directory, "extract"),
  verify: result(directory, "verify"),
  extractCode: env["EXTRACT_EXIT_CODE"] ?? "",
  verifyCode: env["VERIFY_EXIT_CODE"] ?? "",
  kept: kept(),
}));

function kept() {
  const name = plain(env["ARTIFACT_NAME"] ?? "");
  if (name === "") return "not kept as an artifact, as the workflow wants it.";
  if (env["KEEP_OUTCOME"] === "success") {
    return `kept as artifact ${name} for ${plain(env["RETENTION_DAYS"])} days.`;
  }
  if (env["DAMAGED_OUTCOME"] === "success") {
    return `damaged, and kept as artifact ${name}-damaged. The next run starts from the last one that was whole.`;
  }
  return `**not kept**. The next run starts from the last artifact ${name}.`;
}
