/**
 * Operations of Looker's API that neither back up nor restore a content type, and the reason. All other operations
 * are in the registry (`reach`). A test compares both with the spec: every operation of a new release needs a line in
 * one of them.
 *
 * @module
 */

/** Why an operation is not part of a backup or a restore. Code uses these values; users read the texts. */
export type Why =
  /** A run or a check sends it before or after its work. */
  | "around"
  /** Another operation that is used returns the same data. */
  | "covered"
  /** Another operation that is used changes the same data. */
  | "other_way"
  /** Queries and their results. */
  | "data"
  /** Images and files that are created from content. */
  | "rendering"
  /** Tests, tasks and current states. */
  | "moment"
  /** About the API user only. */
  | "own"
  /** Secrets and sessions. */
  | "secret"
  /** Work on LookML, which is in git. */
  | "git"
  /** Sends mail, or changes another system. */
  | "acts"
  /** Deletes permanently, or locks users out. No tool should do this on its own. */
  | "destroys"
  /** The same data in every instance of a release. */
  | "built_in"
  /** Not useful for a backup. */
  | "no_use";

/** Operations with the same reason. */
export interface OperationGroup {
  why: Why;
  /** For `covered` and `other_way`: the operations that return or change the same. */
  by?: string;
  /** Sentences about what the operations do, and why they are not used. */
  text: string;
  /** What no backup contains for this reason, as `coverage` prints it. */
  lacks?: readonly string[];
  /** The operationIds, separated by spaces. */
  operations: string;
}

