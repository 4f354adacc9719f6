/**
 * A disk that is full: a small file system in memory where this user may mount one, else a limit on the size of files.
 *
 * @module
 */
import { assert, assertStringIncludes } from "@std/assert";
import { shippedArguments } from "../../scripts/shipped_flags.ts";
import { type Outcome, type Place, run, Workplace } from "../e2e/_run.ts";
import { startSim } from "../sim/mod.ts";
import { exists } from "./crashes.ts";
import { checkSound } from "./invariants.ts";
import { attempt, between, chance, randomInstance, settle } from "./round.ts";

/** Backs up onto a disk that is too small, several times, then onto one that is not. */
export async function diskRound(seed: number): Promise<string> {
  const random = chance(seed);
  await using sim = startSim(randomInstance(random, seed));
  using place = Workplace.at(sim);
  const small = place.vault("disk/vault.db");
  await Deno.mkdir(`${place.dir}/disk`);
  const sizes = Array.from({ length: between(random, 1, 3) }, () => between(random, 100, 3000)).sort((a, b) =>
    a - b
  );
  const mounted = random.below(3) > 0 && await mount(`${place.dir}/disk`, sizes[0] ?? 100);
  const codes: number[] = [];
  try {
    for (const kilobytes of sizes) {
      if (mounted) await mount(`${place.dir}/disk`, kilobytes, "remount,");
      const outcome = mounted ? await attempt(small) : await extractWithin(small, kilobytes);
      codes.push(outcome.code);
      await checkFull(small, outcome);
    }
    if (mounted) await mount(`${place.dir}/disk`, 1_000_000, "remount,");
    await settle(sim, small);
  } finally {
    if (mounted) await command("umount", `${place.dir}/disk`);
  }
  return `${mounted ? "a file system" : "files"} of ${sizes.join(", ")} KB, exit ${codes.join(", ")}`;
}

/** A full disk is told as what it is, and what was written before is sound and can be read. */
export async function checkFull(place: Place, { code, stdout, stderr }: Outcome): Promise<void> {
  if (code === 0) return;
  assert(code === 1, `exit ${code}: ${stderr.slice(-1000)} ${stdout.slice(0, 1000)}`);
  assertStringIncludes(stdout, "the disk is full or failing");
  if (!exists(place.db)) return;
  checkSound(place.db);
  const listed = await run(place, "--json", "list");
  assert(listed.code === 0, `list: exit ${listed.code}: ${listed.stderr}`);
}

/** Runs `--json extract` where no file can be larger than so many kilobytes. */
export async function extractWithin(place: Place, kilobytes: number): Promise<Outcome> {
  // Ignored, the signal becomes an error of the write: what a full disk would be.
  const script = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$0" "$@"`;
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: [
      "-c",
      script,
      Deno.execPath(),
      ...await shippedArguments(),
      "--json",
      "--progress",
      "none",
      "extract",
    ],
    cwd: place.dir,
    env: {
      LOOKERVAULT_BASE_URL: place.url,
      LOOKERVAULT_CLIENT_ID: "demo",
      LOOKERVAULT_CLIENT_SECRET: "demo-secret",
      LOOKERVAULT_DB: place.db,
    },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function mount(path: string, kilobytes: number, how = ""): Promise<boolean> {
  return await command("mount", "-t", "tmpfs", "-o", `${how}size=${kilobytes}k`, "tmpfs", path);
}

async function command(name: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(name, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
