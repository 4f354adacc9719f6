import { assertEquals, assertRejects } from "@std/assert";
import { BadAnswerError, StatusError } from "../../lib/http/errors.ts";
import { disabledPlans } from "../../lib/looker/system_activity.ts";
import { connectTo, never, testLooker } from "./_looker.ts";

const FIELD = "scheduled_plan.id";
const asText = (value: unknown): string => JSON.stringify(JSON.stringify(value));

Deno.test("disabledPlans() reads rows as JSON or as a text that holds it, newest first, each once", async () => {
  const rows = [{ [FIELD]: 7 }, { [FIELD]: "41" }, { [FIELD]: 7 }];
  const answers: [string, string[]][] = [
    [JSON.stringify(rows), ["41", "7"]],
    [asText(rows), ["41", "7"]],
    ["[]", []],
    [asText([]), []],
  ];
  for (const [body, ids] of answers) {
    await using looker = testLooker(({ url }) => url.includes("/queries/run/") ? new Response(body) : null);
    await using connection = connectTo(looker.url);
    assertEquals(await disabledPlans(connection.client, { signal: never() }), { ids, isCut: false });
  }
});

Deno.test("disabledPlans() tells when there may be more than it asked for", async () => {
  const rows = [{ [FIELD]: 1 }, { [FIELD]: 2 }];
  await using looker = testLooker(({ url }) =>
    url.includes("/queries/run/json?limit=2") ? Response.json(rows) : null
  );
  await using connection = connectTo(looker.url);
  assertEquals(await disabledPlans(connection.client, { signal: never() }, 2), {
    ids: ["2", "1"],
    isCut: true,
  });
});

Deno.test("disabledPlans() never takes an answer that is no list of plans for none", async (t) => {
  const answers = [
    "null",
    '""',
    '"no rows"',
    "{}",
    '{"data":[]}',
    asText({ rows: [] }),
    JSON.stringify([{ looker_error: "the model is gone" }]),
    JSON.stringify([{ [FIELD]: null }]),
    JSON.stringify([null]),
  ];
  for (const body of answers) {
    await t.step(body, async () => {
      await using looker = testLooker(({ url }) => url.includes("/queries/run/") ? new Response(body) : null);
      await using connection = connectTo(looker.url, { maxRetries: 0 });
      await assertRejects(() => disabledPlans(connection.client, { signal: never() }), BadAnswerError);
    });
  }
  await using looker = testLooker(({ url }) =>
    url.includes("/queries/run/") ? new Response("", { status: 403 }) : null
  );
  await using connection = connectTo(looker.url);
  await assertRejects(() => disabledPlans(connection.client, { signal: never() }), StatusError);
});
