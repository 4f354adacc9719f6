/**
 * Real object stores for tests: OpenStack Swift (Debian's python3-swift) and Azurite (npm). Where they are not installed
 * the tests that need them are left out and say so; with `LOOKERVAULT_TEST_STORES=required`, which the gate sets, they fail.
 *
 * What they do not do like the real thing: Swift 2.30 answers a conditional PUT with 501, has no object lock, and calls an
 * unknown access key SignatureDoesNotMatch. Azurite has no immutability policies and no versions, keeps blocks that
 * were never committed for ever, and calls a blob that has such blocks one that exists.
 *
 * @module
 */
import { TextLineStream } from "./lines.ts";

/** A server that runs until it is disposed of. */
export interface RealServer extends AsyncDisposable {
  /** What it said when it was ready, a JSON object. */
  ready: Record<string, string>;
}

/** Whether a missing server is a failure. */
export const REQUIRED = Deno.env.get("LOOKERVAULT_TEST_STORES") === "required";

const SWIFT = "/usr/lib/python3/dist-packages/swift/proxy/server.py";

/** Why the tests with Swift are left out; null where they are not. */
export function swiftMissing(): string | null {
  return isFile(SWIFT) || REQUIRED ? null : "apt-get install --no-install-recommends python3-swift";
}

/** The program of Azurite where `LOOKERVAULT_TEST_AZURITE` or the path says; null where it is nowhere. */
function azurite(): string | null {
  const given = Deno.env.get("LOOKERVAULT_TEST_AZURITE");
  if (given !== undefined && given !== "") return given;
  const found = (Deno.env.get("PATH") ?? "").split(":").map((directory) => `${directory}/azurite-blob`).find(
    isFile,
  );
  return found ?? null;
}

/** Why the tests with Azurite are left out; null where they are not. */
export function azuriteMissing(): string | null {
  return azurite() !== null || REQUIRED ? null : "npm install --global azurite@3.37.0";
}

/** Starts Swift. */
export async function startSwift(): Promise<RealServer> {
  const directory = await Deno.makeTempDir({ prefix: "lookervault-swift-" });
  const script = new URL("swift_s3.py", import.meta.url).pathname;
  const child = new Deno.Command("/usr/bin/python3", {
    args: [script, `${directory}/data`],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return await started(child, directory, (line) => JSON.parse(line));
}

/** Starts Azurite with one account. */
export async function startAzurite(): Promise<RealServer> {
  const program = azurite();
  if (program === null) throw new Error("Azurite is required and not installed");
  const directory = await Deno.makeTempDir({ prefix: "lookervault-azurite-" });
  const account = "backup", key = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  const probe = Deno.listen({ hostname: "127.0.0.1", port: 0 }), { port } = probe.addr;
  probe.close();
  const child = new Deno.Command(program, {
    args: [
      "--location",
      directory,
      "--blobHost",
      "127.0.0.1",
      "--blobPort",
      String(port),
      "--silent",
      "--disableTelemetry",
    ],
    env: { AZURITE_ACCOUNTS: `${account}:${key}` },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const endpoint = `http://127.0.0.1:${port}/${account}`;
  return await started(
    child,
    directory,
    (line) => /successfully listens/.test(line) ? { endpoint, account, key } : null,
  );
}

/** Waits for the line that says that a server is ready. */
async function started(
  child: Deno.ChildProcess,
  directory: string,
  read: (line: string) => Record<string, string> | null,
): Promise<RealServer> {
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  const end = async (): Promise<void> => {
    await child.stdin.close().catch(() => {});
    // Azurite does not look at its input.
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
    await child.status;
    await Deno.remove(directory, { recursive: true });
  };
  const reader = lines.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      await end();
      throw new Error("The server ended before it was ready");
    }
    const ready = read(value);
    if (ready === null) continue;
    // What it says later is not wanted, and must not stop it.
    const rest = (async (): Promise<void> => {
      while (!(await reader.read()).done);
    })();
    return {
      ready,
      [Symbol.asyncDispose]: async (): Promise<void> => {
        await end();
        await rest;
      },
    };
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
