/**
 * `lookervault init`: creates a configuration that works.
 *
 * @module
 */
import { shellWord } from "../../base/shell_word.ts";
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, InterruptedError, UsageError } from "../../base/errors.ts";
import type { ConfigFiles } from "../../config/file.ts";
import type { Instance } from "../../config/instance.ts";
import type { InstanceInfo } from "../../looker/instance_info.ts";
import type { RenderOptions } from "../../term/render_options.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import { addConnectionOptions } from "../connection.ts";
import type { ReadInfo } from "../read_info.ts";
import type { Ending } from "../ending.ts";

/** Options of `init`. */
interface InitFlags {
  baseUrl?: string;
  timeout?: number;
  yes?: true;
  force?: true;
}

/** The side effects of `init`. */
export interface InitDeps {
  info: ReadInfo;
  files: ConfigFiles;
  write: (path: string, text: string) => void;
}

/** The first location in which every command looks for a configuration. */
const USUAL = "./lookervault.toml";

/** Ignores existing configuration files, because the user may want to correct one. */
const NO_FILES: ConfigFiles = { read: () => null, mode: () => null, stranger: () => null };

/** Creates the command `init`. */
export function initCommand(
  run: Runner,
  deps?: InitDeps,
): CommandUnknownOpts {
  const init = command("init", {
    summary: "create a configuration file, step by step",
    description:
      `Writes ${USUAL}, or the file of --config, which only you can read. Takes the address of Looker and an API key ` +
      "from --base-url and the environment, asks for what is missing, and logs in. No option takes the secret, because " +
      "other users of the machine can read command lines. If the login fails, your answers are kept: in the file, or, " +
      "if a file existed before, next to it in FILE.draft. To correct them, run init again.",
    examples: [
      ["init", "answer three questions"],
      ["--config ~/.config/lookervault/config.toml init", "for all directories"],
      ["init --profile prod --base-url https://acme.looker.com", "one of several Lookers in one file"],
      ["init --yes", "without questions: all from LOOKERVAULT_BASE_URL, _CLIENT_ID and _CLIENT_SECRET"],
    ],
    exits: [0, 1, 2, 3, 130],
    meanings: { 130: "interrupted, or not confirmed" },
  });
  addConnectionOptions(init);
  init.option("--yes", "change an existing file without asking")
    .addOption(new Option("--force").hideHelp());
  return init.action((flags) => run(init, (context) => work(context, flags as InitFlags, deps)));
}

async function work(context: CommandContext, flags: InitFlags, given?: InitDeps): Promise<Ending> {
  const [
    { addKey },
    { diskFiles },
    { loadConfig },
    { configText, writeConfigFile },
    { askInstance },
    checks,
  ] = await Promise.all([
    import("../../base/redactor.ts"),
    import("../../config/file.ts"),
    import("../../config/load.ts"),
    import("../../config/write.ts"),
    import("../init_answers.ts"),
    import("../checks.ts"),
  ]);
  const deps = given ?? { info: checks.CHECKS.info, files: diskFiles, write: writeConfigFile };
  const { io, globals, redactor } = context;
  const path = globals.config ?? io.env("LOOKERVAULT_CONFIG") ?? USUAL;
  const profile = globals.profile ?? io.env("LOOKERVAULT_PROFILE");
  if (profile !== undefined) {
    const { initProfile } = await import("../init_profile.ts");
    const mayChange = (): void => requireConsent(context, path, flags);
    return await initProfile(context, {
      name: profile,
      path,
      baseUrl: flags.baseUrl,
      timeout: flags.timeout,
      mayChange,
      deps,
    });
  }
  const former = deps.files.read(path);
  if (former !== null) requireConsent(context, path, flags);
  const { baseUrl, timeout } = flags;
  const config = loadConfig({
    flags: { baseUrl, timeout, db: globals.db },
    io: { env: (name) => name === "LOOKERVAULT_CONFIG" ? undefined : io.env(name) },
    files: NO_FILES,
  });
  if (config.clientSecret !== undefined) {
    addKey(redactor, { id: config.clientId, secret: config.clientSecret.reveal() });
  }
  const instance = askInstance(context, config, formerAnswers(path, deps.files, loadConfig));
  const text = configText({ ...instance, db: globals.db }, former);
  const info = await deps.info(context, { config, instance }).catch((error: unknown) => {
    if (error instanceof InterruptedError) throw error;
    const kept = former === null ? path : `${path}.draft`;
    deps.write(kept, text);
    context.log.warning(
      former === null
        ? `The login failed. Your answers are in ${kept}: correct them there, or run \`lookervault init\` again`
        : `The login failed. ${path} is unchanged; your answers are in ${kept}`,
    );
    throw error;
  });
  deps.write(path, text);
  const { url, looker_version, user } = info;
  context.result(
    { command: "init", status: "ok", config: path, instance: url, looker_version, user },
    (how) =>
      resultLines(info, {
        checks,
        path,
        how,
        named: globals.config !== undefined && !usualPlaces(io).includes(path),
      }),
  );
  return EXIT.ok;
}

