/** A relay in front of the server that can cut a connection before any byte of the answer. @module */

/** A listening relay. */
export interface Gate extends AsyncDisposable {
  port: number;
  /** Cuts the connection that reaches the server from this port. */
  cut(serverSidePort: number): void;
}

/** Relays `hostname:port` to the server's port. */
export function openGate(hostname: string, port: number, serverPort: number): Gate {
  const listener = Deno.listen({ hostname, port });
  const pairs = new Map<number, [Deno.Conn, Deno.Conn]>();
  const running = new Set<Promise<void>>();
  const close = (conn: Deno.Conn): void => {
    try {
      conn.close();
    } catch {
      // Closed by the other direction already.
    }
  };
  const relay = async (client: Deno.TcpConn): Promise<void> => {
    const server = await Deno.connect({ hostname, port: serverPort });
    client.setNoDelay(true);
    server.setNoDelay(true);
    const key = (server.localAddr as Deno.NetAddr).port;
    pairs.set(key, [client, server]);
    await Promise.allSettled([
      client.readable.pipeTo(server.writable),
      server.readable.pipeTo(client.writable),
    ]);
    pairs.delete(key);
    close(client);
    close(server);
  };
  const accept = (async (): Promise<void> => {
    for await (const client of listener) {
      const task = relay(client).catch(() => close(client)).finally(() => running.delete(task));
      running.add(task);
    }
  })();
  return {
    port: (listener.addr as Deno.NetAddr).port,
    cut(serverSidePort): void {
      pairs.get(serverSidePort)?.forEach(close);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      listener.close();
      for (const pair of pairs.values()) pair.forEach(close);
      await accept.catch(() => {});
      await Promise.allSettled(running);
    },
  };
}
