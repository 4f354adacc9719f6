/**
 * Names of types for users. Pure.
 *
 * @module
 */

const ONE: Readonly<Record<string, string>> = {
  lookml_models: "LookML model",
  lookml_dashboards: "LookML dashboard",
  scheduled_plans: "schedule",
  settings: "settings",
};

/** Returns the singular within a sentence: `dashboard`, `schedule`. */
export function oneOf(type: string): string {
  if (Object.hasOwn(ONE, type)) return ONE[type] ?? type;
  return type.replaceAll("_", " ").replace(/ies$/, "y").replace(/(?<!s)s$/, "");
}

/** Returns the plural within a sentence: `dashboards`, `schedules`. */
export function manyOf(type: string): string {
  const one = oneOf(type);
  if (one.endsWith("s")) return one;
  return one.endsWith("y") ? `${one.slice(0, -1)}ies` : `${one}s`;
}

/** Returns the plural as a heading: `Dashboards`. */
export function headingOf(type: string): string {
  const many = manyOf(type);
  return many.charAt(0).toUpperCase() + many.slice(1);
}
