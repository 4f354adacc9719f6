import { assertEquals } from "@std/assert";
import { isMassDeletion, pauseAt, savedAfter } from "../../lib/extract/writer.ts";

Deno.test("a tenth of the time is saved up for writing, fifty milliseconds at most", () => {
  for (
    const [saved, elapsed, then] of [[0, 0, 0], [0, 100, 10], [-25, 100, -15], [40, 200, 50], [
      50,
      1e6,
      50,
    ]] as const
  ) {
    assertEquals(savedAfter(saved, elapsed), then);
  }
});

Deno.test("pauseAt() writes at once what there is time for, and waits no longer than a quarter of a second", () => {
  for (const [saved, pause] of [[50, 0], [0, 0], [-1, 10], [-9, 90], [-25, 250], [-500, 250]] as const) {
    assertEquals(Math.round(pauseAt(saved)), pause);
  }
});

Deno.test("isMassDeletion() is more than twenty and more than 30 % of a type", () => {
  for (
    const [gone, before, mass] of [[20, 20, false], [21, 21, true], [21, 70, false], [22, 70, true], [
      0,
      0,
      false,
    ]] as const
  ) {
    assertEquals(isMassDeletion(gone, before), mass, `${gone} of ${before}`);
  }
});
