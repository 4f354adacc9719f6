import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { InexactError } from "../../lib/codec/errors.ts";
import { decode } from "../../lib/codec/msgpack_reader.ts";
import { BadAnswerError, NotSentError } from "../../lib/http/errors.ts";
import type { HttpRequest } from "../../lib/http/transport.ts";
import { LookerClient, type Params, pathAndQuery } from "../../lib/looker/client.ts";
import { connectTo, type Handler, never, testLooker } from "./_looker.ts";

const options = { signal: new AbortController().signal };

Deno.test("pathAndQuery() encodes ids, joins arrays, and omits missing parameters", async (t) => {
  const cases: [string, string, string][] = [
    ["plain", pathAndQuery("dashboard", { dashboard_id: "12" }), "/dashboards/12"],
    ["::", pathAndQuery("dashboard", { dashboard_id: "model::a b" }), "/dashboards/model%3A%3Aa%20b"],
    ["slash", pathAndQuery("connection", { connection_name: "a/b?c#d%" }), "/connections/a%2Fb%3Fc%23d%25"],
    ["unicode", pathAndQuery("connection", { connection_name: "ä😀" }), "/connections/%C3%A4%F0%9F%98%80"],
    ["dots within", pathAndQuery("connection", { connection_name: "..." }), "/connections/..."],
    ["booleans", pathAndQuery("all_scheduled_plans", { all_users: true }), "/scheduled_plans?all_users=true"],
    ["false", pathAndQuery("all_scheduled_plans", { all_users: false }), "/scheduled_plans?all_users=false"],
    ["arrays", pathAndQuery("all_roles", { ids: ["1", "2"] }), "/roles?ids=1%2C2"],
    ["order of the spec", pathAndQuery("search_looks", { offset: 5, limit: 10 }), "/looks/search?"],
    ["nested fields", pathAndQuery("all_boards", { fields: "id,a(b)" }), "/boards?fields=id%2Ca(b)"],
    ["nothing", pathAndQuery("all_boards", {}), "/boards"],
    ["undefined and null", pathAndQuery("all_boards", { fields: undefined, x: null }), "/boards"],
    ["lone surrogate", pathAndQuery("all_boards", { fields: "\ud800" }), "/boards?fields=%EF%BF%BD"],
    ["unknown parameters", pathAndQuery("all_boards", { nonsense: 1 }), "/boards"],
  ];
  for (const [name, path, expected] of cases) {
    await t.step(name, () => {
      if (expected.endsWith("?")) assertEquals(path, "/looks/search?limit=10&offset=5");
      else assertEquals(path, expected);
    });
  }
});

Deno.test("pathAndQuery() refuses an id that would make the path another one's", async (t) => {
  for (const id of ["", ".", "..", "\ud800", undefined, null]) {
    await t.step(String(id), () => {
      assertThrows(() => pathAndQuery("delete_look", { look_id: id }), NotSentError, "look_id");
    });
  }
});

// Never called: `deno check` reads it. A line that compiles although it should not fails the gate.
export async function doesNotCompile(client: LookerClient): Promise<void> {
  await client.call("dashboard", { dashboard_id: "1", fields: "id" }, options);
  await client.call("search_dashboards", { limit: 1, deleted: "true" }, options);
  await client.call("all_datagroups", {}, options);
  await client.call("versions", {}, options);
  await client.call("create_query", {}, { ...options, body: { model: "m", view: "v" } });
  // @ts-expect-error no such operation
  await client.call("dashbord", {}, options);
  // @ts-expect-error no such parameter
  await client.call("search_dashboards", { limt: 1 }, options);
  // @ts-expect-error an operation without parameters has none
  await client.call("all_datagroups", { limit: 1 }, options);
  // @ts-expect-error the id is missing
  await client.call("dashboard", {}, options);
  // @ts-expect-error ids are strings
  await client.call("dashboard", { dashboard_id: 1 }, options);
  // @ts-expect-error limit is a number
  await client.call("search_dashboards", { limit: "1" }, options);
  // @ts-expect-error a query has no such property
  await client.call("create_query", {}, { ...options, body: { modl: "m" } });
  // @ts-expect-error no body there
  await client.call("all_boards", {}, { ...options, body: { title: "x" } });
  // @ts-expect-error without a signal nothing can be stopped
  await client.call("all_boards", {}, {});
  const params: Params<"folder_looks"> = { folder_id: "1", fields: "id" };
  // @ts-expect-error the answer is a list of looks
  const _wrong: string = await client.call("folder_looks", params, options);
}

/** Calls against a server that gives each of `answers` in turn. */
async function against<T>(
  answers: (string | Response)[],
  use: (client: LookerClient) => Promise<T>,
): Promise<{ value: T; sent: number }> {
  let sent = 0;
  const handler: Handler = ({ url }) => {
    if (/log(in|out)$/.test(url)) return null;
    const answer = answers[Math.min(sent++, answers.length - 1)] ?? "";
    return typeof answer === "string" ? new Response(answer) : answer.clone();
  };
  await using looker = testLooker(handler);
  await using connection = connectTo(looker.url);
  return { value: await use(connection.client), sent };
}

