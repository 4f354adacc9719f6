/**
 * `deno task lookervault`: starts lookervault with the network narrowed to the configured Looker. Its first arguments are
 * the command that starts lookervault directly; those of the user follow. The launcher itself sends nothing anywhere.
 *
 * @module
 */
import denoJson from "../deno.json" with { type: "json" };
import { hostsToGrant } from "./launch_hosts.ts";

/** The word that ends the direct command. */
const ENTRY = "main.ts";

/** The arguments for deno: those of the direct command, with its permission set spelled out for `hosts`. */
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
  // Ctrl-C reaches both; what is meant for this process alone is handed on.
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

/** A child that does not outlive a launcher which fails. */
function disposable(process: Deno.ChildProcess): Disposable & { process: Deno.ChildProcess } {
  return {
    process,
    [Symbol.dispose]() {
      try {
        process.kill("SIGTERM");
      } catch {
        // It has ended.
      }
    },
  };
}

if (import.meta.main) Deno.exit(await launch());
