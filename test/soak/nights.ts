/**
 * A backup a night for a year: the vault grows by what changed, and tells how each day was.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { type Clock, systemClock } from "../../lib/base/clock.ts";
import { type ContentType, typeCode } from "../../lib/looker/content_type_names.ts";
import { openVaultForReading } from "../../lib/vault/open.ts";
import { readBodyAt } from "../../lib/vault/versions.ts";
import { msgpackText, oneSpelling } from "../e2e/_msgpack_text.ts";
import { OpenVault, sha256 } from "../e2e/_vault.ts";
import { backup, line } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import type { Random } from "../sim/random.ts";
import { chance } from "./round.ts";

/** How long, how large, and how much changes between two nights. */
export interface NightsOptions {
  seed: number;
  nights: number;
  /** Half of them dashboards, half looks; their trash comes on top. */
  items: number;
  /** Items edited a night. */
  changes: number;
  incremental: boolean;
}

/** What came of it. Sizes in bytes. */
export interface NightsFigures {
  versions: number;
  firstSize: number;
  lastSize: number;
  /** Of the former versions' stored bodies. */
  versionBytes: number;
  /** Bodies read back as of a night. */
  compared: number;
}

const TYPES = ["dashboards", "looks"] as const satisfies readonly ContentType[];
const VIEWS = { dashboards: "Dashboard", looks: "LookWithQuery" } as const;
/** Items with ids up to this are made by hand, and refer to each other. */
const ODD = 30;
const DAY = 86_400_000, START = Date.UTC(2031, 0, 1, 2);

/** Runs the nights and checks each: counts, size, and every item as of every night. */
export async function nights(options: NightsOptions): Promise<NightsFigures> {
  const random = chance(options.seed);
  let now = START;
  const clock: Clock = { ...systemClock, now: () => now };
  const half = options.items / 2;
  await using sim = startSim({
    seed: options.seed,
    dashboards: half,
    looks: half,
    folders: Math.ceil(half / 20),
    tileBytes: 300,
    noLog: true,
    now: () => now,
  });
  await using place = await backup(sim);
  const versions = new Versions(sim);
  const first = await place.run({ types: TYPES, keepPublicLinks: true }, { clock });
  const items = first.totals.stored;
  versions.note(0, TYPES.flatMap((type) => sim.store.table(type).all().map(({ id }) => [type, id] as const)));
  const firstSize = (await Deno.stat(place.path)).size;
  for (let night = 1; night <= options.nights; night++) {
    now = START + night * DAY - DAY / 2;
    moveCounts(sim, random, new Date(now).toISOString());
    versions.note(night, edits(sim, random, options.changes));
    now = START + night * DAY;
    const { status, totals } = await place.run({
      types: TYPES,
      incremental: options.incremental,
      keepPublicLinks: true,
    }, { clock });
    const { updated, unchanged } = totals, wanted = [options.changes, items - options.changes];
    assertEquals([status, updated, unchanged], ["completed", ...wanted], `night ${night}`);
  }
  const { changes } = options, edited = options.nights * changes;
  const figures = {
    versions: checkRows(place.path, { items, edited, runs: options.nights + 1 }),
    firstSize,
    lastSize: (await Deno.stat(place.path)).size,
    versionBytes: storedBytes(place.path),
    compared: versions.check(place.path, options.nights),
  };
  // A night without edits, counts moving all the same.
  now += DAY;
  moveCounts(sim, random, new Date(now).toISOString());
  const quiet = await place.run({ types: TYPES, keepPublicLinks: true }, { clock });
  assertEquals([line(quiet, "dashboards").updated, line(quiet, "looks").updated], [0, 0]);
  checkRows(place.path, { items, edited, runs: options.nights + 2 });
  return figures;
}

/** Half of the items are looked at: what that moves is no edit. */
function moveCounts(sim: Sim, random: Random, at: string): void {
  for (const type of TYPES) {
    const table = sim.store.table(type);
    for (const { id } of table.all()) {
      if (random.below(2) === 0) continue;
      const stored = table.stored(id);
      const views = 1 + random.below(1_000_000);
      if (stored !== undefined) {
        table.set(id, { ...stored, view_count: views, last_accessed_at: at, last_viewed_at: at });
      }
    }
  }
}

/** Edits so many items, each once. */
function edits(sim: Sim, random: Random, count: number): [typeof TYPES[number], string][] {
  const edited = new Set<string>();
  while (edited.size < count) {
    const type = random.pick(TYPES);
    const { id } = random.pick(sim.store.table(type).all());
    // The looks that stand on dashboards are among the first: an edit of one is an edit of both.
    if (edited.has(`${type} ${id}`) || (type === "looks" && Number(id) <= ODD)) continue;
    edited.add(`${type} ${id}`);
    sim.mutate({ op: "update", type, id, values: { description: `Edited ${random.below(1e9)}` } });
  }
  return [...edited].map((key) => key.split(" ") as [typeof TYPES[number], string]);
}

/** Nothing but the edited versions was added; the number of former versions. */
function checkRows(
  path: string,
  { items, edited, runs }: { items: number; edited: number; runs: number },
): number {
  using vault = new OpenVault(path);
  const count = (table: string): number => Number(vault.value(`SELECT count(*) FROM ${table}`));
  assertEquals(
    [
      count("content_items"),
      count("content_history"),
      count("extraction_sessions"),
      count("extraction_errors"),
    ],
    [items, edited, runs, 0],
  );
  return edited;
}

function storedBytes(path: string): number {
  using vault = new OpenVault(path);
  return Number(vault.value("SELECT coalesce(sum(length(content_data)), 0) FROM content_history"));
}

/** What each item was like from which night on, by the simulator's own word, counts left out. */
class Versions {
  private readonly known = new Map<string, { night: number; digest: string }[]>();
  private readonly digests = new Map<string, string>();
  constructor(private readonly sim: Sim) {}

  /** Notes items as they are on a night. */
  note(night: number, items: readonly (readonly [typeof TYPES[number], string])[]): void {
    for (const [type, id] of items) {
      const text = this.sim.store.table(type).get(id)?.text(VIEWS[type]) ?? "";
      const key = `${type} ${id}`, digest = digestOf(oneSpelling(text));
      const versions = this.known.get(key);
      if (versions === undefined) this.known.set(key, [{ night, digest }]);
      else versions.push({ night, digest });
    }
  }

  /** Compares every item as of noon after every night; how many that were. */
  check(path: string, nights: number): number {
    using vault = openVaultForReading(path);
    let compared = 0;
    for (const [key, versions] of this.known) {
      const [type, id = ""] = key.split(" ");
      for (let night = 0, current = 0; night <= nights; night++) {
        while ((versions[current + 1]?.night ?? Infinity) <= night) current++;
        const at = new Date(START + night * DAY + DAY / 3).toISOString();
        const body = readBodyAt(vault, { type: typeCode(type as ContentType), id, at });
        assert(body !== null, `${key} as of night ${night} is not there`);
        assert(this.digest(body) === versions[current]?.digest, `${key} as of night ${night} is another`);
        compared++;
      }
    }
    return compared;
  }

  private digest(body: Uint8Array): string {
    const bytes = sha256(body);
    let digest = this.digests.get(bytes);
    if (digest === undefined) this.digests.set(bytes, digest = digestOf(msgpackText(body, "_vault")));
    return digest;
  }
}

function digestOf(text: string): string {
  const still = text.replaceAll(
    /"(view_count|last_accessed_at|last_viewed_at)":("[^"]*"|\d+|null)/g,
    '"$1":0',
  );
  return sha256(new TextEncoder().encode(still));
}
