import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { LookervaultError } from "../../lib/base/errors.ts";
import { command, type CommandFactory } from "../../lib/cli/command.ts";
import type { CommandContext } from "../../lib/cli/command_context.ts";
import { VERSION, versionInfo, versionLine } from "../../lib/cli/version.ts";
import denoJson from "../../deno.json" with { type: "json" };
import { fakeSignals, play } from "./_fakes.ts";
import { shortOf } from "../../lib/cli/ending.ts";

class FakeError extends LookervaultError {
  readonly code = "fake";
  readonly exitCode = 5;
}

/** A command `probe` that does `work`. */
function probe(work: (context: CommandContext) => void | Promise<void>): readonly CommandFactory[] {
  return [(run) => {
    const made = command("probe", { summary: "probe", examples: [["probe", "try it"]], exits: [0, 5] });
    return made.action(() =>
      run(made, async (context) => {
        await work(context);
        return 0;
      })
    );
  }];
}

Deno.test("VERSION is the version in deno.json", () => assertEquals(VERSION, denoJson.version));

Deno.test("versionLine() is one line with the versions of what it runs on", () => {
  assertMatch(versionLine(), /^lookervault \d+\.\d+\.\d+ \(deno [\d.]+, v8 [^,]+, \w+-\w+\)$/);
});

