/**
 * A repository on a GitHub of the test's own: artifacts that outlive jobs, a release to download, and a `gh` that answers
 * for them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Contexts } from "./_expressions.ts";
import { type Ended, type Foreign, Job } from "./_job.ts";
import { standIn } from "./_stand_in.ts";
import { readWorkflow, workflowFiles } from "./_yaml.ts";

const DENO_DIR: string = JSON.parse(
  new TextDecoder().decode(
    (await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output()).stdout,
  ),
).denoDir;

/** A repository with its variables and secrets set for the Looker at an address. */
export class Repository implements Disposable {
  private readonly dir = Deno.makeTempDirSync({ prefix: "lookervault-ship-" });
  private run = 0;
  /** Who sees it, as GitHub says. */
  visibility = "private";
  /** What GitHub does not answer: nothing, or one of its questions. */
  unanswered: "" | "repository" | "artifacts" | "run" | "download" = "";
  /** The branch jobs run on. */
  branch = "main";
  /** What jobs run for, and of which file of the workflow. */
  event = "schedule";
  workflow = ".github/workflows/backup.yml";
  /** Tags that there are, and whether the job is of one. */
  tags: string[] = [];
  refType = "branch";
  /** The day of the week, 1 for Monday: whether there is a weekly report does not hang on the day of the test. */
  weekday = 2;
  /** What the job's environment has besides, such as a store's credentials. */
  env: Readonly<Record<string, string>> = {};
  /** A file that a test may make, for its programs to wait for. */
  readonly gate = `${this.dir}/gate`;
  /** Where the binary of release 1.2.3 is downloaded from. */
  readonly downloads = `file://${this.dir}/release`;
  /** The SHA-256 of that binary. */
  readonly checksum: string;

  constructor(private readonly url: string) {
    for (const name of ["bin", "release", "artifacts"]) Deno.mkdirSync(`${this.dir}/${name}`);
    Deno.writeTextFileSync(`${this.dir}/artifacts.jsonl`, "");
    this.program("gh", gh(this.dir));
    Deno.symlinkSync(Deno.execPath(), `${this.dir}/bin/deno`);
    const binary = standIn(new URL(url).host);
    Deno.writeTextFileSync(`${this.dir}/release/lookervault-linux-x64`, binary);
    this.checksum = createHash("sha256").update(binary).digest("hex");
  }

  /** Runs the job of the example workflow; `vars` beyond the address, which is set. */
  async backupWorkflow(vars: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const text = workflowFiles().find(([name]) => name === "backup.yml")?.[1] ?? "";
    const { jobs } = readWorkflow(text);
    const contexts = this.contexts({ LOOKERVAULT_BASE_URL: this.url, ...vars });
    return await this.job().run(jobs["backup"]?.steps ?? [], contexts);
  }

