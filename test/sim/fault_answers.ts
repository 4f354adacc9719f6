/** What a client gets to see of a fault. @module */
import { type Answer, isList } from "./call.ts";
import type { FaultRule } from "./faults.ts";
import { Refusal } from "./errors.ts";

const HTML =
  "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1>" +
  "<p>Request 429 of 404 failed after 503 ms</p></body></html>";

const MESSAGES: Readonly<Record<string, string>> = {
  "401": "Requires authentication.",
  "403": "Forbidden",
  "404": "Not found",
  "422": "Validation Failed",
  "429": "Too many requests",
  "500": "An error has occurred.",
  "501": "Not implemented",
  "503": "Service unavailable",
  "504": "Upstream request timeout",
};

/** The answer a fault gives without any work being done, or `undefined` for faults of another kind. */
export function answerInstead(rule: FaultRule, now: number): Answer | undefined {
  if (rule.kind === "502-html") return { status: 502, body: HTML, contentType: "text/html" };
  if (rule.kind === "html-200") return { status: 200, body: HTML, contentType: "text/html" };
  if (rule.kind === "null-200") return { status: 200, body: "null" };
  if (rule.kind === "empty-200") return { status: 200, body: "" };
  const message = MESSAGES[rule.kind];
  if (message === undefined) return undefined;
  const status = Number(rule.kind);
  const after = rule.retryAfter;
  const header = after === "http-date" ? new Date(Math.ceil(now / 1000) * 1000 + 1000).toUTCString() : after;
  return {
    status,
    body: new Refusal(status, message).body(undefined),
    ...(header !== undefined && { headers: { "Retry-After": String(header) } }),
  };
}

/** JSON of another kind than the operation promises. */
export function wrongType(answer: Answer): Answer {
  return { ...answer, status: 200, body: isList(answer) ? '{"message":"not a list"}' : "[]" };
}

/** A response whose body ends before its declared length, which breaks the connection. */
export function broken(
  status: number,
  contentType: string,
  bytes: Uint8Array<ArrayBuffer>,
  declared: number,
): Response {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller): void {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
  return new Response(stream, {
    status,
    headers: { "content-type": contentType, "content-length": String(declared) },
  });
}

/** A response whose body drips. */
export function dripping(
  status: number,
  headers: Headers,
  bytes: Uint8Array<ArrayBuffer>,
  pause: () => Promise<void>,
): Response {
  const step = Math.max(1, Math.ceil(bytes.length / 10));
  let at = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller): Promise<void> {
      await pause();
      controller.enqueue(bytes.subarray(at, at + step));
      at += step;
      if (at >= bytes.length) controller.close();
    },
  });
  return new Response(stream, { status, headers });
}
