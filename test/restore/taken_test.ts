import { untouched } from "../../lib/restore/plan/model.ts";
import { placeholder } from "../../lib/live/placeholders.ts";
import type { Change } from "../../lib/live/form_changes.ts";
import { assertEquals } from "@std/assert";
import { TYPE_CODES } from "../../lib/looker/content_type_names.ts";
import type { PlannedItem } from "../../lib/restore/plan/model.ts";
import { Destination } from "../../lib/live/destination_state.ts";
import { nameSearches } from "../../lib/restore/plan/name_conflicts.ts";
import { temporaryVault } from "../../lib/vault/open.ts";

const change = (path: string, to: string): Change => ({ path, from: null, to });

/** Changes of a dashboard that lies in folder 5 → what is searched for. */
const CASES: [what: string, changes: Change[], found: Record<string, unknown>[]][] = [
  ["a title, in its folder", [change("title", "A_b%")], [{ title: "A_b%", folder_id: "5" }]],
  ["another folder, with its title", [change("folder_id", "7")], [{ title: "Now", folder_id: "7" }]],
  ["a slug, in the trash too", [change("slug", "s")], [{ slug: "s" }, { slug: "s", deleted: "true" }]],
  ["nothing in a folder that is still to be made", [change("folder_id", placeholder("folders", "9"))], []],
  ["nothing for what is no name", [change("description", "x")], []],
];

for (const [what, changes, found] of CASES) {
  Deno.test(`nameSearches() looks for ${what}`, () => {
    using whole = temporaryVault(TYPE_CODES);
    const destination = new Destination("https://acme.looker.com", whole);
    destination.addItem({ type: "dashboards", id: "1" }, {
      id: "1",
      title: "Now",
      folder_id: "5",
      slug: "now",
    });
    const item: PlannedItem = {
      ...untouched({ type: "dashboards", id: "1" }),
      action: "update",
      destinationId: "1",
      changes,
    };
    const searches = nameSearches(destination, [item]).map(({ params: { fields: _fields, ...params } }) =>
      params
    );
    assertEquals(searches, found);
  });
}
