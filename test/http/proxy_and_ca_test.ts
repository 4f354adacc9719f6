import { assertEquals, assertStringIncludes } from "@std/assert";
import { HAS_OPENSSL, makeAuthority } from "./_tls.ts";

/** This process's environment without what the tests set themselves. */
const ENV = Object.fromEntries(
  Object.entries(Deno.env.toObject()).filter(([name]) =>
    !/^(no_proxy|https?_proxy|all_proxy|deno_cert)$/i.test(name)
  ),
);
const CHILD = import.meta.resolve("./_fetch_child.ts");

/** Runs one request in a child with `env`, and gives the line it printed. */
async function fetchInChild(url: string, env: Record<string, string>): Promise<string> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // No permission for the proxy, none for the environment, none to read the certificate: the runtime needs none.
    args: ["run", "--quiet", "--no-prompt", "--allow-net=localhost,looker.test", CHILD, url],
    clearEnv: true,
    env: { ...ENV, ...env },
  }).output();
  return new TextDecoder().decode(stdout).trim() || new TextDecoder().decode(stderr);
}

interface Proxy extends AsyncDisposable {
  port: number;
  /** First line and Proxy-Authorization of each request. */
  asked: string[];
}

/** Forwards what it is asked, whatever host it is for, to `to` on this machine. */
function proxy(to: number): Proxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: string[] = [];
  const open: Promise<unknown>[] = [];
  const handle = async (client: Deno.TcpConn): Promise<void> => {
    using _client = client;
    const buffer = new Uint8Array(64 * 1024);
    const head = new TextDecoder().decode(buffer.subarray(0, await client.read(buffer) ?? 0));
    asked.push([head.split("\r\n")[0], /proxy-authorization: .*/i.exec(head)?.[0] ?? ""].join(" ").trim());
    using server = await Deno.connect({ hostname: "127.0.0.1", port: to });
    if (head.startsWith("CONNECT")) await client.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"));
    else {
      const path = head.replace(/^(\w+) http:\/\/[^/]+/, "$1 ").replace(/\r\n/, "\r\nconnection: close\r\n");
      await server.write(new TextEncoder().encode(path));
    }
    await Promise.race([pump(client, server), pump(server, client)]);
  };
  const serving = (async () => {
    for await (const client of listener) open.push(handle(client).catch(() => {}));
  })();
  return {
    port: listener.addr.port,
    asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
      await Promise.all(open);
    },
  };
}

async function pump(from: Deno.TcpConn, to: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
      for (let at = 0; at < n;) at += await to.write(buffer.subarray(at, n));
    }
  } catch {
    // The other side closed first.
  }
}

const serve = (tls?: { cert: string; key: string }): Deno.HttpServer<Deno.NetAddr> =>
  Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {}, ...tls }, ({ url }) => {
    const { pathname } = new URL(url);
    return new Response(`served ${pathname}`);
  });

Deno.test("HTTP_PROXY is used for http without code, with user and password", async () => {
  await using server = serve();
  await using via = proxy(server.addr.port);
  const answer = await fetchInChild("http://looker.test:8080/a", {
    HTTP_PROXY: `http://me:pass@127.0.0.1:${via.port}`,
  });
  assertEquals(answer, "200 served /a");
  assertEquals(via.asked.length, 1);
  assertStringIncludes(via.asked[0] ?? "", "GET http://looker.test:8080/a HTTP/1.1");
  assertStringIncludes(via.asked[0] ?? "", `Basic ${btoa("me:pass")}`);
});

Deno.test("NO_PROXY leaves hosts out", async () => {
  await using server = serve();
  await using via = proxy(server.addr.port);
  const url = `http://localhost:${server.addr.port}/b`;
  const env = { HTTP_PROXY: `http://127.0.0.1:${via.port}`, NO_PROXY: "localhost" };
  assertEquals(await fetchInChild(url, env), "200 served /b");
  assertEquals(via.asked, []);
});

Deno.test("a proxy that is down is named as a network failure, without its password", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  const answer = await fetchInChild("http://looker.test:8080/a", {
    HTTP_PROXY: `http://me:pass@127.0.0.1:${listener.addr.port}`,
  });
  assertStringIncludes(answer, "refused:");
  assertEquals(answer.includes("pass"), false, answer);
});

Deno.test({
  name: "DENO_CERT adds an authority, and HTTPS_PROXY tunnels to it",
  // Needs openssl to make an authority.
  ignore: !HAS_OPENSSL,
  fn: async (t) => {
    const dir = await Deno.makeTempDir();
    try {
      const { caFile, ...tls } = await makeAuthority(dir);
      await using server = serve(tls);
      const url = `https://localhost:${server.addr.port}/c`;
      await t.step("refused without", async () => {
        assertStringIncludes(await fetchInChild(url, {}), "tls: ");
      });
      await t.step("a DENO_CERT that is not there is named as such", async () => {
        const answer = await fetchInChild(url, { DENO_CERT: `${dir}/nothing.pem` });
        assertStringIncludes(answer, "tls: Error: Failed opening CA file");
      });
      await t.step("accepted with DENO_CERT", async () => {
        assertEquals(await fetchInChild(url, { DENO_CERT: caFile }), "200 served /c");
      });
      await t.step("accepted with DENO_CERT through HTTPS_PROXY", async () => {
        await using via = proxy(server.addr.port);
        const env = { DENO_CERT: caFile, HTTPS_PROXY: `http://127.0.0.1:${via.port}` };
        assertEquals(await fetchInChild("https://localhost:8443/d", env), "200 served /d");
        assertEquals(via.asked, ["CONNECT localhost:8443 HTTP/1.1"]);
      });
      await t.step("a certificate for another host is still refused", async () => {
        await using via = proxy(server.addr.port);
        const env = { DENO_CERT: caFile, HTTPS_PROXY: `http://127.0.0.1:${via.port}` };
        assertStringIncludes(await fetchInChild("https://looker.test/e", env), "tls: ");
      });
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
