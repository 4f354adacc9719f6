/**
 * Builds the binary of this machine where Deno's binary without tools cannot be downloaded: Deno itself stands in for it.
 *
 * @module
 */
import { compile } from "../../scripts/compile.ts";
import { compilePlan, TARGETS } from "../../scripts/compile_plan.ts";

/** A finished build. Its directory goes away with it. */
export interface Built extends AsyncDisposable {
  dir: string;
  /** The lines of `SHA256SUMS`. */
  sums: readonly string[];
  binary: Uint8Array;
}

/** The binary that stands in: the whole build happens but its start. */
export const STAND_IN = { DENORT_BIN: Deno.execPath() };

/** A machine and a home like those of whoever builds. */
export const HERE = { target: Deno.build.target, home: "/home/ada" };

/** Builds as `deno task compile` with `args` does. */
export async function build(args: readonly string[]): Promise<Built> {
  const dir = await Deno.makeTempDir({ prefix: "lookervault-built-" });
  const before = Deno.env.get("DENORT_BIN");
  Deno.env.set("DENORT_BIN", STAND_IN.DENORT_BIN);
  try {
    const sums = await compile(compilePlan([...args, "--out", dir], HERE), () => {});
    const binary = await Deno.readFile(`${dir}/${TARGETS[Deno.build.target] ?? ""}`);
    return { dir, sums, binary, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
  } catch (error) {
    await Deno.remove(dir, { recursive: true });
    throw error;
  } finally {
    if (before === undefined) Deno.env.delete("DENORT_BIN");
    else Deno.env.set("DENORT_BIN", before);
  }
}
