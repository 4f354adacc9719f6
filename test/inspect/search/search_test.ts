import { assertEquals, assertThrows } from "@std/assert";
import { brokenItems } from "../../../lib/inspect/search/broken.ts";
import { duplicateGroups } from "../../../lib/inspect/search/duplicates.ts";
import { NotInVaultError } from "../../../lib/inspect/errors.ts";
import { find, type FindQuery } from "../../../lib/inspect/search/find.ts";
import { graphOf } from "../../../lib/inspect/search/graph.ts";
import { impactOf } from "../../../lib/inspect/search/impact.ts";
import { ownerList } from "../../../lib/inspect/search/owner_list.ts";
import { personOf } from "../../../lib/inspect/search/person.ts";
import type { Searcher } from "../../../lib/inspect/search/searcher.ts";
import { itemTarget, targetOf } from "../../../lib/inspect/search/target.ts";
import { palette } from "../../../lib/term/palette.ts";
import {
  impactCsv,
  impactCsvStream,
  impactLines,
  impactTableStream,
} from "../../../lib/term/search/render_impact.ts";
import { typeCode } from "../../../lib/looker/content_type_names.ts";
import { keepContentUse } from "../../../lib/vault/content_use.ts";
import { minute, TempDir } from "../../vault/_vaults.ts";
import { FIELD_PLACES } from "../../looker/uses/_places.ts";
import { SCENE, type SceneItem, sceneVault, searching, writeRun } from "./_vault.ts";

function keys(searcher: Searcher, query: Partial<FindQuery>): string[] {
  return find(searcher, { limit: 20, ...query }).items.map(({ type, id }) => `${type}/${id}`);
}

function impact(searcher: Searcher, text: string, at?: string): string[] {
  return [...impactOf(searcher, targetOf(searcher, text), { at }).items()]
    .map(({ type, id, via }) => `${type}/${id}${via.length === 0 ? "" : ` via ${via.join(" ")}`}`).sort();
}

Deno.test("find() finds beginnings of words without accents, a name before a text", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    assertEquals(keys(searcher, { text: "weekly rev" }), ["looks/12", "dashboards/30"]);
    assertEquals(keys(searcher, { text: "maria" }), ["dashboards/30"]);
    assertEquals(keys(searcher, { text: "ria" }), []);
    assertEquals(keys(searcher, { text: "boss@acme.com" }), ["scheduled_plans/8"]);
    assertEquals(keys(searcher, { text: "revenue", types: ["dashboards"] }), ["dashboards/30"]);
    const [hit] = find(searcher, { text: "maria", limit: 1 }).items;
    assertEquals(
      hit &&
        { path: hit.path, snippet: hit.snippet, folder: hit.folder, owner: hit.owner, used: hit.used_by },
      {
        path: "dashboard_elements[1].body_text",
        snippet: "Ask Maria [more](/dashboards/31)",
        folder: "Shared/Finance",
        owner: "ada@acme.com",
        used: 3,
      },
    );
  });
});

Deno.test("find() filters by what an item uses and by address, and finds by a pattern", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    assertEquals(keys(searcher, { field: "orders.total" }), ["looks/12"]);
    assertEquals(keys(searcher, { field: "orders.status", text: "weekly" }), ["looks/12"]);
    assertEquals(keys(searcher, { explore: "thelook::people" }), ["looks/13"]);
    assertEquals(keys(searcher, { model: "thelook", types: ["model_sets"] }), ["model_sets/9"]);
    assertEquals(keys(searcher, { email: "ADA@acme.com" }).sort(), ["scheduled_plans/8", "users/3"]);
    assertEquals(keys(searcher, { regex: /^Ask\b/ }), ["dashboards/30"]);
  });
});

