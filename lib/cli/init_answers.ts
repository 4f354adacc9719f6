/**
 * What `init` has to know: from flag and environment, and at a terminal from whoever sits there.
 *
 * @module
 */
import { InterruptedError, UsageError } from "../base/errors.ts";
import { addKey } from "../base/redactor.ts";
import { parseBaseUrl } from "../config/base_url.ts";
import { type Instance, NotConfiguredError } from "../config/instance.ts";
import type { Config } from "../config/load.ts";
import { Secret } from "../config/secret.ts";
import { SETTINGS } from "../config/settings.ts";
import type { CommandContext } from "./command_context.ts";

/** How often an answer may be unusable. */
const TRIES = 3;

/** Asks for what `config` does not say. @throws {NotConfiguredError} where there is nobody to ask. */
export function askInstance(context: CommandContext, config: Config): Instance {
  if (!context.io.interactive || context.progress === "json") requireAll(config);
  const { baseUrl, clientId, clientSecret } = config;
  if (clientId === undefined || clientSecret === undefined) {
    context.screen.log("The API key stands in Looker under Admin > Users > Edit > Edit keys.");
  }
  const answers = {
    baseUrl: baseUrl ?? askUrl(context),
    clientId: clientId ?? ask(context, "Client id: "),
    clientSecret: clientSecret ?? new Secret(ask(context, "Client secret (not shown): ", true)),
  };
  addKey(context.redactor, { id: answers.clientId, secret: answers.clientSecret.reveal() });
  return answers;
}

/** @throws {NotConfiguredError} naming the variables that are not set. */
function requireAll(config: Config): void {
  const missing = (["baseUrl", "clientId", "clientSecret"] as const).filter((name) =>
    config[name] === undefined
  );
  if (missing.length === 0) return;
  const variables = missing.map((name) => SETTINGS[name].env[0]).join(", ");
  throw new NotConfiguredError(
    `Cannot make a configuration: ${variables} ${
      missing.length === 1 ? "is" : "are"
    } not set, and there is no terminal to ask`,
    { hint: "Set them in the environment, or run init at a terminal." },
  );
}

function askUrl(context: CommandContext): string {
  for (let i = 0; i < TRIES; i++) {
    const answer = ask(context, "Address of Looker, such as https://acme.looker.com: ");
    const read = parseBaseUrl(answer);
    if ("url" in read) return read.url;
    context.screen.log(`That cannot be used: ${read.problem}.`);
  }
  throw tooOften("the address of Looker");
}

function ask({ io, screen }: CommandContext, question: string, secret = false): string {
  for (let i = 0; i < TRIES; i++) {
    screen.clear();
    const answer = io.ask(question, { secret });
    if (answer === null) throw new InterruptedError("Interrupted: nothing was answered", NOTHING_WRITTEN);
    if (answer.trim() !== "") return answer.trim();
  }
  throw tooOften(question.replace(/[ :(].*$/, "").toLowerCase());
}

const NOTHING_WRITTEN = { hint: "Nothing was written." };

function tooOften(what: string): UsageError {
  return new UsageError(`Cannot make a configuration: ${what} was not given`, NOTHING_WRITTEN);
}
