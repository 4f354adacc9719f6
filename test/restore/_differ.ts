import { sameUpToIds, type Sim } from "../sim/mod.ts";

/** What no backup brings back: hubs need their tokens. */
const NOT_RESTORED = new Set(["integration_hubs", "integrations"]);

/** Where two instances differ, whatever their ids, in what a restore brings back. */
export function differ(one: Sim, other: Sim): string[] {
  const form = { restorable: true };
  return sameUpToIds(one.normalForm(form), other.normalForm(form))
    .filter((line) => !NOT_RESTORED.has(line.split(/[.[]/, 1)[0] ?? ""));
}
