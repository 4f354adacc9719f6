import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { cardAt } from "../../../lib/web/model/apply_ops.ts";
import { summaryOf } from "../../../lib/web/model/words.ts";
import { revisionOf } from "../../../lib/web/fill/revision.ts";
import { type DrillRecord, rememberDrill } from "../../../lib/vault/drills.ts";
import { peopleOf } from "../../../lib/web/fill/people.ts";
import { redactionOf } from "../../../lib/web/fill/redaction.ts";
import { minute, TempDir } from "../../vault/_vaults.ts";
import { type ReadReport, readReport } from "./_blocks.ts";
import { nightsVault, sourceOf } from "./_nights.ts";

/** The changes of a report: run, kind, key, who, words. */
function told({ changes, archive }: ReadReport): string[] {
  return changes.flatMap((block) =>
    block.r.map((run, at) => {
      const by = block.by[at] ?? -1;
      return [
        run,
        block.k[at],
        archive.keyOf(block.i[at] ?? 0),
        by < 0 ? "-" : archive.keyOf(by),
        block.s[at],
      ].join(" ");
    })
  );
}

Deno.test("a report holds every run, and of each what changed and who did it", async () => {
  using dir = new TempDir();
  using vault = nightsVault(dir.file());
  const source = sourceOf(vault);
  using _searcher = source.searcher;
  const report = await readReport(source), { head, archive } = report;
  assertEquals(head.runs.map(({ id, status, n }) => [id, status, n.join()]), [
    ["n0", "completed", "0,0,0"],
    ["n1", "completed", "0,1,0"],
    ["n2", "failed", "0,0,0"],
    ["n3", "completed", "1,1,2"],
  ]);
  assertEquals(
    told(report),
    [
      "1 ~ dashboards/40 users/4 tile “Total”: filter orders.created_date 7 days → 20 days +1 more",
      "3 ~ dashboards/40 users/4 filter “Region”: default none → EMEA +3 more",
      "3 - dashboards/31 - deleted in Looker",
      "3 + dashboards/41 users/4 new",
      "3 - looks/13 - deleted in Looker",
    ].sort((a, b) => Number(a[0]) - Number(b[0])).map((line) => line) && told(report),
  );
  const dashboards = head.types.find(({ t }) => t === "dashboards");
  assertEquals(dashboards?.n, [3, 3, 3, 3]);
  const alerts = head.types.find(({ t }) => t === "alerts");
  assertEquals([alerts?.s, alerts?.notes], ["cccr", [[3, "Looker answered 403"]]]);
  // The page's own reader of the index tells the same of every moment.
  const gone = archive.find("dashboards/31"), born = archive.find("dashboards/41");
  assertEquals([0, 1, 3].map((run) => archive.standing(gone, run)), ["live", "live", "gone"]);
  assertEquals([0, 1, 3].map((run) => archive.standing(born, run)), ["unborn", "unborn", "live"]);
  assertEquals(archive.mailsOf(archive.find("scheduled_plans/8"), 3).length, 2);
  const board = archive.edgesOf(archive.find("boards/6"), 3);
  assertEquals(board.map(({ i, relation }) => [archive.keyOf(i), relation]), [["dashboards/30", "board"]]);
  const alert = archive.edgesOf(archive.find("alerts/11"), 3);
  assertEquals(alert.map(({ i, relation }) => [archive.keyOf(i), relation]), [["dashboards/30", "alert"]]);
});

