/** What belongs to an item is stored with it, under `_vault`. */
import { assert, assertEquals } from "@std/assert";
import { extract } from "./_inside.ts";
import { Workplace } from "./_run.ts";
import { dump, type Sim, small } from "./_sim.ts";
import { served } from "./_truth.ts";
import { OpenVault } from "./_vault.ts";

type Entry = Record<string, unknown>;

Deno.test("extract stores what belongs to an item under _vault", async (t) => {
  await using sim = small();
  using place = Workplace.at(sim);
  await extract(place);
  const truth = await served(sim);
  using vault = new OpenVault(place.db);
  const all = (type: string): [string, Entry][] =>
    [...truth.get(type) ?? []].map(([id, text]) => [id, JSON.parse(text) as Entry]);
  const relation = relationsOf(sim);

  await t.step("a look with its query", () => {
    for (const [id, look] of all("looks")) {
      assertEquals(vault.part("looks", id)["query"], look["query"]);
      assertEquals((look["query"] as Entry)["id"], look["query_id"]);
    }
  });

  await t.step("a dashboard with its merge queries, and those with their sources, by id or slug", () => {
    let merges = 0, bySlug = 0;
    for (const [id, dashboard] of all("dashboards")) {
      const ids = mergeIds(dashboard);
      const part = vault.part("dashboards", id);
      const found = (part["merge_queries"] ?? {}) as Record<string, Entry>;
      const sources = Object.values((part["merge_source_queries"] ?? {}) as Record<string, Entry>);
      assertEquals(Object.keys(found).sort(), ids.sort(), `dashboard ${id}`);
      for (const merge of Object.values(found)) {
        merges++;
        for (const { query_id, query_slug } of merge["source_queries"] as Entry[]) {
          if (typeof query_id !== "string") bySlug++;
          assert(sources.some((query) => query["id"] === query_id || query["slug"] === query_slug));
        }
      }
    }
    assert(merges > 0 && bySlug > 0, `${merges} merge queries, ${bySlug} sources by slug`);
  });

  await t.step("a folder and a board with its access: whether it inherits, else its rows", () => {
    let own = 0, inheriting = 0;
    for (const type of ["folders", "boards"]) {
      for (const [id, item] of all(type)) {
        const { content_metadata: metadata, content_metadata_accesses: rows } = vault.part(type, id);
        const metadataId = item["content_metadata_id"];
        if (metadataId === null) continue;
        assertEquals((metadata as Entry)["id"], metadataId);
        const expected = relation("content_accesses").filter((row) =>
          row["content_metadata_id"] === metadataId
        );
        if ((metadata as Entry)["inherits"] === true) {
          inheriting++;
          assertEquals(rows, undefined);
        } else {
          own++;
          assertEquals(
            (rows as Entry[]).map((row) => row["id"]).sort(),
            expected.map((row) => row["id"]).sort(),
          );
        }
      }
    }
    assert(own > 0 && inheriting > 0);
  });

  await t.step("a role with the groups and users that have it directly", () => {
    for (const [id] of all("roles")) {
      const { groups, users } = vault.part("roles", id);
      assertEquals(groups, sorted(withMember(relation("groups_of_role"), id, "of")));
      assertEquals(users, sorted(withMember(relation("roles_of_user"), id, "to")));
    }
  });

  await t.step("a group with its members and parents", () => {
    for (const [id, group] of all("groups")) {
      const { users, parents } = vault.part("groups", id);
      assertEquals(users, sorted(withMember(relation("group_members_of_user"), id, "to")));
      assertEquals(parents, sorted(group["parent_group_ids"] as string[]));
    }
  });

  await t.step("an attribute with group values, and user values of the user level only", () => {
    let values = 0;
    for (const [id] of all("user_attributes")) {
      const { group_values, user_values } = vault.part("user_attributes", id);
      const groups = entry(relation("group_values_of_attribute"), id)["list"] as Entry[];
      const own = entry(relation("user_values_of_attribute"), id);
      assertEquals((group_values as Entry[]).map((row) => row["id"]), groups.map((row) => row["id"]));
      const users = Object.keys(own).filter((key) => /^u\d+$/.test(key)).map((key) => key.slice(1));
      assertEquals((user_values as Entry[]).map((row) => row["user_id"]), sorted(users));
      values += users.length;
    }
    assert(values > 0);
  });
});

/** Rows of the simulator's dump by table; lists stand under `list`, the id under `of`. */
function relationsOf(sim: Sim): (type: string) => Entry[] {
  const tables = new Map<string, Entry[]>();
  for (const { type, id, text } of dump(sim.store)) {
    if (!type.includes("_of_") && type !== "content_accesses") continue;
    const value = JSON.parse(text) as Entry | unknown[];
    const row = Array.isArray(value) ? { of: id, list: value } : { of: id, ...value };
    tables.set(type, [...tables.get(type) ?? [], row]);
  }
  return (type) => tables.get(type) ?? [];
}

/** `of`: the list of row `id`. `to`: the rows whose list names `id`. */
function withMember(rows: readonly Entry[], id: string, way: "of" | "to"): string[] {
  if (way === "of") return entry(rows, id)["list"] as string[];
  return rows.filter(({ list }) => (list as string[]).includes(id)).map((row) => String(row["of"]));
}

function entry(rows: readonly Entry[], id: string): Entry {
  return rows.find((row) => row["of"] === id) ?? { list: [] };
}

function sorted(ids: readonly string[]): string[] {
  return [...ids].sort((a, b) => Number(a) - Number(b));
}

function mergeIds(dashboard: Entry): string[] {
  const ids = new Set<string>();
  for (const { merge_result_id: id, result_maker: maker } of dashboard["dashboard_elements"] as Entry[]) {
    for (const each of [id, (maker as Entry | null)?.["merge_result_id"]]) {
      if (typeof each === "string") ids.add(each);
    }
  }
  return [...ids];
}
