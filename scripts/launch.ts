/**
 * `deno task lookervault`: starts lookervault with network access only to the configured Looker instance. Its first
 * arguments are the command that starts lookervault directly; the user's arguments follow. The launcher itself sends no
 * requests.
 *
 * @module
 */
import denoJson from "../deno.json" with { type: "json" };
import { hostsToGrant } from "./launch_hosts.ts";

/** The last argument of the direct command. */
const ENTRY = "main.ts";

/**
 * Returns the arguments for deno: the arguments of the direct command, with its permission set replaced by flags for
 * `hosts`.
 */
export function launchArguments(direct: readonly string[], hosts: readonly string[], root: string): string[] {
  const { env } = denoJson.permissions.lookervault;
  const flags = direct.filter((word) => word !== "deno" && word !== ENTRY && !word.startsWith("-P"));
  return [
    ...flags,
    `--allow-net=${hosts.join(",")}`,
    "--allow-read",
    "--allow-write",
    `--allow-env=${env.join(",")}`,
    `--config=${root}/deno.json`,
    `${root}/${ENTRY}`,
  ];
}

async function launch(): Promise<number> {
  const root = decodeURIComponent(new URL("..", import.meta.url).pathname)
    .replace(/^\/([a-z]:)/i, "$1").replace(/\/$/, "");
  const end = Deno.args.indexOf(ENTRY) + 1;
  const args = Deno.args.slice(end);
  const hosts = hostsToGrant({
    args,
    env: (name) => Deno.env.get(name) || undefined,
    declared: denoJson.permissions.lookervault.net,
  });
  const command = [...launchArguments(Deno.args.slice(0, end), hosts, root), ...args];
  using child = disposable(
    new Deno.Command(Deno.execPath(), {
      args: command,
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    })
      .spawn(),
  );
  // Ctrl-C reaches both processes. Signals for this process alone are forwarded.
  const ignore = (): void => {};
  const hand = (name: Deno.Signal) => (): void => child.process.kill(name);
  Deno.addSignalListener("SIGINT", ignore);
  if (Deno.build.os !== "windows") {
    Deno.addSignalListener("SIGTERM", hand("SIGTERM"));
    Deno.addSignalListener("SIGHUP", hand("SIGHUP"));
  }
  const { code } = await child.process.status;
  return code;
}

/** Wraps a child process. Disposing ends the child, so that it does not outlive a launcher that fails. */
function disposable(process: Deno.ChildProcess): Disposable & { process: Deno.ChildProcess } {
  return {
    process,
    [Symbol.dispose]() {
      try {
        process.kill("SIGTERM");
      } catch {
        // The child has already ended.
      }
    },
  };
}

if (import.meta.main) Deno.exit(await launch());
