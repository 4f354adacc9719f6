/**
 * Computes former cards from the newest card, by applying its changes backwards. Pure.
 *
 * @module
 */
import type { Body, Card, Line, Op, Part, PartList } from "../data/card.ts";
import { same } from "./same.ts";

/** Returns the card of a version. `place` is its position in `body.versions`. */
export function cardAt({ card, versions }: Body, place: number): Card {
  let at = card;
  for (let one = versions.length - 1; one > Math.max(0, place); one--) {
    at = applyOps(at, versions[one]?.ops ?? [], true);
  }
  return at;
}

/** Returns a card with differences applied, or undone if `isBack` is true. The given card is not changed. */
export function applyOps(card: Card, ops: readonly Op[], isBack = false): Card {
  const to: Card = structuredClone(card);
  for (const op of isBack ? ops.toReversed() : ops) applyOp(to, op, isBack);
  return to;
}

function applyOp(card: Card, op: Op, isBack: boolean): void {
  switch (op.k) {
    case "prop": {
      const value = isBack ? op.a : op.b;
      if (value === undefined) delete (card as Partial<Card>)[op.p];
      else card[op.p] = value;
      return;
    }
    case "fact":
      return put(card.facts ??= {}, op.p, isBack ? op.a : op.b);
    case "list": {
      const [add, del] = isBack ? [op.del, op.add] : [op.add, op.del];
      const facts: Record<string, Line | Line[]> = card.facts ??= {};
      const list = Object.hasOwn(facts, op.p) ? facts[op.p] : [];
      if (!Array.isArray(list)) return;
      put(facts, op.p, [...list.filter((one) => !del.some((gone) => same(one, gone))), ...add]);
      return;
    }
    case "+":
    case "-": {
      const lists: Partial<Record<PartList, Part[]>> = card, parts = lists[op.of] ?? [];
      if ((op.k === "+") === isBack) lists[op.of] = parts.filter(({ id }) => id !== op.id);
      else lists[op.of] = parts.toSpliced(op.i, 0, structuredClone(op.k === "+" ? op.b : op.a));
      return;
    }
    case "order": {
      const lists: Partial<Record<PartList, Part[]>> = card;
      const places = new Map((isBack ? op.a : op.b).map(([id], place) => [id, place]));
      lists[op.of]?.sort((one, other) => (places.get(one.id) ?? 0) - (places.get(other.id) ?? 0));
      return;
    }
    case "part":
      return applyToPart(card, op, isBack);
    case "note":
      return;
  }
}

function applyToPart(card: Card, op: Op & { k: "part" }, isBack: boolean): void {
  const part = (card[op.of] as Part[] | undefined)?.find(({ id }) => id === op.id);
  if (part === undefined) return;
  const value = isBack ? op.a : op.b, at = part as unknown as Record<string, unknown>;
  if (!op.p.startsWith("q.")) return put(at, op.p, value);
  const query = at["q"] as Record<string, unknown> | undefined;
  if (query === undefined) return;
  const key = op.p.slice(2);
  if (op.f === undefined) put(query, key, value);
  else put((query["filters"] ??= {}) as Record<string, unknown>, op.f, value);
}

/** Sets or removes an own property, whatever its name. */
function put<T>(record: Record<string, T>, key: string, value: T | undefined): void {
  if (value === undefined) delete record[key];
  else {
    Object.defineProperty(record, key, {
      value: structuredClone(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}
