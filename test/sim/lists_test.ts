import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { asList, asObject, asText, type Json, type JsonObject } from "./json.ts";
import { Client, ids } from "./_client.ts";

Deno.test("pages joined in a sorted order are the whole, and the headers tell the rest", async () => {
  await using client = await Client.start({ dashboards: 25 });
  const whole = ids(await client.list("/dashboards/search?sorts=id"));
  assertEquals(whole.length, 25);
  assertEquals(whole, [...whole].sort((a, b) => Number(a) - Number(b)));
  const joined: string[] = [];
  for (let offset = 0; offset < 30; offset += 10) {
    joined.push(...ids(await client.list(`/dashboards/search?sorts=id&limit=10&offset=${offset}`)));
  }
  assertEquals(joined, whole);
  const page = await client.get("/dashboards/search?sorts=id&limit=10&offset=10");
  assertEquals(page.headers.get("x-total-count"), "25");
  assertEquals([...page.headers.get("link")?.matchAll(/rel="(\w+)"/g) ?? []].map((found) => found[1]), [
    "first",
    "prev",
    "next",
    "last",
  ]);
  assertEquals((await client.get("/dashboards/search?sorts=id")).headers.get("link"), null);
});

Deno.test("paging headers can be switched off", async () => {
  await using client = await Client.start({ pagingHeaders: false });
  assertEquals((await client.get("/users?limit=2")).headers.get("x-total-count"), null);
});

Deno.test("a list without sorts comes in another order each time, with all its items", async () => {
  await using client = await Client.start({ dashboards: 25 });
  const orders = await Promise.all(
    [1, 2, 3, 4].map(async () => ids(await client.list("/dashboards/search?fields=id"))),
  );
  assert(new Set(orders.map(String)).size > 1);
  for (const order of orders) assertEquals(new Set(order).size, 25);
  await using calm = await Client.start({ dashboards: 25, shuffleUnsorted: false });
  assertEquals(
    ids(await calm.list("/dashboards/search?fields=id")),
    ids(await calm.list("/dashboards/search?fields=id")),
  );
});

Deno.test("pages of a list that cannot be sorted keep their order", async () => {
  await using client = await Client.start();
  const page = async (): Promise<string[]> =>
    ids(await client.list("/alerts/search?all_owners=true&limit=100"));
  assertEquals(await page(), await page());
});

Deno.test("a page cap shortens pages silently; lists without a limit have a cap of their own", async () => {
  await using client = await Client.start({ dashboards: 25, pageCap: 7, unlimitedCap: 12 });
  assertEquals((await client.list("/dashboards/search?limit=100&sorts=id")).length, 7);
  assertEquals((await client.list("/dashboards/search?sorts=id")).length, 12);
});

Deno.test("fields filter at every depth, and unknown names are dropped silently", async () => {
  await using client = await Client.start();
  const reply = await client.get("/dashboards/2?fields=id,nonsense,folder(id,nope),dashboard_elements(id)");
  const body = asObject(reply.body);
  assertEquals(Object.keys(body), ["id", "folder", "dashboard_elements"]);
  assertEquals(Object.keys(asObject(body["folder"])), ["id"]);
  for (const element of asList(body["dashboard_elements"])) {
    assertEquals(Object.keys(asObject(element)), ["id"]);
  }
});

Deno.test("a fields filter of generated dashboards answers what the whole object says", async () => {
  await using client = await Client.start({ dashboards: 40 });
  const names = [
    "id",
    "title",
    "updated_at",
    "deleted",
    "folder_id",
    "slug",
    "view_count",
    "user_name",
    "hidden",
    "url",
  ];
  const whole = await client.list("/dashboards/search?sorts=id");
  const part = await client.list(`/dashboards/search?sorts=id&fields=${names.join(",")}`);
  const expected = whole.map((item) =>
    Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)))
  );
  assertEquals(part, expected as JsonObject[]);
});

const FOUND: [path: string, what: (item: JsonObject) => boolean][] = [
  ["/users/search?email=USER2@example.com", (item) => item["email"] === "user2@example.com"],
  ["/users/search?is_disabled=true", (item) => item["is_disabled"] === true],
  ["/users/search?embed_user=true", (item) => asList(item["credentials_embed"]).length > 0],
  ["/users?ids=1,3", (item) => item["id"] === "1" || item["id"] === "3"],
  ["/looks/search?title=%25twin", (item) => asText(item["title"]).toLowerCase() === "case twin"],
  ["/looks/search?title=100%25_done", (item) => asText(item["title"]).startsWith("100")],
  ["/groups/search?name=sales%25", (item) => asText(item["name"]).startsWith("Sales")],
  ["/folders/search?is_shared_root=true", (item) => item["id"] === "1"],
  ["/folders/search?parent_id=2", (item) => item["parent_id"] === "2"],
  ["/folders/search?parent_id=IS%20NULL", (item) => item["parent_id"] === null],
  ["/roles/search?built_in=true", (item) => item["name"] === "Admin"],
  ["/dashboards/search?id=1,2,3", (item) => Number(item["id"]) <= 3],
  ["/looks/search?title=nothing&id=1&filter_or=true", (item) => item["id"] === "1"],
];

