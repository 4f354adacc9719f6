/** The `fields` parameter: a comma list, nested with parentheses. @module */

/** What to keep of an object: names, and for each what to keep below it (`undefined`: all). */
export type FieldTree = Map<string, FieldTree | undefined>;

/** Parses `id,title,folder(id,name)`. Broken nesting is read as far as it goes. */
export function parseFields(text: string): FieldTree {
  const at = { index: 0 };
  return level(text, at);
}

function level(text: string, at: { index: number }): FieldTree {
  const tree: FieldTree = new Map();
  let name = "";
  const close = (below?: FieldTree): void => {
    if (name.trim() !== "") tree.set(name.trim(), below);
    name = "";
  };
  while (at.index < text.length) {
    const char = text[at.index++];
    if (char === "(") close(level(text, at));
    else if (char === ")") {
      close();
      return tree;
    } else if (char === ",") close();
    else name += char;
  }
  close();
  return tree;
}
