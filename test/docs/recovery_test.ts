import { assert, assertEquals } from "@std/assert";
import { type Block, blocksOf, textOf } from "./_markdown.ts";
import { Scene } from "./_scene.ts";
import { HAS_SHELL } from "./_shell.ts";
import { STORIES } from "./_stories.ts";
import { tryBlocks } from "./_trial.ts";

const FILE = "docs/recovery.md";
const blocks = blocksOf(FILE);
const sections = [...textOf(FILE).matchAll(/^## (.+)$/gm)].map(([, title = ""]) => title);

Deno.test("every recovery has its story, and every story its section", () => {
  assertEquals(sections, Object.keys(STORIES));
  for (const { language, marks } of blocks) {
    assertEquals([marks.notRun, marks.needs], [null, null]);
    assert(["sh", "text"].includes(language));
  }
});

for (const [title, story] of Object.entries(STORIES)) {
  const own = blocks.filter(({ section }: Block) => section === title);
  Deno.test(`recovery: ${title}`, { ignore: !HAS_SHELL }, async () => {
    await using at = await Scene.start();
    await story.damage(at);
    await tryBlocks(own, at);
    story.end(at);
  });
}