Deno.test("versionLine() of a build names its commit", () => {
  const line = versionLine({ ...versionInfo(), commit: "0123456789ab" });
  assertMatch(line, /^lookervault \d+\.\d+\.\d+ \(commit 0123456789ab, deno /);
});

for (const args of [["--version"], ["-V"], ["extract", "--version"]]) {
  Deno.test(`lookervault ${args.join(" ")} prints the version`, async () => {
    assertEquals(await play(args), {
      exit: 0,
      stdout: `${versionLine()}\n`,
      stderr: "",
      left: [],
      offline: false,
      kept: [],
    });
  });
}

for (const args of [["--version", "--json"], ["--json", "--help"], ["extract", "--help", "--json"]]) {
  Deno.test(`lookervault ${args.join(" ")} prints one JSON document`, async () => {
    const { exit, stdout } = await play(args);
    assertEquals(exit, 0);
    assertEquals(typeof JSON.parse(stdout), "object");
  });
}

for (const name of ["check", "info", "extract", "list", "show"]) {
  Deno.test(`lookervault ${name} --help shows examples, exit codes and global options`, async () => {
    for (const args of [[name, "--help"], ["help", name], [name, "-h"]]) {
      const { exit, stdout, stderr } = await play(args);
      assertEquals([exit, stderr], [0, ""]);
      for (const part of ["Examples:", `lookervault ${name}`, "Exit codes:", "Global Options:", "--json"]) {
        assertStringIncludes(stdout, part);
      }
    }
  });
}

Deno.test("lookervault --help lists every command", async () => {
  const { stdout, exit } = await play(["--help"]);
  assertEquals(exit, 0);
  for (const name of ["check", "info", "extract", "list", "show"]) {
    assertMatch(stdout, new RegExp(`^  ${name}[ |]`, "m"));
  }
});

Deno.test("help stays below 80 columns on a terminal of 80", async () => {
  const { stdout } = await play(["list", "--help"], { columns: 80 });
  // A command of an example stays in one line, to be copied.
  for (const line of stdout.split("\n")) assert(line.length <= 80 || line.startsWith("  lookervault "), line);
});

for (
  const [args, ...parts] of [
    [[], "no command is given"],
    [["extrat"], "unknown command 'extrat'", "Did you mean extract?"],
    [["extract", "--wrkers", "3"], "unknown option '--wrkers'", "Did you mean --workers?"],
    [["--jsn", "extract"], "unknown option '--jsn'", "Did you mean --json?"],
    [["extract", "--workers", "17 workers"], "'17 workers'", "1 to 50"],
    [["extract", "--workers", "0"], "1 to 50"],
    [["extract", "--workers", "51"], "1 to 50"],
    [["extract", "--batch-size", "1001"], "1 to 1000"],
    [["extract", "--timeout", "4"], "5 to 600"],
    [["extract", "--timeout", "601"], "5 to 600"],
    [["extract", "--rate-limit", "-1"], "above 0"],
    [["extract", "--workers"], "argument missing"],
    [["extract", "--fresh", "--resume"], "cannot be used with"],
    [["--progress", "fancy", "extract"], "auto, bar, plain, json, none"],
    [["extract", "dashbords"], 'content type "dashbords"', "scheduled_plans"],
    [["extract", "--exclude", "nope"], 'content type "nope"'],
    [["extract", "looks", "--exclude", "look"], "excluded"],
    [["extract", "--recursive"], "--recursive", "--folder"],
    [["list", "looks", "--updated-after", "tomorrow"], "2026-01-31"],
    [["list", "--limit", "3"], "neither a content type nor a filter"],
    [["show", "looks"], "missing required argument 'id'"],
    [["show", "looks", "1", "2"], "too many arguments"],
    [["show", "looks", "1", "--format", "xml"], "json, yaml"],
  ] as [string[], ...string[]][]
) {
  Deno.test(`lookervault ${args.join(" ")} exits 2 and says why, as JSON too`, async () => {
    const { exit, stdout, stderr } = await play(args);
    assertEquals([exit, stdout], [2, ""]);
    assertMatch(stderr, /^error: Cannot [^\n]+\n {2}hint: [^\n]+\n$/);
    for (const part of parts) assertStringIncludes(stderr, part);
    const json = await play([...args, "--json"]);
    if (args.at(-1) === "--workers") return;
    assertEquals(json.exit, 2);
    const { command, status, error } = JSON.parse(json.stdout);
    assertEquals([command, status, error.exit_code], [
      args.find((arg) => /^(extract|list|show)$/.test(arg)) ?? null,
      "failed",
      2,
    ]);
    assert(
      typeof error.message === "string" && typeof error.code === "string" && typeof error.hint === "string",
    );
  });
}

for (
  const args of [["--json", "probe"], ["probe", "--json"], ["probe", "--output", "json"], [
    "--output=json",
    "probe",
  ]]
) {
  Deno.test(`lookervault ${args.join(" ")} finds the global option`, async () => {
    const { stdout } = await play(args, {
      commands: probe((context) => context.result({ a: 1 }, () => ["text"])),
    });
    assertEquals(stdout, '{"a":1}\n');
  });
}

Deno.test("global options are read on both sides of the command, with their older spellings", async () => {
  const seen: unknown[] = [];
  const commands = probe(({ globals }) =>
    void seen.push([globals.db, globals.config, globals.progress, globals.level, globals.color])
  );
  await play(["--db", "a.db", "probe", "--config", "c.toml", "--progress", "plain", "-q"], { commands });
  await play(["probe", "--db-path", "b.db", "--debug", "--no-color"], { commands });
  await play(["-v", "probe"], { commands });
  assertEquals(seen, [
    ["a.db", "c.toml", "plain", "quiet", true],
    ["b.db", undefined, "auto", "debug", false],
    [undefined, undefined, "auto", "verbose", true],
  ]);
});

Deno.test("an error of a command becomes message, hint and exit code; with --json one document besides", async () => {
  const commands = probe(() => {
    throw new FakeError("Cannot open the vault x.db: it is damaged\x1b[2J", { hint: "Restore it." });
  });
  const text = await play(["probe"], { commands });
  assertEquals(text, {
    exit: 5,
    stdout: "",
    stderr: "error: Cannot open the vault x.db: it is damaged\\x1b[2J\n  hint: Restore it.\n",
    left: [],
    offline: false,
    kept: [],
  });
  const json = await play(["probe", "--json"], { commands });
  assertEquals(JSON.parse(json.stdout), {
    command: "probe",
    status: "failed",
    error: {
      code: "fake",
      message: "Cannot open the vault x.db: it is damaged\x1b[2J",
      hint: "Restore it.",
      exit_code: 5,
    },
  });
  assertFalse(json.stderr.includes("{"));
});

Deno.test("an unexpected error exits 1, with a stack only with --debug", async () => {
  const commands = probe(() => {
    throw new TypeError("oops", { cause: new Error("deep") });
  });
  const quiet = await play(["probe"], { commands });
  assertEquals(quiet.exit, 1);
  assertStringIncludes(quiet.stderr, "error: Cannot continue: oops");
  assertFalse(quiet.stderr.includes("    at "));
  const loud = await play(["probe", "--debug"], { commands });
  assertStringIncludes(loud.stderr, "    at ");
  assertStringIncludes(loud.stderr, "caused by: Error: deep");
});

Deno.test("a missing permission exits 2 and names the flag, however deep it is wrapped", async () => {
  const commands = probe(() => {
    const cause = new Deno.errors.NotCapable(
      'Requires net access to "acme.example:443", run again with the --allow-net flag',
    );
    throw new FakeError("Cannot reach it", { cause });
  });
  const { exit, stderr } = await play(["probe"], { commands });
  assertEquals(exit, 2);
  assertStringIncludes(stderr, "--allow-net=acme.example:443");
});

Deno.test("with --progress json every line of stderr is JSON, errors too", async () => {
  const commands = probe((context) => {
    context.log.warning("careful\nnow");
    throw new FakeError("Cannot do it", { hint: "Do that." });
  });
  const { stderr } = await play(["probe", "--progress", "json"], { commands });
  const lines = stderr.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(
    lines.map(({ event, level, at }) => [event, level, typeof at]),
    Array(3).fill(0).map((_, i) => ["log", i < 2 ? "warning" : "error", "string"]),
  );
});

Deno.test("a secret never comes out, whatever throws it", async () => {
  const commands = probe((context) => {
    context.redactor.add("hunter22");
    context.result({ hunter22: 1, value: "hunter22" }, () => ["hunter22"]);
    context.log.info("hunter22");
    throw new Error("hunter22", { cause: new Error(btoa("hunter22")) });
  });
  for (const args of [["probe", "--debug"], ["probe", "--progress", "json"]]) {
    const { stdout, stderr } = await play(args, { commands });
    assertFalse(`${stdout}${stderr}`.includes("hunter22"));
    assertFalse(`${stdout}${stderr}`.includes(btoa("hunter22")));
  }
});

Deno.test("the first Ctrl-C aborts, the second leaves at once and gives the cursor back", async () => {
  const signals = fakeSignals();
  const aborted: boolean[] = [];
  const commands = probe((context) => {
    context.screen.live(() => ["busy"]);
    signals.fire();
    aborted.push(context.signal.aborted);
    signals.fire();
  });
  const { left, stderr } = await play(["probe"], { commands, signals, columns: 80 });
  assertEquals([aborted, left], [[true], [130]]);
  assert(stderr.endsWith("\x1b[?25h"));
});

for (
  const [name, args, env, colored] of [
    ["on a terminal", [], {}, true],
    ["with --no-color", ["--no-color"], {}, false],
    ["with NO_COLOR", [], { NO_COLOR: "1" }, false],
    ["on a dumb terminal", [], { TERM: "dumb" }, false],
  ] as [string, string[], Record<string, string>, boolean][]
) {
  Deno.test(`colors ${colored ? "stand" : "are skipped"} ${name}`, async () => {
    const commands = probe((context) => context.result({}, ({ palette }) => [palette.red("x")]));
    const { stdout } = await play(["probe", ...args], { commands, columns: 80, env });
    assertEquals(stdout, colored && !Deno.noColor ? "\x1b[31mx\x1b[39m\n" : "x\n");
  });
}

Deno.test("an exit other than 0 never goes without a line on stderr, also with --quiet and --json", async () => {
  const silent: readonly CommandFactory[] = [(run) => {
    const made = command("probe", { summary: "probe", examples: [["probe", "try it"]], exits: [0, 5] });
    return made.action(() => run(made, () => Promise.resolve(shortOf(5, "It is gone", "Bring it back."))));
  }];
  for (const args of [[], ["-q"], ["--json"], ["-q", "--json"]]) {
    const { exit, stderr } = await play(["probe", ...args], { commands: silent });
    assertEquals(exit, 5);
    assertEquals(stderr, "error: It is gone\n  hint: Bring it back.\n");
  }
});
