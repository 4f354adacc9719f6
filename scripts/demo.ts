/**
 * `deno task demo`: backs up a simulated Looker instance with the real command line and the shipped permissions.
 *
 * @module
 */
import { bold, cyan, dim } from "@std/fmt/colors";
import { INSTANCE, type Scene, startInstance, STORY, typed } from "./demo_story.ts";
import { shippedArguments } from "./shipped_flags.ts";

await using sim = startInstance();
const directory = await Deno.makeTempDir({ prefix: "lookervault-demo-" });
const vault = `${directory}/lookervault.db`;
const shipped = await shippedArguments();
const environment = {
  LOOKERVAULT_BASE_URL: sim.url,
  LOOKERVAULT_CLIENT_ID: sim.options.clientId,
  LOOKERVAULT_CLIENT_SECRET: sim.options.clientSecret,
};

try {
  say(
    `A simulated Looker is running at ${sim.url}, with ${INSTANCE.dashboards} dashboards, ${INSTANCE.looks} looks, ` +
      "and all other content types.",
  );
  for (const scene of STORY) {
    scene.before?.(sim);
    await lookervault(scene);
  }
  say("That was a simulator. To back up your own Looker instance:");
  console.log(`  export LOOKERVAULT_BASE_URL=https://your-company.looker.com
  export LOOKERVAULT_CLIENT_ID=...       ${dim("# Admin > Users > Edit > API keys, of an admin user")}
  export LOOKERVAULT_CLIENT_SECRET=...
  npx -y deno@2.9.6 task lookervault check
  npx -y deno@2.9.6 task lookervault extract
`);
} finally {
  await Deno.remove(directory, { recursive: true });
}

function say(text: string): void {
  console.log(`\n${bold(text)}\n`);
}

/** Runs one command as a user would. */
async function lookervault(scene: Scene): Promise<void> {
  const { why, args, lines } = scene;
  say(why);
  console.log(cyan(`$ ${typed(scene)}`));
  const child = new Deno.Command(Deno.execPath(), {
    args: [...shipped, "--db", vault, ...args],
    env: environment,
    stdin: "null",
    stdout: lines === undefined ? "inherit" : "piped",
    stderr: "inherit",
  });
  const { code, stdout } = lines === undefined
    ? { ...await child.spawn().status, stdout: null }
    : await child.output();
  if (stdout !== null) {
    const text = new TextDecoder().decode(stdout).trimEnd().split("\n");
    console.log(text.slice(0, lines).join("\n"));
    if (text.length > (lines ?? 0)) console.log(dim(`... ${text.length - (lines ?? 0)} more lines`));
  }
  if (code !== 0) {
    console.error(`${typed(scene)} ended with exit code ${code}`);
    Deno.exit(1);
  }
}