/** All groups. */
export const OPERATION_GROUPS: readonly OperationGroup[] = [
  {
    why: "around",
    text: "Login, logout, the API user, the release of Looker, and what its API supports.",
    operations: "login logout session versions api_spec me all_roles",
  },
  {
    why: "around",
    text:
      "Used by `relocate` to recognize the same Looker, and by drills to find the folder for their copies.",
    operations: "all_boards folder_children",
  },

  // Another operation returns the same.
  {
    why: "covered",
    by: "search_dashboards dashboard",
    text: "Dashboards are read with all their parts, in pages or one by one.",
    operations: `
      all_dashboards folder_dashboards dashboard_filter dashboard_layout dashboard_layout_component
      dashboard_layout_dashboard_layout_components
    `,
  },
  {
    why: "covered",
    by: "search_looks folder_looks",
    text: "Looks are read with their queries, one folder at a time.",
    operations: "all_looks",
  },
  {
    why: "covered",
    by: "board",
    text: "A board is read with its sections and items.",
    operations: "all_board_sections board_section all_board_items board_item",
  },
  {
    why: "covered",
    by: "all_folders search_folders",
    text: "The list contains every folder with its parent.",
    operations: "folder_ancestors folder_parent folder_children_search",
  },
  {
    why: "covered",
    by: "all_lookml_models",
    text: "The list contains every model.",
    operations: "get_model",
  },
  {
    why: "covered",
    by: "all_users",
    text: "A user is read with the credentials of each kind, without their secrets.",
    operations: `
      search_users search_users_names search_credentials_email user_credentials_google user_credentials_saml
      user_credentials_ldap user_credentials_oidc user_credentials_totp user_credentials_looker_openid
      user_credentials_embed all_user_credentials_embeds user_credentials_api3 all_user_credentials_api3s
    `,
  },
  {
    why: "covered",
    by: "search_groups_with_hierarchy",
    text: "A group is read with its parents and roles.",
    operations: "search_groups search_groups_with_roles group all_group_groups",
  },
  {
    why: "covered",
    by: "search_roles",
    text: "The list contains every role. Looker counts the users of a role each time.",
    operations: "search_roles_with_user_count",
  },
  {
    why: "covered",
    by: "all_scheduled_plans",
    text: "The list contains the schedules of all users.",
    operations: "scheduled_plans_for_lookml_dashboard scheduled_plans_for_space",
  },
  {
    why: "covered",
    by: "search_themes",
    text: "The list contains every theme.",
    operations: "all_themes theme_or_default active_themes",
  },
  {
    why: "covered",
    by: "default_theme_by_type",
    text: "Looker has a default theme for each type. This operation without a type is the older form.",
    operations: "default_theme",
  },
  {
    why: "covered",
    by: "all_color_collections",
    text: "The list contains Looker's collections and yours.",
    operations: "color_collections_standard",
  },
  {
    why: "covered",
    by: "all_projects all_project_files all_git_branches",
    text: "The lists contain every project, with its files and branches.",
    operations: "project project_file git_branch find_git_branch",
  },
  {
    why: "covered",
    by: "all_datagroups",
    text: "The list contains every datagroup.",
    operations: "datagroup",
  },
  {
    why: "covered",
    by: "all_integration_hubs all_integrations",
    text: "The lists contain every hub and integration.",
    operations: "integration_hub integration",
  },
  {
    why: "covered",
    by: "all_legacy_features",
    text: "The list contains every legacy feature.",
    operations: "legacy_feature",
  },
  {
    why: "covered",
    by: "get_setting",
    text: "The settings contain the private label.",
    operations: "whitelabel_configuration",
  },

  // Another operation changes the same.
  {
    why: "other_way",
    by: "create_dashboard update_dashboard create_look update_look",
    text: "A restore moves an item by its folder property, and creates it from its body.",
    operations: "move_dashboard move_look copy_dashboard copy_look",
  },
  {
    why: "other_way",
    by: "set_user_attribute_group_values",
    text: "A restore sets the values of groups as a list, which keeps their order.",
    operations: "update_user_attribute_group_value",
  },

  {
    why: "other_way",
    by: "set_default_theme_by_type",
    text: "A restore sets a default theme for each type.",
    operations: "set_default_theme",
  },

  // Not used.
  {
    why: "data",
    text: "Runs queries, or returns their results. These are data of your databases, not content.",
    lacks: ["the data in the databases that Looker queries"],
    operations: `
      run_look run_query run_url_encoded_query run_sql_query create_query_task query_task query_task_results
      query_task_multi_results create_sql_interface_query run_sql_interface_query sql_interface_metadata
      run_key_driver_analysis model_fieldname_suggestions all_running_queries kill_query connection_columns
      connection_databases connection_features connection_schemas connection_search_columns
      connection_tables connection_cost_estimate
    `,
  },
  {
    why: "rendering",
    text: "Creates pictures and files from content.",
    operations: `
      content_thumbnail vector_thumbnail create_dashboard_render_task create_dashboard_element_render_task
      create_look_render_task create_query_render_task render_task render_task_results
    `,
  },
  {
    why: "moment",
    text: "Tests something, or returns its current state.",
    operations: `
      content_validation validate_theme test_connection test_connection_config test_ssh_server test_ssh_tunnel
      test_integration get_integration_hub_health validate_embed_url async_deploy_status check_pdt_build
      test_ldap_config_connection test_ldap_config_auth test_ldap_config_user_info
      test_ldap_config_user_auth create_oidc_test_config oidc_test_config delete_oidc_test_config
      create_saml_test_config saml_test_config delete_saml_test_config
    `,
  },
  {
    why: "moment",
    text: "Continuous integration: the API runs suites and reports on runs, but does not list the suites.",
    lacks: ["suites of Looker's continuous integration: the API does not list them"],
    operations: `
      create_ci_run get_ci_run create_continuous_integration_run get_continuous_integration_run
    `,
  },
  {
    why: "moment",
    text: "Lockouts end without intervention.",
    operations: "all_user_login_lockouts search_user_login_lockouts delete_user_login_lockout",
  },
  {
    why: "own",
    text: "Conversations with agents: the API shows each user only their own.",
    lacks: ["conversations with agents"],
    operations: `
      search_conversations get_conversation create_conversation update_conversation delete_conversation
      all_conversation_messages get_conversation_message create_conversation_message
      update_conversation_message delete_conversation_message conversational_analytics_chat
    `,
  },
  {
    why: "own",
    text: "Notifications, filters and devices of the API user.",
    operations: `
      alert_notifications read_alert_notification dashboard_filter_state create_dashboard_filter_state
      register_mobile_device update_mobile_device_registration deregister_mobile_device
      create_oauth_application_user_state
    `,
  },
  {
    why: "own",
    text: "Follows an alert as the API user. Other users must follow it again themselves.",
    operations: "follow_alert unfollow_alert",
  },
  {
    why: "own",
    text: "The workspace of the API user. A run stays in production.",
    operations: "all_workspaces workspace project_workspace update_session",
  },
  {
    why: "secret",
    text: "Looker shows an embed secret only when you create it, and does not list embed secrets.",
    lacks: ["embed secrets: create new ones, and set them in the application that embeds"],
    operations: "create_embed_secret delete_embed_secret",
  },
  {
    why: "secret",
    text: "Creates or removes keys, passwords and second factors of users. Each user creates new ones.",
    operations: `
      create_user_credentials_api3 update_user_credentials_api3 delete_user_credentials_api3
      create_user_credentials_totp delete_user_credentials_totp
      create_user_credentials_email_password_reset
    `,
  },
  {
    why: "secret",
    text: "Opens and closes sessions of users, embedded users and applications.",
    operations: `
      login_user all_user_sessions user_session delete_user_session acquire_embed_cookieless_session
      delete_embed_cookieless_session generate_tokens_for_cookieless_session create_embed_url_as_me
      create_sso_embed_url activate_app_user deactivate_app_user invalidate_tokens
    `,
  },
  {
    why: "secret",
    text: "Hubs and integrations need secrets that Looker never shows. Set them up in Looker.",
    operations: `
      create_integration_hub update_integration_hub delete_integration_hub
      accept_integration_hub_legal_agreement update_integration fetch_integration_form
    `,
  },
  {
    why: "secret",
    text: "Looker never shows the password of the mail server. Enter it in Looker.",
    lacks: ["the password of the mail server"],
    operations: "set_smtp_settings",
  },
  {
    why: "git",
    text: "LookML is in git. Connect the project and deploy it again.",
    lacks: ["LookML files and their history: they are in git"],
    operations: `
      create_project update_project create_git_deploy_key create_git_branch update_git_branch
      delete_git_branch deploy_to_production deploy_ref_to_production async_deploy_ref_to_production
      reset_project_to_production reset_project_to_remote tag_ref lock_all update_repository_credential
      delete_repository_credential validate_project project_validation_results all_lookml_tests
      run_lookml_test all_git_connection_tests run_git_connection_test create_git_diagnostic_report
      get_git_diagnostic_report repair_git_diagnostic_report dashboard_aggregate_table_lookml
    `,
  },
  {
    why: "git",
    text: "Creates dashboards from LookML, or links them with it. A restore creates them from their bodies.",
    operations: `
      create_dashboard_from_lookml import_dashboard_from_lookml import_lookml_dashboard
      sync_lookml_dashboard update_lookml_certification update_self_service_explore_certification
    `,
  },
  {
    why: "acts",
    text: "Sends mail, or changes something in a database or another system.",
    operations: `
      scheduled_plan_run_once scheduled_plan_run_once_by_id enqueue_alert create_digest_email_send
      update_custom_welcome_email_test send_user_credentials_email_password_reset perform_data_action
      fetch_remote_data_action_form start_pdt_build stop_pdt_build update_datagroup
    `,
  },
  {
    why: "acts",
    text: "Reads the metadata of an identity provider, from which its configuration is created.",
    operations: "parse_saml_idp_metadata fetch_and_parse_saml_idp_metadata",
  },
  {
    why: "destroys",
    text: "Permanently deletes content or users.",
    operations: `
      delete_agent delete_golden_query delete_dashboard delete_look delete_folder delete_user delete_service_account wipeout_user_emails
      delete_user_credentials_email delete_user_credentials_embed delete_user_credentials_google
      delete_user_credentials_ldap delete_user_credentials_looker_openid delete_user_credentials_oidc
      delete_user_credentials_saml
    `,
  },
  {
    why: "destroys",
    text: "Locks users out, or grants and revokes access for Looker's support.",
    operations: `
      force_password_reset_at_next_login_for_all_users enable_support_access disable_support_access
      delete_support_access_allowlist_entry
    `,
  },
  {
    why: "destroys",
    text: "Instance settings can lock out all users. Compare them and set them in Looker.",
    operations: "set_setting update_whitelabel_configuration",
  },
  {
    why: "built_in",
    text: "The same in every instance of a release.",
    operations: "all_dialect_infos all_timezones all_locales",
  },
  {
    why: "no_use",
    text: "SQL Runner queries cannot be listed. The id in a tile is not the id that reads them.",
    operations: "sql_query create_sql_query",
  },
  {
    why: "no_use",
    text: "Searches all content for words.",
    operations: "search_content",
  },
  {
    why: "no_use",
    text: "Data of Looker's own extensions. Only they may read and write it.",
    lacks: ["data of Looker's own extensions (artifacts)"],
    operations: `
      artifact artifact_usage artifact_value search_artifacts update_artifacts delete_artifact
      purge_artifacts
    `,
  },
  {
    why: "no_use",
    text: "A part of the graph of a model's derived tables.",
    operations: "graph_derived_tables_for_view",
  },
];

/** Data that no operation of the API returns. */
export const IN_NO_OPERATION: readonly string[] = [
  "usage history (System Activity)",
  "the license, which belongs to one instance",
];
