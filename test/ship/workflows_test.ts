/** What the workflows and the action must have, and what the linters say of them and of their shell. */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { actionProblems, shellProblems, workflowProblems } from "./_lint.ts";
import { actionText, readAction, readWorkflow, ROOT, type Step, workflowFiles } from "./_yaml.ts";

const WORKFLOWS = workflowFiles().map(([name, text]) => ({ name, text, workflow: readWorkflow(text) }));
const ACTION = readAction(actionText());

/** Every step of the project, and where it stands. */
const STEPS: readonly (readonly [where: string, step: Step])[] = [
  ...ACTION.runs.steps.map((step) => ["action.yml", step] as const),
  ...WORKFLOWS.flatMap(({ name, workflow }) =>
    Object.entries(workflow.jobs).flatMap(([job, { steps }]) =>
      steps.map((step) => [`${name}, ${job}`, step] as const)
    )
  ),
];

async function scripts(): Promise<[path: string, text: string][]> {
  const found: [string, string][] = [];
  for (const directory of [".github/action", ".github/scripts"]) {
    for await (const { name } of Deno.readDir(ROOT + directory)) {
      if (!name.endsWith(".sh")) continue;
      found.push([`${directory}/${name}`, await Deno.readTextFile(`${ROOT}${directory}/${name}`)]);
    }
  }
  return found;
}

Deno.test("the linters find nothing in the workflows and the action", () => {
  for (const { name, text } of WORKFLOWS) assertEquals(workflowProblems(text, name), [], name);
  assertEquals(actionProblems(actionText()), []);
});

Deno.test("the linters would find a wrong key, an unknown context and an injection", () => {
  const wrong = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo`;
  assertEquals(workflowProblems(`${wrong}\n`, "x.yml"), []);
  for (const more of ["\n        shel: bash", " ${{ nothing.x }}", " ${{ github.event.issue.title }}"]) {
    assertNotEquals(workflowProblems(`${wrong}${more}\n`, "x.yml"), [], more);
  }
  assertNotEquals(actionProblems(actionText().replace("shell: bash", "shel: bash")), []);
});

Deno.test("ShellCheck finds nothing in the scripts and steps, and would", async () => {
  assertNotEquals(await shellProblems("cd $x\n"), []);
  for (const [path, text] of await scripts()) {
    assertMatch(text, /^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/, path);
    assertEquals(await shellProblems(text), [], path);
    assert(((await Deno.stat(ROOT + path)).mode ?? 0o100) & 0o100, `${path} is not executable`);
  }
  const steps = STEPS.flatMap(([, { run }]) => run === undefined ? [] : [`(\n${run}\n)`]);
  assertEquals(await shellProblems(steps.join("\n")), [], steps.join("\n"));
});

Deno.test("no expression is in a shell script: values come through the environment", () => {
  for (const [where, { run }] of STEPS) assert(!run?.includes("${{"), `${where}: ${run}`);
});

Deno.test("every action of others is pinned to a commit, with its version beside it, and everywhere to the same", () => {
  const pins = new Map<string, string>();
  const lines = [actionText(), ...WORKFLOWS.map(({ text }) => text)].join("\n").split("\n")
    .filter((line) => /^\s*(- )?uses:/.test(line));
  for (const line of lines) {
    if (/uses: \.\//.test(line)) continue;
    const [, name = "", pin = ""] = /uses: ([\w.-]+\/[\w.-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)$/.exec(line) ??
      [];
    assertNotEquals(pin, "", line);
    assertEquals(pins.get(name) ?? pin, pin, name);
    pins.set(name, pin);
  }
  assertEquals(
    lines.length - lines.filter((line) => line.includes("./")).length,
    STEPS.filter(([, { uses }]) => uses !== undefined && !uses.startsWith("./")).length,
  );
});

Deno.test("tokens may do little: writing only where a release is published, and no checkout keeps one", () => {
  for (const { name, workflow } of WORKFLOWS) {
    for (const scope of Object.values(workflow.permissions)) assertEquals(scope, "read", name);
    for (
      const [job, { permissions = {}, uses, "timeout-minutes": minutes }] of Object.entries(workflow.jobs)
    ) {
      const writes = Object.entries(permissions).filter(([, level]) => level === "write").map(([scope]) =>
        scope
      );
      const publishes = name === "release.yml" && job === "publish";
      assertEquals(writes, publishes ? ["contents", "id-token", "attestations"] : [], `${name}, ${job}`);
      assert(uses !== undefined || minutes !== undefined, `${name}, ${job} may run for ever`);
    }
  }
  for (const [where, { uses, with: inputs }] of STEPS) {
    if (uses?.startsWith("actions/checkout@")) assertEquals(inputs["persist-credentials"], "false", where);
  }
});

Deno.test("the action's inputs and outputs are all there, all used, and nothing else is", async () => {
  const text = actionText();
  const used = new Set([...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name));
  assertEquals([...used].toSorted(), Object.keys(ACTION.inputs).toSorted());
  const ids = new Set(ACTION.runs.steps.map(({ id }) => id));
  const written = (await scripts()).map(([, script]) => script).join("\n") +
    await Deno.readTextFile(`${ROOT}.github/action/outputs.mjs`);
  for (const [, id, output] of text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
    assert(ids.has(id), `no step ${id}`);
    assert(written.includes(`${output}=$`), `nothing writes the output ${output}`);
  }
  for (const [where, { uses, with: inputs }] of STEPS) {
    if (uses !== "./") continue;
    for (const name of Object.keys(inputs)) assert(name in ACTION.inputs, `${where}: no input ${name}`);
    for (const [name, { required }] of Object.entries(ACTION.inputs)) {
      assert(!required || name in inputs, `${where}: the input ${name} is missing`);
    }
  }
});

Deno.test("secrets reach the steps that need them, in the environment, and no command line", () => {
  for (const [where, { run, env, name }] of STEPS) {
    assert(!/SECRET|TOKEN/.test(run ?? ""), where);
    const secret = Object.values(env).some((value) => value.includes("inputs.client-secret"));
    assertEquals(secret, name === "Check the inputs" || name === "Back up and verify", `${where}, ${name}`);
  }
});

Deno.test("one version of Deno everywhere", async () => {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  const version = /npx -y deno@(\d+\.\d+\.\d+)/.exec(readme)?.[1];
  const wanted = STEPS.filter(([, { uses }]) => uses?.startsWith("denoland/setup-deno@"));
  assert(wanted.length > 0);
  for (const [where, { with: inputs }] of wanted) assertEquals(inputs["deno-version"], version, where);
});

Deno.test("the nightly backup never runs beside another, nor where nobody set it up", () => {
  const { workflow } = WORKFLOWS.find(({ name }) => name === "backup.yml") ?? {};
  assertEquals(workflow?.concurrency, { group: "lookervault-backup", "cancel-in-progress": false });
  for (const job of Object.values(workflow?.jobs ?? {})) {
    assertEquals(job.if, "${{ vars.LOOKERVAULT_BASE_URL != '' }}");
  }
});
