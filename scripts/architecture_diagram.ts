/**
 * Which room of `lib/` imports which, read from the imports, as diagrams in Mermaid.
 *
 * @module
 */

/** Imports between rooms: what each imports, itself aside. */
export type Rooms = ReadonlyMap<string, ReadonlySet<string>>;

/** A file of `lib/` and its text. */
export interface SourceFile {
  /** From the checkout's folder on: `lib/vault/open.ts`. */
  path: string;
  text: string;
}

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g;

/**
 * The rooms of files, and what they import. `roomOf` names the room of a path; null for what is in none, such as facades
 * of packages that every room may use.
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

/** Rooms without the imports that follow from others: an arrow means that the lower room is reached in no other way. */
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

/** Rooms as a Mermaid diagram, the upper ones first. */
export function mermaid(rooms: Rooms): string {
  const arrows = [...rooms].flatMap(([room, imports]) =>
    [...imports].sort().map((other) => `  ${room} --> ${other}`)
  );
  return ["```mermaid", "flowchart TD", ...arrows.sort(), "```"].join("\n");
}

/** Replaces what stands between the marks of a diagram. @throws {Error} when the text has no such marks. */
export function withDiagram(text: string, name: string, diagram: string): string {
  const [start, end] = [`<!-- diagram: ${name} -->`, `<!-- end of diagram: ${name} -->`];
  const from = text.indexOf(start), to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`Cannot draw ${name}: the page has no place for it`);
  return `${text.slice(0, from + start.length)}\n\n${diagram}\n\n${text.slice(to)}`;
}
