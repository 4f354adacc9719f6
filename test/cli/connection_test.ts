import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { sessionInstance } from "../../lib/cli/connection.ts";
import type { CommandContext } from "../../lib/cli/command_context.ts";
import { DoubtfulAddressError } from "../../lib/config/instance.ts";
import { load } from "../config/_fakes.ts";

const CONFIG = load({
  files: { "./lookervault.toml": "[looker]\nbase_url = 'https://evil.example'" },
  env: { LOOKERVAULT_CLIENT_ID: "id", LOOKERVAULT_CLIENT_SECRET: "hunter22" },
});

/** As much of a session as a question needs; null for nobody to ask. */
function asking(
  answer: string | null | undefined,
  progress = "bar",
): { context: CommandContext; asked: string[] } {
  const asked: string[] = [];
  const session = {
    io: {
      interactive: answer !== undefined,
      ask: (question: string) => (asked.push(question), answer ?? null),
    },
    screen: { clear: () => {} },
    progress,
  };
  return { context: session as unknown as CommandContext, asked };
}

Deno.test("a person is asked before a key goes to an address that a found file names; only yes is yes", async () => {
  for (const answer of ["y", " YES "]) {
    const { context, asked } = asking(answer);
    assertEquals((await sessionInstance(context, CONFIG)).baseUrl, "https://evil.example");
    assertStringIncludes(asked[0] ?? "", "https://evil.example");
    assertStringIncludes(asked[0] ?? "", "[y/N]");
    assert(!asked[0]?.includes("hunter22"));
  }
  for (const answer of ["", "n", "yet", null]) {
    await assertRejects(() => sessionInstance(asking(answer).context, CONFIG), DoubtfulAddressError);
  }
});

Deno.test("where nobody can be asked, the key goes nowhere", async () => {
  await assertRejects(() => sessionInstance(asking(undefined).context, CONFIG), DoubtfulAddressError);
  const { context, asked } = asking("y", "json");
  await assertRejects(() => sessionInstance(context, CONFIG), DoubtfulAddressError);
  assertEquals(asked, []);
});
