/**
 * Compares two cards. Pure.
 *
 * @module
 */
import type { Card, Named, Op, Part, PartList } from "../data/card.ts";
import { same } from "./same.ts";

/** The lists of parts, in the order in which differences are listed. */
export const PART_LISTS: readonly PartList[] = ["filters", "tabs", "sections", "tiles"];
const PROPERTIES = ["title", "text", "folder", "owner", "fixed"] as const;

/**
 * Returns the differences. {@linkcode applyOps} converts `a` to `b` with them, and backwards `b` to `a`. Lists of facts
 * and tiles have no order.
 */
export function diffCards(a: Card, b: Card): Op[] {
  const ops: Op[] = [];
  for (const p of PROPERTIES) {
    if (a[p] !== b[p]) ops.push({ k: "prop", p, ...sides(a[p], b[p]) });
  }
  const before = a.facts ?? {}, after = b.facts ?? {};
  for (const p of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const from = ownOf(before, p), to = ownOf(after, p);
    if (Array.isArray(from) && Array.isArray(to)) {
      const add = to.filter((one) => !from.some((other) => same(one, other)));
      const del = from.filter((one) => !to.some((other) => same(one, other)));
      if (add.length + del.length > 0) ops.push({ k: "list", p, add, del });
    } else if (!same(from, to)) ops.push({ k: "fact", p, ...sides(from, to) });
  }
  for (const of of PART_LISTS) diffParts(ops, of, a[of] ?? [], b[of] ?? []);
  return ops;
}

function diffParts(ops: Op[], of: PartList, before: readonly Part[], after: readonly Part[]): void {
  const from = new Map(before.map((part) => [part.id, part]));
  const to = new Map(after.map((part) => [part.id, part]));
  // From the last to the first, so that undoing them one after the other restores their places.
  for (const [i, part] of [...before.entries()].toReversed()) {
    if (!to.has(part.id)) ops.push({ k: "-", of, id: part.id, a: part, i });
  }
  after.forEach((part, i) => {
    const former = from.get(part.id);
    if (former === undefined) ops.push({ k: "+", of, id: part.id, b: part, i });
    else diffPart(ops, { of, id: part.id, t: part.title }, former, part);
  });
  if (of !== "tiles") diffOrder(ops, of, before, after);
}

/** Adds an operation if the remaining parts have another order, after parts were removed and added. */
function diffOrder(ops: Op[], of: PartList, before: readonly Part[], after: readonly Part[]): void {
  const ids = new Set(after.map(({ id }) => id)), known = new Set(before.map(({ id }) => id));
  const now = before.filter(({ id }) => ids.has(id));
  after.forEach((part, i) => {
    if (!known.has(part.id)) now.splice(i, 0, part);
  });
  if (now.every(({ id }, i) => id === after[i]?.id)) return;
  const named = ({ id, title }: Part): Named => [id, title];
  ops.push({ k: "order", of, a: now.map(named), b: after.map(named) });
}

type At = { of: PartList; id: string; t: string };

function diffPart(ops: Op[], at: At, before: Part, after: Part): void {
  const a = before as unknown as Record<string, unknown>, b = after as unknown as Record<string, unknown>;
  for (const p of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (p === "id" || same(a[p], b[p])) continue;
    if (p === "q" && isRecord(a[p]) && isRecord(b[p])) diffQueries(ops, at, a[p], b[p]);
    else ops.push({ k: "part", ...at, p, ...sides(a[p], b[p]) });
  }
}

function diffQueries(ops: Op[], at: At, a: Record<string, unknown>, b: Record<string, unknown>): void {
  for (const p of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (same(a[p], b[p])) continue;
    const from = a[p], to = b[p];
    if (p !== "filters" || !isRecord(from) || !isRecord(to)) {
      ops.push({ k: "part", ...at, p: `q.${p}`, ...sides(from, to) });
      continue;
    }
    for (const f of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const one = ownOf(from, f), other = ownOf(to, f);
      if (one !== other) ops.push({ k: "part", ...at, p: "q.filters", f, ...sides(one, other) });
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ownOf<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function sides<T>(a: T | undefined, b: T | undefined): { a?: T; b?: T } {
  return { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
}
