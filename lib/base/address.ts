/**
 * When two addresses are one: the same scheme, host and port, however they are written. Pure.
 *
 * @module
 */

/** Names of this machine itself. */
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Scheme, host and port in the one spelling in which addresses are compared and written down; other texts as they are. */
export function canonicalAddress(address: string): string {
  const url = parsed(address);
  return url === null ? address.trim() : `${url.protocol}//${hostOf(url)}`;
}

/** Whether two addresses are one. */
export function sameAddress(a: string, b: string): boolean {
  return canonicalAddress(a) === canonicalAddress(b);
}

/** Host and port whatever the scheme, the usual port omitted; null for what is no web address. */
export function hostKey(address: string): string | null {
  const url = parsed(address);
  return url === null || !/^https?:$/.test(url.protocol) ? null : hostOf(url).replace(/:(80|443)$/, "");
}

function parsed(address: string): URL | null {
  const text = address.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  return url === null || url.hostname === "" ? null : url;
}

/** Lower case and without the usual port: `URL` has seen to that. */
function hostOf({ hostname, port }: URL): string {
  const name = hostname.replace(/(.)\.$/, "$1");
  return `${LOOPBACK.has(name) ? "127.0.0.1" : name}${port === "" ? "" : `:${port}`}`;
}
