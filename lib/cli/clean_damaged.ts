/**
 * Implements `cleanup --damaged`.
 *
 * @module
 */
import { counted } from "../base/counted.ts";
import { EXIT, InterruptedError, UsageError } from "../base/errors.ts";
import type { Config } from "../config/load.ts";
import type { DamagedReport } from "../inspect/damaged.ts";
import type { Vault } from "../vault/vault.ts";
import type { CommandContext } from "./command_context.ts";
import { type Ending, shortOf } from "./ending.ts";
import { readVault, writeVault } from "./open_vault.ts";

/** The options of `cleanup --damaged`. */
export interface DamagedFlags {
  /** Another copy of the vault, from which versions are copied. */
  from?: string;
  dryRun?: boolean;
  yes: boolean;
}

/** Finds damaged former versions, and removes them or copies them from another copy of the vault. */
export async function cleanDamaged(
  context: CommandContext,
  config: Config,
  { from, dryRun = false, yes }: DamagedFlags,
): Promise<Ending> {
  const { io, clock, signal } = context;
  if (!dryRun && !yes && !io.interactive) {
    throw new UsageError(
      `Cannot clean up the vault ${config.db}: confirmation is needed, and there is no terminal`,
      {
        hint: "Check with --dry-run what would be removed, then add --yes.",
      },
    );
  }
  const [{ mendDamaged, planDamaged }, { renderDamaged }, { openVaultForReading }] = await Promise.all([
    import("../inspect/damaged.ts"),
    import("../term/render_damaged.ts"),
    import("../vault/open.ts"),
  ]);
  using copy = from === undefined ? null : openVaultForReading(from);
  const options = { copy, turn: () => clock.delay(0, signal) };
  const plan = (vault: Vault): Promise<DamagedReport> => {
    requireSame(vault, copy);
    return planDamaged(vault, options);
  };
  const planned = await readVault(context, { config, thenWrites: !dryRun }, plan);
  const nothing = planned.totals.dropped + planned.totals.brought === 0;
  if (!dryRun && !nothing && !yes) {
    const lines = renderDamaged(planned, { width: io.stderr.columns(), palette: context.palette });
    for (const line of lines) context.screen.log(line);
    const answer = io.ask("This cannot be undone. Continue? [y/N] ");
    if (answer === null || !/^\s*y(es)?\s*$/i.test(answer)) {
      throw new InterruptedError(`Cannot clean up the vault ${config.db}: not confirmed`, {
        hint: "Nothing was removed.",
      });
    }
  }
  const report = dryRun || nothing
    ? planned
    : await writeVault(context, { config }, (vault) => mendDamaged(vault, options));
  context.exactResult(report, (how) => renderDamaged(report, how));
  if (report.totals.left === 0) return EXIT.ok;
  return shortOf(
    EXIT.damaged,
    `${
      counted(report.totals.left, "damaged version")
    } of ${config.db} cannot be removed: the file itself is damaged`,
    "Use an older copy of the vault, or run `lookervault extract --db NEW_FILE`.",
  );
}

/** Checks that both vaults are of the same instance. @throws {UsageError} if `copy` is of another instance. */
function requireSame(vault: Vault, copy: Vault | null): void {
  const [here, there] = [vault.meta("instance"), copy?.meta("instance") ?? null];
  if (copy === null || here === null || there === here) return;
  throw new UsageError(
    `Cannot copy versions from ${copy.path}: it is a backup of ${there ?? "no instance"}, not of ${here}`,
    {
      hint: "Give a copy of this vault: a pulled snapshot, or a copy of the file.",
    },
  );
}
