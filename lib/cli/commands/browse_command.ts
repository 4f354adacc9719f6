/**
 * `lookervault browse`: shows the vault in a browser on this machine.
 *
 * @module
 */
import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { EXIT, messageOf, UsageError } from "../../base/errors.ts";
import type { Searcher } from "../../inspect/search/searcher.ts";
import { isSame, lstat } from "../../vault/place.ts";
import type { Gate } from "../../web/serve/gate.ts";
import type { BrowseServer } from "../../web/serve/server.ts";
import type { VaultData } from "../../web/serve/vault_data.ts";
import { command, type Runner } from "../command.ts";
import type { CommandContext } from "../command_context.ts";
import type { Ending } from "../ending.ts";
import { spanOfTime, wholeNumber } from "../option_values.ts";
import { withSearcher } from "../search_vault.ts";
import { argsOf } from "../vault_args.ts";

interface BrowseFlags {
  port: number;
  idle: number;
}

/** The interval of checks whether a run has ended, in milliseconds. */
const LOOK_MS = 2000;

/** Creates the command `browse`. */
export function browseCommand(run: Runner): CommandUnknownOpts {
  const browse = command("browse", {
    summary: "show the vault in a browser on this machine",
    description:
      "Serves the page of `report` to a browser on this machine, with every version and everything that " +
      "Looker served. Open the printed address. Each address works for one browser; when it has been used, " +
      "browse prints another. An open page shows a new run as soon as the run ends.\n\nTo stop browse, press " +
      "Ctrl-C. It also stops after a time without requests. It listens only on 127.0.0.1, connects to no " +
      "network, and writes nothing. If another file replaces the vault, it stops.",
    examples: [
      ["browse", "open the printed address"],
      ["browse --port 8123 --idle 8h", "on this port, for a working day"],
    ],
    exits: [0, 1, 2, 5],
    meanings: { 0: "stopped by Ctrl-C, after a time without requests, or because the vault was replaced" },
  })
    .addOption(
      new Option("--port <n>", "listen on this port").argParser(wholeNumber(1, 65_535)).default(
        0,
        "a free port",
      ),
    )
    .addOption(
      new Option("--idle <time>", "stop after this time without requests").argParser(spanOfTime).default(
        1_800_000,
        "30m",
      ),
    );
  return browse.action((flags) => run(browse, (context) => work(context, flags as BrowseFlags)));
}

async function work(context: CommandContext, { port, idle }: BrowseFlags): Promise<Ending> {
  const [{ Gate }, { BrowseServer }, { Traffic }, { VaultData }, { VERSION }] = await Promise.all([
    import("../../web/serve/gate.ts"),
    import("../../web/serve/server.ts"),
    import("../../web/serve/traffic.ts"),
    import("../../web/serve/vault_data.ts"),
    import("../version.ts"),
  ]);
  const ready = Promise.withResolvers<BrowseServer>();
  // Requests wait until the vault is open. If opening fails while no request waits, nothing else handles the rejection.
  ready.promise.catch(() => {});
  const answer = async (request: Request): Promise<Response> => await (await ready.promise).answer(request);
  await using listener = listen(answer, { port, clock: context.clock });
  try {
    return await withSearcher(context, async (searcher) => {
      const traffic = new Traffic(context.clock);
      const made = (): VaultData =>
        new VaultData({
          isBusy: traffic.isBusy,
          searcher,
          clock: context.clock,
          signal: context.signal,
          tool: `lookervault ${VERSION}`,
          args: argsOf(context),
        });
      const shown = { data: made() },
        gate = new Gate(listener.port),
        activity = { at: context.clock.monotonic() };
      const server = new BrowseServer({
        gate,
        traffic,
        data: () => shown.data,
        onRequest: () => void (activity.at = context.clock.monotonic()),
        onBegin: () => context.log.info(`Opened. For another browser: ${gate.address}`),
      });
      ready.resolve(server);
      announce(context, gate);
      shown.data.warm();
      using _looking = context.clock.every(LOOK_MS, () => follow(context, { searcher, shown, server, made }));
      const reason = await ended(context, { activity, idle, path: searcher.vault.path });
      server.close();
      shown.data[Symbol.dispose]();
      context.log.info(reason);
      return EXIT.ok;
    });
  } catch (error) {
    ready.reject(error);
    throw error;
  }
}

/** A listening server. */
interface Listener extends AsyncDisposable {
  port: number;
}

/** How long responses may continue after the command ends, in milliseconds. */
const LAST_MS = 2000;

/** Listens on this machine only. @throws {UsageError} if the port is in use or not permitted. */
function listen(
  handler: (request: Request) => Promise<Response>,
  { port, clock }: { port: number; clock: CommandContext["clock"] },
): Listener {
  try {
    const server = Deno.serve({
      hostname: "127.0.0.1",
      port,
      onListen: () => {},
      onError: () => new Response("", { status: 500 }),
    }, handler);
    return {
      port: server.addr.port,
      // The shutdown waits for pages that wait for news, and would wait forever for a page that does not read its
      // response, so it has a time limit.
      async [Symbol.asyncDispose](): Promise<void> {
        const { promise, resolve } = Promise.withResolvers<void>();
        using _limit = clock.after(LAST_MS, resolve);
        await Promise.race([server.shutdown(), promise]);
      },
    };
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    throw new UsageError(`Cannot listen on 127.0.0.1:${port}: ${messageOf(cause)}`, {
      cause,
      hint: "Choose another port, or omit --port.",
    });
  }
}

function announce(context: CommandContext, gate: Gate): void {
  context.exactResult(
    { command: "browse", status: "ok", address: gate.address, port: Number(new URL(gate.origin).port) },
    () => [`Open ${gate.address}`],
  );
  context.log.info("The address admits one browser, once. Press Ctrl-C to stop.");
}

/** Shows the new data if a run has ended since the last check. */
function follow(
  context: CommandContext,
  { searcher, shown, server, made }: {
    searcher: Searcher;
    shown: { data: VaultData };
    server: BrowseServer;
    made: () => VaultData;
  },
): void {
  try {
    if (!shown.data.isBehind() || !searcher.follow()) return;
    const former = shown.data;
    shown.data = made();
    former[Symbol.dispose]();
    shown.data.warm();
    server.tell(shown.data.revision);
  } catch (error) {
    // A run may be writing. The next check tries again.
    context.log.verbose(`The vault was not read again: ${messageOf(error)}`);
  }
}

/**
 * Waits until the command must end. Returns the reason. If another file replaces the vault, the open one never gets
 * another run, and its pages would show old data without notice.
 */
async function ended(
  { clock, signal }: CommandContext,
  { activity, idle, path }: { activity: { at: number }; idle: number; path: string },
): Promise<string> {
  const opened = lstat(path);
  const { promise, resolve } = Promise.withResolvers<string>();
  const stop = (): void => resolve("Ended.");
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  using _watching = clock.every(Math.min(1000, idle / 4), () => {
    if (clock.monotonic() - activity.at > idle) {
      resolve("Stopped after a time without requests. Change that time with `--idle`.");
    }
    const there = lstat(path);
    if (opened !== null && there !== null && !isSame(opened, there)) {
      resolve(
        "Stopped, because another file has replaced the vault. To show that file, run the command again.",
      );
    }
  });
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
