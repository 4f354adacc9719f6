/**
 * What types are called. Pure.
 *
 * @module
 */

const ONE: Readonly<Record<string, string>> = {
  lookml_models: "LookML model",
  lookml_dashboards: "LookML dashboard",
  scheduled_plans: "schedule",
  settings: "settings",
};

/** `dashboard`, `schedule`: within a sentence. */
export function oneOf(type: string): string {
  if (Object.hasOwn(ONE, type)) return ONE[type] ?? type;
  return type.replaceAll("_", " ").replace(/ies$/, "y").replace(/(?<!s)s$/, "");
}

/** `dashboards`, `schedules`: within a sentence. */
export function manyOf(type: string): string {
  const one = oneOf(type);
  if (one.endsWith("s")) return one;
  return one.endsWith("y") ? `${one.slice(0, -1)}ies` : `${one}s`;
}

/** `Dashboards`: as a heading. */
export function headingOf(type: string): string {
  const many = manyOf(type);
  return many.charAt(0).toUpperCase() + many.slice(1);
}
