/**
 * A made-up instance over some nights: always the same for the same numbers.
 *
 * @module
 */
import type { Card, Line, Query, Tile } from "../../lib/web/data/card.ts";
import { diffCards } from "../../lib/web/model/diff_cards.ts";
import type { MadeItem, MadeVersion } from "./_encode.ts";

/** What is made. */
export interface Made {
  dashboards: number;
  looks: number;
  runs: number;
  /** Puts a text in the place of every text; the number counts them. */
  text?: (usual: string, n: number) => string;
}

const EXPLORES: Readonly<Record<string, readonly string[]>> = {
  "sales::orders": [
    "orders.count",
    "orders.revenue",
    "orders.created_date",
    "orders.status",
    "customers.country",
    "stores.region",
  ],
  "sales::opportunities": [
    "opportunities.amount",
    "opportunities.stage",
    "opportunities.close_date",
    "accounts.name",
  ],
  "marketing::campaigns": [
    "campaigns.spend",
    "campaigns.clicks",
    "campaigns.start_date",
    "campaigns.channel",
  ],
  "finance::ledger": ["ledger.amount", "ledger.period", "ledger.cost_centre", "ledger.entity"],
  "support::tickets": ["tickets.count", "tickets.created_date", "tickets.priority", "tickets.csat"],
};
const PEOPLE = [
  "Maren Voss",
  "Tomás Arce",
  "Priya Raman",
  "Jonas Lindqvist",
  "Aisha Bello",
  "Chen Wei",
  "Sofia Marchetti",
  "Liam O’Connor",
  "Noor Haddad",
  "Yuki Tanaka",
  "Elif Demir",
  "Pavel Novák",
  "Grace Kim",
  "Hannah Weiss",
  "Mateus Oliveira",
  "Zoë van Dijk",
];
const FOLDERS = [
  "Shared",
  "Shared/Executive",
  "Shared/Finance",
  "Shared/Finance/Close",
  "Shared/Sales",
  "Shared/Sales/EMEA",
  "Shared/Sales/AMER",
  "Shared/Marketing",
  "Shared/Support",
];
const GROUPS = ["All Users", "Analysts", "Executives", "Finance", "Sales", "Auditors"];
const ROLES = ["Admin", "Developer", "Viewer", "Finance Viewer"];
const SUBJECTS = [
  "Revenue overview",
  "Pipeline coverage",
  "Campaign performance",
  "Budget and actuals",
  "Ticket volume",
  "Win rate",
  "Store performance",
  "Cash position",
  "Web traffic",
  "First response",
];
const KINDS = [
  "looker_column",
  "looker_bar",
  "looker_line",
  "looker_area",
  "looker_pie",
  "looker_grid",
  "looker_map",
  "looker_scatter",
  "looker_funnel",
  "sunburst_custom",
];
/** Minutes of a day, and of the first run's day since 1970. */
const DAY = 1440, FIRST = Date.UTC(2025, 7, 30, 2, 17) / 6e4;

