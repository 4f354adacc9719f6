import { assertEquals } from "@std/assert";
import { systemClock } from "../../lib/base/clock.ts";
import type { JsonObject } from "../../lib/codec/json_value.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { linksOf, withLinks } from "../../lib/handlers/users/user_links_of.ts";
import { users } from "../../lib/handlers/users/users.ts";
import { vaultSource } from "../../lib/restore/plan/source.ts";
import { openVaultForWriting } from "../../lib/vault/open.ts";
import { backup } from "../extract/_in_process.ts";
import { startSim } from "../sim/mod.ts";
import { FEW } from "./_repair.ts";
import { PlainWriter } from "./_writer.ts";

/** A backup that holds only what stands beside items. */
function holding(parts: Record<string, Record<string, JsonObject>>): Parameters<typeof linksOf>[0] {
  return {
    items: (type) =>
      Object.keys(parts[type] ?? {}).map((id) => ({
        id,
        name: null,
        ownerId: null,
        ownerEmail: null,
        folderId: null,
        updatedAt: null,
        trashed: false,
        deletedAt: null,
      })),
    props: ({ type, id }) => ({ get: (key) => key === "_vault" ? parts[type]?.[id] : undefined }),
  };
}

Deno.test("a user's links are gathered from groups, roles and attributes, as far as these were read whole", () => {
  const value = { user_id: "2", value: "x", value_is_hidden: false };
  const cases: [Record<string, Record<string, JsonObject>>, JsonObject][] = [
    [{}, {}],
    [{ groups: { "10": { users: ["2"] }, "9": { users: ["1", "2"] }, "8": { users: [] } } }, {
      groups: ["9", "10"],
    }],
    [{ groups: { "9": { users: ["2"] }, "8": {} } }, {}],
    [{ roles: { "3": { users: [], groups: [] } } }, { roles: [] }],
    [{ user_attributes: { "5": { user_values: [value, { ...value, user_id: "3" }] } } }, {
      values: [{ user_attribute_id: "5", value: "x", value_is_hidden: false }],
    }],
    [{ user_attributes: { "5": { user_values: [value], user_values_unread: ["2"] } } }, {}],
    [{ user_attributes: { "5": { user_values: [value] }, "6": {} } }, {}],
  ];
  for (const [parts, links] of cases) assertEquals(linksOf(holding(parts), "2"), links);
});

Deno.test("the links that a backup knows of a user are those that Looker answers", async () => {
  await using sim = startSim(FEW);
  await using saved = await backup(sim);
  await saved.run({ noUserValues: false });
  using vault = openVaultForWriting(saved.path, { clock: systemClock, types: TYPE_CODES });
  await using writer = PlainWriter.to(sim);
  const backedUp = vaultSource(vault, sim.url, null), source = withLinks(backedUp);
  // The backup's hash of a body does not apply to the body with links, or without members.
  assertEquals(source.form({ type: "users", id: "2" }), undefined);
  assertEquals(source.form({ type: "groups", id: "2" }), undefined);
  assertEquals(source.form({ type: "dashboards", id: "1" }), backedUp.form({ type: "dashboards", id: "1" }));
  for (const { id } of source.items("users")) {
    const body = source.body({ type: "users", id });
    assertEquals(writer.task(users, body ?? {}, await users.read(writer, id)).changes, [], `user ${id}`);
  }
});
