import { fetchTransport, type Transport } from "../../lib/http/transport.ts";

/** A transport that counts rounds: the longest row of requests of which each began after the one before was answered. */
export function countingRounds(): { transport: Transport; rounds: () => number; named: () => string[] } {
  let done = 0;
  const named: string[] = [];
  return {
    rounds: () => named.length,
    /** What was asked in each round. */
    named: () => named,
    async transport(request) {
      const round = done + 1, path = new URL(request.url).pathname.replace("/api/4.0/", "");
      named[round - 1] = `${named[round - 1] ?? ""} ${request.method} ${path}`.trim();
      const response = await fetchTransport(request);
      done = Math.max(done, round);
      return response;
    },
  };
}
