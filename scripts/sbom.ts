/**
 * `deno task sbom [FILE]`: writes the bill of materials (CycloneDX JSON) of this checkout to FILE, or prints it.
 *
 * @module
 */
import * as v from "valibot";
import { needed, type Sbom, sbom } from "./sbom_document.ts";

const ROOT = new URL("../", import.meta.url);
/** The entry point of the page of `report` and `browse`. Its packages are shipped as text. */
const PAGE = "lib/web/page/main.ts";

const Lock = v.object({
  npm: v.record(
    v.string(),
    v.object({
      integrity: v.string(),
      dependencies: v.optional(v.array(v.string()), []),
      optionalPeers: v.optional(v.array(v.string()), []),
    }),
  ),
});
const Graph = v.object({
  modules: v.array(v.object({ kind: v.optional(v.string()), npmPackage: v.optional(v.string()) })),
  npmPackages: v.record(v.string(), v.object({ localPath: v.string() })),
});
const Manifest = v.object({ license: v.optional(v.string()) });

/** Returns the bill of materials of this script's checkout. */
export async function sbomOfCheckout(): Promise<Sbom> {
  const locked = v.parse(Lock, JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT)))).npm;
  const { version } = v.parse(
    v.object({ version: v.string() }),
    JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))),
  );
  const graph = await moduleGraph("main.ts"), page = await moduleGraph(PAGE);
  const shipped = new Set<string>();
  const add = (key: string): void => {
    if (shipped.has(key)) return;
    shipped.add(key);
    needed(key, locked).forEach(add);
  };
  for (const { npmPackage } of [...graph.modules, ...page.modules]) {
    if (npmPackage !== undefined) add(npmPackage);
  }
  const licenses = new Map<string, string>();
  for (const [key, { localPath }] of Object.entries({ ...graph.npmPackages, ...page.npmPackages })) {
    const license = await licenseIn(localPath);
    if (license !== undefined) licenses.set(key, license);
  }
  return sbom({ version, deno: Deno.version.deno, locked, shipped, licenses });
}

/**
 * Returns the packages of the page as `name@version`. A binary contains the page as one text, in which packages cannot
 * be identified.
 */
export async function packagesOfPage(): Promise<string[]> {
  const { modules } = await moduleGraph(PAGE);
  return [...new Set(modules.flatMap(({ npmPackage }) => npmPackage ?? []))];
}

async function moduleGraph(file: string): Promise<v.InferOutput<typeof Graph>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", file],
    cwd: ROOT,
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`Cannot read the modules of ${file}: ${text.decode(stderr).trim()}`);
  return v.parse(Graph, JSON.parse(text.decode(stdout)));
}

/**
 * Returns the license of an unpacked package. The result is undefined for a package that is not unpacked on this
 * machine.
 */
async function licenseIn(directory: string): Promise<string | undefined> {
  try {
    return v.parse(Manifest, JSON.parse(await Deno.readTextFile(`${directory}/package.json`))).license;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const text = `${JSON.stringify(await sbomOfCheckout(), null, 2)}\n`;
  const [file] = Deno.args;
  if (file === undefined) await Deno.stdout.write(new TextEncoder().encode(text));
  else await Deno.writeTextFile(file, text);
}
