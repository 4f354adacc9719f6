/**
 * Implements `snapshot pull` and `restore --from-snapshot`.
 *
 * @module
 */
import { isoTime } from "../base/clock.ts";
import type { VerifyResult } from "../inspect/verify/report.ts";
import { verifyVault } from "../inspect/verify/run.ts";
import type { Copy } from "../snapshot/catalog.ts";
import { pullBeside, type PulledCopy } from "../snapshot/pull.ts";
import { type CopyReport, copyReport } from "../snapshot/report.ts";
import type { Store } from "../snapshot/store.ts";
import { startCopyProgress } from "../term/snapshot_progress.ts";
import { startVerifyProgress } from "../term/verify_progress.ts";
import { fileSize } from "../vault/file_size.ts";
import { openVaultForReading } from "../vault/open.ts";
import { replaceVault } from "../vault/replace.ts";
import type { CommandContext } from "./command_context.ts";
import { findCopy, identities, openCopies, type PlacedConfig } from "./snapshot_store.ts";

/** The result of `snapshot pull`. */
export interface PullReport {
  snapshot: CopyReport;
  verified: Pick<VerifyResult, "checked" | "invalid" | "problems">;
  problems: string[];
}

/** Downloads a snapshot into a file, and verifies it there. */
export async function pullCopy(
  context: CommandContext,
  config: PlacedConfig,
  { ref, to, consent }: { ref: string; to: string; consent: (what: string) => void },
): Promise<PullReport> {
  const { io, clock } = context;
  const keys = identities(config, context);
  const store = await openCopies(context, config);
  const { copy, index } = await findCopy(context, config, { store, ref });
  if ((fileSize(to) ?? 0) > 0) consent(`the snapshot ${copy.stamp} of ${copy.instance}`);
  {
    using pulled = await pulledCopy(context, { store, copy, keys, beside: to });
    replaceVault(to, {
      from: pulled.path,
      holder: {
        pid: Deno.pid,
        user: io.env("USER") ?? io.env("USERNAME") ?? null,
        since: isoTime(clock.now()),
      },
    });
  }
  const snapshot = copyReport(copy, { location: store.location, index });
  const verified = await verifyAt(context, { path: to, sample: 100 });
  return { snapshot, verified, problems: problemsOf(verified, to) };
}

/** Downloads a snapshot next to a path, and shows the progress. */
export async function pulledCopy(
  { clock, signal, screen, log, redactor, palette, progress: mode }: CommandContext,
  { store, copy, keys, beside }: { store: Store; copy: Copy; keys: string[]; beside: string },
): Promise<PulledCopy> {
  using progress = startCopyProgress({ mode, screen, log, clock, redactor, palette });
  const total = copy.manifest.stored.bytes;
  return await pullBeside(beside, {
    store,
    copy,
    identities: keys,
    signal,
    onBytes: (done) => progress.sink({ event: "downloading", done, total }),
  });
}

/** Verifies the vault at a path. */
export async function verifyAt(
  { clock, signal, screen, log, redactor, palette, progress: mode }: CommandContext,
  { path, sample }: { path: string; sample: number },
): Promise<VerifyResult> {
  using progress = startVerifyProgress({ mode, screen, log, clock, redactor, palette });
  using vault = openVaultForReading(path);
  return await verifyVault(vault, {
    types: null,
    sample,
    random: Math.random,
    threads: 1,
    clock,
    signal,
    sink: progress.sink,
  });
}

/** Returns the first ten problems of a verification as text. */
export function problemsOf({ problems, problems_omitted }: VerifyResult, path: string): string[] {
  const named = problems.slice(0, 10).map(({ type, id, problem }) =>
    `${path}: ${[type, ...id === null ? [] : [id]].join(" ")}: ${problem}`
  );
  const others = problems.length - named.length + problems_omitted;
  return others > 0 ? [...named, `${path}: ${others} more`] : named;
}
