import { assert, assertEquals } from "@std/assert";
import { accessOf, foldersOpenTo, membershipOf } from "../../../lib/web/model/access.ts";
import { Archive } from "../../../lib/web/model/archive.ts";
import { impactOf, subjectsAt, subjectsLike } from "../../../lib/web/model/impact.ts";
import { NameLines } from "../../../lib/web/model/name_lines.ts";
import { netChanges, tally } from "../../../lib/web/model/net_changes.ts";
import { ChangeGroups } from "../../../lib/web/model/change_groups.ts";
import { hitIn, Search, wordsIn } from "../../../lib/web/model/search.ts";
import { encode, type MadeItem, type MadeVersion } from "../_encode.ts";
import { madeUp } from "../_made_up.ts";

function version(r: number, title: string, more: Partial<MadeVersion> = {}): MadeVersion {
  return {
    r,
    at: 0,
    by: null,
    card: { title, ...(more.folder === undefined ? {} : { folder: more.folder }) },
    uses: [],
    edges: [],
    sends: [],
    ...more,
  };
}

const ORDERS = ["sales::orders", "orders.revenue"], TICKETS = ["support::tickets", "tickets.count"];

/** Six runs over a few items. */
const ITEMS: MadeItem[] = [
  {
    type: "users",
    id: "1",
    versions: [version(0, "Zoë van Dijk", { sends: ["zoe@acme.example"] })],
    standings: [],
  },
  {
    type: "groups",
    id: "1",
    versions: [version(0, "Analysts", { edges: [["users/1", "member"], ["groups/2", "member"]] })],
    standings: [],
  },
  { type: "groups", id: "2", versions: [version(0, "All")], standings: [] },
  {
    type: "roles",
    id: "1",
    versions: [version(0, "Viewer", { edges: [["groups/2", "role"]] })],
    standings: [],
  },
  {
    type: "folders",
    id: "1",
    versions: [version(0, "Shared", { edges: [["groups/2", "access"], ["folders/1", "own"]] })],
    standings: [],
  },
  { type: "folders", id: "2", versions: [version(0, "Sales", { folder: "folders/1" })], standings: [] },
  {
    type: "dashboards",
    id: "30",
    versions: [
      version(1, "Revenue", {
        folder: "folders/2",
        owner: "users/1",
        uses: ORDERS,
        edges: [["looks/1", "tile"]],
      }),
      version(3, "Revenue (net)", { folder: "folders/2", owner: "users/1", uses: TICKETS, by: "users/1" }),
    ],
    standings: [{ r: 4, s: "t" }, { r: 5, s: "l" }],
  },
  {
    type: "looks",
    id: "1",
    versions: [version(0, "Orders", { folder: "folders/2", uses: ORDERS })],
    standings: [{ r: 5, s: "g" }],
  },
  {
    type: "scheduled_plans",
    id: "9",
    versions: [
      version(2, "Weekly", {
        edges: [["dashboards/30", "schedule"]],
        sends: ["zoe@acme.example", "cfo@acme.example"],
      }),
    ],
    standings: [],
  },
];
const DATA = encode(ITEMS, 6), A = new Archive(DATA.head, DATA.index);
const at = (key: string): number => A.find(key);

Deno.test("an archive knows where an item stood after each run", () => {
  const rows: [key: string, standings: string][] = [
    ["dashboards/30", "unborn live live live trash live"],
    ["looks/1", "live live live live live gone"],
    ["scheduled_plans/9", "unborn unborn live live live live"],
  ];
  for (const [key, standings] of rows) {
    assertEquals([0, 1, 2, 3, 4, 5].map((run) => A.standing(at(key), run)).join(" "), standings);
  }
  assertEquals(A.lastLive(at("looks/1"), 5), 4);
  assertEquals(A.lastLive(at("dashboards/30"), 4), 3);
  assertEquals(A.lastLive(at("dashboards/30"), 0), -1);
});

Deno.test("names, queries, edges and addresses are those of the run", () => {
  const dashboard = at("dashboards/30"),
    terms = (run: number): string[] => A.usesOf(dashboard, run).map((one) => A.index.terms[one] ?? "");
  assertEquals([A.name(dashboard, 2), A.name(dashboard, 3)], ["Revenue", "Revenue (net)"]);
  assertEquals([terms(2).sort(), terms(3).sort()], [[...ORDERS].sort(), [...TICKETS].sort()]);
  assertEquals(A.edgesOf(dashboard, 2), [{ i: at("looks/1"), relation: "tile" }]);
  assertEquals(A.edgesOf(dashboard, 3), []);
  assertEquals(A.path(dashboard, 5).map((i) => A.name(i, 5)), ["Shared", "Sales"]);
  assertEquals(A.moment(2).back(at("looks/1")), [{ i: dashboard, relation: "tile" }]);
  assertEquals(A.moment(5).back(at("looks/1")), []);
});

