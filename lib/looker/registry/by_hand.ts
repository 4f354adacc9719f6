/**
 * The steps that only a user can take when an instance is created again, by the stage of the recovery.
 *
 * @module
 */
import { asObject, asObjects, asText, type JsonValue } from "../../codec/json_value.ts";

/** Reads a property of a body. */
export type Get = (name: string) => JsonValue | undefined;

/**
 * When to take a step: before the restore, because restored items need it; after the restore; or last, when
 * everything else is done.
 */
export type Stage = "before" | "after" | "last";

/** A step of a recovery. */
export interface HandStep {
  stage: Stage;
  /** What to do, in the imperative. Types with the same text share the step. */
  text: string;
  /** Selects the items that need the step, by their bodies; all items by default. */
  of?: (get: Get) => boolean;
  /** The secrets that the step restores, by the last property of their paths; none by default. */
  secrets?: RegExp;
}

/** LookML is restored from git, not from a backup. */
export const DEPLOY: HandStep = {
  stage: "before",
  text: "Connect each LookML project to its git repository, with a new deploy key or its git password, and " +
    "deploy it: this restores explores, LookML dashboards and datagroups",
  secrets: /./,
};

/** Links that Looker serves to everybody who has them. */
export const PUBLIC_LINKS: HandStep = {
  stage: "after",
  text: "Give the new public link to all users of the old one",
  of: (get) => get("public") === true,
  secrets: /^(public_(slug|url|link|token)|(image_)?embed_url)$/,
};

/** Each instance has its own key. */
export const SSH_KEY: HandStep = {
  stage: "after",
  text: "Put the public key of the new Looker on each SSH server, then test it (Admin > SSH Servers)",
  secrets: /./,
};

/** Nothing sends mail until everything else is restored. */
export const ENABLE: HandStep = {
  stage: "last",
  text:
    "Enable alerts and schedules: lookervault restore all --only alerts,scheduled_plans --enable-schedules",
};

/** Whether a body is one of these groups of settings. */
export function isSetting(...ids: readonly string[]): (get: Get) => boolean {
  return (get) => ids.includes(asText(asObject(get("_vault"))["setting"]) ?? "");
}

/** Whether a property is an object or a list that is not empty. */
export function has(name: string): (get: Get) => boolean {
  return (get) => {
    const value = get(name);
    return Array.isArray(value) ? asObjects(value).length > 0 : Object.keys(asObject(value)).length > 0;
  };
}
