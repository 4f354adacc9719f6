/**
 * Collects the settings that `init` needs: from options and the environment, and at a terminal from the user.
 *
 * @module
 */
import { InterruptedError, UsageError } from "../base/errors.ts";
import { sanitize } from "../base/log.ts";
import { addKey } from "../base/redactor.ts";
import { parseBaseUrl } from "../config/base_url.ts";
import { type Instance, NotConfiguredError } from "../config/instance.ts";
import type { Config } from "../config/load.ts";
import { Secret } from "../config/secret.ts";
import { SETTINGS } from "../config/settings.ts";
import type { CommandContext } from "./command_context.ts";

/** How many times `init` asks a question until it gives up. */
const TRIES = 3;

/**
 * Asks for the settings that `config` lacks. Offers the settings in `former` as defaults. @throws {NotConfiguredError}
 * if there is no terminal to ask.
 */
export function askInstance(
  context: CommandContext,
  config: Config,
  former: Partial<Instance> = {},
): Instance {
  if (!context.io.interactive || context.progress === "json") requireAll(config);
  const { baseUrl, clientId, clientSecret } = config;
  if (clientId === undefined || clientSecret === undefined) {
    context.screen.log("Find the API key in Looker under Admin > Users > Edit > Edit keys.");
  }
  const answers = {
    baseUrl: baseUrl ?? askUrl(context, former.baseUrl),
    clientId: clientId ?? ask(context, "Client id", { former: former.clientId }),
    clientSecret: clientSecret ?? askSecret(context, former.clientSecret),
  };
  addKey(context.redactor, { id: answers.clientId, secret: answers.clientSecret.reveal() });
  return answers;
}

/** Checks that all settings are set. @throws {NotConfiguredError} with the names of the missing variables. */
function requireAll(config: Config): void {
  const missing = (["baseUrl", "clientId", "clientSecret"] as const).filter((name) =>
    config[name] === undefined
  );
  if (missing.length === 0) return;
  const variables = missing.map((name) => SETTINGS[name].env[0]).join(", ");
  throw new NotConfiguredError(
    `Cannot create a configuration: ${variables} ${
      missing.length === 1 ? "is" : "are"
    } not set, and there is no terminal to ask`,
    { hint: "Set them in the environment, or run init at a terminal." },
  );
}

function askSecret(context: CommandContext, former: Secret | undefined): Secret {
  const secret = ask(context, "Client secret (not shown)", { secret: true, former: former?.reveal() });
  return new Secret(secret);
}

function askUrl(context: CommandContext, former: string | undefined): string {
  const question = "Address of Looker" + (former === undefined ? ", such as https://acme.looker.com" : "");
  for (let i = 0; i < TRIES; i++) {
    const answer = ask(context, question, { former });
    const read = parseBaseUrl(answer);
    if ("url" in read) return read.url;
    context.screen.log(`Invalid address: ${read.problem}.`);
  }
  throw tooOften("the address of Looker");
}

/** Returns the answer, or the former answer if the user types nothing. */
function ask(
  { io, screen }: CommandContext,
  question: string,
  { secret = false, former }: { secret?: boolean; former?: string | undefined } = {},
): string {
  const offer = former === undefined ? "" : secret ? " [press Enter to keep it]" : ` [${sanitize(former)}]`;
  for (let i = 0; i < TRIES; i++) {
    screen.clear();
    const answer = io.ask(`${question}${offer}: `, { secret });
    if (answer === null) throw new InterruptedError("Cannot read the answer: interrupted", NOTHING_WRITTEN);
    if (answer.trim() !== "") return answer.trim();
    if (former !== undefined) return former;
  }
  throw tooOften(question.replace(/[ :(,].*$/, "").toLowerCase());
}

const NOTHING_WRITTEN = { hint: "Nothing was written." };

function tooOften(what: string): UsageError {
  return new UsageError(`Cannot create a configuration: ${what} was not given`, NOTHING_WRITTEN);
}
