/**
 * The order in which parts with unique names get theirs. A part with a name that another part needs gives it up first.
 * If several parts wait for each other in a circle, one gets a temporary name. Pure.
 *
 * @module
 */
import { asText, type JsonObject } from "../../codec/json_value.ts";
import type { PartForm } from "./form_types.ts";
import type { Matched } from "./match_tiles.ts";

/** One step of the renaming. */
export type NameStep<P extends PartForm = PartForm> =
  /** A part gets all its wanted properties. */
  | { do: "change"; pair: Matched<P>["pairs"][number] }
  /** A part that stays gets temporary names. */
  | { do: "rename"; live: P; names: JsonObject }
  /** A part that will be removed is removed early. */
  | { do: "remove"; live: P };

/** Returns the steps that give parts their names. Pairs whose names do not change keep their order. */
export function nameSteps<P extends PartForm>(
  { pairs, missing, extra }: Matched<P>,
  keys: readonly string[],
): NameStep<P>[] {
  const held = new Names<P>(keys);
  for (const { live } of pairs) held.take(live, live);
  const wantedNames = new Names<P>(keys);
  for (const wanted of [...pairs.map(({ wanted }) => wanted), ...missing]) wantedNames.take(wanted, wanted);
  const steps: NameStep<P>[] = extra.filter((live) => wantedNames.holders(live).length > 0)
    .map((live) => ({ do: "remove", live }));
  const open = new Set(pairs);
  while (open.size > 0) {
    const ready = [...open].filter(({ wanted, live }) =>
      held.holders(wanted).every((other) => other === live)
    );
    for (const pair of ready) {
      open.delete(pair);
      held.drop(pair.live);
      held.take(pair.wanted, pair.live);
      steps.push({ do: "change", pair });
    }
    const [stuck] = open;
    if (ready.length > 0 || stuck === undefined) continue;
    const [blocker] = held.holders(stuck.wanted).filter((other) => other !== stuck.live);
    if (blocker === undefined) break;
    const names = awayNames(blocker, keys);
    held.drop(blocker);
    held.take(names, blocker);
    steps.push({ do: "rename", live: blocker, names });
  }
  return steps;
}

/**
 * Groups steps into waves. The order in a wave does not matter: no part gets a name that another part of the wave had.
 */
export function wavesOf<P extends PartForm>(
  steps: readonly NameStep<P>[],
  keys: readonly string[],
): NameStep<P>[][] {
  const waves: NameStep<P>[][] = [];
  let open: { steps: NameStep<P>[]; had: Names<P> } | null = null;
  for (const step of steps) {
    const pair = step.do === "change" ? step.pair : null;
    if (pair === null) {
      waves.push([step]);
      open = null;
      continue;
    }
    if (open === null || open.had.holders(pair.wanted).some((other) => other !== pair.live)) {
      waves.push((open = { steps: [], had: new Names<P>(keys) }).steps);
    }
    open.steps.push(step);
    open.had.take(pair.live, pair.live);
  }
  return waves;
}

/** Returns temporary names that no other part has. */
function awayNames(live: PartForm, keys: readonly string[]): JsonObject {
  const names: JsonObject = {};
  for (const key of keys) {
    const now = asText(live[key]);
    if (now !== null) names[key] = `${now} (restoring ${live.id})`;
  }
  return names;
}

/** The names of live parts. */
class Names<P extends PartForm> {
  private readonly by = new Map<string, P[]>();

  constructor(private readonly keys: readonly string[]) {}

  /** Records that `holder` has the names of `named`. */
  take(named: JsonObject, holder: P): void {
    for (const name of this.of(named)) {
      const holders = this.by.get(name);
      if (holders === undefined) this.by.set(name, [holder]);
      else holders.push(holder);
    }
  }

  /** Records that `holder` has given up its names. */
  drop(holder: P): void {
    for (const [name, holders] of this.by) this.by.set(name, holders.filter((one) => one !== holder));
  }

  /** Returns the parts that have one of the names of `named`. */
  holders(named: JsonObject): P[] {
    return [...new Set(this.of(named).flatMap((name) => this.by.get(name) ?? []))];
  }

  private of(named: JsonObject): string[] {
    return this.keys.flatMap((key) => {
      const name = asText(named[key]);
      return name === null ? [] : [`${key} ${name}`];
    });
  }
}
