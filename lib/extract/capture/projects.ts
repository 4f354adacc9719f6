/**
 * Captures projects, with what Looker returns of their repositories: manifest, files, branches, public key, credentials
 * without secrets. The contents of the files are in git.
 *
 * @module
 */
import { Body } from "../../codec/body.ts";
import type { InexactError } from "../../codec/errors.ts";
import type { ReadItem } from "../../codec/read_item.ts";
import type { ListOperation, Params } from "../../looker/client.ts";
import { callOptions, type Parts, type RunContext } from "../context.ts";
import { pack, packSorted, wholeBytes } from "../parts.ts";
import type { TypeTracker } from "../tracker.ts";
import { inFull, optionalPart } from "./full_parts.ts";
import { list } from "./lists.ts";

/** Captures projects. */
export const captureProjects = list("projects", {
  calls: { full: 3 },
  parts: (context, tracker) =>
    inFull(context, tracker, (id, body) => repository(context, tracker, { id, body })),
});

async function repository(
  context: RunContext,
  tracker: TypeTracker,
  { id, body }: { id: string; body: Body },
): Promise<Parts> {
  const options = callOptions(context, tracker), params = { project_id: id };
  // The body is valid only until the first response. A bare repository is Looker's own and has no remote.
  const hasRemote = body.get("uses_git") !== false && body.text("git_service_name") !== "bare";
  const usesKey = hasRemote && !/^https?:/i.test(body.text("git_remote_url") ?? "");
  const parts = new Map<string, Uint8Array>();
  const add = async (name: string, operation: string, read: () => Promise<Uint8Array>): Promise<void> => {
    const part = await optionalPart(tracker, { id, operation }, read);
    if (part !== null) parts.set(name, part);
  };
  const entries = async (
    operation: ListOperation,
    by: string,
    asked: object = params,
  ): Promise<Uint8Array> => {
    const { items } = await context.client.list(operation, asked as Params<ListOperation>, options);
    return packSorted(wholeBytes(items), by);
  };
  let hasManifest = true, hasImports = false;
  await add("files", "all_project_files", async () => {
    const { items } = await context.client.list("all_project_files", params, options);
    hasManifest = items.length === 0 || items.some(isManifest);
    return packSorted(wholeBytes(items), "id");
  });
  if (hasManifest) {
    await add("manifest", "manifest", async () => {
      const item = await context.client.get("manifest", params, options);
      const imports = Body.of(item).get("imports");
      hasImports = Array.isArray(imports) && imports.length > 0;
      return item.bytes.slice();
    });
  }
  if (hasRemote) await add("git_branches", "all_git_branches", () => entries("all_git_branches", "name"));
  if (usesKey) {
    await add(
      "public_key",
      "git_deploy_key",
      async () => pack(String(await context.client.call("git_deploy_key", params, options))),
    );
  }
  // Credentials exist only for projects that import others.
  if (hasImports) {
    const root = { root_project_id: id };
    await add(
      "repository_credentials",
      "get_all_repository_credentials",
      () => entries("get_all_repository_credentials", "id", root),
    );
  }
  return parts;
}

/** Whether a file is the manifest of its project, which names its imports. Most projects have none. */
function isManifest(file: ReadItem | InexactError): boolean {
  return !(file instanceof Error) && file.index !== null &&
    /^\/?manifest\.\w+$/i.test(Body.of(file).text("path") ?? "");
}
