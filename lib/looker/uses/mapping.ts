/**
 * Replaces names of LookML, and texts, in bodies. Pure.
 *
 * @module
 */
import type { JsonObject } from "../../codec/json_value.ts";
import type { ContentType } from "../content_type_names.ts";
import { exploreId, exploreOf } from "./find_uses.ts";
import { mapTexts, WRITTEN_TYPES } from "./map_texts.ts";
import { mapUses, USING_TYPES } from "./map_uses.ts";
import type { UsePlace } from "./visitor.ts";

/** The old names with their new names. */
export interface UseMapping {
  /** Names such as `view.field`. */
  fields: Readonly<Record<string, string>>;
  /** Names such as `model::explore`. */
  explores: Readonly<Record<string, string>>;
  models: Readonly<Record<string, string>>;
  /** Parts of texts. */
  texts: Readonly<Record<string, string>>;
}

/** A mapping that replaces nothing. */
export const NO_MAPPING: UseMapping = { fields: {}, explores: {}, models: {}, texts: {} };

/** Whether a mapping replaces anything. */
export function isMapping(mapping: UseMapping | undefined): mapping is UseMapping {
  return mapping !== undefined && Object.values(mapping).some((names) => Object.keys(names).length > 0);
}

/** Returns the mapping in a vault's record; undefined if the record has none. */
export function recordedMapping(recorded: unknown): UseMapping | undefined {
  if (typeof recorded !== "object" || recorded === null) return undefined;
  const names = (key: keyof UseMapping): Record<string, string> => {
    const value = (recorded as Partial<Record<keyof UseMapping, unknown>>)[key];
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
    );
  };
  return {
    fields: names("fields"),
    explores: names("explores"),
    models: names("models"),
    texts: names("texts"),
  };
}

/** Returns the types whose bodies a mapping can change. */
export function mappedTypes({ texts }: UseMapping): readonly ContentType[] {
  return Object.keys(texts).length === 0 ? USING_TYPES : [...new Set([...USING_TYPES, ...WRITTEN_TYPES])];
}

/** Options of {@linkcode mapBody}. */
export interface MapOptions {
  isOwn: (host: string) => boolean;
  /** Whether parts that Looker repeats are mapped too, for bodies that are written again. */
  echoes: boolean;
  /** Called if a filter cannot get the new name, because another filter of the query has it. */
  clash?: (from: string, to: string, place: UsePlace) => void;
}

/** Returns a body with each old name and each part of a text replaced, or the same body if nothing changes. */
export function mapBody(
  type: ContentType,
  body: JsonObject,
  mapping: UseMapping,
  { isOwn, echoes, clash }: MapOptions,
): JsonObject {
  const { fields, explores, models, texts } = mapping;
  const model = (name: string): string => own(models, name) ?? name;
  const mapped = mapUses(type, body, {
    isOwn,
    echoes,
    ...(clash !== undefined && { clash }),
    field: (name) => own(fields, name) ?? name,
    explore(name) {
      const to = own(explores, exploreId(name)), other = to === undefined ? null : exploreOf(to);
      return other ?? { model: model(name.model), explore: name.explore };
    },
    model,
  });
  const pieces = Object.entries(texts);
  if (pieces.length === 0) return mapped;
  return mapTexts(type, mapped, (text) => pieces.reduce((all, [from, to]) => all.replaceAll(from, to), text));
}

function own(names: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
