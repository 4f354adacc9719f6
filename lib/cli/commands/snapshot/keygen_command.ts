/**
 * `lookervault snapshot keygen`: creates a key for encrypted snapshots.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { isoTime } from "../../../base/clock.ts";
import { EXIT, UsageError } from "../../../base/errors.ts";
import { command, type Runner } from "../../command.ts";
import type { CommandContext } from "../../command_context.ts";

/** Creates the command `snapshot keygen`. */
export function keygenCommand(run: Runner): CommandUnknownOpts {
  const keygen = command("keygen", {
    summary: "create a key for encrypted snapshots",
    description:
      "Writes a new age identity into a file that only you can read, and prints its recipient. The machine " +
      "that backs up needs only the recipient, so move the file to another machine. Create a second " +
      "identity as a spare: without an identity, nobody can decrypt the snapshots.",
    examples: [
      ["snapshot keygen --out key.txt", "create a key, then move key.txt to another machine"],
      ["snapshot keygen --out key.txt --post-quantum", "safe from quantum computers; needs age 1.3 or later"],
    ],
    exits: [0, 1, 2],
  })
    .addOption(new Option("--out <file>", "the new file (required)").makeOptionMandatory())
    .option("--post-quantum", "a hybrid key, which protects snapshots from quantum computers too");
  return keygen.action((given) =>
    run(keygen, async (context) => {
      context.goOffline();
      const { out, postQuantum = false } = given as { out: string; postQuantum?: boolean };
      await context.endWriting({ files: [out] });
      const { identityFile, newIdentity } = await import("../../../snapshot/identity.ts");
      const key = await newIdentity({ postQuantum });
      context.redactor.add(key.identity);
      await write(out, identityFile(key, isoTime(context.clock.now())));
      say(context, { out, recipient: key.recipient });
      return EXIT.ok;
    })
  );
}

function say(context: CommandContext, { out, recipient }: { out: string; recipient: string }): void {
  context.log.warning(
    `Move ${out} to another, safe place: whoever has it can decrypt the snapshots, and without it nobody ` +
      "can. This machine needs only the recipient.",
  );
  context.result(
    { command: "snapshot keygen", status: "completed", recipient, file: out },
    () => [recipient],
  );
}

async function write(path: string, text: string): Promise<void> {
  try {
    using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const isThere = error instanceof Deno.errors.AlreadyExists;
    throw new UsageError(
      `Cannot write the identity file ${path}: ${
        isThere ? "the file already exists" : "the directory is not writable"
      }`,
      {
        hint: isThere
          ? "Give the name of a new file: a lost key cannot be recovered."
          : "Choose another path with --out.",
        cause: error,
      },
    );
  }
}
