/**
 * Implements `snapshot verify`.
 *
 * @module
 */
import { EXIT, LookervaultError } from "../base/errors.ts";
import { breaksOf, breakText, type Copy, readCatalog } from "../snapshot/catalog.ts";
import { isEncrypted } from "../snapshot/manifest.ts";
import { parseRef, resolveRef } from "../snapshot/ref.ts";
import { type CopyReport, copyReport } from "../snapshot/report.ts";
import type { Store } from "../snapshot/store.ts";
import { checkStored } from "../snapshot/unpack.ts";
import { startCopyProgress } from "../term/snapshot_progress.ts";
import type { CommandContext } from "./command_context.ts";
import { problemsOf, pulledCopy, verifyAt } from "./snapshot_pull.ts";
import { folderOf, headsOf, identities, openCopies, type PlacedConfig } from "./snapshot_store.ts";

/** A snapshot and what was verified: `stored` compares its bytes, and `content` also checks the vault in it. */
export type VerifiedCopy = CopyReport & { verified: "stored" | "content" | null };

/** The result of `snapshot verify`. */
export interface VerifyCopiesReport {
  snapshots: VerifiedCopy[];
  location: string;
  problems: string[];
}

/** Verifies one snapshot, or all of them. */
export async function verifyCopies(
  context: CommandContext,
  config: PlacedConfig,
  { ref, sample }: { ref: string | null; sample: number },
): Promise<VerifyCopiesReport> {
  const keys = identities(config, context), parsed = ref === null ? null : parseRef(ref);
  const store = await openCopies(context, config), { location } = store, folder = folderOf(config);
  const catalog = await readCatalog(store, { folder, locks: true, signal: context.signal });
  const chosen = parsed === null ? catalog.copies : [resolveRef(parsed, catalog.copies, location)];
  const heads = new Map([...headsOf(config.db, store)].filter(([one]) => folder === null || one === folder));
  const problems = parsed === null
    ? [...catalog.unreadable.map(({ error }) => error.message), ...breaksOf(catalog, heads).map(breakText)]
    : [];
  const snapshots: VerifiedCopy[] = [];
  for (const copy of chosen) {
    const report = copyReport(copy, { location, index: catalog.copies.indexOf(copy) + 1 });
    const verified = await verifyOne(context, { store, copy, keys, sample, beside: config.db });
    const fault = verified.problems[0] ?? report.fault;
    snapshots.push({ ...report, fault, verified: verified.problems.length > 0 ? null : verified.what });
    problems.push(...verified.problems.map((problem) => `${copy.stamp}: ${problem}`));
  }
  return { snapshots, location, problems };
}

async function verifyOne(
  context: CommandContext,
  { store, copy, keys, sample, beside }: {
    store: Store;
    copy: Copy;
    keys: string[];
    sample: number;
    beside: string;
  },
): Promise<{ what: "stored" | "content"; problems: string[] }> {
  const { clock, signal, screen, log, redactor, palette, progress: mode } = context;
  try {
    if (isEncrypted(copy.manifest) && keys.length === 0) {
      using progress = startCopyProgress({ mode, screen, log, clock, redactor, palette });
      const total = copy.manifest.stored.bytes;
      await checkStored(store, copy, {
        signal,
        onBytes: (done) => progress.sink({ event: "downloading", done, total }),
      });
      return { what: "stored", problems: copy.fault === null ? [] : [copy.fault] };
    }
    using pulled = await pulledCopy(context, { store, copy, keys, beside });
    const result = await verifyAt(context, { path: pulled.path, sample });
    return { what: "content", problems: problemsOf(result, "in it") };
  } catch (error) {
    // A damaged snapshot does not prevent the verification of the others.
    if (!(error instanceof LookervaultError) || error.exitCode !== EXIT.damaged) throw error;
    return { what: "stored", problems: [error.message] };
  }
}
