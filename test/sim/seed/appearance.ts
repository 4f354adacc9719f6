/** Themes and color collections. @module */
import type { JsonObject } from "../json.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Store } from "../store.ts";

const CAN = { index: true, show: true, create: true, update: true, destroy: true };

const SETTINGS: JsonObject = {
  background_color: "#fff",
  base_font_size: null,
  font_family: "Inter",
  show_filters_bar: true,
  show_title: true,
  box_shadow: "none",
  border_radius: "4px",
};

/** Themes and colors beyond the standard ones. */
export function seedAppearance(store: Store, options: ResolvedOptions): void {
  const theme = (name: string, extra: JsonObject = {}): void => {
    store.table("themes").insert({
      can: CAN,
      begin_at: null,
      end_at: null,
      name,
      settings: { ...SETTINGS, color_collection_id: "3" },
      ...extra,
    });
  };
  theme("Dark", {
    settings: {
      background_color: "#000",
      color_collection_id: "4",
      font_family: "Noto “Sans”",
      ...(options.unknownFields && { foo_bar_2027: "later" }),
    },
  });
  theme("Dark", { begin_at: "2026-12-01T00:00:00-08:00", end_at: "2027-01-01T00:00:00-08:00" });
  collection(store, "Our brand", true);
  // Labels may repeat.
  collection(store, "Our brand", true, "#12B5CC");
}

/** What every Looker has: its theme and its colors. */
export function seedStandardAppearance(store: Store): void {
  const first = collection(store, "Looker Classic", false);
  const second = collection(store, "Boardwalk", false);
  store.table("themes").insert({
    can: CAN,
    begin_at: null,
    end_at: null,
    name: "Looker",
    settings: { ...SETTINGS, color_collection_id: first },
  });
  store.setSingleton("defaults", {
    color_collection_id: second,
    theme_dashboard: "Looker",
    theme_look: "Looker",
  });
}

function collection(store: Store, label: string, custom: boolean, second = "#12B5CB"): string {
  const palette = (id: string, kind: string): JsonObject => ({ id, label: `${kind} one`, type: kind });
  const id = store.table("color_collections").nextId();
  store.table("color_collections").insert({
    id,
    label,
    categoricalPalettes: [{
      ...palette(`${id}-categorical-0`, "Categorical"),
      colors: ["#1A73E8", second],
    }],
    sequentialPalettes: [{
      ...palette(`${id}-sequential-0`, "Sequential"),
      stops: [{ color: "#FFF", offset: 0 }, { color: "#000", offset: 100 }],
    }],
    divergingPalettes: [{
      ...palette(`${id}-diverging-0`, "Diverging"),
      stops: [{ color: "#F00", offset: 0 }, { color: "#0F0", offset: 100 }],
    }],
    _custom: custom,
  });
  return id;
}
