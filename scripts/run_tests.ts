/**
 * `deno task test`: every test, in two processes side by side, because half of them wait for programs that they start.
 * With arguments it is `deno test` with these: `deno task test test/codec --filter canonical`.
 *
 * @module
 */

/** Tests that start programs: about as long as all others together. */
const OUTSIDE = "test/e2e";

/** What a part came to. */
interface Part {
  passed: number;
  failed: number;
  /** Left out, because something that they need is not on this machine. */
  ignored: number;
  good: boolean;
}

/** Runs some tests and shows what they print, at once or when `shown` resolves. */
async function runPart(chosen: readonly string[], shown: Promise<unknown>): Promise<Part> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--quiet", ...chosen],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const held: Uint8Array[] = [], decoder = new TextDecoder();
  let text = "", holds = true;
  const show = (): void => {
    holds = false;
    for (const bytes of held.splice(0)) write(bytes);
  };
  const showing = shown.then(show);
  const take = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    for await (const bytes of stream) {
      text = (text + decoder.decode(bytes)).slice(-4096);
      if (holds) held.push(bytes);
      else write(bytes);
    }
  };
  await Promise.all([take(child.stdout), take(child.stderr)]);
  const { success } = await child.status;
  await showing;
  const count = (word: string): number =>
    Number([...text.matchAll(new RegExp(`(\\d+) ${word}`, "g"))].at(-1)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), ignored: count("ignored"), good: success };
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

async function inTwo(): Promise<boolean> {
  const began = performance.now();
  const inside = runPart([`--ignore=${OUTSIDE}`], Promise.resolve());
  const parts = await Promise.all([inside, runPart([OUTSIDE], inside)]);
  const sum = (key: "passed" | "failed" | "ignored"): number =>
    parts.reduce((all, part) => all + part[key], 0);
  const good = parts.every((part) => part.good && part.passed > 0);
  const seconds = Math.round((performance.now() - began) / 1000);
  const counts = [`${sum("passed")} passed`, `${sum("failed")} failed`];
  if (sum("ignored") > 0) counts.push(`${sum("ignored")} ignored`);
  console.log(`\n${good ? "ok" : "FAILED"} | ${counts.join(" | ")} (${seconds} s)`);
  return good;
}

const args = Deno.args;
if (args.length === 0) Deno.exit(await inTwo() ? 0 : 1);
const { code } = await new Deno.Command(Deno.execPath(), { args: ["test", "-A", "--quiet", ...args] }).spawn()
  .status;
Deno.exit(code);
