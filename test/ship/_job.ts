/**
 * Runs the steps of jobs and composite actions as GitHub's runner does: each `run:` in bash with its environment, files for
 * outputs, path and summary, conditions and expressions evaluated. What `uses:` names is given by the test.
 *
 * @module
 */
import { type Contexts, holds, interpolate, type JobState } from "./_expressions.ts";
import { actionText, readAction, ROOT, type Step } from "./_yaml.ts";

/** Takes the place of an action of others: gets its inputs and says whether it went well. */
export type Foreign = (inputs: Readonly<Record<string, string>>) => boolean;

/** Where a job runs. */
export interface Machine {
  /** Programs that come before the system's, such as a `gh` of the test. */
  bin: string;
  /** The runner's directory for temporary files, empty when a job starts. */
  temp: string;
  /** The working directory. */
  workspace: string;
  /** Variables beyond those that every job has. */
  env: Readonly<Record<string, string>>;
  /** Actions of others, by name without version. */
  foreign: Readonly<Record<string, Foreign>>;
}

/** How a job ended. */
export interface Ended {
  state: JobState;
  /** The outputs of each step that has an id. */
  steps: Readonly<Record<string, StepResult>>;
  /** What was printed. */
  log: string;
  /** The job's summary, Markdown. */
  summary: string;
}

interface StepResult {
  outputs: Record<string, string>;
  outcome: string;
}

/** A job under way. */
export class Job {
  private log = "";
  private readonly path: string[] = [];
  private readonly summary: string;

  constructor(private readonly machine: Machine) {
    this.summary = `${machine.temp}/summary.md`;
    Deno.writeTextFileSync(this.summary, "");
  }

  /** Runs steps to the end; `contexts` are `github`, `inputs`, `vars`, `secrets`. */
  async run(steps: readonly Step[], contexts: Contexts): Promise<Ended> {
    const { state, results } = await this.steps(steps, contexts);
    return { state, steps: results, log: this.log, summary: Deno.readTextFileSync(this.summary) };
  }

  /** Runs the project's own action with these inputs. */
  async action(
    inputs: Readonly<Record<string, string>>,
    contexts: Contexts,
  ): Promise<{ state: JobState; outputs: Record<string, string> }> {
    const action = readAction(actionText());
    const all: Record<string, string> = {};
    for (const [name, { required, default: usual = "" }] of Object.entries(action.inputs)) {
      if (required && inputs[name] === undefined) throw new Error(`the input ${name} is missing`);
      all[name] = inputs[name] ?? interpolate(usual, contexts);
    }
    for (const name of Object.keys(inputs)) {
      if (!(name in all)) throw new Error(`the action has no input ${name}`);
    }
    const { vars: _vars, secrets: _secrets, ...rest } = contexts;
    const { state, results } = await this.steps(action.runs.steps, { ...rest, inputs: all });
    const outputs = Object.fromEntries(
      Object.entries(action.outputs).map((
        [name, { value }],
      ) => [name, interpolate(value, { ...rest, steps: results, inputs: all })]),
    );
    return { state, outputs };
  }

  private async steps(
    steps: readonly Step[],
    given: Contexts,
  ): Promise<{ state: JobState; results: Record<string, StepResult> }> {
    let state: JobState = "success";
    const results: Record<string, StepResult> = {};
    for (const step of steps) {
      const contexts = { ...given, steps: results };
      const runs = holds(step.if, contexts, state);
      const { ok, outputs } = runs ? await this.step(step, contexts) : { ok: true, outputs: {} };
      if (!ok) state = "failure";
      const outcome = !runs ? "skipped" : ok ? "success" : "failure";
      if (step.id !== undefined) results[step.id] = { outputs, outcome };
    }
    return { state, results };
  }

  private async step(
    step: Step,
    contexts: Contexts,
  ): Promise<{ ok: boolean; outputs: Record<string, string> }> {
    const evaluated = (texts: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, interpolate(text, contexts)]));
    if (step.uses === undefined) {
      return await this.shell(interpolate(step.run ?? "", contexts), evaluated(step.env));
    }
    if (step.uses === "./") {
      const { state, outputs } = await this.action(evaluated(step.with), contexts);
      return { ok: state === "success", outputs };
    }
    const name = step.uses.replace(/@.*/, "");
    const foreign = this.machine.foreign[name];
    if (foreign === undefined) throw new Error(`the test knows no action ${name}`);
    return { ok: foreign(evaluated(step.with)), outputs: {} };
  }

  private async shell(
    script: string,
    env: Record<string, string>,
  ): Promise<{ ok: boolean; outputs: Record<string, string> }> {
    const { temp, bin, workspace } = this.machine;
    const output = Deno.makeTempFileSync({ dir: temp });
    const added = Deno.makeTempFileSync({ dir: temp });
    const file = `${temp}/step.sh`;
    Deno.writeTextFileSync(file, script);
    const { code, stdout } = await new Deno.Command("bash", {
      // GitHub's own words for `shell: bash`; both streams go to one log.
      args: ["-c", 'exec bash --noprofile --norc -eo pipefail "$0" 2>&1', file],
      cwd: workspace,
      clearEnv: true,
      stdin: "null",
      stderr: "inherit",
      env: {
        ...this.machine.env,
        GITHUB_ACTIONS: "true",
        GITHUB_ACTION_PATH: ROOT.replace(/\/$/, ""),
        GITHUB_OUTPUT: output,
        GITHUB_PATH: added,
        GITHUB_STEP_SUMMARY: this.summary,
        GITHUB_WORKSPACE: workspace,
        RUNNER_TEMP: temp,
        RUNNER_OS: "Linux",
        RUNNER_ARCH: "X64",
        ...env,
        PATH: [...this.path, bin, Deno.env.get("PATH") ?? ""].join(":"),
      },
    }).output();
    this.log += new TextDecoder().decode(stdout);
    this.path.unshift(...lines(added));
    const outputs = Object.fromEntries(
      lines(output).map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    return { ok: code === 0, outputs };
  }
}

function lines(path: string): string[] {
  return Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
}
