import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { MUTANTS } from "../../scripts/mutants/table.ts";

const root = new URL("../../", import.meta.url);

Deno.test("the table of mutants fits the code: each guard stands once, and its test is there", async () => {
  const texts = new Map<string, string>();
  const read = async (file: string): Promise<string> => {
    const known = texts.get(file) ?? await Deno.readTextFile(new URL(file, root));
    texts.set(file, known);
    return known;
  };
  for (const { id, file, find, replace, test } of MUTANTS) {
    assertEquals((await read(file)).split(find).length - 1, 1, `${id}: ${file} holds its guard`);
    assertNotEquals(find, replace, id);
    assert((await read(test.file)).includes(test.name), `${id}: ${test.file} has "${test.name}"`);
  }
  assertEquals(new Set(MUTANTS.map(({ id }) => id)).size, MUTANTS.length);
  assert(MUTANTS.length >= 30, `${MUTANTS.length} guards`);
});
