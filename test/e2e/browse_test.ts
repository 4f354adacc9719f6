import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { extract, start, Workplace } from "./_run.ts";
import { tiny } from "./_sim.ts";

/** A browser, as far as it keeps a cookie. */
class Browser {
  private cookie = "";

  /** The cookie, as it is sent. */
  get sent(): string {
    return this.cookie;
  }

  /** Opens the printed address; gives where the page stands. */
  async open(address: string): Promise<string> {
    const response = await fetch(address);
    assertEquals(response.status, 200);
    this.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    const [, place = ""] = /url=([^"]+)"/.exec(await response.text()) ?? [];
    return new URL(place, address).href;
  }

  async get(url: string, headers: Record<string, string> = {}): Promise<Response> {
    return await fetch(url, { headers: { cookie: this.cookie, ...headers } });
  }
}

Deno.test("browse shows the vault to one browser, tells it of a new run, and ends with Ctrl-C", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  const running = start(place, ["browse", "--json"]);
  const { address } = JSON.parse(await running.firstLine()) as { address: string };
  const browser = new Browser(), page = await browser.open(address);

  const opened = await browser.get(page);
  assertStringIncludes(await opened.text(), "<title>");
  const policy = opened.headers.get("content-security-policy") ?? "";
  assertStringIncludes(policy, "default-src 'none'");
  assert(!policy.includes("unsafe"), policy);
  for (
    const [name, value] of [
      ["x-content-type-options", "nosniff"],
      ["cache-control", "no-store, no-transform"],
      ["access-control-allow-origin", null],
    ] as const
  ) assertEquals(opened.headers.get(name), value);

  const head = await (await browser.get(`${page}data/head`)).json();
  assertEquals([head.form, head.runs.length], ["browse", 1]);
  const of = (path: string, params: Record<string, string>, revision = head.revision): string =>
    `${page}${path}?${new URLSearchParams({ revision, ...params })}`;
  const index = await (await browser.get(of("data/index", {}))).json();
  const links = await (await browser.get(of("data/links", {}))).json();
  assertEquals([index.uses, links.uses.now.length], [undefined, index.id.length]);
  const ids: string[] = index.id, types: number[] = index.t;
  const dashboard = ids.find((_, i) => head.types[types[i] ?? -1].t === "dashboards") ?? "";
  const body = await (await browser.get(of("data/body", { key: `dashboards/${dashboard}` }))).json();
  assertEquals(body.versions.length, 1);
  const json = await (await browser.get(of("data/json", { key: `dashboards/${dashboard}`, run: "0" })))
    .json();
  assertEquals(json.id, dashboard);
  const changes = await (await browser.get(of("data/changes", { n: "0" }))).json();
  assertEquals(changes.r, []);

  const refused: [string, Record<string, string>, number][] = [
    [of("data/body", { key: "dashboards/0" }), {}, 404],
    [of("data/body", { key: "__proto__/x" }), {}, 404],
    [of("data/changes", { n: "-1" }), {}, 404],
    [of("data/index", {}, "older"), {}, 409],
    [of("data/links", {}, "older"), {}, 409],
    [`${page}data/other`, {}, 404],
    [`${page}data/head`, { origin: "https://evil.example" }, 403],
    [address, {}, 403],
  ];
  for (const [url, headers, status] of refused) {
    const response = await browser.get(url, headers);
    await response.body?.cancel();
    assertEquals(response.status, status, url);
  }
  const stranger = await fetch(`${page}data/head`);
  await stranger.body?.cancel();
  assertEquals(stranger.status, 403);

  const events = await browser.get(`${page}data/events`), reader = events.body?.getReader();
  sim.mutate({ op: "update", type: "dashboards", id: dashboard, values: { title: "Renamed" } });
  await extract(place, ["--incremental"]);
  let heard = "";
  while (!heard.includes("event: revision")) {
    heard += new TextDecoder().decode((await reader?.read())?.value);
  }
  const next = await (await browser.get(`${page}data/head`)).json();
  assertEquals([next.runs.length, heard.includes(`data: ${next.revision}\n`)], [2, true]);
  const renamed = await browser.get(of("data/body", { key: `dashboards/${dashboard}` }, next.revision));
  assertEquals((await renamed.json()).card.title, "Renamed");
  await reader?.cancel();

  running.kill("SIGINT");
  const { code, stderr } = await running.ended;
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "Ended.");
  await fetch(address).then(() => assert(false, "it still answers"), () => {});
});

Deno.test("browse ends when another file replaces the vault", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  const running = start(place, ["browse", "--json", "--idle", "30s"]);
  const { address } = JSON.parse(await running.firstLine()) as { address: string };
  const browser = new Browser(), page = await browser.open(address);
  const events = await browser.get(`${page}data/events`), reader = events.body?.getReader();
  await reader?.read();
  // The same bytes in another file are another vault: what a run stores in it is never seen.
  await Deno.copyFile(place.db, `${place.db}.copy`);
  await Deno.rename(`${place.db}.copy`, place.db);
  const { code, stderr } = await running.ended;
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "another file has replaced the vault");
  await reader?.cancel().catch(() => {});
});

Deno.test("browse ends although a browser does not read what it asked for", async () => {
  await using sim = tiny();
  using place = Workplace.at(sim);
  await extract(place);
  const running = start(place, ["browse", "--json"]);
  const { address } = JSON.parse(await running.firstLine()) as { address: string };
  const browser = new Browser(), page = new URL(await browser.open(address));
  using stalled = await Deno.connect({ hostname: "127.0.0.1", port: Number(page.port) });
  const request = `GET ${page.pathname} HTTP/1.1\r\nhost: ${page.host}\r\ncookie: ${browser.sent}\r\n\r\n`;
  // More than the buffers on the way hold.
  void stalled.write(new TextEncoder().encode(request.repeat(200))).catch(() => {});
  await stalled.read(new Uint8Array(1024));
  running.kill("SIGINT");
  const { code, stderr } = await running.ended;
  assertEquals(code, 0, stderr);
});
