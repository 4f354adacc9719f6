import { assertEquals } from "@std/assert";
import { withheldIn, withheldNote } from "../../lib/vault/withheld_note.ts";

Deno.test("withheldIn() reads the number that withheldNote() wrote, among other notes", () => {
  const many = withheldNote({ gone: 12, of: 30, because: null });
  const narrower = withheldNote({ gone: 7, of: 9, because: "the API user sees less; it lost a role" });
  const table: [notes: string | null, gone: number][] = [
    [many, 12],
    [narrower, 7],
    [`3 merge queries are gone; ${many}; 2 items disappeared while being read`, 12],
    [`others; ${narrower}`, 7],
    // As earlier versions wrote it.
    ["5 of 9 items are gone at once: not marked as deleted without --accept-deletions", 5],
    ["3 of 9 items could not be read", 0],
    ["stopped by --max-calls", 0],
    ["", 0],
    [null, 0],
  ];
  for (const [notes, gone] of table) assertEquals(withheldIn(notes), gone, String(notes));
});