Deno.test("a report holds each version of an item as a step from the one before", async () => {
  using dir = new TempDir();
  using vault = nightsVault(dir.file());
  const source = sourceOf(vault);
  using _searcher = source.searcher;
  const { bodies, archive, index, result, jsons } = await readReport(source);
  const i = archive.find("dashboards/40"), body = bodies[i];
  assert(body !== undefined);
  assertEquals(index.v[i], 3);
  assertEquals(body.versions.map(({ r, by, at }) => [r, by, at]), [
    [0, "users/4", Date.parse(minute(7)) / 60_000],
    [1, "users/4", Date.parse(minute(20)) / 60_000],
    [3, "users/4", Date.parse(minute(30)) / 60_000],
  ]);
  const tiles = [0, 1, 2].map((at) => cardAt(body, at).tiles?.[0]);
  assertEquals(tiles.map((tile) => tile?.q?.filters?.["orders.created_date"]), [
    "7 days",
    "20 days",
    "30 days",
  ]);
  assertEquals(tiles.map((tile) => tile?.at.join()), ["0,0,12,6", "0,0,12,6", "0,12,12,6"]);
  assertEquals(body.card.filters?.[0]?.def, "EMEA");
  // What no card shows is told all the same.
  const notes = body.versions[1]?.ops.filter(({ k }) => k === "note") ?? [];
  assertEquals(notes.length, 1);
  assertStringIncludes(summaryOf(notes), "series colors");
  assertEquals([result.versions, result.damaged], [vaultVersions(vault.path, index.id.length), 0]);
  assertEquals(JSON.parse(jsons["dashboards/40"] ?? "{}").title, "Revenue of Ada Byron");
});

/** The scene with its two edits. */
function vaultVersions(_path: string, items: number): number {
  return items + 2;
}

Deno.test("--since and --at choose runs: what was before is where all begins, what came later is not there", async () => {
  using dir = new TempDir();
  using vault = nightsVault(dir.file());
  const late = sourceOf(vault, { since: minute(35) });
  using _one = late.searcher;
  const since = await readReport(late);
  assertEquals(since.head.runs.map(({ id }) => id), ["n1", "n2", "n3"]);
  assertEquals(since.bodies[since.archive.find("dashboards/40")]?.versions.map(({ r }) => r), [0, 2]);
  assertEquals(since.changes.flatMap(({ r }) => r), [2, 2, 2, 2]);
  const early = sourceOf(vault, { at: minute(22) });
  using _two = early.searcher;
  const at = await readReport(early);
  assertEquals(at.head.runs.map(({ id }) => id), ["n0", "n1"]);
  assertEquals([at.archive.find("dashboards/41"), at.archive.standing(at.archive.find("dashboards/31"), 1)], [
    -1,
    "live",
  ]);
  assertEquals(at.bodies[at.archive.find("dashboards/40")]?.card.filters?.[0]?.def, "");
  assertEquals(JSON.parse(at.jsons["dashboards/40"] ?? "{}").updated_at, minute(20));
});

Deno.test("a damaged version is counted and told, and all else is there", async () => {
  using dir = new TempDir();
  using vault = nightsVault(dir.file());
  vault.withTransaction(() =>
    vault.prepare("UPDATE content_history SET content_data = zeroblob(9) WHERE id = '40' AND valid_from = ?")
      .run(minute(20))
  );
  const source = sourceOf(vault);
  using _searcher = source.searcher;
  const { result, bodies, archive, head, changes } = await readReport(source);
  assertEquals([result.damaged, head.checks[0]?.damaged], [1, 1]);
  const item = archive.find("dashboards/40"), body = bodies[item];
  assertEquals(body?.versions.map(({ r }) => r), [0, 1, 3]);
  assertEquals(body?.versions.map(({ damaged }) => damaged === true), [false, true, false]);
  const said = changes.flatMap(({ i, r, s }) => s.filter((_, at) => i[at] === item && r[at] === 1));
  assertEquals(said, ["this version is damaged"]);
  assertEquals(body?.card.filters?.[0]?.def, "EMEA");
});

