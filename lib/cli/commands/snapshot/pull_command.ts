/**
 * `lookervault snapshot pull`: bring a copy back.
 *
 * @module
 */
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

/** The command. */
export function pullCommand(run: Runner): CommandUnknownOpts {
  const pull = command("pull", {
    summary: "bring a copy back as a vault",
    description:
      `Brings a copy back into FILE (default: the vault, --db). It takes its place only when all of it has come and its
SHA-256 is right: until then a file that is there stays as it is. Then it is verified.`,
    examples: [
      ["snapshot pull latest", "the newest, to the vault's place"],
      ["snapshot pull 3 looker-then.db", "the third newest, beside it"],
      ["snapshot pull 2026-11-29T04-00-00Z --identity key.txt --yes", "that one, over what is there"],
    ],
    exits: [0, 1, 2, 3, 5, 6, 130],
    meanings: { 3: "the store is unreachable or refused the credentials", 5: "the copy is damaged" },
  })
    .argument("<ref>", "latest, a number of snapshot list, or a time")
    .argument("[file]", "where to (default: the vault)")
    .option("--yes", "replace a file that is there without asking");
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
          `${count(snapshot.items)} items, ${bytes(snapshot.plain_bytes)}; ${
            count(verified.checked)
          } checked, ${count(verified.invalid)} damaged`,
        ],
      );
      for (const problem of problems) context.log.error(`error: ${problem}`);
      return problems.length === 0 ? EXIT.ok : shortOf(
        EXIT.damaged,
        `The copy ${snapshot.ref} is damaged`,
        "Pull another one: lookervault snapshot list shows them.",
      );
    });
  });
}

/** Whether what stands there may go. @throws {UsageError} {@linkcode InterruptedError} */
function consent(
  { io, screen, progress }: CommandContext,
  { to, what, yes }: { to: string; what: string; yes: boolean },
): void {
  if (yes) return;
  if (!io.interactive || progress === "json") {
    throw new UsageError(
      `Cannot pull into ${to}: a file is there, and there is no terminal to ask for consent`,
      {
        hint: "Name another file, or add --yes.",
      },
    );
  }
  screen.clear();
  const answer = io.ask(sanitize(`${to} is there. Replace it by ${what}? [y/N] `));
  if (answer !== null && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new InterruptedError(`Cannot pull into ${to}: it was not agreed to`, {
    hint: "Nothing was changed.",
  });
}
