/**
 * Checks whether a server answers at an address. Sends no credentials.
 *
 * @module
 */
import { sameAddress } from "../base/address.ts";
import type { Clock } from "../base/clock.ts";
import { messageOf } from "../base/errors.ts";
import { NetworkError } from "../http/errors.ts";
import { fetchTransport } from "../http/transport.ts";

/** The result of the check. */
export interface Answering {
  /** Whether a server answers; null if the check was not possible. */
  answers: boolean | null;
  /** The origin that the server redirects to; null if it does not redirect to another origin. */
  redirects_to: string | null;
  /** A description of what happened. */
  detail: string;
}

/** The timeout of the check, seconds. */
const PATIENCE = 5;

/** Requests `/alive` from the address. A response of any status shows that a server answers. */
export async function answering(
  url: string,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<Answering> {
  const controller = new AbortController();
  using _timer = clock.after(PATIENCE * 1000, () => controller.abort(new Error("no answer")));
  try {
    const { status, headers } = await fetchTransport({
      operation: "alive",
      method: "GET",
      url: `${url}/alive`,
      headers: {},
      signal: AbortSignal.any([signal, controller.signal]),
      idempotent: true,
      retryTimeouts: false,
      read: () => null,
    });
    const location = headers.get("location");
    const target = location === null ? null : URL.parse(location, url);
    const away = target === null || sameAddress(target.origin, url) ? null : target.origin;
    return { answers: true, redirects_to: away, detail: `it answered ${status}` };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const told = (answers: boolean | null, detail: string): Answering => ({
      answers,
      redirects_to: null,
      detail,
    });
    if (error instanceof Deno.errors.NotCapable) {
      return told(null, "this binary has no permission to connect to it");
    }
    if (controller.signal.aborted) return told(false, `no answer within ${PATIENCE} s`);
    return told(!(error instanceof NetworkError), messageOf(error));
  }
}
