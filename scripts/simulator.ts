/**
 * `deno task sim`: runs a simulated Looker instance on the loopback interface, until SIGINT or SIGTERM.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { observed, production, type SimOptions, startSim } from "../test/sim/mod.ts";

const NUMBERS = {
  port: "port",
  seed: "seed",
  dashboards: "dashboards",
  looks: "looks",
  folders: "folders",
  users: "users",
  groups: "groups",
  tiles: "tilesPerDashboard",
  "tile-bytes": "tileBytes",
  "latency-ms": "latencyMs",
  "kb-per-second": "kbPerSecond",
  "token-ttl": "tokenTtlSeconds",
  "page-cap": "pageCap",
  "unlimited-cap": "unlimitedCap",
  "rate-limit": "rateLimitPerSecond",
  "log-limit": "logLimit",
  "id-offset": "idOffset",
} as const satisfies Record<string, keyof SimOptions>;

const TEXTS = {
  host: "hostname",
  "instance-host": "host",
  "client-id": "clientId",
  "client-secret": "clientSecret",
  "release": "release",
} as const satisfies Record<string, keyof SimOptions>;

const JSONS = ["faults", "mutations", "spec"];

const SWITCHES = {
  giant: "giant",
  emptied: "emptied",
  "fresh-groups-hide": "freshGroupsHide",
  "page-lacks-nested": "pageLacksNested",
  "no-log": "noLog",
  gate: "gate",
  "numeric-ids": "numericIds",
} as const satisfies Record<
  string,
  keyof SimOptions
>;

const NEGATIONS = {
  "no-shuffle": "shuffleUnsorted",
  "no-lookml": "lookml",
  "no-unknown-fields": "unknownFields",
  "no-paging-headers": "pagingHeaders",
} as const satisfies Record<
  string,
  keyof SimOptions
>;

const USAGE = `Usage: deno task sim [options]
  --port N (default: 19999; 0 selects a free port)  --host NAME  --json
  --seed N  --dashboards N  --looks N  --folders N  --users N  --groups N  --tiles N  --tile-bytes N  --giant
  --latency-ms N  --token-ttl SECONDS  --page-cap N  --unlimited-cap N  --rate-limit PER_SECOND
  --client-id ID  --client-secret SECRET
  --faults JSON  --mutations JSON (rules: see specs/002-simulator.md)
  --release X.Y.Z  --spec JSON (additions to its API specification: see test/sim/api_spec.ts)
  --emptied (only the content that every Looker has)  --no-lookml  --id-offset N  --instance-host URL  --fresh-groups-hide
  --production (content and responses as in production instances)  --observed (only the responses)  --numeric-ids
  --page-lacks-nested  --no-shuffle  --no-unknown-fields  --no-paging-headers  --gate  --no-log  --log-limit N`;

/**
 * Reads the command line.
 *
 * @throws {Error} if an option is unknown or its value is not a number where a number is required.
 */
export function simOptions(args: readonly string[]): { options: SimOptions; json: boolean } {
  const names = [...Object.keys(NUMBERS), ...Object.keys(TEXTS), ...JSONS];
  const switches = [...Object.keys(SWITCHES), ...Object.keys(NEGATIONS), "production", "observed", "json"];
  const given = parseArgs(args, {
    string: names,
    boolean: switches,
    unknown: (arg) => {
      throw new Error(`Cannot start the simulator: unknown argument ${arg}`);
    },
  }) as Record<string, unknown>;
  const preset = given["production"] === true ? production() : given["observed"] === true ? observed() : {};
  const options: Record<string, unknown> = { ...preset, port: 19999 };
  for (const [flag, key] of Object.entries(NUMBERS)) {
    const text = given[flag];
    if (text === undefined) continue;
    if (typeof text !== "string" || !/^\d+(\.\d+)?$/.test(text)) {
      throw new Error(`Cannot start the simulator: --${flag} is not a number`);
    }
    options[key] = Number(text);
  }
  for (const [flag, key] of Object.entries(TEXTS)) if (given[flag] !== undefined) options[key] = given[flag];
  for (const [flag, key] of Object.entries(SWITCHES)) if (given[flag] === true) options[key] = true;
  for (const [flag, key] of Object.entries(NEGATIONS)) if (given[flag] === true) options[key] = false;
  for (const flag of JSONS) {
    if (typeof given[flag] === "string") options[flag] = JSON.parse(given[flag]);
  }
  return { options: options as SimOptions, json: given["json"] === true };
}

async function run(args: readonly string[]): Promise<void> {
  const { options, json } = simOptions(args);
  await using sim = startSim(options);
  const { clientId, clientSecret } = sim.options;
  print(
    Deno.stdout,
    json
      ? JSON.stringify({ url: sim.url, client_id: clientId, client_secret: clientSecret })
      : `Looker simulator: ${sim.url}  client_id=${clientId} client_secret=${clientSecret}`,
  );
  print(Deno.stderr, walkthrough(sim.url, clientId, clientSecret));
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => resolve());
  });
}

/** Returns instructions for another terminal, the same as in the README. */
function walkthrough(url: string, id: string, secret: string): string {
  const deletion = JSON.stringify({ op: "delete", type: "dashboards", id: "25" });
  return `To back it up, run in another terminal, in the same directory:
  export LOOKERVAULT_BASE_URL=${url} LOOKERVAULT_CLIENT_ID=${id} LOOKERVAULT_CLIENT_SECRET=${secret} LOOKERVAULT_DB=try.db
  npx -y deno@2.9.6 task lookervault extract
To delete a dashboard and restore it:
  curl -d '${deletion}' ${url}/_sim/mutate
  npx -y deno@2.9.6 task lookervault restore single dashboards 25
Press Ctrl-C to stop the simulator. Then close the other terminal, because its environment variables point to the simulator.`;
}

function print(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  stream.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) {
  if (Deno.args.includes("--help") || Deno.args.includes("-h")) {
    print(Deno.stdout, USAGE);
    Deno.exit(0);
  }
  try {
    await run(Deno.args);
    Deno.exit(0);
  } catch (error) {
    print(Deno.stderr, error instanceof Error ? error.message : String(error));
    Deno.exit(2);
  }
}
