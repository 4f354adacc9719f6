/**
 * Made-up items as the data of a page.
 *
 * @module
 */
import type { Body, Card } from "../../lib/web/data/card.ts";
import type { ChangeKind, Head, Run } from "../../lib/web/data/head.ts";
import { type Changes, type Index, RELATION_STRIDE, type Timed } from "../../lib/web/data/index.ts";
import { diffCards } from "../../lib/web/model/diff_cards.ts";
import { summaryOf } from "../../lib/web/model/words.ts";
import { timeOfRun } from "./_made_up.ts";

/** A version of a made-up item. */
export interface MadeVersion {
  r: number;
  /** Minutes since 1970. */
  at: number;
  by: string | null;
  card: Card;
  folder?: string;
  owner?: string;
  uses: string[];
  edges: [key: string, relation: string][];
  sends: string[];
}

/** A made-up item. */
export interface MadeItem {
  type: string;
  id: string;
  versions: MadeVersion[];
  standings: { r: number; s: "l" | "t" | "g" }[];
}

/** All data of a page. */
export interface Data {
  head: Head;
  index: Index;
  bodies: Body[];
  changes: Changes[];
}

const TYPES = [
  "dashboards",
  "looks",
  "folders",
  "boards",
  "users",
  "groups",
  "roles",
  "scheduled_plans",
  "alerts",
  "lookml_models",
  "explores",
  "permission_sets",
  "settings",
];
const RELATIONS = ["tile", "board", "schedule", "alert", "access", "role", "member", "own"];
/** Runs of a block of changes. */
const BLOCK_RUNS = 16;

/** Makes the data. `say` puts a text in the place of those of runs. */
export function encode(
  items: readonly MadeItem[],
  runs: number,
  say = (usual: string): string => usual,
): Data {
  const place = new Map(items.map(({ type, id }, i) => [`${type}/${id}`, i]));
  const at = (key: string | undefined | null): number =>
    key === undefined || key === null ? -1 : place.get(key) ?? -1;
  const newest = (item: MadeItem): MadeVersion => item.versions.at(-1) as MadeVersion;
  const numbers = new Map<string, number>(), mailNumbers = new Map<string, number>();
  const number = (map: Map<string, number>, text: string): number => {
    const known = map.get(text) ?? map.size;
    map.set(text, known);
    return known;
  };
  const timed = (of: (version: MadeVersion) => number[]): Timed => {
    const steps: [r: number, i: number, add: number[], del: number[]][] = [];
    items.forEach(({ versions }, i) =>
      versions.slice(1).forEach((version, n) => {
        const before = of(versions[n] as MadeVersion), after = of(version);
        const add = after.filter((one) => !before.includes(one)),
          del = before.filter((one) => !after.includes(one));
        if (add.length + del.length > 0) steps.push([version.r, i, add, del]);
      })
    );
    steps.sort((a, b) => a[0] - b[0]);
    return {
      now: items.map((item) => of(newest(item))),
      i: steps.map((s) => s[1]),
      r: steps.map((s) => s[0]),
      add: steps.map((s) => s[2]),
      del: steps.map((s) => s[3]),
    };
  };
  const uses = timed(({ uses }) => uses.map((term) => number(numbers, term)));
  const edges = timed(({ edges }) =>
    edges.map(([key, relation]) => at(key) * RELATION_STRIDE + RELATIONS.indexOf(relation))
  );
  const sends = timed(({ sends }) => sends.map((mail) => number(mailNumbers, mail.toLowerCase())));
  const changes = allChanges(items, at);
  const blocks: Changes[] = [], counts: Index["changes"] = [];
  for (let from = 0; from < runs; from += BLOCK_RUNS) {
    const to = Math.min(runs - 1, from + BLOCK_RUNS - 1),
      inside = changes.filter(({ r }) => r >= from && r <= to);
    blocks.push({
      r: inside.map(({ r }) => r),
      i: inside.map(({ i }) => i),
      k: inside.map(({ k }) => k).join(""),
      by: inside.map(({ by }) => by),
      s: inside.map(({ s }) => s),
      n: inside.map(({ n }) => n),
    });
    counts.push({ from, to, n: inside.length });
  }
  const former = items.flatMap(({ versions }, i) =>
    versions.slice(1).flatMap((version, n) => {
      const before = versions[n] as MadeVersion;
      return before.card.title === version.card.title
        ? []
        : [{ i, r: version.r, n: before.card.title, f: at(before.folder), o: at(before.owner) }];
    })
  ).sort((a, b) => a.r - b.r);
  const standings = items.flatMap(({ standings }, i) => standings.map((one) => ({ i, ...one }))).sort((
    a,
    b,
  ) => a.r - b.r);
  const index: Index = {
    t: items.map(({ type }) => TYPES.indexOf(type)),
    id: items.map(({ id }) => id),
    n: items.map((item) => newest(item).card.title),
    f: items.map((item) => at(newest(item).folder)),
    o: items.map((item) => at(newest(item).owner)),
    u: items.map((item) => newest(item).at),
    c: items.map(({ versions }) => versions[0]?.r ?? 0),
    v: items.map(({ versions }) => versions.length),
    s: {
      i: standings.map(({ i }) => i),
      r: standings.map(({ r }) => r),
      s: standings.map(({ s }) => s).join(""),
    },
    was: {
      i: former.map(({ i }) => i),
      r: former.map(({ r }) => r),
      n: former.map(({ n }) => n),
      f: former.map(({ f }) => f),
      o: former.map(({ o }) => o),
    },
    terms: [...numbers.keys()],
    uses,
    relations: RELATIONS,
    edges,
    mails: [...mailNumbers.keys()],
    sends,
    j: items.map((_, i) => i % 3 === 2 ? -1 : 0),
    changes: counts,
    sums: {},
  };
  const bodies = items.map(({ versions }): Body => ({
    card: (versions.at(-1) as MadeVersion).card,
    versions: versions.map(({ r, at, by, card }, n) => ({
      r,
      at,
      by,
      ops: n === 0 ? [] : diffCards((versions[n - 1] as MadeVersion).card, card),
    })),
  }));
  return {
    head: headOf(items, {
      runs,
      changes,
      versions: bodies.reduce((sum, { versions }) => sum + versions.length, 0),
      say,
      at,
    }),
    index,
    bodies,
    changes: blocks,
  };
}

