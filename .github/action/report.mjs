// @ts-check
/**
 * Prints the summary of a run, for `$GITHUB_STEP_SUMMARY`.
 *
 * @module
 */
import process from "node:process";
import { list, result } from "./results.mjs";
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
  // The query of a URL could contain a secret.
  const dest = plain((env["SNAPSHOT_DEST"] ?? "").replace(/[?#].*$/s, ""));
  return dest === "" ? asArtifact() : asSnapshot(dest);
}

/** @param {string} dest */
function asSnapshot(dest) {
  const pushed = list(result(directory, "push"), "snapshots").map(({ ref }) => plain(ref));
  if (env["PUSH_EXIT_CODE"] === "0" && pushed.length > 0) {
    return `pushed to ${dest} as snapshot ${pushed.join(", ")}.`;
  }
  return `**not pushed** to ${dest}. The existing snapshots are unchanged.`;
}

function asArtifact() {
  const name = plain(env["ARTIFACT_NAME"] ?? "");
  if (name === "") return "not kept as an artifact, as configured in the workflow.";
  if (env["KEEP_OUTCOME"] === "success") {
    return `kept as artifact ${name} for ${plain(env["RETENTION_DAYS"])} days.`;
  }
  if (env["DAMAGED_OUTCOME"] === "success") {
    return `damaged, and kept as artifact ${name}-damaged. The next run starts from the last intact one.`;
  }
  return `**not kept**. The next run starts from the last artifact ${name}.`;
}
