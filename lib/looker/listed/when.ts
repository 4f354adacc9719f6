/**
 * Describes when something runs. Pure.
 *
 * @module
 */
import cronstrue from "cronstrue";
import { asText, type JsonObject } from "../../codec/json_value.ts";

/** Describes a crontab, such as `At 06:00, only on Monday`. Returns an invalid crontab unchanged. */
export function cronText(crontab: string): string {
  try {
    return cronstrue.toString(crontab, { use24HourTimeFormat: true });
  } catch {
    // How Looker interprets this crontab is unknown, so users see it unchanged.
    return crontab;
  }
}

/**
 * Describes when a schedule is sent: by its crontab and time zone, after a datagroup, or one time. Null if none is
 * set.
 */
export function scheduleText(body: JsonObject): string | null {
  const crontab = asText(body["crontab"]),
    datagroup = asText(body["datagroup"]),
    zone = asText(body["timezone"]);
  const parts = [
    ...crontab === null || crontab.trim() === ""
      ? []
      : [`${cronText(crontab)}${zone === null ? "" : ` (${zone})`}`],
    ...datagroup === null || datagroup === "" ? [] : [`after datagroup ${datagroup}`],
    ...body["run_once"] === true ? ["once"] : [],
  ];
  return parts.length === 0 ? null : parts.join(", ");
}
