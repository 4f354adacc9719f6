/**
 * `lookervault doctor`: everything `check` does, and what this Looker serves that this version does not know.
 *
 * @module
 */
import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { isoTime } from "../../base/clock.ts";
import { InterruptedError } from "../../base/errors.ts";
import type { Instance } from "../../config/instance.ts";
import type { Config } from "../../config/load.ts";
import type { SpecRecord } from "../../looker/spec_record.ts";
import type { Check, CheckDeps, CheckOptions } from "../checks.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { failureOf } from "../command_failure.ts";
import { addConnectionOptions, openConnection, probe } from "../connection.ts";
import type { Ending } from "../ending.ts";

/** What `doctor` asks of the world. */
export interface DoctorDeps extends CheckDeps {
  /** Reads the spec that the instance serves. */
  spec: (
    context: CommandContext,
    target: { config: Config; instance: Instance },
    release: string,
  ) => Promise<SpecRecord>;
}

/** The command. */
export function doctorCommand(
  run: Runner,
  deps?: DoctorDeps,
): CommandUnknownOpts {
  const doctor = command("doctor", {
    summary: "check everything, and what this Looker has that this version does not know",
    description:
      "Does all that check does, and reads the API description that the instance serves of itself: types, listings and " +
      "writable properties that this version of lookervault does not know are named. Changes nothing.",
    examples: [
      ["doctor", "is everything ready, and does a backup hold everything?"],
      ["doctor --json", "the same for a program"],
    ],
    exits: [0, 1, 2, 3, 5, 130],
  });
  addConnectionOptions(doctor);
  return doctor.action((options: CheckOptions) => run(doctor, (context) => work(context, options, deps)));
}

async function work(context: CommandContext, options: CheckOptions, deps?: DoctorDeps): Promise<Ending> {
  const { CHECKS, runChecks, skipped, tell } = await import("../checks.ts");
  const { beyondJson } = await import("../../looker/spec_record.ts");
  const { checks, failures, found } = await runChecks(context, options, deps ?? CHECKS);
  const release = found?.info.looker_version ?? null;
  let record: SpecRecord | null = null, api: Check = skipped("api");
  if (found !== null && release === null) {
    api = { ...api, message: "not checked: Looker does not tell its release" };
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
  return tell(context, { command: "doctor", checks: [...checks, api], failures, beyond });
}

/** What the spec of the instance says, as one check. */
async function apiCheck(record: SpecRecord): Promise<Check> {
  const [{ hasBeyond }, { beyondTexts }] = await Promise.all([
    import("../../looker/instance_spec.ts"),
    import("../../looker/spec_record.ts"),
  ]);
  if (record.state === "read" && !hasBeyond(record.beyond)) {
    const message = `Looker ${record.release} has nothing that this version does not know`;
    return { name: "api", ok: true, message, hint: null };
  }
  return {
    name: "api",
    ok: false,
    message: beyondTexts(record).join(" "),
    hint: record.state === "read" ? "Look for a newer version of lookervault." : null,
  };
}

/** Reads the spec from Looker, within ten seconds. */
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