Deno.test("a circle of folders ends", () => {
  const { head, index } = encode([
    { type: "folders", id: "1", versions: [version(0, "a", { folder: "folders/2" })], standings: [] },
    { type: "folders", id: "2", versions: [version(0, "b", { folder: "folders/1" })], standings: [] },
  ], 1);
  assert(new Archive(head, index).path(0, 0).length <= 2);
});

Deno.test("access is inherited, memberships go through groups", () => {
  assertEquals(accessOf(A, at("folders/2"), 5), { from: at("folders/1"), isOwn: false });
  assertEquals(accessOf(A, at("folders/1"), 5), { from: at("folders/1"), isOwn: true });
  const { groups, roles } = membershipOf(A, at("users/1"), 5);
  assertEquals(groups.sort(), [at("groups/1"), at("groups/2")].sort());
  assertEquals(roles, [{ role: at("roles/1"), via: at("groups/2") }]);
  assertEquals(foldersOpenTo(A, at("users/1"), 5), [{ folder: at("folders/1"), via: at("groups/2") }]);
});

Deno.test("search finds names, ids, owners, fields and addresses, as they were", () => {
  const all = [...A.index.id.keys()],
    keys = (run: number, text: string): string[] =>
      new Search(A, A.moment(run)).find(text, all).map((i) => A.keyOf(i)).sort();
  const rows: [run: number, text: string, found: string[]][] = [
    [5, "zoe", ["dashboards/30", "scheduled_plans/9", "users/1"]],
    [5, "NET revenue", ["dashboards/30"]],
    [2, "net", []],
    [2, "orders.rev", ["dashboards/30", "looks/1"]],
    [5, "orders.rev", ["looks/1"]],
    [5, "cfo@", ["scheduled_plans/9"]],
    [5, "nothing at all", []],
    [5, "  ", all.map((i) => A.keyOf(i)).sort()],
  ];
  for (const [run, text, found] of rows) assertEquals(keys(run, text), found, `${run} ${text}`);
  assertEquals(new Search(A, A.moment(2)).reason(at("dashboards/30"), wordsIn("sales::")), "sales::orders");
  assertEquals(new Search(A, A.moment(2)).reason(at("dashboards/30"), wordsIn("revenue")), null);
});

Deno.test("search finds former names, and says so", () => {
  const { head, index } = encode([{
    type: "looks",
    id: "7",
    versions: [version(0, "Wéekly"), version(1, "Monthly"), version(3, "Yearly")],
    standings: [],
  }], 4);
  const a = new Archive(head, index),
    rows: [run: number, text: string, reason: string | null][] = [
      [3, "weekly", "formerly Wéekly"],
      [3, "monthly", "formerly Monthly"],
      [3, "yearly", null],
      [2, "weekly", "formerly Wéekly"],
      [2, "monthly", null],
    ];
  for (const [run, text, reason] of rows) {
    const search = new Search(a, a.moment(run));
    assertEquals(search.find(text, [0]), [0], `${run} ${text}`);
    assertEquals(search.reason(0, wordsIn(text)), reason, `${run} ${text}`);
  }
  assertEquals(new Search(a, a.moment(2)).find("yearly", [0]), [], "a later name");
  assertEquals(a.formerNames(0, 3), ["Monthly", "Wéekly"]);
  assertEquals(a.formerNames(0, 0), []);
});

Deno.test("hitIn() marks the first word, and nothing where folding changes the length", () => {
  assertEquals(hitIn("Net Revenue", ["revenue"]), [4, 11]);
  assertEquals(hitIn("Net Revenue", ["x"]), null);
  assertEquals(hitIn("İstanbul", ["stan"]), null);
});

Deno.test("impact is that of the run, through looks too", () => {
  const find = (run: number, text: string) => subjectsLike(subjectsAt(A, run), text)[0];
  assertEquals(find(2, "revenue"), {
    kind: "field",
    name: "orders.revenue",
    terms: [A.index.terms.indexOf("orders.revenue")],
    uses: 2,
  });
  assertEquals(find(5, "orders.revenue")?.uses, 0);
  assertEquals(find(2, "sales")?.kind, "model");
  const subject = find(2, "orders.revenue");
  assert(subject !== undefined);
  const impact = impactOf(A, subject, 2);
  assertEquals(impact.readers.sort(), [at("dashboards/30"), at("looks/1")].sort());
  assertEquals(impact.hang.schedules, [at("scheduled_plans/9")]);
  assertEquals(impact.mails.map((mail) => A.index.mails[mail]), ["zoe@acme.example", "cfo@acme.example"]);
  const ofLook = impactOf(A, at("looks/1"), 2);
  assertEquals([ofLook.readers, ofLook.hang.schedules], [[at("dashboards/30")], [at("scheduled_plans/9")]]);
});

