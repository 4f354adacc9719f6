import { assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../../lib/base/clock.ts";
import { Turns } from "../../../lib/web/fill/source.ts";
import { packedAnswer } from "../../../lib/web/serve/answer.ts";
import { pack } from "../../../lib/web/serve/pack.ts";

const turns = (): Turns => new Turns({ clock: systemClock });

Deno.test("packedAnswer() gives what was packed, also to who cannot unpack it", async () => {
  const pieces = Array.from({ length: 300 }, (_, n) => `${n} ünpacked `.repeat(40));
  const packed = await pack(pieces, turns()), text = pieces.join("");
  for (const accepted of [null, "", "br", "gzip;q=0", "identity, gzip; q=0.0"]) {
    const answer = packedAnswer(packed, accepted);
    assertEquals([answer.headers.get("content-encoding"), await answer.text()], [null, text], `${accepted}`);
  }
  for (const accepted of ["gzip", "gzip, deflate, br, zstd", "br, gzip;q=0.8"]) {
    const answer = packedAnswer(packed, accepted);
    assertEquals(answer.headers.get("content-encoding"), "gzip");
    const stream = answer.body?.pipeThrough(new DecompressionStream("gzip"));
    assertEquals(await new Response(stream).text(), text);
  }
});

Deno.test("pack() fails with what it packs", async () => {
  async function* failing(): AsyncGenerator<string> {
    yield "one";
    throw new RangeError("damaged");
  }
  await assertRejects(() => pack(failing(), turns()), RangeError, "damaged");
});
