/** What a run tells of itself while it runs is true from early on. */
import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import type { ExtractEvent } from "../../lib/extract/events.ts";
import { startSim } from "../sim/mod.ts";
import { backup, line } from "./_in_process.ts";
import { interrupt } from "./_interrupted.ts";

const BIG = ["dashboards", "looks", "users", "folders", "groups"] as const;

Deno.test("totals are known before the bodies of large types are read, and requests are foreseen", async () => {
  await using sim = startSim({ dashboards: 250, looks: 200, users: 120, tileBytes: 300 });
  await using place = await backup(sim);
  const events: [calls: number, event: ExtractEvent][] = [];
  const summary = await place.run({ noUserValues: false }, {
    sink: (event) => void events.push([sim.stats.requests, event]),
  });
  for (const type of BIG) {
    const totals = events.flatMap(([calls, event]) =>
      event.event === "listed" && event.type === type ? [[calls, event.total] as const] : []
    );
    const [at] = totals.find(([, total]) => total === line(summary, type).listed) ?? [Infinity];
    assertLessOrEqual(at, summary.calls / 5, `${type} of ${summary.calls} requests`);
  }
  const planned = events.flatMap(([, event]) => event.event === "planned" ? [event] : []);
  const last = new Map(planned.map(({ type, calls }) => [type, calls]));
  for (const { type, calls } of summary.types) {
    assert(Math.abs((last.get(type) ?? calls) - calls) <= Math.max(3, calls * 0.25), `${type}: ${calls}`);
  }
});

Deno.test("a run that is resumed counts what is stored from its listing on", async () => {
  await using sim = startSim({ dashboards: 400, looks: 30, tileBytes: 300 });
  await using place = await backup(sim);
  await interrupt(
    place,
    (event) => event.event === "stored" && event.type === "dashboards" && event.counts.stored >= 50,
  );
  let first: ExtractEvent | undefined;
  await place.run({}, {
    sink: (event) => {
      if (event.event === "stored" && event.type === "dashboards") first ??= event;
    },
  });
  assert(first?.event === "stored");
  assert(first.counts.stored >= 50, JSON.stringify(first));
  assertEquals(first.counts.listed > first.counts.stored, true);
});
