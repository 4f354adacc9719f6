/**
 * Creates the responses of `browse`, with their common headers. Pure.
 *
 * @module
 */
import { BROWSE_POLICY, escaped } from "../shell.ts";
import { type Packed, streamOf } from "./pack.ts";

/** No response may be cached, have its type guessed, be framed, or be read by other sites. */
const HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store, no-transform",
  "content-security-policy":
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const UTF8 = "; charset=utf-8";

function answer(
  body: string | ReadableStream<Uint8Array> | null,
  { status = 200, type, headers = {} }: { status?: number; type: string; headers?: Record<string, string> },
): Response {
  return new Response(body, { status, headers: { ...HEADERS, "content-type": type + UTF8, ...headers } });
}

/** Returns a plain-text response. */
export function textAnswer(text: string, status = 200): Response {
  return answer(text, { status, type: "text/plain", headers: status === 405 ? { allow: "GET, HEAD" } : {} });
}

/** Returns a JSON response. */
export function jsonAnswer(body: string): Response {
  return answer(body, { type: "application/json" });
}

/** Returns a response with JSON that is already compressed. It is decompressed for clients that do not accept gzip. */
export function packedAnswer(packed: Packed, accepted: string | null): Response {
  const takesGzip = (accepted ?? "").split(",").some((one) => {
    const [name, ...params] = one.split(";").map((part) => part.trim().toLowerCase());
    return name === "gzip" && !params.some((param) => /^q=0(?:\.0*)?$/.test(param));
  });
  return answer(streamOf(packed, { unpacked: !takesGzip }), {
    type: "application/json",
    headers: takesGzip ? { "content-encoding": "gzip" } : {},
  });
}

/** Returns the response with the page. */
export function pageAnswer(html: string): Response {
  return answer(html, { type: "text/html", headers: { "content-security-policy": BROWSE_POLICY } });
}

/**
 * Returns the response to the printed address, which opens the page. It is not a redirect: a browser that was opened by
 * another program or site would not send a strict cookie with one.
 */
export function beginAnswer(cookie: string, location: string): Response {
  const html = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${
    escaped(location)
  }">
<title>lookervault</title><p><a href="${escaped(location)}">Open the vault</a></p>\n`;
  return answer(html, { type: "text/html", headers: { "set-cookie": cookie } });
}

/** Returns a response with server-sent events. */
export function eventAnswer(events: ReadableStream<Uint8Array>): Response {
  return answer(events, { type: "text/event-stream" });
}

/** Returns a response without its body. */
export async function headOf(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}
