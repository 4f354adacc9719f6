import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { asList, asObject, type Json } from "./json.ts";
import { Client, login } from "./_client.ts";

const REFUSED: [
  what: string,
  method: string,
  path: string,
  body: Json | undefined,
  status: number,
  kind: string,
][] = [
  ["an unknown path", "GET", "/dashbords", undefined, 404, "unknown_path"],
  ["a method the path does not have", "DELETE", "/dashboards", undefined, 404, "unknown_path"],
  ["an unknown parameter", "GET", "/dashboards?limit=3", undefined, 400, "unknown_parameter"],
  ["a badly typed integer", "GET", "/looks/search?limit=ten", undefined, 400, "bad_parameter"],
  ["a badly typed boolean", "GET", "/looks/search?deleted=1", undefined, 400, "bad_parameter"],
  ["a repeated parameter", "GET", "/users?ids=1&ids=2", undefined, 400, "repeated_parameter"],
  ["a missing required parameter", "GET", "/content_metadata", undefined, 400, "missing_parameter"],
  ["a page number", "GET", "/users?page=1", undefined, 200, "deprecated_parameter"],
  [
    "sorting dashboards by updated_at",
    "GET",
    "/dashboards/search?sorts=updated_at",
    undefined,
    400,
    "sort_not_allowed",
  ],
  ["a read-only property", "PATCH", "/dashboards/1", { id: "1", title: "x" }, 422, "read_only_property"],
  [
    "a nested read-only property",
    "PATCH",
    "/dashboards/1",
    { folder: { name: "x", is_personal: true } },
    422,
    "read_only_property",
  ],
  ["an unknown property", "PATCH", "/looks/1", { titel: "x" }, 422, "unknown_property"],
  [
    "an unknown nested property",
    "PATCH",
    "/dashboards/1",
    { appearance: { color: "red" } },
    422,
    "unknown_property",
  ],
  ["a wrong type", "PATCH", "/looks/1", { title: 7 }, 422, "wrong_type"],
  ["null where none may be", "PATCH", "/looks/1", { deleted: null }, 422, "wrong_type"],
  ["a word outside an enum", "PATCH", "/alerts/1", { enhancements: "SOME" }, 422, "wrong_type"],
  ["an object instead of a list", "PUT", "/roles/2/groups", {}, 422, "wrong_type"],
  ["a body where none belongs", "POST", "/alerts/1/follow", {}, 204, "unexpected_body"],
  ["no body where one belongs", "PATCH", "/looks/1", undefined, 400, "missing_body"],
  [
    "a query that is no System Activity",
    "POST",
    "/queries/run/json",
    { model: "m", view: "v" },
    501,
    "not_modelled",
  ],
];

Deno.test("each thing the spec does not allow is refused and recorded", async () => {
  for (const [what, method, path, body, status, kind] of REFUSED) {
    await using client = await Client.start({ dashboards: 4, looks: 4 });
    const reply = await client.send(method, path, body);
    assertEquals(reply.status, status, what);
    assertEquals(client.sim.violations.map((one) => one.kind), [kind as never], what);
    if (status === 422) assert(asList(asObject(reply.body)["errors"]).length > 0, what);
    if (status >= 400) {
      assertStringIncludes(String(asObject(reply.body)["documentation_url"]), `/err/4.0/${status}/`);
    }
  }
});

Deno.test("bodies that are read-only in the spec but must be sent are accepted", async () => {
  await using client = await Client.start();
  const folder = (await client.list("/folders")).find((one) => one["name"] === "Level 3");
  const accepted: [string, string, Json][] = [
    ["POST", "/groups/8/groups", { group_id: "6" }],
    ["POST", "/groups/8/users", { user_id: "2" }],
    ["POST", "/user_attributes/3/group_values", [{ group_id: "8", value: "x" }]],
    ["PATCH", "/groups/8/attribute_values/5", { value: ">1" }],
    ["POST", "/content_metadata_access", {
      content_metadata_id: folder?.["content_metadata_id"] ?? "",
      permission_type: "view",
      group_id: "8",
    }],
  ];
  for (const [method, path, body] of accepted) {
    const reply = await client.send(method, path, body);
    assertEquals(reply.status, 200, `${path} ${reply.text}`);
  }
  assertEquals(client.sim.violations, []);
});

Deno.test("filterables keep their listens although the spec calls them read-only", async () => {
  await using client = await Client.start();
  const tile = asList((await client.object("/dashboards/1"))["dashboard_elements"]).map(asObject).find((
    one,
  ) => one["query_id"] !== null);
  const filterables = [{
    model: "thelook",
    view: "orders",
    name: null,
    listen: [{ dashboard_filter_name: "Region", field: "a.b" }],
  }];
  const reply = await client.send("PATCH", `/dashboard_elements/${tile?.["id"]}`, {
    result_maker: { filterables },
  });
  assertEquals(reply.status, 200);
  assertEquals(asObject(asObject(reply.body)["result_maker"])["filterables"], filterables);
});

Deno.test("a path id is percent-decoded", async () => {
  await using client = await Client.start();
  assertEquals((await client.get("/connections/legacy%2Fpg")).status, 200);
  assertEquals((await client.get("/dashboards/thelook%3A%3Aodd%20%2F%20name")).status, 200);
  assertEquals((await client.get("/dashboards/thelook%253A%253Aodd")).status, 404);
});

Deno.test("login takes the form only, and answers 404 to bad credentials", async () => {
  await using client = await Client.start();
  const { sim } = client;
  assertEquals(
    (await login(sim, "demo", "wrong").then((reply) => reply.json()) as Record<string, unknown>)["message"],
    "The resource you're looking for could not be found",
  );
  assertEquals((await login(sim, "", "").then((reply) => (reply.body?.cancel(), reply))).status, 401);
  const url = `${sim.url}/api/4.0/login`;
  const json = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"client_id":"demo"}',
  });
  const query = await fetch(`${url}?client_id=demo&client_secret=demo-secret`, { method: "POST" });
  assertEquals([json.status, query.status], [400, 400]);
  await json.body?.cancel();
  await query.body?.cancel();
  assertEquals(sim.violations.map((one) => one.kind), ["login_parameters", "login_parameters"]);
});

Deno.test("a token is needed, in either spelling, until it expires, is revoked or logged out", async () => {
  let now = Date.UTC(2026, 0, 1);
  await using client = await Client.start({ tokenTtlSeconds: 2, now: () => now });
  const status = async (authorization?: string): Promise<number> => {
    const reply = await fetch(`${client.sim.url}/api/4.0/user`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    await reply.body?.cancel();
    return reply.status;
  };
  assertEquals(await status(), 401);
  assertEquals(await status("token nonsense"), 401);
  assertEquals(await status(`token ${client.token}`), 200);
  assertEquals(await status(`Bearer ${client.token}`), 200);
  now += 2000;
  assertEquals(await status(`Bearer ${client.token}`), 401);
  const again = await client.as("demo", "demo-secret");
  assertEquals((await again.send("DELETE", "/logout")).status, 204);
  assertEquals((await again.get("/user")).status, 401);
  const third = await client.as("demo", "demo-secret");
  client.sim.revokeTokens();
  assertEquals((await third.get("/user")).status, 401);
});

Deno.test("neither log nor violations hold a secret or a token", async () => {
  await using client = await Client.start();
  await client.get("/user?bad=1");
  const told = JSON.stringify([client.sim.log, client.sim.violations, client.sim.stats]);
  assert(!told.includes("demo-secret"));
  assert(!told.includes(client.token));
});