/** Returns the answers in an existing file, to offer them as defaults. Returns none if the file cannot be used. */
function formerAnswers(
  path: string,
  files: ConfigFiles,
  load: typeof import("../../config/load.ts").loadConfig,
): Partial<Instance> {
  try {
    const { baseUrl, clientId, clientSecret } = load({
      flags: { config: path },
      io: { env: () => undefined },
      files,
    });
    return {
      ...(baseUrl !== undefined && { baseUrl }),
      ...(clientId !== undefined && { clientId }),
      ...(clientSecret !== undefined && { clientSecret }),
    };
  } catch (error) {
    if (error instanceof UsageError) return {};
    throw error;
  }
}

function usualPlaces(io: CommandContext["io"]): string[] {
  const home = io.env("HOME") ?? io.env("USERPROFILE");
  return [USUAL, "lookervault.toml", `${home}/.config/lookervault/config.toml`];
}

/**
 * Asks whether to change the existing file. @throws {UsageError} without a terminal. @throws {InterruptedError} for any
 * answer but yes.
 */
function requireConsent({ io, screen, progress }: CommandContext, path: string, flags: InitFlags): void {
  if (flags.yes || flags.force) return;
  if (!io.interactive || progress === "json") {
    throw new UsageError(`Cannot write the configuration file ${path}: it already exists`, {
      hint: "Add --yes to change the instance and the key in it, or name another file with --config.",
    });
  }
  screen.clear();
  const answer = io.ask(
    `${path} already exists. Change its instance and key? Other settings stay; comments are lost. [y/N] `,
  );
  if (/^\s*y(es)?\s*$/i.test(answer ?? "")) return;
  throw new InterruptedError(`Cannot write the configuration file ${path}: not confirmed`, {
    hint: "Nothing was written.",
  });
}

function resultLines(
  info: InstanceInfo,
  { checks: { checkLines, permissionsCheck }, path, how, named }: {
    checks: typeof import("../checks.ts");
    path: string;
    how: RenderOptions;
    named: boolean;
  },
): string[] {
  const { url, looker_version, user } = info;
  const who = user.display_name ?? user.email ?? user.id;
  const base = named ? `lookervault --config ${shellWord(path)}` : "lookervault";
  const line = (name: "configuration" | "connection", message: string): string[] =>
    checkLines({ name, ok: true, message, hint: null }, how);
  return [
    ...line("connection", `${url}, Looker ${looker_version ?? "of unknown version"}, logged in as ${who}`),
    ...checkLines(permissionsCheck(info), how),
    ...line("configuration", `written to ${path}, readable only by you`),
    "",
    "Next:",
    `  ${base} extract --dry-run   counts the requests of a backup`,
    `  ${base} extract             creates the first backup`,
  ];
}
