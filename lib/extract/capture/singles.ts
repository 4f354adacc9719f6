/**
 * Reads items one by one, for what no list gives.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import { StatusError } from "../../http/errors.ts";
import type { LookerClient, Operation, Params } from "../../looker/client.ts";
import type { Single } from "../../looker/content_types.ts";
import { callOptions, type RunContext } from "../context.ts";
import { isRecordable, type TypeTracker } from "../tracker.ts";

/** Stores a body. Its bytes are only there until this returns: what waits works on a copy. */
export type Keep = (id: string, body: Body) => Promise<void> | undefined;

/** Reads each id singly and keeps its body. An id that answers 404 has vanished; other failures are recorded. */
export async function readSingles(
  context: RunContext,
  tracker: TypeTracker,
  { ids, single, keep, watch }: {
    ids: readonly string[];
    single: Single;
    keep: Keep;
    watch?: readonly string[];
  },
): Promise<void> {
  await context.turns.each(tracker.type, ids, async (id) => {
    try {
      const options = { ...callOptions(context, tracker), ...(watch && { watch }) };
      const item = await getOne(context.client, single, id, options);
      await keep(id, Body.of(item));
    } catch (error) {
      if (!isRecordable(error)) throw error;
      if (error instanceof StatusError && error.status === 404) tracker.vanished(id);
      else tracker.failed(id, single.operation, error);
    }
  });
}

function getOne(
  client: LookerClient,
  { operation, parameter }: Single,
  id: string,
  options: ReturnType<typeof callOptions>,
): ReturnType<LookerClient["get"]> {
  return client.get(operation as Operation, { [parameter]: id } as Params<Operation>, options);
}
