/**
 * The ways to show progress, and which of them fits a terminal.
 *
 * @module
 */

/** The ways to show progress. */
export const PROGRESS_MODES = ["auto", "bar", "plain", "json", "none"] as const;

/** A way to show progress, as `--progress` takes it. */
export type ProgressMode = typeof PROGRESS_MODES[number];

/** Resolves `auto`: a display on a terminal, lines elsewhere, nothing with `--quiet`. */
export function chooseProgress(
  mode: ProgressMode,
  where: { terminal: boolean; quiet: boolean; dumb: boolean },
): Exclude<ProgressMode, "auto"> {
  if (mode === "json" || mode === "none") return mode;
  if (mode === "auto" && where.quiet) return "none";
  return mode === "plain" || !where.terminal || where.dumb ? "plain" : "bar";
}
