/** What a client did that the API does not know: tests assert that there is none. @module */

/** The kinds of violation. */
export type ViolationKind =
  | "unknown_path"
  | "unknown_parameter"
  | "repeated_parameter"
  | "bad_parameter"
  | "missing_parameter"
  | "deprecated_parameter"
  | "sort_not_allowed"
  | "login_parameters"
  | "not_json"
  | "unexpected_body"
  | "missing_body"
  | "unknown_property"
  | "read_only_property"
  | "wrong_type"
  /** Null sent over a secret that no read shows, which would wipe it. */
  | "null_secret"
  | "not_modelled";

/** One violation. */
export interface Violation {
  kind: ViolationKind;
  operation: string;
  method: string;
  path: string;
  detail: string;
}
