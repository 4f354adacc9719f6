/** Run in a child process: one request to the URL given, through the real transport. Prints what came of it. @module */
import { NetworkError } from "../../lib/http/errors.ts";
import { fetchTransport } from "../../lib/http/transport.ts";

const say = (line: string): number => Deno.stdout.writeSync(new TextEncoder().encode(line));
const [url = "http://127.0.0.1:8765/"] = Deno.args;
try {
  const { status, body } = await fetchTransport({
    operation: "versions",
    method: "GET",
    url,
    headers: {},
    signal: new AbortController().signal,
    idempotent: true,
    retryTimeouts: true,
    read: () => null,
  });
  say(`${status} ${new TextDecoder().decode(body)}`);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  say(error instanceof NetworkError ? `${error.failure}: ${error.cause}` : error.constructor.name);
}