interface MadeChange {
  r: number;
  i: number;
  k: ChangeKind;
  by: number;
  s: string;
  n: number;
}

function allChanges(items: readonly MadeItem[], at: (key: string | null) => number): MadeChange[] {
  const names = (key: string): string => items[at(key)]?.versions.at(-1)?.card.title ?? key;
  return items.flatMap(({ versions, standings }, i): MadeChange[] => [
    ...versions.flatMap(({ r, by, card }, n): MadeChange[] => {
      if (n === 0) return r === 0 ? [] : [{ r, i, k: "+", by: at(by), s: "new", n: 0 }];
      const ops = diffCards((versions[n - 1] as MadeVersion).card, card);
      return [{ r, i, k: "~", by: at(by), s: summaryOf(ops, names), n: ops.length }];
    }),
    ...standings.map(({ r, s }): MadeChange => ({
      r,
      i,
      k: s === "l" ? "+" : "-",
      by: -1,
      s: s === "t" ? "moved to the trash" : "gone for good",
      n: 0,
    })),
  ]).sort((a, b) => a.r - b.r || a.i - b.i);
}

interface HeadParts {
  runs: number;
  changes: readonly MadeChange[];
  versions: number;
  say: (usual: string) => string;
  at: (key: string | undefined) => number;
}

