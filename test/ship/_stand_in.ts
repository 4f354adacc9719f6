/**
 * What stands for a finished binary: a script that runs the program of this checkout under a binary's flags.
 *
 * @module
 */
import { V8_FLAGS } from "../../scripts/compile_plan.ts";
import { permissionFlags, VARIABLES } from "../../scripts/permissions.ts";
import { ROOT } from "./_yaml.ts";

/** The script, for a binary that may reach `host` and was started where it may write. */
export function standIn(host: string): string {
  const flags = permissionFlags({ net: [host], paths: ["."], env: VARIABLES });
  const words = [
    Deno.execPath(),
    "run",
    "--quiet",
    V8_FLAGS,
    ...flags,
    `--config=${ROOT}deno.json`,
    `${ROOT}main.ts`,
  ];
  return `#!/usr/bin/env bash\nexec ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`;
}
