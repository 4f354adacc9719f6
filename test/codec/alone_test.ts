/** The codec can be loaded from anywhere: programs beside this checkout read and write vaults with it. */
import { assertEquals } from "@std/assert";

const ROOT = new URL("../../lib/", import.meta.url);

/** What programs that craft vaults are made of. */
const LOADED = [
  "codec/msgpack_reader.ts",
  "codec/compress.ts",
  "codec/digest.ts",
  "codec/json_reader.ts",
  "codec/json_value.ts",
  "vault/row_digest.ts",
  "looker/content_type_names.ts",
];

Deno.test("the modules that read and write bodies and digests need no import map, and neither does what they import", async () => {
  const seen = new Set<string>(), foreign: string[] = [];
  const visit = async (url: URL): Promise<void> => {
    if (seen.has(url.href)) return;
    seen.add(url.href);
    for (
      const line of (await Deno.readTextFile(url)).matchAll(
        /^(?:import|export) (?!type )[^;]*? from "([^"]+)";/gm,
      )
    ) {
      const [, specifier = ""] = line;
      if (specifier.startsWith("node:")) continue;
      if (specifier.startsWith(".")) await visit(new URL(specifier, url));
      else foreign.push(`${url.href.slice(ROOT.href.length)}: ${specifier}`);
    }
  };
  for (const path of LOADED) await visit(new URL(path, ROOT));
  assertEquals([foreign, seen.size > LOADED.length], [[], true]);
});
