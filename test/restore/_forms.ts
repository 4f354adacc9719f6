import { type NormalForm, sameUpToIds } from "../sim/mod.ts";

/** What no backup holds: hubs with their tokens. */
const NOT_CAPTURED = /^(integration_hubs|integrations)\b/;

/** What the simulator leaves of users and roles that were deleted: their folders, values and memberships. */
const REMAINS =
  /^folders\["\(users_root\)\/.*: nothing ≠|user_values\["unknown users |: nothing ≠ "unknown roles /;

/** Parts of items that have ids of their own. */
const PARTS = new Set(["filters", "layouts", "elements", "places", "sections", "items"]);

/** Where two instances differ, whatever the ids in their forms. */
export function differences(before: NormalForm, after: NormalForm): string[] {
  return sameUpToIds(withoutIds(before), withoutIds(after))
    .filter((line) => !NOT_CAPTURED.test(line) && !REMAINS.test(line));
}

/** Ids that were there before and after a damage, and that something else or nothing has afterwards. */
export function lostIds(
  { before, damaged, after }: { before: NormalForm; damaged: NormalForm; after: NormalForm },
): string[] {
  const survivors = new Set(idsOf(damaged).values());
  // The folders of users who were deleted: those made anew have new ones.
  for (const [path, folder] of Object.entries(damaged["folders"] ?? {})) {
    const { name, id } = folder as { name?: unknown; id?: unknown };
    if (path.startsWith("(users_root)/") && name === null) survivors.delete(`folders ${id}`);
  }
  const now = idsOf(after);
  return [...idsOf(before)].flatMap(([path, id]) =>
    survivors.has(id) && now.get(path) !== id ? [`${path}: ${id} → ${now.get(path)}`] : []
  );
}

/** Path → kind and id, of everything that has one. */
function idsOf(whole: NormalForm): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string, kind: string): void => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "id" && typeof inner === "string") found.set(path, `${kind} ${inner}`);
      else walk(inner, `${path} › ${key}`, PARTS.has(key) ? key : kind);
    }
  };
  for (const [type, items] of Object.entries(whole)) {
    if (!NOT_CAPTURED.test(type)) walk(items, type, type);
  }
  return found;
}

function withoutIds(whole: NormalForm): NormalForm {
  return JSON.parse(JSON.stringify(whole, (key, value) => key === "id" ? undefined : value));
}
