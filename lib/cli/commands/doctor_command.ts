/**
 * `lookervault doctor`: runs all checks of `check`, examines the vault, and reports what this version does not know of
 * the instance's API.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { isoTime } from "../../base/clock.ts";
import { EXIT, InterruptedError } from "../../base/errors.ts";
import type { Instance } from "../../config/instance.ts";
import type { Config } from "../../config/load.ts";
import type { Finding } from "../../inspect/health.ts";
import type { SpecRecord } from "../../looker/spec_record.ts";
import { counted } from "../../term/format.ts";
import type { Check, CheckDeps, CheckOptions } from "../checks.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { failureOf } from "../command_failure.ts";
import { addConnectionOptions, openConnection, probe } from "../connection.ts";
import type { Ending } from "../ending.ts";

/** The dependencies of `doctor`. */
export interface DoctorDeps extends CheckDeps {
  /** Reads the API specification of the instance. */
  spec: (
    context: CommandContext,
    target: { config: Config; instance: Instance },
    release: string,
  ) => Promise<SpecRecord>;
  /** Examines the vault of a configuration. Returns no findings if there is no vault. */
  health: (context: CommandContext, config: Config) => Promise<Finding[]>;
}

/** Creates the command `doctor`. */
export function doctorCommand(
  run: Runner,
  deps?: DoctorDeps,
): CommandUnknownOpts {
  const doctor = command("doctor", {
    summary: "diagnose problems: all of check, plus the vault, its runs and snapshots",
    description:
      "Makes all checks of `check`, and verifies the vault (a sample, if it is large). Shows how old the " +
      "newest backup is, what it captured incompletely, and whether a restore is unfinished. Reads the API " +
      "description of the instance, and names types, listings and writable properties that this version of " +
      "lookervault does not know. Changes nothing.",
    examples: [
      ["doctor", "is anything wrong?"],
      ["--all-profiles doctor", "with any of several instances?"],
      ["doctor --json", "the same as JSON, for a program"],
    ],
    exits: [0, 1, 2, 3, 4, 5, 130],
    meanings: {
      0: "nothing is wrong",
      4: "a backup is late or incomplete, a restore is unfinished, a snapshot is missing, or Looker is empty",
    },
  });
  addConnectionOptions(doctor);
  return doctor.action((options: CheckOptions) => run(doctor, (context) => work(context, options, deps)));
}

async function work(context: CommandContext, options: CheckOptions, deps?: DoctorDeps): Promise<Ending> {
  const { CHECKS, runChecks, skipped, tell } = await import("../checks.ts");
  const { beyondJson } = await import("../../looker/spec_record.ts");
  const { checks, failures, found, config } = await runChecks(context, options, deps ?? CHECKS);
  const release = found?.info.looker_version ?? null;
  let record: SpecRecord | null = null, api: Check = skipped("api");
  if (found !== null && release === null) {
    api = { ...api, message: "not checked: Looker does not report its release" };
  } else if (found !== null && release !== null) {
    try {
      record = await (deps?.spec ?? readServedSpec)(context, found.target, release);
      api = await apiCheck(record);
    } catch (error) {
      if (error instanceof InterruptedError) throw error;
      const { message, hint } = failureOf(error);
      api = { name: "api", ok: false, message, hint };
    }
  }
  const beyond = record === null ? null : beyondJson(record);
  const findings = config === null || checks.some(({ name, ok }) => name === "vault" && !ok)
    ? []
    : await (deps === undefined ? vaultHealth : deps.health)(context, config);
  // These failed checks do not prevent a backup, but they are problems.
  const warned = checks.filter(({ name, ok }) => (name === "snapshots" || name === "content") && !ok);
  const all = [...checks, api, ...findings.map(({ exit: _exit, ...check }) => check)];
  const wrong = [
    ...failures,
    ...findings.filter(({ ok }) => !ok).map(({ name, message, hint, exit }) => ({
      code: name,
      message: `${name}: ${message}`,
      hint,
      exit_code: exit,
    })),
    ...warned.map((one) => ({ code: one.name, ...one, exit_code: EXIT.partial })),
  ];
  const closing = wrong.length > 0
    ? `${counted(wrong.length, "problem")}, marked with ✗.`
    : all.every(({ ok }) => ok)
    ? "Nothing is wrong."
    : "Ready. The lines marked with ✗ limit what a backup contains.";
  return tell(context, { command: "doctor", checks: all, failures: wrong, beyond, closing });
}

/** Returns the result of the API specification as one check. */
async function apiCheck(record: SpecRecord): Promise<Check> {
  const [{ hasBeyond }, { beyondTexts }] = await Promise.all([
    import("../../looker/instance_spec.ts"),
    import("../../looker/spec_record.ts"),
  ]);
  if (record.state === "read" && !hasBeyond(record.beyond)) {
    const message = `this version knows everything that Looker ${record.release} serves`;
    return { name: "api", ok: true, message, hint: null };
  }
  return {
    name: "api",
    ok: false,
    message: beyondTexts(record).join(" "),
    hint: record.state === "read" ? "Check for a newer version of lookervault." : null,
  };
}

/** Reads the API specification from Looker, within ten seconds. */
function readServedSpec(
  context: CommandContext,
  target: { config: Config; instance: Instance },
  release: string,
): Promise<SpecRecord> {
  return probe(context, target.instance.baseUrl, async (signal) => {
    const timeoutSeconds = Math.min(target.config.timeout, 8);
    const { readSpec } = await import("../../looker/spec_record.ts");
    await using connection = await openConnection(context, target, { maxRetries: 1, timeoutSeconds });
    const at = isoTime(context.clock.now());
    return await readSpec(connection.client, { signal, release, at });
  });
}

/** The maximum size of a vault that is verified completely, in bytes. A larger vault would take minutes. */
const WHOLE_UP_TO = 512 * 1024 * 1024;
/** The percentage of rows that is verified in a larger vault. */
const SAMPLE = 5;

/** Examines whether the vault is intact, and whether runs and restores are complete. */
async function vaultHealth(context: CommandContext, config: Config): Promise<Finding[]> {
  const { vaultSize } = await import("../../vault/file_size.ts");
  const size = vaultSize(config.db);
  if (size === 0) return [];
  const [{ integrityFinding, vaultFindings }, { readVault }, { verifyAt }] = await Promise.all([
    import("../../inspect/health.ts"),
    import("../open_vault.ts"),
    import("../snapshot_pull.ts"),
  ]);
  const found = await readVault(
    context,
    { config, online: true },
    (vault) => vaultFindings(vault, context.clock.now()),
  );
  const sample = size > WHOLE_UP_TO ? SAMPLE : 100;
  return [integrityFinding(await verifyAt(context, { path: config.db, sample })), ...found];
}
