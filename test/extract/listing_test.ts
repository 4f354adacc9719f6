import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { readJson } from "../../lib/codec/json_reader.ts";
import type { RunContext } from "../../lib/extract/context.ts";
import { EndOfList, readPages } from "../../lib/extract/listing.ts";
import { TypeTracker } from "../../lib/extract/tracker.ts";
import { TimeoutError } from "../../lib/http/errors.ts";
import type { Listing } from "../../lib/looker/content_types.ts";

const LISTING: Listing = { operation: "search_roles", sorts: "id" };

/** A server with `size` items that caps pages, times out on large ones, and may say how many there are. */
interface Server {
  size: number;
  cap: number;
  timesOutAbove: number;
  headers: boolean;
}

type Visit = RunContext["client"]["visit"];

/** All items of a server, page by page, in the order they were shown. */
async function readAll({ size, cap, timesOutAbove, headers }: Server, limit: number): Promise<number[]> {
  const shown: number[] = [];
  const visit =
    ((_operation: string, params: { limit: number; offset: number }, options: Parameters<Visit>[2]) => {
      if (params.limit > timesOutAbove) {
        return Promise.reject(new TimeoutError("search_roles", 5));
      }
      const count = Math.max(0, Math.min(params.limit, cap, size - params.offset));
      for (let i = 0; i < count; i++) {
        options.visit(readJson(new TextEncoder().encode(String(params.offset + i))));
      }
      return Promise.resolve({ count, total: headers ? size : null });
    }) as unknown as Visit;
  const context = { client: { visit }, signal: new AbortController().signal } as unknown as RunContext;
  const tracker = new TypeTracker("roles", () => {}, () => {});
  const visitor = {
    visit: (item: Parameters<Parameters<Visit>[2]["visit"]>[0]): void => {
      if (!(item instanceof Error)) {
        shown.push(item.bytes.length === 1 ? item.bytes[0] as number : number(item.bytes));
      }
    },
  };
  for await (
    const _ of readPages(context, tracker, { listing: LISTING, window: { offset: 0, limit }, visitor })
  );
  return shown;
}

function number(bytes: Uint8Array): number {
  return bytes.slice(1).reduce((value, byte) => value * 256 + byte, 0);
}

Deno.test("readPages() shows every item once, however a server caps its pages or times out on them (D2, F22)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        size: fc.integer({ min: 0, max: 300 }),
        cap: fc.integer({ min: 1, max: 150 }),
        timesOutAbove: fc.integer({ min: 1, max: 150 }),
        headers: fc.boolean(),
      }),
      fc.integer({ min: 1, max: 120 }),
      async (server, limit) => {
        const shown = await readAll(server, limit);
        assertEquals(shown, Array(server.size).keys().toArray());
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("EndOfList believes the end of a list only when an answer proves it", async (t) => {
  const page = (
    offset: number,
    limit: number,
    count: number,
    total: number | null = null,
  ): Parameters<EndOfList["reached"]>[0] => ({
    offset,
    limit,
    count,
    total,
  });
  const cases: [string, ReturnType<typeof page>[], boolean][] = [
    ["an empty page", [page(0, 100, 0)], true],
    ["a full page", [page(0, 100, 100)], false],
    ["a short first page, which may be a cap", [page(0, 100, 37)], false],
    ["a short page after a full one", [page(0, 100, 100), page(100, 100, 37)], true],
    ["a capped page after a capped one", [page(0, 100, 30), page(30, 100, 30)], false],
    ["a page of fewer than the cap", [page(0, 100, 30), page(30, 100, 12)], true],
    ["half a page that was asked for as half", [page(0, 100, 100), page(100, 50, 50)], false],
    ["a page that reaches the total", [page(0, 100, 37, 37)], true],
    ["a page that does not reach the total", [page(0, 100, 30, 37)], false],
  ];
  for (const [name, pages, expected] of cases) {
    await t.step(name, () => {
      const end = new EndOfList();
      assertEquals(pages.map((one) => end.reached(one)).at(-1), expected);
    });
  }
});