function headOf(items: readonly MadeItem[], { runs, changes, versions, say, at }: HeadParts): Head {
  const iso = (minutes: number): string => new Date(minutes * 6e4).toISOString().replace(".000Z", "Z");
  const missed = runs > 8 ? Math.floor(runs / 2) : -1;
  const list = Array.from({ length: runs }, (_, r): Run => {
    const count = (kind: ChangeKind): number => changes.filter((one) => one.r === r && one.k === kind).length;
    const failed: Partial<Run> = r === missed
      ? { status: "failed", error: say("Looker did not answer for 40 s.") }
      : r === missed + 7
      ? { status: "partial", held: 19 }
      : r === missed - 3
      ? { fewer: true }
      : {};
    return {
      id: `run-${r}`,
      at: iso(timeOfRun(r) + 3),
      mode: r % 7 === 0 ? "full" : "incremental",
      status: "completed",
      secs: 90 + r % 50,
      calls: 200 + r,
      n: [count("+"), count("~"), count("-")],
      by: 0,
      ...failed,
    };
  });
  const live = (type: string, r: number): number =>
    items.filter((item) =>
      item.type === type && (item.versions[0]?.r ?? 0) <= r &&
      (item.standings.findLast((one) => one.r <= r)?.s ?? "l") === "l"
    ).length;
  const last = runs - 1;
  const recent = changes.filter(({ r }) => r === last).slice(0, 200).map(({ i, k, by, s }) => {
    const item = items[i] as MadeItem, version = item.versions.at(-1) as MadeVersion;
    const title = (place: number): string => items[place]?.versions.at(-1)?.card.title ?? "";
    return {
      k,
      key: `${item.type}/${item.id}`,
      name: version.card.title,
      folder: title(at(version.folder)),
      by: title(by),
      s,
    };
  });
  return {
    v: 1,
    tool: "lookervault 1.4.0",
    made: iso(timeOfRun(last) + 380),
    form: "report",
    revision: "1",
    instance: { host: say("acme.looker.com"), version: "25.18.34" },
    vault: { bytes: 38_200_000, versions },
    args: [],
    redacted: false,
    runs: list,
    readers: [{ name: say("lookervault (API), user 61"), roles: [say("Admin")], admin: false }],
    types: TYPES.map((t) => {
      const refused = t === "settings", partial = t === "scheduled_plans";
      return {
        t,
        n: list.map((_, r) => live(t, r)),
        s: list.map((_, r) => refused ? "r" : partial && r > last - 5 ? "p" : "c").join(""),
        notes: refused
          ? [[0, say("Looker answered 403: the API user lacks a permission")]]
          : partial
          ? [[Math.max(0, last - 4), say("Plans of other users need see_schedules")]]
          : [],
        limits: t === "users" ? ["passwords", "second factors"] : [],
        restorable: t !== "settings" && t !== "explores",
      };
    }),
    anomalies: runs < 12 ? [] : [
      {
        r: last - 3,
        level: "look",
        title: say("41 dashboards edited by one account in 9 minutes"),
        text: say("svc-content@acme.example set the date filter from 7 days to 30 days."),
        go: { to: "changes", from: last - 4, until: last - 3, group: "editor" },
      },
      {
        r: last - 7,
        level: "act",
        title: say("Folder “Close” and 18 items in it are gone for good"),
        text: say("Looker has no trash for folders. The vault still contains the folder and its items."),
        go: { to: "item", key: "folders/4" },
        command: ["restore", "all", "--folder", "4", "--at", list[last - 8]?.at ?? "", "--dry-run"],
      },
      {
        r: missed,
        level: "act",
        title: "No backup of this night",
        text: say("Looker did not answer for 40 s."),
        go: { to: "coverage" },
      },
    ],
    recent,
    checks: [{ at: iso(timeOfRun(last) + 9), items: items.length, versions, damaged: 0 }],
    drills: [{ at: iso(timeOfRun(last) - 15 * 1440), sample: 20, same: 20, different: 0 }, {
      at: iso(timeOfRun(0) - 20_000),
      sample: 20,
      same: 19,
      different: 1,
      note: say("A text tile came back trimmed."),
    }],
    beyond: [
      "the data in your databases",
      "the history of use (System Activity)",
      "passwords, keys, second factors",
      "LookML: it lives in git",
    ],
    chunk: 128,
    index: "",
  };
}