  /** Runs a job whose one step is the action; its inputs beyond those that every run needs. */
  async action(
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<Ended & { outputs: Record<string, string> }> {
    const given = {
      "base-url": this.url,
      "client-id": "demo",
      "client-secret": "demo-secret",
      version: "1.2.3",
      checksum: this.checksum,
      "download-url": this.downloads,
      ...inputs,
    };
    const step = { id: "it", uses: "./", with: given, env: {} };
    const ended = await this.job().run([step], this.contexts({}));
    return { ...ended, outputs: ended.steps["it"]?.outputs ?? {} };
  }

  /** The directory of the newest artifact of a name; `null` where there is none. */
  artifact(name: string): string | null {
    for (let run = this.run; run > 0; run--) {
      const directory = `${this.dir}/artifacts/${run}/${name}`;
      try {
        if (Deno.statSync(directory).isDirectory) return directory;
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    return null;
  }

  /** The number of artifacts of a name. */
  count(name: string): number {
    return [...Deno.readDirSync(`${this.dir}/artifacts`)]
      .filter((run) =>
        [...Deno.readDirSync(`${this.dir}/artifacts/${run.name}`)].some((one) => one.name === name)
      )
      .length;
  }

  /** Puts a script before the system's program of that name. */
  program(name: string, text: string): void {
    Deno.writeTextFileSync(`${this.dir}/bin/${name}`, text, { mode: 0o755 });
  }

  /** A directory that outlives jobs, as on a machine of one's own. */
  lasting(): string {
    return Deno.makeTempDirSync({ dir: this.dir });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.dir, { recursive: true });
  }

  private job(): Job {
    this.run++;
    const temp = `${this.dir}/temp${this.run}`, workspace = `${this.dir}/work${this.run}`;
    Deno.mkdirSync(temp);
    Deno.mkdirSync(workspace);
    Deno.writeTextFileSync(`${this.dir}/visibility`, `${this.visibility}\n`);
    Deno.writeTextFileSync(`${this.dir}/unanswered`, this.unanswered);
    this.program("date", `#!/bin/sh\n[ "$*" = "-u +%u" ] || exit 64\necho ${this.weekday}\n`);
    Deno.writeTextFileSync(`${this.dir}/tags`, this.tags.map((tag) => `refs/tags/${tag}\n`).join(""));
    Deno.mkdirSync(`${this.dir}/runs`, { recursive: true });
    const { workflow: path, event, branch: head_branch } = this, id = 7;
    const about = { path, event, head_branch, repository: { id }, head_repository: { id } };
    Deno.writeTextFileSync(`${this.dir}/runs/${this.run}`, JSON.stringify(about));
    return new Job({
      bin: `${this.dir}/bin`,
      temp,
      workspace,
      env: {
        ...this.env,
        HOME: workspace,
        DENO_DIR,
        GITHUB_REPOSITORY: "acme/backup",
        GITHUB_REF_NAME: this.branch,
        GITHUB_REF_TYPE: this.refType,
        GITHUB_EVENT_NAME: this.event,
        GITHUB_WORKFLOW_REF: `acme/backup/${this.workflow}@refs/${
          this.refType === "tag" ? "tags" : "heads"
        }/${this.branch}`,
        GITHUB_RUN_ID: String(this.run),
      },
      foreign: {
        "actions/checkout": () => true,
        "denoland/setup-deno": () => true,
        "actions/upload-artifact": this.upload,
      },
    });
  }

  private contexts(vars: Readonly<Record<string, string>>): Contexts {
    return {
      github: {
        token: "gh-token",
        server_url: "https://127.0.0.1:9",
        repository: "acme/backup",
        action_repository: "",
      },
      vars,
      secrets: { LOOKERVAULT_CLIENT_ID: "demo", LOOKERVAULT_CLIENT_SECRET: "demo-secret" },
    };
  }

  private readonly upload: Foreign = ({ name = "", path = "", ...options }) => {
    const files = path.split("\n").map((line) => line.trim()).filter((line) => line !== "" && exists(line));
    if (files.length === 0) return options["if-no-files-found"] !== "error";
    const directory = `${this.dir}/artifacts/${this.run}/${name}`;
    Deno.mkdirSync(directory, { recursive: true });
    // The real one keeps no modes.
    for (const file of files) Deno.writeFileSync(`${directory}/${basename(file)}`, Deno.readFileSync(file));
    const artifact = {
      name,
      expired: false,
      created_at: new Date(Date.UTC(2026, 0, this.run)).toISOString(),
      workflow_run: { id: this.run, head_branch: this.branch, repository_id: 7, head_repository_id: 7 },
    };
    Deno.writeTextFileSync(`${this.dir}/artifacts.jsonl`, `${JSON.stringify(artifact)}\n`, { append: true });
    return true;
  };
}

function gh(dir: string): string {
  return `#!/usr/bin/env bash
set -eu
[ -n "$GH_TOKEN" ]
case "$(cat '${dir}/unanswered'): $*" in
  "repository: api repos/acme/backup "* | "artifacts: api --paginate "* | "run: api repos/acme/backup/actions/runs/"* | "download: run download "*)
    echo "gh: HTTP 502" >&2
    exit 1 ;;
esac
case "$*" in
  "api repos/acme/backup --jq .visibility") cat '${dir}/visibility' ;;
  "api --paginate repos/acme/backup/actions/artifacts?name="*"&per_page=100 --jq .artifacts[]")
    name=\${3#*name=}
    grep -F "\\"name\\":\\"\${name%%&*}\\"," '${dir}/artifacts.jsonl' || true ;;
  "api repos/acme/backup/git/matching-refs/tags/"*" --jq .[].ref") grep -F "refs/tags/\${2##*/}" '${dir}/tags' || true ;;
  "api repos/acme/backup/actions/runs/"*" --jq {path,event,"*) cat '${dir}/runs/'"\${2##*/}" ;;
  "run download "*" --repo acme/backup --name "*" --dir "*)
    cp -R '${dir}/artifacts/'"$3/$7"/* "$9/" ;;
  *) echo "gh: unknown: $*" >&2; exit 64 ;;
esac
`;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