Deno.test("searches match as SQL LIKE without case, ids as a comma list, null by its words", async () => {
  await using client = await Client.start({ looks: 60 });
  for (const [path, what] of FOUND) {
    const items = await client.list(path);
    assert(items.length > 0, path);
    assert(items.every(what), path);
  }
});

Deno.test("trash is shown when asked for and only then", async () => {
  await using client = await Client.start({ dashboards: 40, looks: 40 });
  for (const type of ["dashboards", "looks"]) {
    const live = await client.list(`/${type}/search`),
      trash = await client.list(`/${type}/search?deleted=true`);
    assert(trash.length > 0);
    assert(trash.every((item) => item["deleted"] === true && item["deleted_at"] !== null));
    assertEquals(live.filter((item) => item["deleted"] === true), []);
    assertEquals(live.length, 40);
    const all = ids(await client.list(`/${type}`)).filter((id) => !id.includes("::"));
    assertEquals(all.sort(), ids(live).sort());
  }
  assert(ids(await client.list("/dashboards")).includes("thelook::business_pulse"));
  assert(!ids(await client.list("/dashboards/search")).some((id) => id.includes("::")));
});

Deno.test("plans and alerts of others are shown only when asked for", async () => {
  await using client = await Client.start({ clients: [{ clientId: "two", clientSecret: "2", userId: "2" }] });
  for (
    const [path, all, owner] of [["/scheduled_plans", "all_users", "user_id"], [
      "/alerts/search",
      "all_owners",
      "owner_id",
    ]] as const
  ) {
    const own = await client.list(path), everybody = await client.list(`${path}?${all}=true`);
    assert(own.length > 0 && own.every((item) => item[owner] === "1"), path);
    assert(everybody.length > own.length, path);
    const second = await client.as("two", "2");
    assert((await second.list(path)).every((item) => item[owner] === "2"), path);
  }
});

Deno.test("disabled plans are found by an inline query only, and read singly", async () => {
  await using client = await Client.start();
  const listed = ids(await client.list("/scheduled_plans?all_users=true"));
  const query = {
    model: "system__activity",
    view: "scheduled_plan",
    fields: ["scheduled_plan.id"],
    filters: { "scheduled_plan.enabled": "no" },
  };
  const rows = (await client.send("POST", "/queries/run/json?limit=5000", query)).body as JsonObject[];
  const disabled = rows.map((row) => asText(row["scheduled_plan.id"]));
  assert(disabled.length > 1);
  for (const id of disabled) {
    assert(!listed.includes(id));
    assertEquals((await client.object(`/scheduled_plans/${id}`))["enabled"], false);
  }
  assertEquals(
    ((await client.send("POST", "/queries/run/json?limit=1", query)).body as JsonObject[]).length,
    1,
  );
});

Deno.test("role_users shows inherited roles unless only direct ones are asked for", async () => {
  await using client = await Client.start();
  const leaky = ids(await client.list("/roles/4/users")),
    direct = ids(await client.list("/roles/4/users?direct_association_only=true"));
  assertNotEquals(leaky, direct);
  assertEquals(direct, []);
});

Deno.test("the source of an attribute's value tells its level", async () => {
  await using client = await Client.start();
  const values = await client.list("/users/2/attribute_values?all_values=true&include_unset=true");
  const source = (name: string): Json => values.find((one) => one["name"] === name)?.["source"] ?? null;
  assertEquals([source("region"), source("email"), source("min_amount")], [
    "User Setting",
    "System Setting",
    "Default",
  ]);
  const hidden = values.find((one) => one["name"] === "db_password");
  assertEquals([hidden?.["value"], hidden?.["source"]], [null, "User Setting"]);
});

Deno.test("search_dashboards can lack the nested parts", async () => {
  await using client = await Client.start({ pageLacksNested: true });
  for (const item of await client.list("/dashboards/search")) assertEquals(item["dashboard_elements"], null);
  assert(Array.isArray((await client.object("/dashboards/1"))["dashboard_elements"]));
});

Deno.test("content metadata are listed per parent, and lists of access need an id", async () => {
  await using client = await Client.start();
  const folders = await client.list("/folders");
  const shared = folders.find((one) => one["is_shared_root"] === true);
  const below = await client.list(`/content_metadata?parent_id=${shared?.["content_metadata_id"]}`);
  const children = folders.filter((one) => one["parent_id"] === shared?.["id"]).map((one) =>
    one["content_metadata_id"]
  );
  assertEquals(
    below.filter((one) => one["folder_id"] !== null).map((one) => one["id"]).sort(),
    children.sort(),
  );
  assert(below.every((one) => one["parent_id"] === shared?.["content_metadata_id"]));
  assertEquals((await client.get("/content_metadata_access?content_metadata_id=nope")).status, 404);
});
