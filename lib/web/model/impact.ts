/**
 * Determines what uses a field, an explore or a model, at a time. Pure.
 *
 * @module
 */
import type { Archive } from "./archive.ts";
import { fold } from "./search.ts";

/** A field, explore or model that queries name. */
export interface Subject {
  kind: "field" | "explore" | "model";
  name: string;
  /** The terms that belong to it. */
  terms: number[];
  /** Number of items that use it. */
  uses: number;
}

/** Returns the model of an explore. */
export function modelOf(explore: string): string {
  return explore.split("::")[0] ?? explore;
}

/** Returns every field, explore and model that is or was used, with its number of uses at the moment. */
export function subjectsAt(archive: Archive, run: number): Subject[] {
  const moment = archive.moment(run), models = new Map<string, Subject & { users: Set<number> }>();
  const subjects = archive.index.terms.map((name, term): Subject => {
    const users = moment.usersOf(term).filter((i) => archive.standing(i, run) === "live");
    const kind = name.includes("::") ? "explore" : "field";
    if (kind === "explore") {
      const model = modelOf(name),
        known = models.get(model) ??
          { kind: "model", name: model, terms: [], uses: 0, users: new Set() };
      models.set(model, known);
      known.terms.push(term);
      for (const i of users) known.users.add(i);
    }
    return { kind, name, terms: [term], uses: users.length };
  });
  for (const { users, ...model } of models.values()) subjects.push({ ...model, uses: users.size });
  return subjects;
}

/** Returns the subjects that match a text, the best match first. */
export function subjectsLike(subjects: readonly Subject[], text: string): Subject[] {
  const wanted = fold(text.trim()), found: { subject: Subject; rank: number }[] = [];
  if (wanted === "") return [];
  for (const subject of subjects) {
    const folded = fold(subject.name);
    if (!folded.includes(wanted)) continue;
    const isNear = folded.startsWith(wanted) || folded.endsWith(`.${wanted}`);
    found.push({ subject, rank: folded === wanted ? 0 : isNear ? 1 : 2 });
  }
  return found.sort((a, b) =>
    a.rank - b.rank || b.subject.uses - a.subject.uses || (a.subject.name < b.subject.name ? -1 : 1)
  ).map(({ subject }) => subject);
}

/** What uses a subject: items, by their positions. */
export interface Impact {
  readers: number[];
  /** For readers that show a look in a tile, those looks. */
  through: Map<number, number[]>;
  hang: { schedules: number[]; alerts: number[]; boards: number[] };
  owners: number[];
  mails: number[];
}

/** Returns what uses a subject or an item. */
export function impactOf(archive: Archive, of: Subject | number, run: number): Impact {
  const moment = archive.moment(run), live = (i: number): boolean => archive.standing(i, run) === "live";
  const direct = typeof of === "number"
    ? new Set(moment.back(of).filter(({ relation, i }) => READS.has(relation) && live(i)).map(({ i }) => i))
    : new Set(of.terms.flatMap((term) => moment.usersOf(term).filter(live)));
  const through = new Map<number, number[]>();
  const readers = new Set(direct);
  for (const reader of readers) {
    for (const { i, relation } of moment.back(reader)) {
      if (relation !== "tile" || !live(i)) continue;
      readers.add(i);
      if (!direct.has(i)) through.set(i, [...through.get(i) ?? [], reader]);
    }
  }
  const hangOn = typeof of === "number" ? [of, ...readers] : [...readers];
  const hang = (type: string, relations: readonly string[]): number[] => [
    ...new Set(
      hangOn.flatMap((reader) =>
        moment.back(reader).filter(({ i, relation }) =>
          relations.includes(relation) && archive.typeName(i) === type && live(i)
        ).map(({ i }) => i)
      ),
    ),
  ];
  const schedules = hang("scheduled_plans", ["schedule"]), alerts = hang("alerts", ["alert"]);
  const boards = hang("boards", ["board"]);
  const weight = (i: number): number => moment.back(i).length * 10 + (archive.index.v[i] ?? 0);
  return {
    readers: [...readers].filter((i) => !schedules.includes(i) && !alerts.includes(i) && !boards.includes(i))
      .sort((a, b) => weight(b) - weight(a) || a - b),
    through,
    hang: { schedules, alerts, boards },
    owners: [...new Set([...readers].map((i) => archive.owner(i, run)).filter((i) => i >= 0))],
    mails: [...new Set([...schedules, ...alerts].flatMap((i) => archive.mailsOf(i, run)))],
  };
}

/** What a subject or an item reads from. */
export interface Sources {
  /** Explores and models. With a number: how many readers of the subject use it. */
  terms: { name: string; count?: number }[];
  items: number[];
}

/**
 * Returns what a subject or an item reads from: for an item, its explores and the items that it refers to; for a field,
 * the explores of its readers, the most frequent first; for an explore, its model.
 */
export function sourcesOf(
  archive: Archive,
  of: Subject | number,
  { run, readers }: { run: number; readers: readonly number[] },
): Sources {
  const explores = (i: number): string[] =>
    archive.usesOf(i, run).map((term) => archive.index.terms[term] ?? "").filter((name) =>
      name.includes("::")
    );
  if (typeof of === "number") {
    return {
      terms: explores(of).map((name) => ({ name })),
      items: [...new Set(archive.edgesOf(of, run).map(({ i }) => i))],
    };
  }
  if (of.kind === "explore") return { terms: [{ name: modelOf(of.name) }], items: [] };
  if (of.kind === "model") return { terms: [], items: [] };
  const counts = new Map<string, number>();
  for (const name of readers.flatMap(explores)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    terms: [...counts].sort((one, other) => other[1] - one[1]).map(([name, count]) => ({ name, count })),
    items: [],
  };
}

/** Relations that count as reading an item. */
const READS: ReadonlySet<string> = new Set([
  "tile",
  "set",
  "model",
  "connection",
  "project",
  "lookml",
  "member",
  "role",
  "value",
  "access",
  "colors",
  "hub",
  "destination",
  "link",
]);