Deno.test("a 200 that is not the answer expected is tried again", async (t) => {
  const bad: Record<string, string> = {
    "HTML": "<!doctype html><title>Log in</title>",
    "empty": "",
    "the wrong kind": '"a string"',
    "truncated": '[{"id":"1"},{"id":',
    "two values": "[] []",
    "not UTF-8 text": "[\ufeff]",
  };
  for (const [name, body] of Object.entries(bad)) {
    await t.step(`${name}: list()`, async () => {
      const { value, sent } = await against([body, "[]"], (c) => c.list("search_looks", {}, options));
      assertEquals([value.items, sent], [[], 2]);
    });
    await t.step(`${name}: call()`, async () => {
      const { value, sent } = await against([body, "[]"], (c) => c.call("search_looks", {}, options));
      assertEquals([value, sent], [[], 2]);
    });
    await t.step(`${name}: get()`, async () => {
      const { sent } = await against([body, '{"id":"1"}'], (c) => c.get("look", { look_id: "1" }, options));
      assertEquals(sent, 2);
    });
  }
  await t.step("an array where an object is expected, and an object for a list", async () => {
    for (const answers of [["[]", "{}"]]) {
      const { sent } = await against(answers, (c) => c.call("look", { look_id: "1" }, options));
      assertEquals(sent, 2);
    }
    const { sent } = await against(["{}", "[]"], (c) => c.list("search_looks", {}, options));
    assertEquals(sent, 2);
  });
  await t.step("for ever: a BadAnswerError that quotes nothing of it", async () => {
    const failed = against(["<html>secret</html>"], (c) => c.call("all_boards", {}, options));
    const error = await assertRejects(() => failed, BadAnswerError, "Cannot use the response to all_boards");
    assertEquals(Deno.inspect(error).includes("secret"), false);
  });
});

Deno.test("null counts as an empty list (9)", async () => {
  assertEquals((await against(["null"], (c) => c.list("all_boards", {}, options))).value.items, []);
  assertEquals((await against([" null\n"], (c) => c.list("all_boards", {}, options))).value.items, []);
  assertEquals((await against(["null"], (c) => c.call("all_boards", {}, options))).value, []);
});

Deno.test("an answer of more than 10 MB comes whole", async () => {
  const items = Array.from({ length: 1200 }, (_, i) => ({ id: String(i), text: "x".repeat(10_000) }));
  const { value } = await against([JSON.stringify(items)], (c) => c.list("search_looks", {}, options));
  assertEquals(value.items.length, 1200);
  const last = value.items.at(-1);
  assert(last !== undefined && !(last instanceof InexactError));
  assertEquals(decode(last.bytes), items.at(-1));
});

Deno.test("list() reads X-Total-Count where it is a number", async () => {
  for (const [header, total] of [["1234", 1234], ["", null], ["many", null], ["-1", null]] as const) {
    const answer = new Response("[]", { headers: { "x-total-count": header } });
    assertEquals((await against([answer], (c) => c.list("search_looks", {}, options))).value.total, total);
  }
});

Deno.test("what cannot be stored exactly is its own error, and is not asked for again", async () => {
  const big = `{"id":"1","n":${"9".repeat(40)}}`;
  let sent = 0;
  const get = against([big], (c) => c.get("look", { look_id: "1" }, options));
  await assertRejects(() => get, InexactError);
  const { value } = await against(
    [`[${big},{"id":"2"}]`],
    (c) => (sent++, c.list("search_looks", {}, options)),
  );
  assertInstanceOf(value.items[0], InexactError);
  assertEquals([value.items.length, sent], [2, 1]);
});

Deno.test("the tally of a call counts its attempts, not the login", async () => {
  const tally = { calls: 0 };
  const failed = new Response("", { status: 502 });
  await against([failed, "[]"], (c) => c.list("all_boards", {}, { signal: never(), tally }));
  assertEquals(tally.calls, 2);
});

Deno.test("a call carries method, JSON body and nothing superfluous", async () => {
  const seen: [string, string | null, string | null, string][] = [];
  await using looker = testLooker((request) => {
    if (/log(in|out)$/.test(request.url)) return null;
    const { method, headers } = request;
    return request.text().then((body) => {
      seen.push([method, headers.get("content-type"), headers.get("accept"), body]);
      return Response.json({ id: "1" });
    });
  });
  await using connection = connectTo(looker.url);
  await connection.client.call("look", { look_id: "1" }, options);
  await connection.client.call("create_query", {}, { ...options, body: { model: "m", view: "v" } });
  assertEquals(seen, [
    ["GET", null, "application/json", ""],
    ["POST", "application/json", "application/json", '{"model":"m","view":"v"}'],
  ]);
});

Deno.test("an item larger than the client takes comes as its error, the others whole; a typed answer has bounds", async () => {
  const asked: HttpRequest[] = [];
  const pages: Record<string, unknown> = {
    all_boards: [{ id: "1" }, { id: "2", title: "x".repeat(300) }, { id: "3" }],
    board: { id: "2", title: "x".repeat(300) },
    all_roles: [],
  };
  const client = new LookerClient(
    (sent) => {
      asked.push(sent);
      const body = new TextEncoder().encode(JSON.stringify(pages[sent.operation]));
      const response = { status: 200, headers: new Headers(), body };
      return Promise.resolve({ ...response, value: sent.read(response) });
    },
    "http://looker.test/api/4.0",
    { mostItem: 100, mostParsed: 500 },
  );
  const { items } = await client.list("all_boards", {}, options);
  assertEquals(items.map((item) => item instanceof InexactError), [false, true, false]);
  const visited: boolean[] = [];
  await client.visit("all_boards", {}, {
    ...options,
    visit: (item) => void visited.push(item instanceof InexactError),
  });
  assertEquals(visited, [false, true, false]);
  await assertRejects(() => client.get("board", { board_id: "2" }, options), InexactError, "more than");
  await client.call("all_roles", {}, options);
  assertEquals(asked.map(({ most }) => most), [undefined, undefined, undefined, 500]);
});
