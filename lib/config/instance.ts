/**
 * The address and the credentials that a command needs to connect to a Looker instance.
 *
 * @module
 */
import { EXIT, LookervaultError } from "../base/errors.ts";
import type { Config, Doubt } from "./load.ts";
import type { Secret } from "./secret.ts";
import { SETTINGS } from "./settings.ts";

/** A Looker instance and the credentials for it. */
export interface Instance {
  /** The origin, such as `https://acme.looker.com`. */
  baseUrl: string;
  /** The client id of the API key, not the user's login. */
  clientId: string;
  /** The client secret of the API key. */
  clientSecret: Secret;
}

/** The instance or its credentials are not configured. Exit code 2. */
export class NotConfiguredError extends LookervaultError {
  readonly code = "not_configured";
  readonly exitCode = EXIT.usage;
}

/** The API key would be sent to an address that another user may have written. Exit code 2. */
export class DoubtfulAddressError extends LookervaultError {
  readonly code = "doubtful_address";
  readonly exitCode = EXIT.usage;
  constructor(baseUrl: string, { file, key }: Doubt) {
    super(
      `Cannot send the API key of ${key} to ${baseUrl}: that address is set in ${file}, which was found in this directory`,
      {
        hint:
          `If the address is your Looker, name the file: --config ${file}, or export LOOKERVAULT_CONFIG=${file}. ` +
          `Or set the address in the environment, like the key: export ${SETTINGS.baseUrl.env[0]}=${baseUrl}`,
      },
    );
  }
}

const NEEDED = {
  baseUrl: "the instance's address",
  clientId: "the client id",
  clientSecret: "the client secret",
} as const;

/**
 * Returns the configured instance.
 *
 * @throws {NotConfiguredError} with a list of the settings that are missing.
 * @throws {DoubtfulAddressError} when the address may be from another user.
 */
export function requireInstance(config: Config): Instance {
  const { baseUrl, clientId, clientSecret } = config;
  if (baseUrl !== undefined && clientId !== undefined && clientSecret !== undefined) {
    if (config.doubt !== null) throw new DoubtfulAddressError(baseUrl, config.doubt);
    return { baseUrl, clientId, clientSecret };
  }
  const missing = (["baseUrl", "clientId", "clientSecret"] as const).filter((name) =>
    config[name] === undefined
  );
  const what = list(missing.map((name) => NEEDED[name]));
  if (config.profile !== null) {
    const variables = missing.map((name) => config.sources[name].name);
    throw new NotConfiguredError(
      `Cannot connect to ${baseUrl ?? "Looker"} of the profile ${config.profile}: ${what} ${
        missing.length === 1 ? "is" : "are"
      } not set`,
      { hint: `Set ${list(variables)} in the environment: the profile reads its key from there.` },
    );
  }
  const variables = list(missing.map((name) => SETTINGS[name].env[0] ?? ""));
  const keys = list(missing.map((name) => SETTINGS[name].key));
  const where = config.file === null
    ? `No configuration file was found (searched: ${config.searched.join(", ")}).`
    : `The configuration file ${config.file} does not set ${keys}.`;
  throw new NotConfiguredError(
    `Cannot connect to Looker: ${what} ${missing.length === 1 ? "is" : "are"} not set`,
    {
      hint:
        `Run \`lookervault init\`, or set ${variables} in the environment, or ${keys} in a file. ${where}`,
    },
  );
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
