import { assert, assertEquals } from "@std/assert";
import { backedUp, backup } from "../extract/_in_process.ts";
import { type Sim, startSim } from "../sim/mod.ts";
import { admin } from "./_admin.ts";
import { differ } from "./_differ.ts";
import { restore } from "./_in_process.ts";

const MANY = { dashboards: 3, looks: 3, folders: 3, users: 60, groups: 3 };

/** How often each of some operations was called. */
function calls(sim: Sim, ...operations: string[]): number[] {
  return operations.map((name) => sim.log.filter(({ operation }) => operation === name).length);
}

/** Personal folders of the instance, as ids and the ids of their content metadata. */
function personal(sim: Sim): { id: string; metadata: string }[] {
  return sim.store.table("folders").all().filter((folder) => folder.get("is_personal") === true)
    .map((folder) => ({ id: String(folder.get("id")), metadata: String(folder.get("content_metadata_id")) }));
}

Deno.test("restore() reads many users, and looks at their personal folders, in few requests", async () => {
  await using sim = startSim(MANY);
  // One folder is shared with everybody, and one with one more user: what is looked at in one go is still compared.
  const [open, shared] = personal(sim).slice(-2);
  await admin(sim, "PATCH", `/content_metadata/${open?.metadata}`, { inherits: true });
  await admin(sim, "POST", "/content_metadata_access?send_boards_notification_email=false", {
    content_metadata_id: shared?.metadata,
    permission_type: "view",
    user_id: "3",
  });
  await using vault = await backup(sim);
  await vault.run({ noUserValues: false });
  await using other = startSim({ ...MANY, emptied: true, idOffset: 5000 });
  const summary = await restore(vault.path, other, { options: { enableSchedules: true } });
  assertEquals([summary.errors, summary.verified.different], [[], 0]);
  assertEquals(differ(sim, other), []);
  const [users = 0, lists = 0, folders = 0, metadata = 0] = calls(
    other,
    "user",
    "all_users",
    "folder",
    "content_metadata",
  );
  // Service accounts and embed users are read whole when they are made.
  assert(users <= 5, `${users} single users`);
  assert(lists <= 6, `${lists} lists of users`);
  // Those that are written to are read once more, right before it.
  assert(folders <= 23, `${folders} single folders`);
  assert(metadata <= 45, `${metadata} times single content metadata`);
});

const FAULTS = ["403", "500", "reset", "truncate", "empty-200", "wrong-type-200"] as const;

for (const kind of FAULTS) {
  Deno.test(`restore() reads users and personal folders one by one where their listings fail (${kind})`, () =>
    oneByOne(kind));
}

async function oneByOne(kind: typeof FAULTS[number]): Promise<void> {
  const { sim, vault } = await backedUp(MANY, { run: { noUserValues: false } });
  await using _sim = sim, _vault = vault;
  await using other = startSim({ ...MANY, emptied: true });
  // The listings that the plan is made on are answered; those of the proof are not.
  await restore(vault.path, other, { dryRun: true });
  const [forPlan = 0, forPlanToo = 0] = calls(other, "all_users", "all_folders");
  other.faults.add(
    { kind, operation: "all_users", after: forPlan },
    { kind, operation: "all_folders", after: forPlanToo },
    // Pages would give them all the same.
    { kind, operation: "search_folders" },
  );
  const summary = await restore(vault.path, other, { options: { enableSchedules: true } });
  assertEquals([summary.errors, summary.verified.different], [[], 0]);
  assertEquals(differ(sim, other), []);
  const [users = 0, folders = 0] = calls(other, "user", "folder");
  assert(users >= MANY.users - 1 && folders >= MANY.users - 1, `${users} single users, ${folders} folders`);
}
