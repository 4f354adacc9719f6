import { assertEquals } from "@std/assert";
import { InterruptedError } from "../../lib/base/errors.ts";
import type { ExtractEvent } from "../../lib/extract/events.ts";
import { listItems } from "../../lib/inspect/list.ts";
import { showItem } from "../../lib/inspect/show.ts";
import { CONTENT_TYPES } from "../../lib/looker/content_type_names.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import type { Backup } from "./_in_process.ts";

/** Runs until `enough` says so, then stops as Ctrl-C would. `stored` counts the items of all types. */
export async function interrupt(
  place: Backup,
  enough: (event: ExtractEvent, stored: number) => boolean,
): Promise<void> {
  const controller = new AbortController();
  const stored = new Map<string, number>();
  const summary = await place.run({ batchSize: 10 }, {
    signal: controller.signal,
    sink: (event) => {
      if (event.event === "stored") stored.set(event.type, event.counts.stored);
      const total = [...stored.values()].reduce((sum, n) => sum + n, 0);
      if (!controller.signal.aborted && enough(event, total)) {
        controller.abort(new InterruptedError("stopped by the test"));
      }
    },
  });
  assertEquals(summary.status, "interrupted");
}

/** Every live item's exact text, by type and id. */
export function contents(path: string): Map<string, string> {
  using vault = openVaultForReading(path);
  return new Map(
    CONTENT_TYPES.flatMap((type) =>
      listItems(vault, type).map(({ id }) => [`${type} ${id}`, showItem(vault, type, id)] as const)
    ),
  );
}
