/** Tasks are proven against after they were carried out: what creates or updates an item changes none. */
import { assertEquals } from "@std/assert";
import type { JsonObject, JsonValue } from "../../lib/codec/json_value.ts";
import { isRecordable } from "../../lib/extract/tracker.ts";
import { HANDLERS } from "../../lib/handlers/mod.ts";
import { servedId } from "../../lib/looker/columns.ts";
import type { Writer } from "../../lib/handlers/task.ts";
import { startSim } from "../sim/mod.ts";
import { PlainWriter } from "./_writer.ts";

/** Two items of each type: what one is becomes the other, so that much of it is made, changed and removed. */
Deno.test("create() and update() of every type leave their tasks as they are", async () => {
  await using sim = await startSim({
    dashboards: 4,
    looks: 4,
    folders: 6,
    users: 5,
    groups: 5,
    tileBytes: 300,
  });
  await using writer = PlainWriter.to(sim);
  // Whatever Looker refuses counts as done, so that the rest is tried, too. A frozen object throws a TypeError.
  const lenient: Writer = Object.assign(Object.create(writer), {
    async send(...request: Parameters<Writer["send"]>): Promise<JsonValue> {
      return await writer.send(...request).catch((error) => {
        if (!isRecordable(error)) throw error;
        return { id: "9999" };
      });
    },
    async list(...request: Parameters<Writer["list"]>): Promise<JsonObject[]> {
      return await writer.list(...request).catch((error) => {
        if (!isRecordable(error)) throw error;
        return [];
      });
    },
  });
  const carriedOut: string[] = [];
  for (const handler of HANDLERS) {
    const { operation, params, fields, rows: everywhere } = handler.listing;
    const rows = everywhere ?? await writer.list(operation, { ...params, fields });
    const bodies: JsonObject[] = [];
    for (const row of rows) {
      const id = servedId(handler.type, row);
      const body = await handler.read(writer, id);
      if (body !== null && handler.unrestorable({ get: (key) => body[key] }) === null) bodies.push(body);
      if (bodies.length === 2) break;
    }
    const [one, other = one] = bodies;
    if (one === undefined || other === undefined) continue;
    // What every Looker has is never made.
    for (const live of everywhere === undefined ? [null, one] : [one]) {
      const task = { ...writer.task(handler, other, live), writer: lenient };
      await (live === null ? handler.create(task) : handler.update(task));
      carriedOut.push(`${handler.type} ${live === null ? "create" : "update"}`);
    }
  }
  assertEquals(
    carriedOut,
    HANDLERS.flatMap(({ type, listing: { rows } }) => [
      ...rows === undefined ? [`${type} create`] : [],
      `${type} update`,
    ]),
  );
});
