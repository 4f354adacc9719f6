/**
 * Compares web addresses by scheme, host and port, whatever their spelling. Pure.
 *
 * @module
 */

/** The host names of this machine. They all become `127.0.0.1`. */
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Returns scheme, host and port in the spelling in which addresses are compared and stored. Returns other texts
 * trimmed.
 */
export function canonicalAddress(address: string): string {
  const url = parsed(address);
  return url === null ? address.trim() : `${url.protocol}//${hostOf(url)}`;
}

/** Whether two addresses have the same scheme, host and port. */
export function sameAddress(a: string, b: string): boolean {
  return canonicalAddress(a) === canonicalAddress(b);
}

/** Returns host and port for any scheme, without a default port; null for a text that is not a web address. */
export function hostKey(address: string): string | null {
  const url = parsed(address);
  return url === null || !/^https?:$/.test(url.protocol) ? null : hostOf(url).replace(/:(80|443)$/, "");
}

function parsed(address: string): URL | null {
  const text = address.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  return url === null || url.hostname === "" ? null : url;
}

/** Returns host and port. `URL` has already lowercased the host and removed the default port. */
function hostOf({ hostname, port }: URL): string {
  const name = hostname.replace(/(.)\.$/, "$1");
  return `${LOOPBACK.has(name) ? "127.0.0.1" : name}${port === "" ? "" : `:${port}`}`;
}
