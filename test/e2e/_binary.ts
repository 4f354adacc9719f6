/**
 * Runs the program under the flags that a binary is built with, or under fewer, and asks at its end what is left.
 *
 * @module
 */
import { readProgram } from "../../scripts/binary_trailer.ts";
import { V8_FLAGS } from "../../scripts/compile_plan.ts";
import { declaredPermissions, permissionFlags } from "../../scripts/permissions.ts";
import type { Built } from "../scripts/_built.ts";
import type { Outcome, Workplace } from "./_run.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const CACHE: string = JSON.parse((await ended(["info", "--json"])).stdout).denoDir;

/** What the process could still do when it ended. */
export interface Left {
  /** Whether it could be reached under the host and port of Looker. */
  net: boolean;
  /** Whether a file could be written in its folder. */
  write: boolean;
}

/** How it is run. */
export interface BinaryRun {
  /** The host the binary is for; without it that of the place. */
  url?: string;
  /** Leaves these flags away, such as `--allow-net`. */
  without?: readonly string[];
  /** The module to start instead of `main.ts`. */
  entry?: string;
  /** Sets no variable of lookervault. */
  bare?: boolean;
  /** Leaves this variable out of those that may be read. */
  unseen?: string;
}

/** Runs it in the place's folder. A home of which a binary that was built elsewhere knows nothing. */
export async function runAsBinary(
  place: Workplace,
  args: readonly string[],
  { url = place.url, without = [], unseen, bare = false, entry = `${ROOT}main.ts` }: BinaryRun = {},
): Promise<Outcome & { left: Left }> {
  const flags = permissionFlags(declaredPermissions([new URL(url).host], []))
    .filter((flag) => !without.some((name) => flag.startsWith(`${name}=`)))
    .map((flag) => unseen === undefined ? flag : flag.replace(unseen, "NOTHING"));
  const probe = `data:application/javascript,${encodeURIComponent(probeOf(new URL(place.url)))}`;
  const { code, stdout, stderr } = await ended(
    [
      "run",
      "--quiet",
      // Deno compiles all modules again for a process with other flags of V8.
      V8_FLAGS,
      ...flags,
      `--config=${ROOT}deno.json`,
      `--preload=${probe}`,
      entry,
      ...args,
    ],
    {
      cwd: place.dir,
      clearEnv: true,
      stdin: "null",
      env: {
        HOME: "/home/of-nobody",
        DENO_DIR: CACHE,
        ...bare ? {} : {
          LOOKERVAULT_BASE_URL: place.url,
          LOOKERVAULT_CLIENT_ID: "demo",
          LOOKERVAULT_CLIENT_SECRET: "demo-secret",
        },
      },
    },
  );
  const [said = "", left = ""] = stderr.split("\nLEFT ");
  return { code, stdout, stderr: said, left: JSON.parse(left) };
}

/** The program that lies in a binary, as files in the place. Gives the module to start. */
export async function programIn(built: Built, { dir }: Workplace): Promise<string> {
  const { entry, modules } = readProgram(built.binary);
  const folder = `${dir}/program`;
  await Deno.mkdir(folder);
  for (const [name, text] of modules) await Deno.writeTextFile(`${folder}/${name}`, text);
  return `${folder}/${entry}`;
}

/** Tries, at the very end of the process: to take the place of Looker, and to write a file. */
function probeOf({ hostname, port }: URL): string {
  return `globalThis.addEventListener("unload", () => {
    const may = (what) => {
      try { what(); } catch (error) { return !(error instanceof Deno.errors.NotCapable); }
      return true;
    };
    const left = {
      net: may(() => Deno.listen({ hostname: ${JSON.stringify(hostname)}, port: ${port} }).close()),
      write: may(() => Deno.writeTextFileSync("was-written", "")),
    };
    Deno.stderr.writeSync(new TextEncoder().encode("\\nLEFT " + JSON.stringify(left)));
  });`;
}

async function ended(args: readonly string[], options: Deno.CommandOptions = {}): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { ...options, args: [...args] })
    .output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}
