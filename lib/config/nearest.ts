/**
 * The known word that a mistyped one most likely meant.
 *
 * @module
 */

/** The member of `known` with the fewest edits to `word`, the first of equals; `undefined` when there are none. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const edits = keyDistance(word, candidate);
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** Edits between dotted keys; a right last part in the wrong section is nearly right, one within the other too. */
function keyDistance(a: string, b: string): number {
  const last = (key: string): string => key.slice(key.lastIndexOf(".") + 1);
  const [lastA, lastB] = [last(a), last(b)];
  const within = lastA.length > 2 && (lastB.includes(lastA) || lastA.includes(lastB)) ? 2 : Infinity;
  return Math.min(editDistance(a, b), editDistance(lastA, lastB) + 0.5, within);
}

/** The number of insertions, deletions and replacements of one character that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