/** Numbers that look like chance: mulberry32. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let one = Math.imul(state ^ (state >>> 15), state | 1);
    one ^= one + Math.imul(one ^ (one >>> 7), one | 61);
    return ((one ^ (one >>> 14)) >>> 0) / 4294967296;
  };
}

/** Makes the items of an instance. */
export function madeUp({ dashboards, looks, runs, text = (usual) => usual }: Made): MadeItem[] {
  const next = chance(7),
    int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  let texts = 0, tiles = 100;
  const say = (usual: string): string => text(usual, texts++);
  const items: MadeItem[] = [];
  const add = (
    type: string,
    id: string,
    card: Card,
    more: Partial<MadeVersion> = {},
    first = 0,
  ): MadeItem => {
    const version: MadeVersion = {
      r: first,
      at: FIRST - int(1, 400) * DAY,
      by: null,
      card,
      uses: [],
      edges: [],
      sends: [],
      ...more,
    };
    const item: MadeItem = { type, id, versions: [version], standings: [] };
    items.push(item);
    return item;
  };
  const query = (x: string): Query => {
    const fields = EXPLORES[x] ?? [], chosen = [...new Set([pick(fields), pick(fields)])];
    const date = fields.find((field) => field.endsWith("date"));
    return {
      x,
      fields: chosen,
      ...(date === undefined
        ? {}
        : { filters: { [date]: say(pick(["7 days", "30 days", "this quarter"])) } }),
      limit: "500",
    };
  };
  const usesOf = (
    queries: readonly Query[],
  ): string[] => [
    ...new Set(queries.flatMap(({ x, fields, filters }) => [x, ...fields, ...Object.keys(filters ?? {})])),
  ];
  const users = PEOPLE.map((name, i) => {
    const mail = `${
      name.toLowerCase().normalize("NFD").replace(/[^a-z ]/g, "").replaceAll(" ", ".")
    }@acme.example`;
    return add("users", String(i + 2), {
      title: say(name),
      facts: { email: say(mail), signs_in: "SAML", locale: "en" },
    }, { sends: [say(mail)] });
  });
  const groups = GROUPS.map((name, i) => {
    const members = users.filter((_, n) => i === 0 || n % GROUPS.length === i).map(({ id }) => `users/${id}`);
    return add("groups", String(i + 1), {
      title: say(name),
      facts: { members: members.map((to): Line => ({ to })) },
    }, { edges: members.map((to) => [to, "member"]) });
  });
  ROLES.forEach((name, i) => {
    const holders = i === 0 ? ["users/2"] : [`groups/${groups[i]?.id}`];
    add("roles", String(i + 2), {
      title: say(name),
      facts: {
        permissions: ["access_data", "explore", "see_looks"].map(say),
        holders: holders.map((to): Line => ({ to })),
      },
    }, { edges: holders.map((to) => [to, "role"]) });
  });
  const folders = new Map<string, MadeItem>();
  FOLDERS.forEach((path, i) => {
    const parent = folders.get(path.split("/").slice(0, -1).join("/")),
      isOwn = i < 3,
      access = isOwn ? [groups[i === 0 ? 0 : i + 1]?.id ?? "1"] : [];
    const id = String(i + 1),
      facts = isOwn
        ? { access: access.map((group): Line => ({ to: `groups/${group}`, as: "View" })) }
        : { access: "inherited" };
    folders.set(
      path,
      add("folders", id, { title: say(path.split("/").at(-1) ?? ""), facts }, {
        ...(parent === undefined ? {} : { folder: `folders/${parent.id}` }),
        edges: isOwn
          ? [...access.map((group): [string, string] => [`groups/${group}`, "access"]), [
            `folders/${id}`,
            "own",
          ]]
          : [],
      }),
    );
  });
  const folderKeys = [...folders.values()].slice(1).map(({ id }) => `folders/${id}`);
  const tile = (xs: readonly string[], vis: string, at: Tile["at"], tab?: string): Tile => {
    const x = pick(xs), id = String(tiles++), place = tab === undefined ? {} : { tab };
    if (vis === "text") {
      return {
        id,
        title: say("How to read this"),
        vis,
        at,
        text: say("Figures are net of returns."),
        ...place,
      };
    }
    const q = query(x), name = (q.fields[0] ?? "").split(".")[1]?.replaceAll("_", " ") ?? "";
    return {
      id,
      title: say(name.charAt(0).toUpperCase() + name.slice(1)),
      vis,
      at,
      q,
      listen: [[say("Date"), q.fields[0] ?? ""]],
      ...place,
    };
  };
  const layout = (xs: readonly string[], tabs: readonly (string | undefined)[]): Tile[] =>
    tabs.flatMap((tab) => {
      const list: Tile[] = [];
      let row = 0;
      if (next() < 0.3) list.push(tile(xs, "text", [row, 0, 24, 2], tab)), row += 2;
      for (let i = 0; i < 4; i++) list.push(tile(xs, "single_value", [row, i * 6, 6, 3], tab));
      row += 3;
      for (let n = int(1, 3); n > 0; n--) {
        let column = 0;
        for (const width of pick([[24], [12, 12], [16, 8], [8, 8, 8]])) {
          list.push(tile(xs, pick(KINDS), [row, column, width, 7], tab));
          column += width;
        }
        row += 7;
      }
      return list;
    });
  const contents: MadeItem[] = [];
  for (let n = 0; n < looks; n++) {
    const x = pick(Object.keys(EXPLORES)),
      q = query(x),
      owner = `users/${pick(users).id}`,
      folder = pick(folderKeys);
    const title = say(`${pick(SUBJECTS)} ${n + 1}`);
    contents.push(
      add("looks", String(n + 1), {
        title,
        owner,
        folder,
        tiles: [{ id: "look", title, vis: pick(KINDS), at: [0, 0, 24, 12], q }],
      }, { owner, folder, uses: usesOf([q]), by: owner }),
    );
  }
  for (let n = 0; n < dashboards; n++) {
    const xs = [pick(Object.keys(EXPLORES)), pick(Object.keys(EXPLORES))],
      hasTabs = n % 9 === 4,
      tabs = hasTabs ? [{ id: "t1", title: say("Summary") }, { id: "t2", title: say("Detail") }] : [];
    const list = layout(xs, hasTabs ? ["t1", "t2"] : [undefined]),
      owner = `users/${pick(users).id}`,
      folder = pick(folderKeys);
    const look = n % 5 === 0 && looks > 0 ? `looks/${int(1, looks)}` : null, [first] = list;
    if (look !== null && first !== undefined) first.look = look;
    const card: Card = {
      title: say(`${pick(SUBJECTS)} ${n + 1}`),
      owner,
      folder,
      filters: [{
        id: "1",
        title: say("Date"),
        def: say("7 days"),
        x: xs[0] ?? "",
        field: "orders.created_date",
      }],
      tiles: list,
    };
    if (n % 3 === 0) card.text = say("Owner: finance operations. Ask before you change anything.");
    if (hasTabs) card.tabs = tabs;
    const queries = list.flatMap(({ q }) => q === undefined ? [] : [q]),
      first_ = n % 7 === 6 ? int(0, Math.max(0, runs - 2)) : 0;
    contents.push(
      add("dashboards", String(n + 30), card, {
        owner,
        folder,
        uses: usesOf(queries),
        by: owner,
        edges: look === null ? [] : [[look, "tile"]],
      }, first_),
    );
  }
  const boards = Array.from({ length: Math.min(6, dashboards) }, (_, n) => {
    const held = contents.filter((_, i) => i % 6 === n).slice(0, 5).map(({ type, id }) => `${type}/${id}`);
    return add("boards", String(n + 1), {
      title: say(`Board ${n + 1}`),
      sections: [{ id: "1", title: say("Start here"), items: held.map((to): Line => ({ to })) }],
    }, { edges: held.map((to) => [to, "board"]) });
  });
  contents.filter((_, i) => i % 4 === 1).forEach(({ type, id, versions }, n) => {
    const to = [pick(PEOPLE), pick(PEOPLE)].map((name) =>
      `${name.toLowerCase().normalize("NFD").replace(/[^a-z ]/g, "").replaceAll(" ", ".")}@acme.example`
    );
    const owner = versions[0]?.owner ?? "users/2";
    add("scheduled_plans", String(n + 1), {
      title: say(`Weekly ${n + 1}`),
      owner,
      facts: {
        sends: { to: `${type}/${id}` },
        crontab: "0 6 * * 1",
        recipients: to.map(say),
        enabled: "yes",
      },
    }, { owner, edges: [[`${type}/${id}`, "schedule"]], sends: to.map(say) });
  });
  contents.filter(({ type }, i) => type === "dashboards" && i % 8 === 2).forEach(({ id }, n) =>
    add("alerts", String(n + 1), {
      title: say(`Above ${n}000`),
      facts: { watches: { to: `dashboards/${id}` }, condition: "> 1000" },
    }, { edges: [[`dashboards/${id}`, "alert"]], sends: [say("maren.voss@acme.example")] })
  );
  add("permission_sets", "1", { title: say("Viewer") });

  // Nights: edits, the trash, what is gone.
  const byUser = (): string => `users/${pick(users).id}`;
  for (let r = 1; r < runs; r++) {
    if (r === Math.floor(runs / 2) && runs > 8) continue;
    for (let n = int(0, Math.max(3, Math.ceil(contents.length / 12))); n > 0; n--) {
      const item = pick(contents), last = item.versions.at(-1);
      if (last === undefined || last.r >= r || item.standings.length > 0) continue;
      const card = structuredClone(last.card), tile = pick(card.tiles ?? []), what = next();
      if (tile === undefined) continue;
      const [filter] = Object.keys(tile.q?.filters ?? {}), fields = EXPLORES[tile.q?.x ?? ""] ?? [];
      if (what < 0.3 && filter !== undefined && tile.q?.filters !== undefined) {
        tile.q.filters[filter] = say(pick(["90 days", "12 months", "30 days"]));
      } else if (what < 0.45) tile.title = say(`${tile.title} (net)`);
      else if (what < 0.6 && tile.q !== undefined) {
        tile.q.fields = [...new Set([...tile.q.fields, pick(fields)])];
      } else if (what < 0.7) tile.vis = pick(KINDS);
      else if (what < 0.8) tile.at = [tile.at[0] + 3, tile.at[1], tile.at[2], tile.at[3]];
      else if (what < 0.88 && (card.tiles?.length ?? 0) > 3) {
        card.tiles = card.tiles?.filter(({ id }) => id !== tile.id) ?? [];
      } else if (what < 0.95 && item.type === "dashboards") card.tiles?.push(tileOf(card, tile, say));
      else card.title = say(`${SUBJECTS[r % SUBJECTS.length]} ${item.id} renamed`);
      if (diffCards(last.card, card).length === 0) continue;
      const queries = (card.tiles ?? []).flatMap(({ q }) => q === undefined ? [] : [q]);
      item.versions.push({
        ...last,
        r,
        at: FIRST + r * DAY - int(60, 900),
        by: next() < 0.9 ? byUser() : null,
        card,
        uses: usesOf(queries),
      });
    }
    if (r % 6 === 3 || r === runs - 1) {
      const item = contents.findLast(({ standings, versions }) =>
        standings.length === 0 && (versions.at(-1)?.r ?? 0) < r
      );
      item?.standings.push({ r, s: "t" });
      if (item !== undefined && r % 12 === 3 && r + 4 < runs) item.standings.push({ r: r + 4, s: "g" });
    }
  }
  const closed = folders.get("Shared/Finance/Close");
  if (runs > 12 && closed !== undefined) {
    const r = runs - 8;
    for (
      const item of [
        closed,
        ...contents.filter(({ versions }) => versions[0]?.folder === `folders/${closed.id}`),
      ]
    ) {
      if ((item.versions.at(-1)?.r ?? 0) < r && item.standings.length === 0) {
        item.standings.push({ r, s: "g" });
      }
    }
  }
  void boards;
  return items;
}

function tileOf(card: Card, like: Tile, say: (usual: string) => string): Tile {
  const end = Math.max(0, ...(card.tiles ?? []).map(({ at }) => at[0] + at[3]));
  return {
    ...structuredClone(like),
    id: `n${end}-${card.tiles?.length}`,
    title: say("Net revenue and last year"),
    vis: "looker_line",
    at: [end, 0, 24, 6],
  };
}

/** When a run was: minutes since 1970. */
export function timeOfRun(r: number): number {
  return FIRST + r * DAY + (r * 7) % 11;
}
