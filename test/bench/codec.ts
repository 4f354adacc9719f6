/**
 * How long a run computes for each item: `deno run -A test/bench/codec.ts FILE [TYPE] [ROOT...]`. FILE is the response of a
 * listing, such as the JSON of `search_dashboards`; TYPE is `dashboards` if it is missing. With ROOT, other checkouts are
 * measured too, alternately. The shortest times are compared, because other programs use the machine.
 *
 * @module
 */
import type * as Canonical from "../../lib/codec/canonical.ts";
import type * as Bodies from "../../lib/codec/body.ts";
import type * as Reader from "../../lib/codec/json_reader.ts";
import type * as Encode from "../../lib/extract/encode.ts";
import type * as Secrets from "../../lib/extract/secrets.ts";
import type * as Equality from "../../lib/looker/equality.ts";
import { parseContentType } from "../../lib/looker/parse_content_type.ts";

const [file = "", name = "dashboards", ...others] = Deno.args;
const json = Deno.readFileSync(file), type = parseContentType(name);
const roots = [new URL("../../", import.meta.url).pathname, ...others];
const ROUNDS = 80;

/** Returns the parts of the work for a page, by name. */
async function partsOf(root: string): Promise<Map<string, () => void>> {
  const lib = `file://${await Deno.realPath(root)}/lib/`;
  const { lendJsonArray, readJsonArray }: typeof Reader = await import(`${lib}codec/json_reader.ts`);
  const { Body }: typeof Bodies = await import(`${lib}codec/body.ts`);
  const { itemFacts }: typeof Encode = await import(`${lib}extract/encode.ts`);
  const { withoutSecrets }: typeof Secrets = await import(`${lib}extract/secrets.ts`);
  const { formRules }: typeof Equality = await import(`${lib}looker/equality.ts`);
  const { canonical }: typeof Canonical = await import(`${lib}codec/canonical.ts`);
  const watch = ["merge_result_id", "query_id", "query"], none = new Map<string, Uint8Array>();
  const bodies = readJsonArray(json).flatMap((item) => item instanceof Error ? [] : [Body.of(item)]);
  return new Map([
    ["JSON to MessagePack", () => lendJsonArray(json, { watch }).visit(() => {})],
    ["columns and digest", () => bodies.forEach((body, i) => itemFacts(type, String(i), body, () => null))],
    ["search for secrets", () => bodies.forEach((body) => withoutSecrets(body, none, { keepLinks: false }))],
    ["canonical form", () => bodies.forEach((body) => canonical(body.bytes, formRules(type)))],
  ]);
}

const parts = await Promise.all(roots.map(partsOf)),
  count = JSON.parse(new TextDecoder().decode(json)).length;
console.log(`${count} items of ${Math.round(json.length / count)} bytes; microseconds for each`);
for (const part of parts[0]?.keys() ?? []) {
  const best = roots.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    parts.forEach((all, i) => {
      const start = performance.now();
      all.get(part)?.();
      best[i] = Math.min(best[i] ?? Infinity, performance.now() - start);
    });
  }
  console.log(part.padEnd(20), best.map((ms) => (ms * 1000 / count).toFixed(1).padStart(7)).join(""));
}
