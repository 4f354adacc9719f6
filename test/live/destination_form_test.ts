import { assertEquals } from "@std/assert";
import { Destination } from "../../lib/live/destination_state.ts";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import { canonicalHash } from "../../lib/looker/equality.ts";
import { readJson } from "../../lib/codec/json_reader.ts";
import { temporaryVault } from "../../lib/vault/open.ts";

Deno.test("Destination.hasForm() is true only of an item that was read completely and equals the backup", () => {
  using whole = temporaryVault(TYPE_CODES);
  const destination = new Destination("https://acme.looker.com", whole);
  const look = (id: string) => ({ type: "looks", id }) as const;
  const body = (title: string) => ({ title });
  const form = canonicalHash("looks", readJson(new TextEncoder().encode(JSON.stringify(body("a")))).bytes)
    .toHex().toUpperCase();
  for (const id of ["1", "4", "5"]) destination.addItem(look(id), body("a"));
  destination.addItem(look("2"), body("b"));
  destination.addItem(look("3"), null);
  destination.addUnread(look("4"), "refused");
  destination.addUnreadPart(look("5"), { part: "query", why: "refused" });
  const same = ["1", "2", "3", "4", "5", "6"].filter((id) => destination.hasForm(look(id), () => form));
  assertEquals(same, ["1"]);
  assertEquals(destination.hasForm(look("1"), () => undefined), false);
  assertEquals(destination.hasForm(look("3"), () => undefined), false);
});