Deno.test("find() shows viewed items before unviewed ones, within names and within texts", () => {
  using dir = new TempDir();
  const looks = ["1", "2", "3"].map((id): SceneItem => ["looks", id, { id, title: "Margin", user_id: "4" }]);
  const dashboard: SceneItem = ["dashboards", "1", { id: "1", title: "Costs", description: "no margin" }];
  using vault = sceneVault(dir.file(), [dashboard, ...looks]);
  vault.withTransaction(() =>
    keepContentUse(
      vault,
      new Map([
        [typeCode("looks"), new Map([["2", { views: 3, last: null }], ["3", { views: 8, last: null }]])],
        [typeCode("dashboards"), new Map([["1", { views: 99, last: null }]])],
      ]),
    )
  );
  searching(vault, (searcher) => {
    const { items } = find(searcher, { text: "margin", limit: 10 });
    assertEquals(items.map(({ type, id, view_count }) => [`${type}/${id}`, view_count]), [
      ["looks/3", 8],
      ["looks/2", 3],
      ["looks/1", null],
      ["dashboards/1", 99],
    ]);
    // What is viewed is found although only a few hits are read.
    assertEquals(find(searcher, { text: "margin", limit: 1 }).items.map(({ id }) => id), ["3"]);
    const looksAlone = { regex: /margin/i, types: ["looks"] as const, limit: 1 };
    assertEquals(find(searcher, looksAlone).items.map(({ id }) => id), ["3"]);
  });
});

Deno.test("find() says which words come near those that no name has", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    assertEquals(find(searcher, { text: "opertaions", limit: 5 }), {
      total: 0,
      items: [],
      suggestions: ["operations"],
    });
    assertEquals(find(searcher, { text: "weekly revnue", limit: 5 }).suggestions, ["weekly revenue"]);
    const suggested = (query: Partial<FindQuery>): string[] =>
      find(searcher, { limit: 5, ...query }).suggestions;
    assertEquals(suggested({ field: "orders.totl" }), ["orders.total"]);
    assertEquals(suggested({ explore: "thelook::order", text: "weekly" }), ["thelook::orders"]);
    assertEquals(suggested({ model: "telook" }), ["thelook"]);
    assertEquals(suggested({ email: "bos@acme.com" }), ["boss@acme.com"]);
    assertEquals(suggested({ field: "nothing.like_it" }), []);
    assertThrows(() => targetOf(searcher, "ordres.*"), NotInVaultError, "no view");
  });
});

Deno.test("find() and impactOf() answer for another time, and know what is gone", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  const other: SceneItem = ["looks", "12", {
    id: "12",
    title: "Daily",
    query: { model: "thelook", view: "orders", fields: ["orders.id"] },
  }];
  searching(vault, () => {});
  writeRun(vault, { id: "s2", at: 10, items: [other], gone: [["dashboards", "31"]] });
  searching(vault, (searcher) => {
    assertEquals(keys(searcher, { text: "weekly", types: ["looks"] }), []);
    assertEquals(keys(searcher, { text: "weekly", types: ["looks"], at: minute(5) }), ["looks/12"]);
    assertEquals(find(searcher, { text: "totals", limit: 5 }).items.map(({ state }) => state), ["gone"]);
    assertEquals(keys(searcher, { text: "totals", deleted: true }), ["dashboards/31"]);
    assertEquals(keys(searcher, { text: "operations", deleted: true }), []);
    assertEquals(impact(searcher, "orders.total"), []);
    assertEquals(impact(searcher, "orders.total", minute(5))[0], "alerts/11 via dashboards/30");
  });
});

Deno.test("impactOf() tells items by folder and owner, and each through what others use, whichever comes first", () => {
  using dir = new TempDir();
  const query = { model: "thelook", view: "orders", fields: ["orders.total"] };
  const dashboard: SceneItem = ["dashboards", "40", {
    id: "40",
    title: "Both",
    folder_id: "1",
    user_id: "4",
    dashboard_elements: [{ id: "400", look_id: "12" }, { id: "401", query }],
  }];
  const look: SceneItem = ["looks", "1", { id: "1", title: "A", folder_id: "7", user_id: "4", query }];
  using vault = sceneVault(dir.file(), [...SCENE, dashboard, look]);
  searching(vault, (searcher) => {
    const found = [...impactOf(searcher, targetOf(searcher, "orders.total")).items()];
    assertEquals(found.map(({ type, id, direct, via }) => `${type}/${id} ${direct} ${via}`), [
      "dashboards/40 true looks/12",
      "looks/12 true ",
      "looks/1 true ",
      "dashboards/30 false looks/12",
      "boards/6 false dashboards/30",
      "scheduled_plans/8 false dashboards/30",
      "alerts/11 false dashboards/30",
    ]);
  });
});

