/**
 * Mermaid diagrams of the imports between the folders of `lib/`, read from the source files.
 *
 * @module
 */

/** Imports between folders: the folders that each folder imports, without itself. */
export type Rooms = ReadonlyMap<string, ReadonlySet<string>>;

/** A file of `lib/` and its text. */
export interface SourceFile {
  /** The path from the root of the checkout: `lib/vault/open.ts`. */
  path: string;
  text: string;
}

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/**
 * Returns the folders of files and the folders that they import. `roomOf` returns the folder of a path; null for a file
 * outside them, such as a wrapper of a package that every folder may use.
 */
export function roomsOf(files: Iterable<SourceFile>, roomOf: (path: string) => string | null): Rooms {
  const rooms = new Map<string, Set<string>>();
  for (const { path, text } of files) {
    const own = roomOf(path);
    if (own === null) continue;
    const imports = rooms.get(own) ?? new Set<string>();
    rooms.set(own, imports);
    for (const [, specifier = ""] of text.matchAll(IMPORT)) {
      const other = roomOf(new URL(specifier, `file:///${path}`).pathname.slice(1));
      if (other !== null && other !== own) imports.add(other);
    }
  }
  return rooms;
}

/** Removes the imports that follow from others. A remaining arrow means that there is no other path to that folder. */
export function reduced(rooms: Rooms): Rooms {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    [...rooms.get(from) ?? []].some((next) => {
      if (next === to) return true;
      if (seen.has(next)) return false;
      seen.add(next);
      return reaches(next, to, seen);
    });
  return new Map([...rooms].map(([room, imports]) => [
    room,
    new Set(
      [...imports].filter((other) =>
        ![...imports].some((between) => between !== other && reaches(between, other))
      ),
    ),
  ]));
}

/** Returns folders as a Mermaid diagram, upper ones first. */
export function mermaid(rooms: Rooms): string {
  const arrows = [...rooms].flatMap(([room, imports]) =>
    [...imports].sort().map((other) => `  ${room} --> ${other}`)
  );
  return ["```mermaid", "flowchart TD", ...arrows.sort(), "```"].join("\n");
}

/** Replaces the text between the marks of a diagram. @throws {Error} if the text has no such marks. */
export function withDiagram(text: string, name: string, diagram: string): string {
  const [start, end] = [`<!-- diagram: ${name} -->`, `<!-- end of diagram: ${name} -->`];
  const from = text.indexOf(start), to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`Cannot draw ${name}: the page lacks its marks`);
  return `${text.slice(0, from + start.length)}\n\n${diagram}\n\n${text.slice(to)}`;
}
