import { assert, assertEquals, assertRejects } from "@std/assert";
import { BadAnswerError, StatusError, TimeoutError } from "../../lib/http/errors.ts";
import type { Transport } from "../../lib/http/transport.ts";
import { LookerClient } from "../../lib/looker/client.ts";
import { type FolderListing, listFolders } from "../../lib/looker/folder_listing.ts";
import { Body } from "../../lib/codec/body.ts";
import { never } from "./_looker.ts";

interface Folder {
  id: string;
  parent_id: string | null;
  child_count?: number;
}

/** A tree of `count` folders, each below the one of half its number. */
function tree(count: number, counted = true): Folder[] {
  return Array.from({ length: count }, (_, i): Folder => {
    const n = i + 1;
    const children = [2 * n, 2 * n + 1].filter((child) => child <= count).length;
    return {
      id: String(n),
      parent_id: n === 1 ? null : String(Math.floor(n / 2)),
      ...(counted && { child_count: children }),
    };
  });
}

interface Server {
  all: () => Folder[];
  page: (offset: number, limit: number) => Folder[];
}

/** A client of a server of folders, and what it was asked. */
function clientOf({ all, page }: Server): { client: LookerClient; asked: string[] } {
  const asked: string[] = [];
  const transport: Transport = (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const offset = Number(searchParams.get("offset")), limit = Number(searchParams.get("limit"));
    asked.push(pathname.endsWith("/search") ? `${offset}+${limit}` : "all");
    return Promise.try(() => {
      const rows = pathname.endsWith("/search") ? page(offset, limit) : all();
      const body = new TextEncoder().encode(JSON.stringify(rows));
      const response = { status: 200, headers: new Headers(), body };
      return { ...response, value: request.read(response) };
    });
  };
  return { client: new LookerClient(transport, "http://looker.test/api/4.0"), asked };
}

const idsOf = ({ items }: FolderListing): string[] => items.map((item) => Body.of(item).text("id") ?? "");
const fail = (status: number) => (): never => {
  throw new StatusError("all_folders", status, `answered ${status}`, null);
};
const options = { signal: never() };

Deno.test("listFolders() takes one answer that fits together, with one call", async () => {
  const folders = tree(40);
  const { client, asked } = clientOf({ all: () => folders, page: fail(500) });
  const listing = await listFolders(client, { ...options, known: ["7", "40"] });
  assertEquals([idsOf(listing).length, listing.late, listing.doubt, asked], [40, 0, null, ["all"]]);
});

Deno.test("listFolders() reads pages where the one answer fails or times out, in halves where these do", async () => {
  const folders = tree(700);
  const failures = [
    fail(504),
    fail(404),
    (): never => {
      throw new TimeoutError("all_folders", 120);
    },
    (): never => {
      throw new BadAnswerError("all_folders", 200, "it is not JSON");
    },
  ];
  for (const all of failures) {
    const { client, asked } = clientOf({
      all,
      page(offset, limit) {
        if (limit > 200) throw new TimeoutError("search_folders", 120);
        return folders.slice(offset, offset + limit);
      },
    });
    const listing = await listFolders(client, options);
    assertEquals([new Set(idsOf(listing)).size, listing.late, listing.doubt], [700, 0, null]);
    assertEquals(asked.slice(0, 5), ["all", "0+25", "0+500", "0+250", "0+125"]);
  }
});

Deno.test("listFolders() notices an answer that is cut: by parents, by counts of children, by what was there", async () => {
  const whole = tree(60);
  const page = (offset: number, limit: number): Folder[] => whole.slice(offset, offset + limit);
  const cases: [string, Folder[], string[]][] = [
    ["its end is missing", whole.slice(0, 45), []],
    ["its beginning is missing", whole.slice(20), []],
    ["it is empty", [], []],
    ["a leaf is missing, and nothing counts children", tree(60, false).slice(0, 59), ["60"]],
  ];
  for (const [what, cut, known] of cases) {
    const { client } = clientOf({ all: () => cut, page });
    const listing = await listFolders(client, { ...options, known });
    assertEquals(new Set(idsOf(listing)).size, 60, what);
    assertEquals([listing.late, listing.doubt], [60 - cut.length, null], what);
  }
});

Deno.test("listFolders() believes two listings that agree: a folder is gone, or a parent is not to be seen", async () => {
  const seen = tree(30).slice(5);
  const { client, asked } = clientOf({
    all: () => seen,
    page: (offset, limit) => seen.slice(offset, offset + limit),
  });
  const listing = await listFolders(client, { ...options, known: ["1000"] });
  assertEquals([idsOf(listing).length, listing.late, listing.doubt], [25, 0, null]);
  assert(asked.length <= 5, String(asked));
});

Deno.test("listFolders() does not call whole what it could not check; without any answer it throws the first failure", async () => {
  const { client } = clientOf({ all: () => tree(60).slice(0, 45), page: fail(403) });
  const listing = await listFolders(client, options);
  assertEquals(idsOf(listing).length, 45);
  assertEquals(listing.doubt, "all_folders seems to be truncated, and search_folders failed");
  const none = clientOf({ all: fail(500), page: fail(404) });
  const error = await assertRejects(() => listFolders(none.client, options), StatusError);
  assertEquals(error.status, 500);
});

Deno.test("listFolders() asks a listing of 100,000 folders whether it has an end, and stops one that has none", async () => {
  const page = (offset: number, limit: number): Folder[] =>
    Array.from({ length: limit }, (_, n) => ({ id: String(offset + n + 1), parent_id: null }));
  const { client, asked } = clientOf({ all: fail(500), page });
  const { doubt } = await listFolders(client, options);
  assert(doubt !== null);
  assertEquals([asked.at(-1), asked.length < 300], ["1000000000+1", true]);
});