Deno.test("impactOf() goes from a field to the looks, dashboards, boards, schedules and alerts that use it", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    const all = [
      "alerts/11 via dashboards/30",
      "boards/6 via dashboards/30",
      "dashboards/30 via looks/12",
      "looks/12",
      "scheduled_plans/8 via dashboards/30",
    ];
    assertEquals(impact(searcher, "orders.total"), all);
    assertEquals(impact(searcher, "Orders total"), all);
    assertEquals(impact(searcher, "orders.total_usd"), ["dashboards/31"]);
    const found = [...impactOf(searcher, targetOf(searcher, "orders.total")).items()];
    const plan = found.find(({ type }) => type === "scheduled_plans"),
      look = found.find(({ type }) => type === "looks");
    assertEquals(plan?.recipients, ["boss@acme.com", "ada@acme.com"]);
    assertEquals(look?.paths, ["query.fields[0]"]);
    assertEquals(impact(searcher, "thelook::people"), ["looks/13"]);
    assertEquals(
      [...impactOf(searcher, itemTarget(searcher, "dashboards", "Operations")).items()].map(({ type }) =>
        type
      ).sort(),
      ["alerts", "boards", "scheduled_plans"],
    );
  });
});

Deno.test("impactOf() finds a view under the name that an explore gives it, and not another view of that name", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    const direct = (text: string): string[] =>
      [...impactOf(searcher, targetOf(searcher, text)).items()].filter((one) => one.direct).map(({ id }) =>
        id
      ).sort();
    assertEquals(direct("users"), ["12", "13"]);
    assertEquals(direct("buyers.*"), []);
    assertEquals(direct("orders"), ["12", "31"]);
  });
});

Deno.test("targetOf() names what is nearly called so", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    const error = assertThrows(() => targetOf(searcher, "orders.totl"), NotInVaultError);
    assertEquals(error.hint, "Did you mean orders.total?");
  });
});

Deno.test("brokenItems() names fields that their explore does not have, and explores that their model does not", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file(), [
    ...SCENE,
    ["looks", "14", { id: "14", title: "x", query: { model: "thelook", view: "gone", fields: ["a.b"] } }],
    ["looks", "15", { id: "15", title: "x", query: { model: "nomodel", view: "e", fields: ["a.b"] } }],
  ]);
  searching(vault, (searcher) => {
    const broken = [...brokenItems(searcher)].flatMap(({ type, id, missing }) =>
      missing.map(({ kind, name }) => `${type}/${id} ${kind} ${name}`)
    );
    assertEquals(broken.sort(), [
      "dashboards/31 field my_orders.total",
      "dashboards/31 field orders.total_usd",
      "looks/14 explore thelook::gone",
      "looks/15 model nomodel",
    ]);
  });
});

Deno.test("graphOf() goes both ways", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    const edges = (down: boolean, up: boolean): string[] =>
      graphOf(searcher, { type: "dashboards", id: "30" }, { down, up, depth: 1 }).edges
        .map(({ from, to, relation }) => `${from} ${relation} ${to}`).sort();
    assertEquals(edges(false, true), [
      "alerts/11 alert dashboards/30",
      "boards/6 board dashboards/30",
      "scheduled_plans/8 schedule dashboards/30",
    ]);
    assertEquals(edges(true, false), [
      "dashboards/30 folder folders/7",
      "dashboards/30 link dashboards/31",
      "dashboards/30 owner users/3",
      "dashboards/30 tile looks/12",
    ]);
    assertEquals(
      graphOf(searcher, { type: "looks", id: "12" }, { down: false, up: true, depth: 3 }).nodes.length,
      5,
    );
  });
});

Deno.test("duplicateGroups() groups what shows the same", () => {
  using dir = new TempDir();
  const query = {
    model: "thelook",
    view: "orders",
    fields: ["orders.total", "buyers.name"],
    filters: { "orders.status": "complete" },
  };
  using vault = sceneVault(dir.file(), [
    ...SCENE,
    ["looks", "16", {
      id: "16",
      title: "Copy",
      query: { ...query, pivots: [], sorts: null },
    }],
    ["looks", "17", { id: "17", title: "Other", query: { ...query, limit: "10" } }],
  ]);
  searching(vault, (searcher) => {
    assertEquals(duplicateGroups(searcher).map((group) => group.map(({ id }) => id)), [["12", "16"]]);
  });
});

