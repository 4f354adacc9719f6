/**
 * Lists by key that grow in place. Copying a list for each new entry would take quadratic time.
 *
 * @module
 */

/** Adds a value to the list of a key. */
export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
