/**
 * What only a person can do when an instance is created again: steps, by the stage of the recovery to which they belong.
 *
 * @module
 */
import { asObject, asObjects, asText, type JsonValue } from "../../codec/json_value.ts";

/** Reads a property of a body. */
export type Get = (name: string) => JsonValue | undefined;

/**
 * When a step is due: before the restore, because what is restored needs it; after it; or last, when everything else is
 * done.
 */
export type Stage = "before" | "after" | "last";

/** A step. */
export interface HandStep {
  stage: Stage;
  /** What to do, as an order to a person. Types with the same text share the step. */
  text: string;
  /** The items that it is for, by their bodies; all of them by default. */
  of?: (get: Get) => boolean;
  /** The secrets that it restores, by the last property of their paths; none by default. */
  secrets?: RegExp;
}

/** What is in git comes from there. */
export const DEPLOY: HandStep = {
  stage: "before",
  text: "Connect each LookML project to its git repository, with a new deploy key or its git password, and " +
    "deploy it: explores, LookML dashboards and datagroups come with it",
  secrets: /./,
};

/** What Looker serves to be seen by everybody who has a link. */
export const PUBLIC_LINKS: HandStep = {
  stage: "after",
  text: "Give the new public link to everybody who used the old one",
  of: (get) => get("public") === true,
  secrets: /^(public_(slug|url|link|token)|(image_)?embed_url)$/,
};

/** Each instance has a key of its own. */
export const SSH_KEY: HandStep = {
  stage: "after",
  text: "Put the public key of the new Looker on each SSH server, then test it (Admin > SSH Servers)",
  secrets: /./,
};

/** Nothing sends mail until everything else is there. */
export const ENABLE: HandStep = {
  stage: "last",
  text: "Enable what sends mail: lookervault restore all --only alerts,scheduled_plans --enable-schedules",
};

/** Whether a body is a group of settings. */
export function isSetting(...ids: readonly string[]): (get: Get) => boolean {
  return (get) => ids.includes(asText(asObject(get("_vault"))["setting"]) ?? "");
}

/** Whether a property is an object or a list with something in it. */
export function has(name: string): (get: Get) => boolean {
  return (get) => {
    const value = get(name);
    return Array.isArray(value) ? asObjects(value).length > 0 : Object.keys(asObject(value)).length > 0;
  };
}
