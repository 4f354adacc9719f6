/**
 * What each section of docs/recovery.md is about: what breaks the instance before its commands run, and what must hold after them.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { differences } from "../restore/_forms.ts";
import { formOf } from "../restore/_damage.ts";
import { differ } from "../restore/_differ.ts";
import { withName } from "../restore/replace/_replace.ts";
import type { Scene } from "./_scene.ts";

/** A recovery as a story. */
export interface Story {
  /** What happens to the instance or the vault. */
  damage: (at: Scene) => Promise<void>;
  /** What the instance is like in the end. */
  end: (at: Scene) => void;
}

/** Everything is as it was when it was backed up, whatever the ids. */
function asBefore(at: Scene): void {
  assertEquals(changed(at), []);
}

/** Where the instance is not as it was when it was backed up, whatever the ids. */
function changed(at: Scene): string[] {
  return differences(at.before, formOf(at.sim)).filter(isNotOrphan);
}

/** What nobody owned belongs to the API user once it is made anew: Looker makes nothing that nobody owns. */
function isNotOrphan(line: string): boolean {
  return !line.includes(".user_id: null ≠");
}

/** What somebody owns and is in use, by names: ids change where Looker has deleted it for good. */
function ownedBy({ sim }: Scene, id: string): string[] {
  const owners = {
    dashboards: "user_id",
    looks: "user_id",
    boards: "user_id",
    scheduled_plans: "user_id",
  } as const;
  return Object.entries(owners).flatMap(([type, key]) =>
    sim.store.table(type as keyof typeof owners).all()
      .filter((item) =>
        item.get(key) === id && item.get("deleted") !== true && (item.get("deleted_at") ?? null) === null
      )
      .map((item) => `${type} ${item.get("title") ?? item.get("name")}`)
  );
}

/** A dashboard tells what somebody did not want. */
async function breakDashboard({ ask }: Scene): Promise<void> {
  await ask("PATCH", "/dashboards/30", { title: "Untitled", description: "oops" });
  await ask("DELETE", "/dashboard_elements/92");
  await ask("PATCH", "/dashboard_elements/91", { title: "broken" });
}

/** By the heading of the section. */
export const STORIES: Readonly<Record<string, Story>> = {
  "A dashboard was edited and is broken": {
    async damage(at) {
      await breakDashboard(at);
      await at.night(-0.5);
    },
    end: asBefore,
  },
  "A dashboard is gone": {
    async damage({ ask }) {
      await ask("PATCH", "/dashboards/30", { deleted: true });
      await ask("DELETE", "/dashboards/10");
    },
    end: asBefore,
  },
  "A folder was deleted": {
    async damage(at) {
      await at.ask("DELETE", "/folders/31");
      await at.night(-0.5);
    },
    end: asBefore,
  },
  "Somebody has left, and their content with them": {
    async damage(at) {
      at.owned = ownedBy(at, "2");
      assert(at.owned.length > 5, `${at.owned}`);
      await at.ask("DELETE", "/users/2");
    },
    end(at) {
      const others = new Set(ownedBy(at, "6"));
      assertEquals(at.owned.filter((one) => !others.has(one)), []);
    },
  },
  "Somebody was deleted by mistake": {
    damage: ({ ask }) => ask("DELETE", "/users/2"),
    end: asBefore,
  },
  "The whole instance is lost": {
    damage: (at) => Promise.resolve(at.sim.empty()),
    end: asBefore,
  },
  "Move to another instance": {
    damage: () => Promise.resolve(),
    end: ({ sim, other }) => assertEquals(differ(sim, other).filter(isNotOrphan), []),
  },
  "A field was renamed": {
    damage: () => Promise.resolve(),
    end(at) {
      const wanted = withName(at.before, /(?<![\w.])orders\.count(?![\w.])/g, "orders.number");
      assert(differences(at.before, wanted).length > 0);
      assertEquals(differences(wanted, formOf(at.sim)), []);
    },
  },
  "A restore was a mistake": {
    async damage(at) {
      await breakDashboard(at);
      const wanted = formOf(at.sim);
      await at.lookervault("restore single dashboards 30 --yes");
      assertEquals(differences(at.before, formOf(at.sim)), []);
      at.expected = wanted;
    },
    end: (at) => assertEquals(differences(at.expected, formOf(at.sim)), []),
  },
  "Somebody else has to approve a restore": { damage: breakDashboard, end: asBefore },
  "Looker refused something": {
    async damage(at) {
      await breakDashboard(at);
      at.sim.faults.add({ kind: "422", writes: true });
      assertEquals(await at.lookervault("restore single dashboards 30 --yes"), 4);
      at.sim.faults.clear();
    },
    end: asBefore,
  },
  "Most of the content has gone from Looker": {
    async damage({ ask, sim }) {
      // The first ten stay: more than 20, and more than 30 %, go.
      for (const { id } of sim.store.table("dashboards").all().slice(10)) {
        await ask("DELETE", `/dashboards/${id}`);
      }
    },
    // Alerts and schedules went with them: another section brings those back.
    end: (at) => assertEquals(changed(at).filter((line) => line.startsWith("dashboards")), []),
  },
  "The vault is damaged": {
    damage(at) {
      using db = new DatabaseSync(at.vault);
      db.exec(`UPDATE content_items SET content_data = x'00' WHERE content_type = 1 AND id = '30'`);
      return Promise.resolve();
    },
    end: asBefore,
  },
  "Once a quarter: a drill": {
    damage: () => Promise.resolve(),
    // The scratch folder and the copies in the trash are new; everything else is as before.
    end: (at) => assertEquals(changed(at).filter((line) => !line.includes(": nothing ≠ ")), []),
  },
};
