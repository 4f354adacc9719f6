/**
 * `deno task architecture`: draws the diagrams of `docs/architecture.md` from the imports of `lib/`. `--check` only
 * compares.
 *
 * @module
 */
import { mermaid, reduced, roomsOf, type SourceFile, withDiagram } from "./architecture_diagram.ts";

const ROOT = new URL("../", import.meta.url);
const PAGE = new URL("docs/architecture.md", ROOT);

/** Returns the folder of a file in `lib/`; null for the wrappers of packages, because every folder may use them. */
function layerOf(path: string): string | null {
  const [, layer] = /^lib\/([a-z]+)\//.exec(path) ?? [];
  return layer === undefined || layer === "deps" ? null : layer;
}

/** Returns the folder of a file in `lib/restore/`. */
function restoreRoomOf(path: string): string | null {
  if (!path.startsWith("lib/restore/")) return null;
  return /^lib\/restore\/([a-z]+)\//.exec(path)?.[1] ?? "restore";
}

function* sources(folder: string): Generator<SourceFile> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (name.endsWith(".ts")) {
      yield { path: folder + name, text: Deno.readTextFileSync(new URL(folder + name, ROOT)) };
    }
  }
}

/** Returns the page with diagrams of the current imports. */
export function drawn(page: string): string {
  const files = [...sources("lib/")];
  const layers = mermaid(reduced(roomsOf(files, layerOf)));
  const restore = mermaid(roomsOf(files, restoreRoomOf));
  return withDiagram(withDiagram(page, "layers", layers), "restore", restore);
}

/** Reads the page. */
export function page(): string {
  return Deno.readTextFileSync(PAGE);
}

if (import.meta.main) {
  const now = page(), wanted = drawn(now);
  if (Deno.args.includes("--check") && now !== wanted) {
    console.error(
      "Cannot accept docs/architecture.md: its diagrams differ from the imports. Run deno task architecture.",
    );
    Deno.exit(1);
  }
  if (now !== wanted) Deno.writeTextFileSync(PAGE, wanted);
}
