/**
 * When something runs, in words. Pure.
 *
 * @module
 */
import cronstrue from "cronstrue";
import { asText, type JsonObject } from "../../codec/json_value.ts";

/** `At 06:00, only on Monday` of a crontab; what is none, as it is. */
export function cronText(crontab: string): string {
  try {
    return cronstrue.toString(crontab, { use24HourTimeFormat: true });
  } catch {
    // Whatever Looker makes of it: people see what is written.
    return crontab;
  }
}

/** When a schedule is sent: by its crontab and zone, after a datagroup, or once. */
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
