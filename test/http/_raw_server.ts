/** A server below HTTP: answers bytes, closes early. @module */

/** What a raw server does with each connection. */
export interface RawServer extends AsyncDisposable {
  readonly port: number;
}

/** Reads a request (unless `answer` is null: then it closes at once), writes `answer`, and closes. */
export function rawServer(answer: string | Uint8Array<ArrayBuffer> | null): RawServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const bytes = typeof answer === "string" ? new TextEncoder().encode(answer) : answer;
  const serving = (async () => {
    for await (const connection of listener) {
      using _ = connection;
      if (bytes === null) continue;
      try {
        await connection.read(new Uint8Array(64 * 1024));
        for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
      } catch {
        // The client went away first.
      }
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}
