/**
 * `lookervault snapshot keygen`: a key for encrypted copies.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { isoTime } from "../../../base/clock.ts";
import { EXIT, UsageError } from "../../../base/errors.ts";
import { command, type Runner } from "../../command.ts";
import type { CommandContext } from "../../command_context.ts";

/** The command. */
export function keygenCommand(run: Runner): CommandUnknownOpts {
  const keygen = command("keygen", {
    summary: "make a key for encrypted copies",
    description:
      `Writes a new identity of age into a file that only you can read, and prints its recipient. The machine that
backs up needs the recipient alone: keep the file elsewhere, and a second one of another recipient,
too. Whoever loses all identities has lost the copies.`,
    examples: [
      ["snapshot keygen --out key.txt", "make a key, then move key.txt to where this machine is not"],
      ["snapshot keygen --out key.txt --post-quantum", "safe from quantum computers; needs age 1.3 or later"],
    ],
    exits: [0, 1, 2],
  })
    .addOption(new Option("--out <file>", "the new file (required)").makeOptionMandatory())
    .option("--post-quantum", "a hybrid key, whose copies stay secret from a quantum computer, too");
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
    `Keep ${out} elsewhere: who has it reads the copies, and without it nobody does. This machine needs only the recipient.`,
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
        isThere ? "a file is there" : "the place cannot be written to"
      }`,
      {
        hint: isThere
          ? "Name a new file: a key that is lost cannot be made again."
          : "Name another place with --out.",
        cause: error,
      },
    );
  }
}
