/**
 * Implements `init --profile NAME`: adds a profile to the configuration file. The API key stays in the environment.
 *
 * @module
 */
import { shellWord } from "../base/shell_word.ts";
import { EXIT, InterruptedError, UsageError } from "../base/errors.ts";
import { addKey } from "../base/redactor.ts";
import type { ConfigFiles } from "../config/file.ts";
import { type Instance, NotConfiguredError } from "../config/instance.ts";
import { loadConfig } from "../config/load.ts";
import { isProfileName, type Profile, variableOf } from "../config/profile.ts";
import { Secret } from "../config/secret.ts";
import { withProfile } from "../config/write_profile.ts";
import type { InstanceInfo } from "../looker/instance_info.ts";
import { checkLines, permissionsCheck } from "./checks.ts";
import type { CommandContext } from "./command_context.ts";
import type { Ending } from "./ending.ts";
import { askInstance } from "./init_answers.ts";
import type { ReadInfo } from "./read_info.ts";

/** The request of `init --profile`. */
export interface NewProfile {
  name: string;
  /** The configuration file. */
  path: string;
  baseUrl: string | undefined;
  timeout: number | undefined;
  /** Throws if an existing profile may not be changed. */
  mayChange: () => void;
  deps: { info: ReadInfo; files: ConfigFiles; write: (path: string, text: string) => void };
}

/** Asks for missing settings, logs in, and adds the profile. If the login fails, the profile is added nevertheless. */
export async function initProfile(
  context: CommandContext,
  { name, path, baseUrl, timeout, mayChange, deps }: NewProfile,
): Promise<Ending> {
  if (!isProfileName(name)) {
    throw new UsageError(`Cannot add the profile ${JSON.stringify(name)}: the name is not valid`, {
      hint: "Use letters, digits, dots, - and _, and start with a letter or a digit.",
    });
  }
  const { io, globals, redactor } = context;
  const former = deps.files.read(path);
  const known = former === null ? undefined : profilesIn(deps.files, path).find((one) => one.name === name);
  if (known !== undefined) mayChange();
  const variables = [
    known?.clientIdEnv ?? variableOf(name, "CLIENT_ID"),
    known?.clientSecretEnv ?? variableOf(name, "CLIENT_SECRET"),
  ] as const;
  const [id, secret] = variables.map((variable) => io.env(variable));
  const config = {
    ...loadConfig({
      flags: { baseUrl, timeout },
      io: { env: (one) => /^LOOKERVAULT_(CONFIG|PROFILE)$|_CLIENT_/.test(one) ? undefined : io.env(one) },
      files: { ...deps.files, read: () => null },
    }),
    clientId: id,
    clientSecret: secret === undefined ? undefined : new Secret(secret),
  };
  if (secret !== undefined) addKey(redactor, { id, secret });
  if (!io.interactive || context.progress === "json") requireKey(variables, [id, secret]);
  const instance = askInstance(context, config, known === undefined ? {} : { baseUrl: known.baseUrl });
  const [clientIdEnv, clientSecretEnv] = variables;
  const profile: Profile = {
    name,
    baseUrl: instance.baseUrl,
    vault: globals.db ?? known?.vault ?? `${name}.db`,
    clientIdEnv,
    clientSecretEnv,
    snapshotDest: undefined,
  };
  const text = withProfile(former, profile);
  refuseClash(text, path);
  const info = await loggedIn(context, { config, instance, deps, path, text });
  deps.write(path, text);
  context.result(
    { command: "init", status: "ok", config: path, profile: name, instance: info.url, user: info.user },
    (how) => {
      const connection = { name: "connection" as const, ok: true, message: info.url, hint: null };
      const configuration = {
        name: "configuration" as const,
        ok: true,
        message: `the profile ${name} is in ${path}; its vault is ${profile.vault}`,
        hint: null,
      };
      const unset = variables.filter((variable) => io.env(variable) === undefined);
      return [
        ...checkLines(connection, how),
        ...checkLines(permissionsCheck(info), how),
        ...checkLines(configuration, how),
        "",
        ...unset.length === 0
          ? []
          : [`Set ${unset.join(" and ")} in the environment: the key is not in the file.`],
        "Next:",
        `  lookervault ${
          globals.config === undefined ? "" : `--config ${shellWord(globals.config)} `
        }--profile ${name} extract`,
      ];
    },
  );
  return EXIT.ok;
}

async function loggedIn(
  context: CommandContext,
  { config, instance, deps, path, text }: {
    config: Parameters<ReadInfo>[1]["config"];
    instance: Instance;
    deps: NewProfile["deps"];
    path: string;
    text: string;
  },
): Promise<InstanceInfo> {
  try {
    return await deps.info(context, { config, instance });
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    deps.write(path, text);
    context.log.warning(`The login failed. The profile was added to ${path} nevertheless: correct it there`);
    throw error;
  }
}

function profilesIn(files: ConfigFiles, path: string): readonly Profile[] {
  return loadConfig({ flags: { config: path }, io: { env: () => undefined }, files }).profiles;
}

/** Checks the new configuration. @throws {UsageError} if two profiles have the same vault or key. */
function refuseClash(text: string, path: string): void {
  const files = { read: () => text, mode: () => null, stranger: () => null };
  profilesIn(files, path);
}

function requireKey(names: readonly string[], values: readonly (string | undefined)[]): void {
  const missing = names.filter((_, at) => values[at] === undefined);
  if (missing.length === 0) return;
  throw new NotConfiguredError(
    `Cannot add the profile: ${missing.join(" and ")} ${
      missing.length === 1 ? "is" : "are"
    } not set, and there is no terminal to ask`,
    { hint: "Set the profile's key in these variables, or run init at a terminal." },
  );
}
