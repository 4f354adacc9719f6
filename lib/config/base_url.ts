/**
 * Parses the address of a Looker instance as users write it. lookervault uses its scheme, host and port.
 *
 * @module
 */

/** The origin of the instance without a trailing slash, or why the text is not a valid address. */
export type BaseUrl = { url: string } | { problem: string };

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const API_PATH = /^(\/|\/api\/4\.0\/?)$/;

/**
 * Parses an address. `https:` may be missing, a trailing slash and `/api/4.0` are removed, and `http:` is only for
 * loopback.
 */
export function parseBaseUrl(text: string): BaseUrl {
  const url = toUrl(text.trim());
  if (url === null) return { problem: "it is not a web address such as https://acme.looker.com" };
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { problem: `its scheme is ${url.protocol} and must be https:` };
  }
  if (url.username !== "" || url.password !== "") {
    return { problem: "it contains a user name or password; use the client id and secret instead" };
  }
  if (url.search !== "" || url.hash !== "" || /[?#]/.test(text)) {
    return { problem: "it has a query or a fragment; give only host and port" };
  }
  if (!API_PATH.test(url.pathname)) {
    return { problem: `it has the path ${url.pathname}; give only host and port` };
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    return {
      problem: "http: would send the secret unencrypted, and is allowed only for this machine; use https:",
    };
  }
  return { url: url.origin };
}

/** Returns `text` for use in a message, without user information, query and fragment. */
export function shownUrl(text: string): string {
  return text.replace(/[?#].*$/s, "?…").replace(/^((?:[a-z+.-]+:)?\/\/)?.*@/is, "$1***@");
}

function toUrl(text: string): URL | null {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (/\s/.test(absolute)) return null;
  const url = URL.parse(absolute);
  return url === null || url.hostname === "" ? null : url;
}
