/**
 * `lookervault verify`: is the vault what was stored?
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, type ExitCode } from "../../base/errors.ts";
import type { Config } from "../../config/load.ts";
import type { VerifyResult, VerifySink } from "../../inspect/verify/report.ts";
import type { ContentType } from "../../looker/content_type_names.ts";
import { renderVerify } from "../../term/verify.ts";
import { startVerifyProgress } from "../../term/verify_progress.ts";
import { command, type Runner } from "../command.ts";
import { sessionConfig } from "../connection.ts";
import { commaList, share } from "../options.ts";
import type { Session } from "../session.ts";
import { selectTypes } from "../types.ts";

/** Options of `verify`, as commander reads them. */
export interface VerifyFlags {
  sample?: number;
  types?: string[];
  type?: string[];
}

/** A verification, ready to run. */
export interface VerifyRequest {
  session: Session;
  config: Config;
  /** Null for all. */
  types: readonly ContentType[] | null;
  /** Percent. */
  sample: number;
  sink: VerifySink;
}

/** What `verify` asks of the layers below. */
export interface VerifyDeps {
  verify: (request: VerifyRequest) => Promise<VerifyResult>;
}

const ENGINE: VerifyDeps = {
  verify: async (request) => await (await import("../verify_engine.ts")).verify(request),
};

/** The command. */
export function verifyCommand(run: Runner, deps: VerifyDeps = ENGINE): CommandUnknownOpts {
  const verify = command("verify", {
    summary: "check that the vault is what was stored",
    description:
      `Checks the file, every body and every column beside it, every former version, and that what runs say they
stored is there. Names each damaged item and what to do about it. Changes nothing, needs no network.`,
    examples: [
      ["verify", "is every bit as it was stored?"],
      ["verify dashboards looks", "only these types' items"],
      ["verify --sample 10", "a tenth of the items, chosen at random, every night"],
    ],
    exits: [0, 1, 2, 5, 130],
    meanings: { 5: "the vault is damaged; each damaged item is named" },
  })
    .argument("[types...]", "content types (default: all)")
    .addOption(
      new Option("--sample <percent>", "check so many percent of the items and versions, chosen at random")
        .argParser(share),
    );
  for (const flags of ["--types <types>", "--type <type>"]) {
    verify.addOption(new Option(flags).argParser(commaList).hideHelp());
  }
  return verify.action((types: string[], flags) =>
    run(verify, (session) => work(session, { types, flags: flags as VerifyFlags, deps }))
  );
}

async function work(
  session: Session,
  { types, flags, deps }: { types: string[]; flags: VerifyFlags; deps: VerifyDeps },
): Promise<ExitCode> {
  const include = [...types, ...flags.types ?? [], ...flags.type ?? []];
  const chosen = include.length === 0 ? null : selectTypes({ include, exclude: [] });
  await session.goOffline();
  const { screen, log, clock, redactor, palette, progress: mode } = session;
  using progress = startVerifyProgress({ mode, screen, log, clock, redactor, palette });
  const result = await deps.verify({
    session,
    config: sessionConfig(session),
    types: chosen,
    sample: flags.sample ?? 100,
    sink: progress.sink,
  });
  const failed = result.problems.length > 0;
  session.exactResult(
    { command: "verify", status: failed ? "failed" : "ok", ...result, live: null },
    (how) => renderVerify(result, how),
  );
  return failed ? EXIT.damaged : EXIT.ok;
}
