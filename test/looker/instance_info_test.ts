import { assertEquals, assertRejects } from "@std/assert";
import { StatusError } from "../../lib/http/errors.ts";
import { instanceAndRights, instanceInfo } from "../../lib/looker/instance_info.ts";
import { connectTo, type Handler, never, testLooker } from "./_looker.ts";

const ANSWERS: Record<string, unknown> = {
  "/versions": { looker_release_version: "26.12.3", supported_versions: [{ version: "4.0" }, {}] },
  "/user": { id: "7", display_name: "Ada", email: "ada@example.com", role_ids: ["1", "2"] },
  "/roles": [{ id: "1", name: "Admin" }, { id: "2", name: null }],
};

const serve = (changes: Record<string, unknown> = {}): Handler => ({ url }) => {
  const path = new URL(url).pathname.replace("/api/4.0", "");
  const answer = { ...ANSWERS, ...changes }[path];
  if (answer === undefined) return null;
  return typeof answer === "number" ? new Response("", { status: answer }) : Response.json(answer);
};

Deno.test("instanceInfo() tells version, user and roles in three calls", async () => {
  await using looker = testLooker(serve());
  await using connection = connectTo(looker.url);
  assertEquals(await instanceInfo(connection.client, looker.url, { signal: never() }), {
    url: looker.url,
    looker_version: "26.12.3",
    api_versions: ["4.0"],
    user: { id: "7", display_name: "Ada", email: "ada@example.com", roles: ["Admin", "2"] },
  });
  assertEquals(looker.asked, [
    "POST /login",
    "GET /versions",
    "GET /user",
    "GET /roles?fields=id%2Cname%2Cpermission_set(permissions)&ids=1%2C2",
  ]);
});

Deno.test("instanceInfo() knows no roles where the user may not list them, or has none", async (t) => {
  for (const changes of [{ "/roles": 403 }, { "/roles": 404 }, { "/user": { id: "7", role_ids: [] } }]) {
    await t.step(JSON.stringify(changes), async () => {
      await using looker = testLooker(serve(changes));
      await using connection = connectTo(looker.url);
      const info = await instanceInfo(connection.client, looker.url, { signal: never() });
      assertEquals(info.user.roles, []);
    });
  }
});

Deno.test("instanceAndRights() tells all permissions of all roles, or that they are unknown", async (t) => {
  const role = (id: string, ...permissions: string[]): unknown => ({ id, permission_set: { permissions } });
  for (
    const [roles, permissions] of [
      [[role("2", "see_looks", "access_data"), role("1", "see_looks", "administer")], [
        "access_data",
        "administer",
        "see_looks",
      ]],
      [[{ id: "1" }], null],
      [403, null],
    ] as const
  ) {
    await t.step(JSON.stringify(roles), async () => {
      await using looker = testLooker(
        serve({ "/roles": roles, "/user": { id: "7", role_ids: ["2", "1"] } }),
      );
      await using connection = connectTo(looker.url);
      const { rights } = await instanceAndRights(connection.client, looker.url, { signal: never() });
      assertEquals(rights, {
        roles: ["1", "2"],
        permissions: permissions === null ? null : [...permissions],
      });
    });
  }
});

Deno.test("instanceInfo() does not hide any other failure", async () => {
  await using looker = testLooker(serve({ "/roles": 500 }));
  await using connection = connectTo(looker.url);
  await assertRejects(
    () => instanceInfo(connection.client, looker.url, { signal: never() }),
    StatusError,
    "all_roles returned 500",
  );
});
