/** Logins, the caller, and the lists that never change. @module */
import { bodyObject, find, type Handlers, noContent, one, value } from "../call.ts";
import { notFound } from "../errors.ts";
import { apiSpec } from "../api_spec.ts";
import { asText } from "../json.ts";
import { token } from "../token.ts";
import { PERMISSIONS } from "../seed/people.ts";

/** Handlers. */
export const session: Handlers = {
  login: () => noContent(),
  logout: () => noContent(),
  login_user: (call) => {
    const user = find(call, "users");
    return token(call.sessions.open(user.id, call.session.userId), call.options.tokenTtlSeconds);
  },
  session: (call) =>
    value(call, {
      can: { view: true, update: true },
      workspace_id: call.session.workspace,
      sudo_user_id: call.session.sudoUserId,
    }),
  update_session: (call) => {
    call.session.workspace = asText(bodyObject(call)["workspace_id"]) || call.session.workspace;
    return value(call, {
      can: {},
      workspace_id: call.session.workspace,
      sudo_user_id: call.session.sudoUserId,
    });
  },
  versions: (call) => {
    const element = {
      version: "4.0",
      full_version: `4.0.${call.options.release.split(".").slice(0, 2).join(".")}`,
      status: "current",
      swagger_url: "/api/4.0/swagger.json",
    };
    return value(call, {
      looker_release_version: call.options.release,
      current_version: element,
      supported_versions: [element],
      api_server_url: call.options.host,
      web_server_url: call.options.host,
    });
  },
  api_spec: (call) => {
    if (call.path["api_version"] !== "4.0" || call.path["specification"] !== "swagger.json") throw notFound();
    return apiSpec(call.options.release, call.options.spec);
  },
  me: (call) => one(call, call.store.table("users").get(call.session.userId)),
  all_permissions: (call) =>
    value(
      call,
      PERMISSIONS.map((permission, n) => ({
        can: {},
        permission,
        parent: n === 0 ? null : "access_data",
        description: permission,
      })),
    ),
  all_locales: (call) =>
    value(call, [{ code: "en", native_name: "English", english_name: "English" }, {
      code: "de_DE",
      native_name: "Deutsch",
      english_name: "German",
    }]),
  all_timezones: (call) =>
    value(
      call,
      ["UTC", "Europe/Zurich", "America/Los_Angeles"].map((zone) => ({
        value: zone,
        label: zone,
        group: "World",
      })),
    ),
  all_workspaces: (call) => {
    const projects = call.store.table("projects").all().map((item) => item.full());
    return value(call, ["production", "dev"].map((id) => ({ can: {}, id, projects })));
  },
};