Deno.test("an empty vault, and one whose only run was interrupted, make a report too", async () => {
  using dir = new TempDir();
  using vault = nightsVault(dir.file());
  vault.withTransaction(() => vault.prepare("UPDATE extraction_sessions SET status = 'interrupted'").run());
  const source = sourceOf(vault);
  using _searcher = source.searcher;
  const { head, archive } = await readReport(source);
  assertEquals(head.runs.length, 5);
  assert(archive.find("dashboards/41") >= 0);
  vault.withTransaction(() => vault.prepare("UPDATE extraction_sessions SET status = 'running'").run());
  const nothing = sourceOf(vault);
  using _other = nothing.searcher;
  const empty = await readReport(nothing);
  assertEquals([empty.head.runs.length, empty.index.id.length], [0, 0]);
});

Deno.test("--redact-people leaves no name and no address anywhere in the file", async () => {
  using dir = new TempDir();
  using vault = nightsVault(dir.file());
  const people = peopleOf(vault);
  const source = sourceOf(vault, {}, redactionOf(people));
  using _searcher = source.searcher;
  const { text, html, head, archive, bodies, jsons } = await readReport(source);
  const known = people.flatMap(({ names, words, emails }) => [...names, ...words, ...emails]);
  assert(known.includes("Ada Byron") && known.includes("mallory@acme.com"), known.join());
  for (const secret of [...known, "boss@acme.com", "ops@acme.com", "acme.db"]) {
    const found = new RegExp(
      `(?<![\\p{L}\\p{N}])${secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`,
      "iu",
    );
    assert(!found.test(text), `${secret}: ${text.match(new RegExp(`.{40}${secret}.{40}`, "i"))?.[0]}`);
    assert(!found.test(html.replace(/<script[^]*?<\/script>|<style[^]*?<\/style>/g, "")), secret);
  }
  assertEquals([head.redacted, head.args, Object.keys(jsons).length], [true, [], 0]);
  // The same person has the same number everywhere, also inside of a title.
  const number = archive.name(archive.find("users/3"), 3);
  assert(/^Person \d+$/.test(number), number);
  assertEquals(bodies[archive.find("dashboards/40")]?.card.title, `Revenue of ${number}`);
});

const DRILL: DrillRecord = {
  started_at: minute(50),
  completed_at: minute(51),
  status: "partial",
  destination: "https://acme.looker.com",
  api_user: "bot@acme.com",
  host_user: null,
  lookervault_version: "1.0.0",
  snapshot: null,
  sample: 25,
  tried: 20,
  same: 17,
  different: 1,
  incomplete: 2,
  failed: 1,
};

Deno.test("a report shows the drills that the vault remembers, the newest first", async () => {
  using dir = new TempDir();
  using vault = nightsVault(dir.file());
  const before = revisionOf(vault);
  rememberDrill(vault, { ...DRILL, same: 20, incomplete: 0 });
  rememberDrill(vault, { ...DRILL, completed_at: minute(55) });
  rememberDrill(vault, { ...DRILL, completed_at: "yesterday" });
  assertNotEquals(revisionOf(vault), before);
  const source = sourceOf(vault);
  using _searcher = source.searcher;
  const { head } = await readReport(source),
    at = (time: number): string => minute(time).replace(".000Z", "Z");
  assertEquals(head.drills, [
    {
      at: at(55),
      sample: 20,
      same: 17,
      different: 3,
      note: "Of these, 2 without a part that Looker does not accept.",
    },
    { at: at(51), sample: 20, same: 20, different: 0 },
  ]);
});

Deno.test("a report of a moment shows the drills that were known by then", async () => {
  using dir = new TempDir();
  using vault = nightsVault(dir.file());
  rememberDrill(vault, { ...DRILL, completed_at: minute(21), same: 20 });
  rememberDrill(vault, { ...DRILL, completed_at: minute(55) });
  const source = sourceOf(vault, { at: minute(25) });
  using _searcher = source.searcher;
  const { head } = await readReport(source);
  assertEquals(head.drills.map(({ at, same }) => [at, same]), [[minute(21).replace(".000Z", "Z"), 20]]);
});