Deno.test("personOf() tells what somebody owns, receives, and has by their groups", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    const person = personOf(searcher, "Ada@acme.com");
    const ids = (items: readonly { type: string; id: string }[]): string[] =>
      items.map(({ type, id }) => `${type}/${id}`).sort();
    assertEquals(person.users.map(({ id }) => id), ["3"]);
    assertEquals(ids(person.owns), ["alerts/11", "dashboards/30", "looks/12", "scheduled_plans/8"]);
    assertEquals(ids(person.receives), ["scheduled_plans/8"]);
    assertEquals(ids(person.groups), ["groups/5"]);
    assertEquals(ids(person.roles), ["roles/2"]);
    assertThrows(() => personOf(searcher, "eda@acme.com"), NotInVaultError);
  });
});

Deno.test("ownerList() is all that somebody has to do with, by address, name or id, and the line that moves it", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    for (const who of ["ADA@acme.com", "3"]) {
      const list = ownerList(searcher, who), columns = list.columns(null);
      assertEquals(columns.map(({ name }) => name), ["relation", "type", "id", "name", "folder"]);
      assertEquals([...list.chunks()].flat().map(({ relation, type, id }) => `${relation} ${type}/${id}`), [
        "owns dashboards/30",
        "owns looks/12",
        "is users/3",
        "owns scheduled_plans/8",
        "owns alerts/11",
        "receives scheduled_plans/8",
        "member groups/5",
        "role roles/2",
      ]);
      assertEquals(list.relations, { owns: 4, is: 1, receives: 1, member: 1, role: 1 });
      assertEquals(
        list.move,
        "lookervault restore all --owner ada@acme.com --owner-map ada@acme.com=NEW@ADDRESS --dry-run",
      );
    }
    const part = ownerList(searcher, "3", { limit: 2, offset: 1 });
    assertEquals([part.count, part.total, [...part.chunks()].flat().map(({ id }) => id)], [2, 8, [
      "12",
      "3",
    ]]);
    assertThrows(() => ownerList(searcher, "eda@acme.com"), NotInVaultError);
  });
});

Deno.test("on a corpus with a field in each kind of place, all of them are found and none that looks alike", () => {
  using dir = new TempDir();
  const alike = ["orders.total_usd", "my_orders.total", "orders.totals", "order.total"];
  const items = FIELD_PLACES.flatMap(({ type, body }, i): SceneItem[] => [
    [type, `hit${i}`, { ...body("orders.total"), id: `hit${i}` }],
    ...alike.map((name, n): SceneItem => [type, `alike${i}-${n}`, { ...body(name), id: `alike${i}-${n}` }]),
  ]);
  using vault = sceneVault(dir.file(), items);
  searching(vault, (searcher) => {
    const found = [...impactOf(searcher, { kind: "field", name: "orders.total" }).items()].filter((one) =>
      one.direct
    );
    assertEquals(found.map(({ id }) => id).sort(), FIELD_PLACES.map((_, i) => `hit${i}`).sort());
    const places = new Map(found.map(({ id, paths }) => [id, paths]));
    FIELD_PLACES.forEach(({ path }, i) =>
      assertEquals(places.get(`hit${i}`), [path.replace("$", "orders.total")])
    );
  });
});

Deno.test("impact prints many items as they are read, the same as it does few", () => {
  using dir = new TempDir();
  using vault = sceneVault(dir.file());
  searching(vault, (searcher) => {
    const impact = impactOf(searcher, targetOf(searcher, "orders.total")), items = [...impact.items()];
    const how = { width: null, palette: palette(false) };
    const streamed = [...impactTableStream(impact, items, how)].flat(),
      whole = impactLines(impact, items, how);
    assertEquals(streamed.toSorted(), whole.toSorted());
    assertEquals([...impactCsvStream(items)].flat(), impactCsv(items));
  });
});
