/** What the workflows do with a finished binary, done with what stands for one. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Job, type Machine } from "./_job.ts";
import { standIn } from "./_stand_in.ts";
import { readWorkflow, ROOT, type Step, workflowFiles } from "./_yaml.ts";

/** A working directory with files, and a machine that works there. */
class Place implements Disposable {
  readonly dir = Deno.makeTempDirSync({ prefix: "lookervault-binary-" });

  machine(env: Readonly<Record<string, string>> = {}): Machine {
    for (const name of ["bin", "temp", "work/dist"]) {
      Deno.mkdirSync(`${this.dir}/${name}`, { recursive: true });
    }
    return {
      bin: `${this.dir}/bin`,
      temp: `${this.dir}/temp`,
      workspace: `${this.dir}/work`,
      env: { GITHUB_REPOSITORY: "acme/lookervault", GITHUB_SHA: "0123456789abcdef0123", ...env },
      foreign: { "actions/download-artifact": () => true, "actions/attest-build-provenance": () => true },
    };
  }

  write(path: string, text: string): void {
    Deno.writeTextFileSync(`${this.dir}/${path}`, text, { mode: 0o755 });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dir, { recursive: true });
  }
}

function releaseSteps(job: string): readonly Step[] {
  const text = workflowFiles().find(([name]) => name === "release.yml")?.[1] ?? "";
  return readWorkflow(text).jobs[job]?.steps ?? [];
}

const CONTEXTS = {
  github: { ref_name: "v1.2.3", token: "gh-token" },
  matrix: { binary: "lookervault-linux-x64", os: "ubuntu-latest" },
};

Deno.test("try_binary.sh has a binary back up, verify and list, and fails with one that cannot", async () => {
  using place = new Place();
  const path = (Deno.env.get("PATH") ?? "").split(":");
  path.unshift(Deno.execPath().replace(/\/[^/]*$/, ""));
  const run = async (binary: string): Promise<{ code: number; text: string }> => {
    place.write("binary", binary);
    const { code, stdout, stderr } = await new Deno.Command(`${ROOT}.github/scripts/try_binary.sh`, {
      args: [`${place.dir}/binary`, "0"],
      env: { PATH: path.join(":") },
    }).output();
    const text = new TextDecoder();
    return { code, text: text.decode(stdout) + text.decode(stderr) };
  };
  const good = await run(standIn("127.0.0.1"));
  assertEquals(good.code, 0, good.text);
  assertStringIncludes(good.text, "The binary works.");
  const bad = await run('#!/usr/bin/env bash\n[ "$1" = --version ]\n');
  assert(bad.code !== 0 && !bad.text.includes("works"), bad.text);
});

Deno.test("a release is started on each system and has to say its own version and commit", async () => {
  for (
    const [line, state] of [
      ["lookervault 1.2.3 (commit 0123456789ab, deno 2.9.6)", "success"],
      ["lookervault 1.2.4 (commit 0123456789ab, deno 2.9.6)", "failure"],
      ["lookervault 1.2.3 (commit 0123456789ab-dirty, deno 2.9.6)", "failure"],
    ]
  ) {
    using place = new Place();
    const machine = place.machine();
    place.write("work/dist/lookervault-linux-x64", `#!/bin/sh\necho '${line}'\n`);
    assertEquals((await new Job(machine).run(releaseSteps("start"), CONTEXTS)).state, state, line);
  }
});

Deno.test("a release is published with its files and notes, and not when a file differs from its sum", async () => {
  const tags = [["hello\n", "v1.2.3", ""], ["hello\n", "v1.2.3-rc.1", "--prerelease "], [
    "other\n",
    "v1.2.3",
    null,
  ]];
  for (const [content, tag, option] of tags) {
    using place = new Place();
    const machine = place.machine();
    place.write("bin/gh", `#!/bin/sh\n[ -n "$GH_TOKEN" ] && echo "gh $*"\n`);
    place.write("work/dist/lookervault-linux-x64", content ?? "");
    const sum = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
    place.write("work/dist/SHA256SUMS", `${sum}  lookervault-linux-x64\n`);
    const contexts = { ...CONTEXTS, github: { ref_name: tag, token: "gh-token" } };
    const { state, log } = await new Job(machine).run(releaseSteps("publish"), contexts);
    assertEquals(state, option === null ? "failure" : "success", log);
    const call =
      `gh release create ${tag} --repo acme/lookervault --verify-tag --title ${tag} --notes-file notes.md ` +
      `${option}dist/SHA256SUMS dist/lookervault-linux-x64`;
    assertEquals(log.includes(option === null ? "gh release" : call), option !== null, log);
  }
});
