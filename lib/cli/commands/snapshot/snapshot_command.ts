/**
 * `lookervault snapshot`: keeps copies of the vault in a store.
 *
 * @module
 */
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { folded, helpWidth } from "../../help_text.ts";
import type { Runner } from "../../command.ts";
import { keygenCommand } from "./keygen_command.ts";
import { listCommand } from "./list_command.ts";
import { pruneCommand } from "./prune_command.ts";
import { pullCommand } from "./pull_command.ts";
import { pushCommand } from "./push_command.ts";
import { verifyCommand } from "./verify_command.ts";

const HELP = `
Examples:
  # create a key, then move its file to another machine
  lookervault snapshot keygen --out key.txt
  # push an encrypted snapshot that nobody can remove for 30 days
  lookervault snapshot push s3://acme-backups/looker --recipient age1qqqq --lock 30d
  # download the newest, on a new machine
  lookervault snapshot pull latest --dest s3://acme-backups/looker --identity key.txt

lookervault snapshot <command> --help shows a command's options, examples and exit codes.`;

/** Creates the command `snapshot` with its subcommands. */
export function snapshotCommand(run: Runner): CommandUnknownOpts {
  const description =
    "Keeps copies of the vault in a directory, S3, Google Cloud Storage or Azure Blob Storage: encrypted, locked, pruned " +
    "by rules, and verified. Standard tools read them: age -d -i key.txt FILE | zstd -d > vault.db";
  return new Command("snapshot").summary("keep copies of the vault in a store").description(description)
    .addHelpText("after", (shown) => folded(HELP, helpWidth(shown.command)))
    .addCommand(pushCommand(run))
    .addCommand(listCommand(run))
    .addCommand(verifyCommand(run))
    .addCommand(pullCommand(run))
    .addCommand(pruneCommand(run))
    .addCommand(keygenCommand(run));
}
