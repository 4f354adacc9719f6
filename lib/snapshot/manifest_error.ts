/** The error for an invalid manifest. @module */
import { EXIT, type ExitCode, LookervaultError } from "../base/errors.ts";

/** A manifest or a prune record is damaged (exit 5), or a newer lookervault wrote it (exit 2). */
export class ManifestError extends LookervaultError {
  readonly code: string;
  readonly exitCode: ExitCode;
  constructor(name: string, what: string, options: ErrorOptions = {}, kind: "damaged" | "newer" = "damaged") {
    super(`Cannot read the manifest ${name}: ${what}`, {
      ...options,
      hint: kind === "newer"
        ? "Install the newer lookervault that wrote it."
        : "Use another snapshot: see `lookervault snapshot list`. The manifest was changed, or the store lost a part of it.",
    });
    this.code = kind === "newer" ? "manifest_newer" : "manifest_damaged";
    this.exitCode = kind === "newer" ? EXIT.usage : EXIT.damaged;
  }
}
