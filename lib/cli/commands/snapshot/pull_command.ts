/**
 * `lookervault snapshot pull`: downloads a snapshot as a vault.
 *
 * @module
 */
import { counted } from "../../../base/counted.ts";
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { EXIT, InterruptedError, UsageError } from "../../../base/errors.ts";
import { sanitize } from "../../../base/log.ts";
import { command, type Runner } from "../../command.ts";
import type { CommandContext } from "../../command_context.ts";
import { shortOf } from "../../ending.ts";
import {
  addIdentityOption,
  addInstanceOption,
  addPlaceOptions,
  type IdentityFlags,
  placeConfig,
} from "./snapshot_flags.ts";

/** Creates the command `snapshot pull`. */
export function pullCommand(run: Runner): CommandUnknownOpts {
  const pull = command("pull", {
    summary: "download a snapshot as a vault",
    description:
      "Downloads a snapshot into FILE (default: the vault, --db), checks its SHA-256, and verifies it. An existing file is " +
      "replaced only after the download is complete and its SHA-256 matches.",
    examples: [
      ["snapshot pull latest", "the newest, as the vault"],
      ["snapshot pull 3 looker-then.db", "the third newest, in a separate file"],
      ["snapshot pull 2026-11-29T04-00-00Z --identity key.txt --yes", "of that time, replacing the vault"],
    ],
    exits: [0, 1, 2, 3, 5, 6, 130],
    meanings: {
      3: "the store is unreachable or refused the credentials",
      5: "the snapshot is damaged",
      130: "interrupted, or not confirmed",
    },
  })
    .argument("<ref>", "latest, a number from snapshot list, or a time")
    .argument("[file]", "the file to write (default: the vault)")
    .option("--yes", "replace an existing file without asking");
  addPlaceOptions(pull);
  addInstanceOption(pull);
  addIdentityOption(pull);
  return pull.action((ref, file, given) => {
    const flags = given as IdentityFlags & { yes?: true };
    return run(pull, async (context) => {
      const config = await placeConfig(context, flags), to = file ?? config.db;
      const { bytes, count } = await import("../../../term/format.ts");
      const { pullCopy } = await import("../../snapshot_pull.ts");
      const beside = ["", "-wal", "-shm", ".lock", ".index", ".pull", ".pull-wal", ".pull-shm"];
      await context.endWriting({ files: beside.map((ending) => to + ending) });
      const { snapshot, verified, problems } = await pullCopy(context, config, {
        ref,
        to,
        consent: (what) => consent(context, { to, what, yes: flags.yes === true }),
      });
      const status = problems.length > 0 ? "failed" : "completed";
      context.result(
        { command: "snapshot pull", status, snapshots: [snapshot], file: to, verified },
        ({ palette }) => [
          palette.green(`✓ ${to}: ${snapshot.ref} of ${snapshot.instance}`),
          `${counted(snapshot.items, "item")}, ${bytes(snapshot.plain_bytes)}; ${
            count(verified.checked)
          } checked, ${count(verified.invalid)} damaged`,
        ],
      );
      for (const problem of problems) context.log.error(`error: ${problem}`);
      return problems.length === 0 ? EXIT.ok : shortOf(
        EXIT.damaged,
        `The snapshot ${snapshot.ref} is damaged`,
        "Pull another one: see lookervault snapshot list.",
      );
    });
  });
}

/** Asks whether to replace the existing file. @throws {UsageError} {@linkcode InterruptedError} */
function consent(
  { io, screen, progress }: CommandContext,
  { to, what, yes }: { to: string; what: string; yes: boolean },
): void {
  if (yes) return;
  if (!io.interactive || progress === "json") {
    throw new UsageError(
      `Cannot pull into ${to}: the file exists, and there is no terminal to ask`,
      {
        hint: "Give another file, or add --yes.",
      },
    );
  }
  screen.clear();
  const answer = io.ask(sanitize(`${to} exists. Replace it with ${what}? [y/N] `));
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new InterruptedError(`Cannot pull into ${to}: not confirmed`, {
    hint: "Nothing was changed.",
  });
}
