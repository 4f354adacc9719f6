/** Where two normal forms differ. @module */
import { isObject, type Json, RawJson, stringify } from "../json.ts";
import type { NormalForm } from "./mod.ts";

/** One place where two instances differ. */
export interface Difference {
  /** `dashboards["(shared_root)/Sales › Pulse"].elements["Orders (vis)"].title` */
  path: string;
  /** JSON of either side; `undefined` where there is nothing. */
  a: string | undefined;
  b: string | undefined;
}

/** Where two normal forms differ. A slug that only one side has was made by the server and does not count. */
export function differences(a: NormalForm, b: NormalForm): Difference[] {
  const found: Difference[] = [];
  for (const type of new Set([...Object.keys(a), ...Object.keys(b)])) {
    compare(a[type] ?? {}, b[type] ?? {}, type, found);
  }
  return found;
}

/** The same as lines to read: empty when two instances are the same up to their ids. */
export function sameUpToIds(a: NormalForm, b: NormalForm): string[] {
  return differences(a, b).map(({ path, a, b }) => `${path}: ${shortened(a)} ≠ ${shortened(b)}`);
}

function compare(a: Json | undefined, b: Json | undefined, path: string, found: Difference[]): void {
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      compare(
        a[key],
        b[key],
        /^\w+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`,
        found,
      );
    }
  } else if (Array.isArray(a) && Array.isArray(b)) {
    for (let n = 0; n < Math.max(a.length, b.length); n++) compare(a[n], b[n], `${path}[${n}]`, found);
  } else if (text(a) !== text(b) && !(path.endsWith(".slug") && (a === null || b === null))) {
    found.push({ path, a: text(a), b: text(b) });
  }
}

function text(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : value instanceof RawJson ? value.text : stringify(value);
}

function shortened(json: string | undefined): string {
  if (json === undefined) return "nothing";
  return json.length > 160 ? `${json.slice(0, 160)}…` : json;
}
