/**
 * Lists by key, grown in place: a copy for each entry costs the square of their number.
 *
 * @module
 */

/** Adds a value to the list under a key. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