Deno.test("netChanges() counts an item once, by where it is at both ends", () => {
  const kinds = (from: number, to: number): string =>
    netChanges(A, DATA.changes, { from, to }).map(({ i, k }) => `${k}${A.keyOf(i)}`).sort().join(" ");
  assertEquals(kinds(0, 1), "+dashboards/30");
  assertEquals(kinds(1, 3), "+scheduled_plans/9 ~dashboards/30");
  assertEquals(kinds(3, 4), "-dashboards/30");
  assertEquals(kinds(3, 5), "-looks/1 ~dashboards/30");
  assertEquals(kinds(4, 5), "+dashboards/30 -looks/1");
  const groups = new ChangeGroups(A, netChanges(A, DATA.changes, { from: 1, to: 3 }), {
    by: "editor",
    run: 3,
    nameOf: (i, run) => A.name(i, run),
  }).groups();
  assertEquals(groups.map(({ name, changes }) => [name, tally(changes)]), [["Unknown editor", [
    1,
    0,
    0,
  ]], ["Zoë van Dijk", [0, 1, 0]]]);
});

Deno.test("ChangeGroups keeps its order under each filter, over a whole made-up instance", () => {
  const runs = 30,
    { head, index, changes } = encode(madeUp({ dashboards: 60, looks: 30, runs }), runs),
    archive = new Archive(head, index),
    all = netChanges(archive, changes, { from: 0, to: runs - 1 });
  for (const by of ["folder", "owner", "editor"] as const) {
    const list = new ChangeGroups(archive, all, {
      by,
      run: runs - 1,
      nameOf: (i, run) => archive.name(i, run),
    });
    for (const isShown of [(): boolean => true, (place: number): boolean => place % 3 === 0]) {
      const groups = list.groups(isShown), shown = groups.flatMap((group) => group.changes);
      assertEquals(new Set(shown), new Set(all.filter((_, place) => isShown(place))));
      assertEquals(shown.length, new Set(shown).size);
      assertEquals(
        groups.map((group) => group.changes.length),
        groups.map((group) => group.changes.length).sort((a, b) => b - a),
      );
      for (const { of, changes: list } of groups) {
        const sorted = list.toSorted((a, b) =>
          "-+~".indexOf(a.k) - "-+~".indexOf(b.k) || b.r - a.r || a.i - b.i
        );
        assertEquals(list, sorted);
        if (by === "owner") assert(list.every(({ i }) => archive.owner(i, runs - 1) === of));
      }
    }
  }
});

Deno.test("NameLines folds in parts, and finds the same before and after", () => {
  const names = Array.from({ length: 1000 }, (_, n) => n % 10 === 0 ? `Café ${n}` : `Revenue ${n}`);
  const found = (lines: NameLines, text: string): number =>
    lines.matching(text).reduce((sum, mark) => sum + mark, 0);
  let asked = 0;
  const lines = new NameLines(names.length, (place) => {
    asked++;
    return names[place] ?? "";
  });
  assertEquals(found(lines, " "), 1000);
  assertEquals(asked, 0, "without a text, no name is folded");
  lines.prepare(() => true);
  assert(asked > 0 && asked < 1000 && !lines.isReady, `${asked} names are folded in the first part`);
  while (!lines.isReady) lines.prepare(() => true);
  assertEquals(asked, 1000);
  assertEquals(found(lines, "CAFE"), 100);
  assertEquals(found(lines, "revenue 99"), 18);
  assertEquals(asked, 1000);
  assertEquals(found(new NameLines(names.length, (place) => names[place] ?? ""), "cafe"), 100);
});

Deno.test("a run's changes are what the archive says, over a whole made-up instance", () => {
  const runs = 30,
    items = madeUp({ dashboards: 40, looks: 20, runs }),
    data = encode(items, runs),
    archive = new Archive(data.head, data.index);
  for (let run = 1; run < runs; run++) {
    const counts = tally(netChanges(archive, data.changes, { from: run - 1, to: run }));
    const [added, changed, removed] = data.head.runs[run]?.n ?? [0, 0, 0];
    assertEquals(counts[0], added);
    assert(counts[1] <= changed && counts[2] <= removed);
  }
});
