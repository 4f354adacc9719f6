/**
 * How many writes a second the simulator takes from bare writers: no restore can be faster.
 * `deno run -A test/bench/sim_writes.ts [--items N] [--workers N] [--json]`.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { startSimulator } from "./measure.ts";

const given = parseArgs(Deno.args, { string: ["items", "workers"], boolean: ["json"] }) as Record<
  string,
  unknown
>;
const items = Number(given["items"] ?? 2000), workers = Number(given["workers"] ?? 8);

await using simulator = await startSimulator(["--emptied"]);
const api = `${simulator.url}/api/4.0`;
const login = await (await fetch(`${api}/login`, {
  method: "POST",
  body: new URLSearchParams({ client_id: simulator.client_id, client_secret: simulator.client_secret }),
})).json();
const headers = { authorization: `Bearer ${login.access_token}`, "content-type": "application/json" };

let writes = 0;

/** One write; the id of what it made. */
async function write(method: string, path: string, body: unknown): Promise<string> {
  const response = await fetch(`${api}${path}`, { method, headers, body: JSON.stringify(body) });
  const made = await response.json();
  if (!response.ok) throw new Error(`Cannot ${method} ${path}: ${response.status} ${JSON.stringify(made)}`);
  writes++;
  return made.id;
}

const vis_config = {
  type: "looker_column",
  series_types: {},
  labels: Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`orders.total_${n}`, `Total ${n} (€)`])),
};

/** A dashboard of two tiles with a filter, or a look, or a group: what a restore is made of. */
const MIX: ((n: number, folder: string) => Promise<void>)[] = [
  async (n, folder_id): Promise<void> => {
    const dashboard_id = await write("POST", "/dashboards", {
      title: `Dashboard ${n}`,
      folder_id,
      slug: `slug-${n}`,
    });
    await write("POST", "/dashboard_filters", {
      dashboard_id,
      name: "Region",
      title: "Region",
      type: "string_filter",
    });
    for (const tile of ["a", "b"]) {
      const query_id = await query(`${n}${tile}`);
      await write("POST", "/dashboard_elements", { dashboard_id, type: "vis", title: tile, query_id });
    }
  },
  async (n, folder_id): Promise<void> => {
    await write("POST", "/looks", { title: `Look ${n}`, folder_id, query_id: await query(`${n}`) });
  },
  async (n): Promise<void> => void await write("POST", "/groups", { name: `Group ${n}` }),
  async (n): Promise<void> => void await write("POST", "/users", { first_name: "User", last_name: `${n}` }),
];

function query(number: string): Promise<string> {
  return write("POST", "/queries", {
    model: "thelook",
    view: "orders",
    fields: ["orders.count", "orders.total"],
    filters: { "orders.id": number },
    vis_config,
  });
}

const root = (await (await fetch(`${api}/folders/search?is_shared_root=true`, { headers })).json())[0].id;
const folder = await write("POST", "/folders", { name: "Bench", parent_id: root });
writes = 0;
let next = 0;
const began = performance.now();
await Promise.all(Array.from({ length: workers }, async () => {
  for (let n = next++; n < items; n = next++) await MIX[n % MIX.length]?.(n, folder);
}));
const seconds = (performance.now() - began) / 1000;
const result = {
  items,
  workers,
  writes,
  seconds: Number(seconds.toFixed(2)),
  writes_per_second: Math.round(writes / seconds),
  items_per_second: Math.round(items / seconds),
};
console.log(
  given["json"] === true
    ? JSON.stringify(result)
    : `${items} items, ${writes} writes by ${workers} workers in ` +
      `${result.seconds} s: ${result.writes_per_second} writes/s, ${result.items_per_second} items/s`,
);
