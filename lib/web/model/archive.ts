/**
 * The index, prepared for queries about the state after a run. Pure.
 *
 * @module
 */
import type { Head, Key } from "../data/head.ts";
import { type Columns, type Index, type Links, RELATION_STRIDE, type Timed } from "../data/index.ts";

/** The state of an item: in use, in the trash, deleted in Looker, not yet created. */
export type Standing = "live" | "trash" | "gone" | "unborn";

/** A reference from an item to another. */
export interface Edge {
  /** The other item. */
  i: number;
  relation: string;
}

interface Step<T> {
  r: number;
  value: T;
}

const STANDINGS: Readonly<Record<string, Standing>> = { l: "live", t: "trash", g: "gone" };

const NEVER: Timed = { now: [], i: [], r: [], add: [], del: [] };
/** Until the links are loaded, items have no former names and no links. */
const NO_LINKS: Links = {
  was: { i: [], r: [], n: [], f: [], o: [] },
  terms: [],
  uses: NEVER,
  relations: [],
  edges: NEVER,
  mails: [],
  sends: NEVER,
  j: [],
};

/** The head and the index of a page's data. Items, runs and types are identified by their positions in the arrays. */
export class Archive {
  /** The number of items. */
  readonly size: number;
  /** The names of the types, and their positions. */
  readonly types: readonly string[];
  readonly typeOf: ReadonlyMap<string, number>;
  private readonly keys = new Map<Key, number>();
  private readonly standings = new Map<number, Step<Standing>[]>();
  private readonly former = new Map<number, Step<{ n: string | null; f: number; o: number }>[]>();
  private readonly uses: History;
  private readonly edges: History;
  private readonly sends: History;
  private readonly relations: readonly string[];
  private readonly own: number;
  private readonly atRun = new Map<number, Moment>();

  readonly index: Index;
  /** Whether the page has former versions and references between items. Without them, it shows only the newest run. */
  readonly isLinked: boolean;

  constructor(readonly head: Head, known: Columns & Partial<Links>) {
    const index = this.index = { ...NO_LINKS, ...known };
    this.isLinked = known.uses !== undefined;
    this.size = index.id.length;
    this.types = head.types.map(({ t }) => t);
    this.typeOf = new Map(this.types.map((type, place) => [type, place]));
    index.id.forEach((id, i) => this.keys.set(`${this.types[index.t[i] ?? -1]}/${id}`, i));
    index.s.i.forEach((i, at) => {
      const value = STANDINGS[index.s.s[at] ?? "l"] ?? "live";
      push(this.standings, i, { r: index.s.r[at] ?? 0, value });
    });
    const { was } = index;
    was.i.forEach((i, at) => {
      const value = { n: was.n[at] ?? null, f: was.f[at] ?? -1, o: was.o[at] ?? -1 };
      push(this.former, i, { r: was.r[at] ?? 0, value });
    });
    this.uses = new History(index.uses);
    this.edges = new History(index.edges);
    this.sends = new History(index.sends);
    this.relations = index.relations;
    this.own = index.relations.indexOf("own");
  }

  /** The newest run; -1 if there is none. */
  get last(): number {
    return this.head.runs.length - 1;
  }

  /** Returns an item by its key; -1 if the vault never held it. */
  find(key: Key): number {
    return this.keys.get(key) ?? -1;
  }

  /** Returns the key of an item. */
  keyOf(i: number): Key {
    return `${this.typeName(i)}/${this.index.id[i] ?? ""}`;
  }

  /** Returns the name of an item's type. */
  typeName(i: number): string {
    return this.types[this.index.t[i] ?? -1] ?? "";
  }

  /** Returns the state of an item after a run. */
  standing(i: number, run: number): Standing {
    if ((this.index.c[i] ?? 0) > run) return "unborn";
    return lastUntil(this.standings.get(i), run)?.value ?? "live";
  }

  /** Returns the run from which on an item has had the state that it had after `run`. */
  since(i: number, run: number): number {
    return lastUntil(this.standings.get(i), run)?.r ?? this.index.c[i] ?? 0;
  }

  /** Returns the last run up to `run` after which an item was in use; -1 if there is none. */
  lastLive(i: number, run: number): number {
    for (let at = run; at >= (this.index.c[i] ?? 0);) {
      if (this.standing(i, at) === "live") return at;
      at = this.since(i, at) - 1;
    }
    return -1;
  }

  /** Returns the name of an item after a run. */
  name(i: number, run: number): string {
    for (const step of this.former.get(i) ?? []) {
      if (step.r > run && step.value.n !== null) return step.value.n;
    }
    return this.index.n[i] ?? "";
  }

  /** Returns the former names of an item, the newest first, without its name after the run. */
  formerNames(i: number, run: number): string[] {
    const now = this.name(i, run), names = new Set<string>();
    for (const { r, value } of (this.former.get(i) ?? []).toReversed()) {
      if (r <= run && value.n !== null && value.n !== now) names.add(value.n);
    }
    return [...names];
  }

  /** Returns the folder that contained an item; -1 for none. */
  folder(i: number, run: number): number {
    return firstAfter(this.former.get(i), run)?.value.f ?? this.index.f[i] ?? -1;
  }

  /** Returns the owner of an item; -1 for none. */
  owner(i: number, run: number): number {
    return firstAfter(this.former.get(i), run)?.value.o ?? this.index.o[i] ?? -1;
  }

