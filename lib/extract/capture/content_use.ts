/**
 * Reads how much content is used. It is read in addition to the items, only for sorting. If it is not available, this
 * is noted and is not a failure.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { typeCode } from "../../looker/content_type_names.ts";
import { typesWith } from "../../looker/content_types.ts";
import { type UseRows, useRows } from "../../looker/content_use.ts";
import type { ListOperation, Params } from "../../looker/client.ts";
import { CallBudgetError } from "../../http/errors.ts";
import { keepContentUse } from "../../vault/content_use.ts";
import { isAbsent } from "../absent.ts";
import { callOptions, type RunContext } from "../context.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";

/**
 * Rows per page, and the maximum number of pages. Recently viewed content comes first, and the rest ranks last anyway.
 */
const PAGE = 5000, MOST_PAGES = 4;

/** The operations that report use. The second is requested if a Looker does not serve the first. */
const SOURCES = [
  {
    operation: "search_content_views",
    params: {
      all_time: true,
      fields: "dashboard_id,look_id,user_id,group_id,view_count,last_viewed_at",
      sorts: "last_viewed_at desc",
    },
    row: "view",
  },
  {
    operation: "content_summary",
    params: { target_content_type: "dashboard,look", fields: "content_type,content_id,view_count" },
    row: "summary",
  },
] as const;

/** Returns the type with which use is read; undefined for a run that does not read use. */
export function useHost({ options, reads }: RunContext): string | undefined {
  if (reads === "live" || options.noUsage === true) return undefined;
  if (options.only !== undefined || options.folders.length > 0) return undefined;
  return typesWith("tellsUse").find((type) => options.types.includes(type));
}

/** Reads how much content is used. It is written in the transaction that finishes the type. */
export async function captureUse(context: RunContext, tracker: TypeTracker): Promise<void> {
  const rows = useRows();
  for (const source of SOURCES) {
    try {
      await readSource(context, tracker, { source, rows });
      break;
    } catch (error) {
      if (!isRecordable(error) && !(error instanceof CallBudgetError)) throw error;
      if (!isAbsent(error)) {
        tracker.tell(`the usage of content could not be read: ${error.message}`);
        break;
      }
      tracker.tell(`this Looker does not serve ${source.operation} to the API user (${error.status})`);
    }
  }
  const use = new Map([...rows.use()].map(([type, items]) => [typeCode(type), items]));
  if (use.size > 0) context.writer.atEnd(tracker, (vault) => keepContentUse(vault, use));
}

async function readSource(
  context: RunContext,
  tracker: TypeTracker,
  { source: { operation, params, row }, rows }: { source: typeof SOURCES[number]; rows: UseRows },
): Promise<void> {
  for (let page = 0; page < MOST_PAGES; page++) {
    const window = { limit: PAGE, offset: page * PAGE };
    const { items } = await context.client.list(
      operation as ListOperation,
      { ...params, ...window } as unknown as Params<ListOperation>,
      callOptions(context, tracker),
    );
    for (const item of items) {
      if (item instanceof Error || item.index === null) continue;
      const body = Body.of(item);
      rows[row]((name) => body.get(name));
    }
    if (items.length < PAGE) return;
  }
}
