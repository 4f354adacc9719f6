/**
 * The recipients and destinations of schedules and alerts. Pure. Source: ScheduledPlanDestination and AlertDestination
 * of specs/looker-4.0.json.
 *
 * @module
 */
import { asObjects, asText, type JsonObject } from "../../codec/json_value.ts";

/** A person or a place that something is sent to. */
export interface Recipient {
  kind: "mail" | "webhook" | "s3" | "sftp" | "integration" | "unknown";
  /** The text that users see: an address, or the kind and the place: `webhook https://…`, `s3 bucket/path`. */
  text: string;
  /** The domain of the recipient; null for a place without a domain, such as a bucket or an integration. */
  domain: string | null;
}

const INTEGRATION = /^(?:looker-integration:\/\/)?([^\s/:]+::.+)$/s;

/** Returns all recipients of a schedule or an alert. */
export function recipientsOf(body: JsonObject): Recipient[] {
  return [
    ...asObjects(body["scheduled_plan_destination"]).flatMap(ofSchedule),
    ...asObjects(body["destinations"]).flatMap(ofAlert),
  ];
}

function ofSchedule(destination: JsonObject): Recipient[] {
  const type = asText(destination["type"]) ?? "", address = asText(destination["address"]) ?? "";
  switch (type.toLowerCase()) {
    case "email":
      return mails(address);
    case "webhook":
      return [{ kind: "webhook", text: `webhook ${address}`, domain: hostOf(address) }];
    case "sftp":
      return [{
        kind: "sftp",
        text: address.startsWith("sftp:") ? address : `sftp ${address}`,
        domain: hostOf(address),
      }];
    case "s3":
      return [{ kind: "s3", text: address.startsWith("s3:") ? address : `s3 ${address}`, domain: null }];
  }
  const [, integration] = INTEGRATION.exec(type) ?? [];
  if (integration !== undefined) {
    return [{ kind: "integration", text: joined(`integration ${integration}`, address), domain: null }];
  }
  return [{ kind: "unknown", text: joined(type === "" ? "unknown" : type, address), domain: null }];
}

function ofAlert(destination: JsonObject): Recipient[] {
  const mail = asText(destination["email_address"]),
    integration = asText(destination["action_hub_integration_id"]);
  const type = asText(destination["destination_type"]) ?? "unknown";
  if (mail !== null) return mails(mail);
  if (integration !== null) {
    return [{ kind: "integration", text: `integration ${integration}`, domain: null }];
  }
  return [{ kind: "unknown", text: type, domain: null }];
}

/** Splits a text that may contain several addresses. */
function mails(text: string): Recipient[] {
  const found = text.split(/[,;\s]+/).filter((one) => one !== "");
  return found.length === 0
    ? [{ kind: "unknown", text: "no address", domain: null }]
    : found.map((address) => ({ kind: "mail", text: address, domain: domainOf(address) }));
}

function domainOf(address: string): string | null {
  const at = address.lastIndexOf("@");
  return at < 0 ? null : normal(address.slice(at + 1).replace(/>$/, ""));
}

function hostOf(address: string): string | null {
  const url = URL.parse(address);
  return url === null || url.hostname === "" ? null : normal(url.hostname);
}

function normal(domain: string): string {
  return domain.toLowerCase().replace(/\.$/, "");
}

function joined(what: string, address: string): string {
  return address === "" ? what : `${what} ${address}`;
}

/** Whether a recipient is outside of some domains: its domain is unknown, or is neither one of them nor a subdomain. */
export function isOutside({ domain }: Recipient, domains: readonly string[]): boolean {
  if (domain === null) return true;
  return !domains.some((one) => {
    const own = normal(one.replace(/^@/, ""));
    return domain === own || domain.endsWith(`.${own}`);
  });
}