  /** Returns the ancestor folders of an item, the outermost first. */
  path(i: number, run: number): number[] {
    const path: number[] = [];
    for (let f = this.folder(i, run); f >= 0 && path.length < 64; f = this.folder(f, run)) {
      if (path.includes(f)) break;
      path.unshift(f);
    }
    return path;
  }

  /** Returns the terms that an item's queries named. */
  usesOf(i: number, run: number): readonly number[] {
    return this.uses.at(i, run);
  }

  /** Returns the addresses that an item had or sent to. */
  mailsOf(i: number, run: number): readonly number[] {
    return this.sends.at(i, run);
  }

  /** Returns the references of an item to others. */
  edgesOf(i: number, run: number): Edge[] {
    return this.edges.at(i, run).map((edge) => this.edge(edge)).filter((edge) => edge.i !== i);
  }

  /** Whether a folder had its own access list. */
  hasOwnAccess(i: number, run: number): boolean {
    return this.own >= 0 && this.edges.at(i, run).includes(i * RELATION_STRIDE + this.own);
  }

  private edge(edge: number): Edge {
    const relation = this.relations[edge % RELATION_STRIDE] ?? "";
    return { i: Math.floor(edge / RELATION_STRIDE), relation };
  }

  /** Returns the reverse lookups for a run. They are built on first use, and the last three are kept. */
  moment(run: number): Moment {
    let moment = this.atRun.get(run);
    if (moment === undefined) {
      moment = new Moment(this, run);
      if (this.atRun.size >= 3) this.atRun.delete(this.atRun.keys().next().value ?? -1);
      this.atRun.set(run, moment);
    }
    return moment;
  }
}

/** Reverse lookups after one run: what is in a folder, which items refer to an item, which use a term. */
export class Moment {
  private backEdges: Map<number, Edge[]> | undefined;
  private inside: Map<number, number[]> | undefined;
  private termUsers: number[][] | undefined;
  private mailUsers: Map<number, number[]> | undefined;
  private owned: Map<number, number[]> | undefined;

  constructor(private readonly archive: Archive, readonly run: number) {}

  /** Returns the items that referred to an item and existed, in use or in the trash. */
  back(i: number): readonly Edge[] {
    const { archive, run } = this;
    if (this.backEdges === undefined) {
      this.backEdges = new Map();
      for (let from = 0; from < archive.size; from++) {
        const standing = archive.standing(from, run);
        if (standing === "unborn" || standing === "gone") continue;
        for (const { i: to, relation } of archive.edgesOf(from, run)) {
          push(this.backEdges, to, { i: from, relation });
        }
      }
    }
    return this.backEdges.get(i) ?? [];
  }

  /** Returns the content of a folder, including folders; -1 returns the items without a folder. */
  within(folder: number): readonly number[] {
    const { archive, run } = this;
    if (this.inside === undefined) {
      this.inside = new Map();
      for (let i = 0; i < archive.size; i++) push(this.inside, archive.folder(i, run), i);
    }
    return this.inside.get(folder) ?? [];
  }

  /** Returns the items that a user owned. */
  ownedBy(user: number): readonly number[] {
    const { archive, run } = this;
    if (this.owned === undefined) {
      this.owned = new Map();
      for (let i = 0; i < archive.size; i++) push(this.owned, archive.owner(i, run), i);
    }
    return this.owned.get(user) ?? [];
  }

  /** Returns the items whose queries named a term. */
  usersOf(term: number): readonly number[] {
    const { archive, run } = this;
    if (this.termUsers === undefined) {
      this.termUsers = archive.index.terms.map(() => []);
      for (let i = 0; i < archive.size; i++) {
        for (const one of archive.usesOf(i, run)) this.termUsers[one]?.push(i);
      }
    }
    return this.termUsers[term] ?? [];
  }

  /** Returns the items that had an address, or sent to it. */
  sendersTo(mail: number): readonly number[] {
    const { archive, run } = this;
    if (this.mailUsers === undefined) {
      this.mailUsers = new Map();
      for (let i = 0; i < archive.size; i++) {
        for (const one of archive.mailsOf(i, run)) push(this.mailUsers, one, i);
      }
    }
    return this.mailUsers.get(mail) ?? [];
  }
}

/** Sets with their history. */
class History {
  private readonly steps = new Map<number, Step<{ add: readonly number[]; del: readonly number[] }>[]>();

  constructor(private readonly timed: Timed) {
    timed.i.forEach((i, at) => {
      const value = { add: timed.add[at] ?? [], del: timed.del[at] ?? [] };
      push(this.steps, i, { r: timed.r[at] ?? 0, value });
    });
  }

  /** Returns the set of an item after a run. */
  at(i: number, run: number): readonly number[] {
    const now = this.timed.now[i] ?? [], steps = this.steps.get(i);
    if (steps === undefined || (steps.at(-1)?.r ?? -1) <= run) return now;
    const set = new Set(now);
    for (const { r, value } of steps.toReversed()) {
      if (r <= run) break;
      for (const one of value.add) set.delete(one);
      for (const one of value.del) set.add(one);
    }
    return [...set];
  }
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Returns the last step up to a run. Steps are in the order of runs. */
function lastUntil<T>(steps: readonly Step<T>[] | undefined, run: number): Step<T> | undefined {
  return steps?.findLast(({ r }) => r <= run);
}

/** Returns the first step after a run. */
function firstAfter<T>(steps: readonly Step<T>[] | undefined, run: number): Step<T> | undefined {
  return steps?.find(({ r }) => r > run);
}
