/** What a census requests of a listing, and what it yields. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { readJsonArray } from "../../lib/codec/json_reader.ts";
import { allRows, census } from "../../lib/extract/census.ts";
import type { RunContext } from "../../lib/extract/context.ts";
import { TypeTracker } from "../../lib/extract/tracker.ts";
import { EndlessListError, StatusError } from "../../lib/http/errors.ts";

/** Returns the ids of rows from an offset on. Null is a row without an id. */
type Serve = (offset: number, limit: number) => readonly (string | null)[];

/**
 * A census of a server, with pages of ten rows; with `held`, as of a vault of so many items. `asked` is each request as
 * `offset+limit`.
 */
function censusOf(
  serve: Serve,
  { rows = 100_000, confirm = false, held }: { rows?: number; confirm?: boolean; held?: number } = {},
): {
  asked: string[];
  tracker: TypeTracker;
  ids: () => Promise<unknown[]>;
} {
  const asked: string[] = [], tracker = new TypeTracker("dashboards", () => {}, () => {});
  interface Asked {
    offset?: number;
    limit?: number;
  }
  const page = ({ offset = 0, limit = 0 }: Asked): readonly { id: string | null }[] => {
    asked.push(`${offset}+${limit}`);
    const most = limit === 0 ? 1000 : limit;
    return serve(offset, most).slice(0, most).map((id) => ({ id }));
  };
  const client = {
    visit(_operation: string, window: Asked, { visit }: { visit: (item: unknown) => void }) {
      const json = new TextEncoder().encode(JSON.stringify(page(window)));
      for (const item of readJsonArray(json)) visit(item);
      return Promise.resolve();
    },
    list: (_operation: string, window: Asked) => Promise.resolve({ items: page(window) }),
  };
  const options = {
    ...(held === undefined && { censusRows: 10 }),
    manyItems: { bodies: rows, rows, ids: rows },
  };
  const { signal } = new AbortController(), countOf = (): number => held ?? 0;
  const context = { client, options, countOf, signal } as unknown as RunContext;
  const listing = { operation: "search_dashboards" } as const;
  return {
    asked,
    tracker,
    ids: async () =>
      (await allRows(census(context, tracker, listing, { fields: "id", confirm }))).map(({ id }) => id),
  };
}

/** A server with so many rows, which returns `cap` of them at most. */
function has(count: number, { cap = Infinity, nameless = [] as readonly number[] } = {}): Serve {
  return (offset, limit) =>
    Array.from(
      { length: Math.max(0, Math.min(limit, cap, count - offset)) },
      (_, i) => nameless.includes(offset + i) ? null : `${offset + i}`,
    );
}

/** Each number of rows, and what is requested of a server that has them. */
const REQUESTS: [rows: number, confirm: boolean, asked: string[]][] = [
  [0, true, ["0+10"]],
  [9, false, ["0+10", "8+2"]],
  [9, true, ["0+10", "8+2"]],
  [10, false, ["0+10", "9+11"]],
  [25, false, ["0+10", "9+11", "19+11"]],
  [25, true, ["0+10", "9+11", "19+11"]],
];

for (const [count, confirm, requests] of REQUESTS) {
  Deno.test(`a census of ${count} rows ${confirm ? "with" : "without"} a proof of the end`, async () => {
    const { ids, asked, tracker } = censusOf(has(count), { confirm });
    assertEquals(await ids(), Array.from({ length: count }, (_, i) => `${i}`));
    assertEquals([asked, tracker.complete], [requests, true]);
  });
}

Deno.test("a census asks for pages only if the vault has more items than one response should have", async () => {
  for (const [held, requests] of [[20_000, ["0+0"]], [20_001, ["0+20000", "24+2"]]] as const) {
    const { ids, asked } = censusOf(has(25), { held });
    assertEquals((await ids()).length, 25);
    assertEquals(asked, [...requests]);
  }
});

Deno.test("a row without an id at the border of two pages is not taken for one that moved", async () => {
  const { ids, asked } = censusOf(has(15, { nameless: [9] }));
  assertEquals((await ids()).length, 15);
  assertEquals(asked, ["0+10", "9+11", "14+11"]);
});

Deno.test("a census of a server that cuts its responses goes on for a hundred times the first of them", async () => {
  const { ids } = censusOf(has(500, { cap: 9 }), { rows: 10, confirm: true });
  assertEquals((await ids()).length, 500);
});

Deno.test("a census of a server with rows everywhere ends, although it returns no row far away", async () => {
  const endless: Serve = (offset, limit) => offset > 1_000_000 ? [] : has(Infinity)(offset, limit);
  const { ids, asked } = censusOf(endless, { rows: 10 });
  await assertRejects(ids, EndlessListError);
  assert(asked.length < 40, `${asked.length} requests`);
});

Deno.test("a census of rows that change between all requests ends, and leaves the type incomplete", async () => {
  let fresh = 0;
  const { ids, asked, tracker } = censusOf((_offset, limit) =>
    Array.from({ length: limit }, () => `${fresh++}`)
  );
  await ids();
  assertEquals([tracker.complete, tracker.note], [false, "its items kept changing while they were listed"]);
  assert(asked.length < 300, `${asked.length} requests`);
});

Deno.test("a census asks a server that fails at later pages for smaller ones one time", async () => {
  const { ids, asked } = censusOf((offset, limit) => {
    if (offset > 0) throw new StatusError("search_dashboards", 500, "no", null);
    return has(30)(offset, limit);
  });
  await assertRejects(ids, StatusError);
  assertEquals(asked, ["0+10", "9+11", "9+4"]);
});
