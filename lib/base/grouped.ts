/**
 * Lists by key that grow in place: copying a list for each entry would take time in the square of their number.
 *
 * @module
 */

/** Adds a value to the list under a key. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
