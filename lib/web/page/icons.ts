/**
 * Small icons, drawn by hand.
 *
 * @module
 */
import { ui, type View } from "./html.ts";

const PATHS: Readonly<Record<string, string>> = {
  dashboards: "M2.5 2.5H7v6H2.500zM9 2.500h4.500V6H9zM9 8h4.500v5.500H9zM2.500 10.500H7v3H2.500z",
  looks: "M2.500 13.500h11M4.500 11V7.500M8 11V3.500M11.500 11V6",
  folders: "M2 4.500a1 1 0 0 1 1-1h3.200l1.500 1.800H13a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z",
  boards: "M3 3h10v10H3zM3 6.500h10M6.500 6.500V13",
  users:
    "M8 8a2.600 2.600 0 1 0 0-5.200A2.600 2.600 0 0 0 8 8zM3 13.500c.4-2.600 2.300-4 5-4s4.600 1.400 5 4",
  groups:
    "M6 8a2.300 2.300 0 1 0 0-4.600A2.300 2.300 0 0 0 6 8zM1.800 13c.3-2.300 1.900-3.600 4.200-3.600s3.900 1.300 4.200 3.600M10.500 7.600a2 2 0 1 0-.6-3.900M11.300 9.600c1.700.2 2.700 1.400 2.900 3.400",
  roles: "M5.500 10.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8.500 7.500H14M11.500 7.500V10",
  scheduled_plans: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.800V8l2.300 1.500",
  alerts: "M4 11V7.200a4 4 0 0 1 8 0V11l1 1.300H3zM6.800 14h2.400",
  lookml_models: "M8 2l5.500 3v6L8 14l-5.500-3V5zM2.500 5 8 8l5.500-3M8 8v6",
  lookml_dashboards: "M2.500 2.500h11v11h-11zM6 6.500 4.500 8 6 9.500M10 6.500 11.500 8 10 9.500",
  explores: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM10.500 5.500 9 9l-3.500 1.500L7 7z",
  search: "M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.300 10.300 14 14",
  copy: "M5.500 5.500H13v8H5.500zM3 10.500v-8h7.500",
  check: "M3 8.500l3.200 3.200L13 4.800",
  warn: "M8 2.500 14.300 13.500H1.700zM8 6.500V10M8 11.700v.2",
  cross: "M4 4l8 8M12 4l-8 8",
  right: "M6 3.500 10.500 8 6 12.500",
  left: "M10 3.500 5.500 8 10 12.500",
  lock: "M4 7.500h8v6H4zM5.500 7.500v-2a2.500 2.500 0 0 1 5 0v2",
  undo: "M3 6.500h6.500a3.500 3.500 0 0 1 0 7H6M3 6.500l3-3M3 6.500l3 3",
  sun:
    "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.500V3M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M3.400 12.600l1-1M11.600 4.400l1-1",
  moon: "M13 9.500A5.500 5.500 0 0 1 6.500 3a5.500 5.500 0 1 0 6.500 6.500z",
  auto: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12M8 4.500h4M8 7.500h5.500M8 10.500h4.500",
  home: "M2.500 13.500v-5M6.200 13.500V5M9.800 13.500V7M13.500 13.500v-11",
  changes: "M2.500 5h8M7.500 2l3 3-3 3M13.500 11h-8M8.500 8l-3 3 3 3",
  explore: "M2.500 3.500h11M5.500 8h8M5.500 12.500h8M2.500 8h.1M2.500 12.500h.1",
  impact:
    "M3.500 8h3M6.500 8 11 3.800M6.500 8l4.500 4.200M12.500 4.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM12.500 14.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3zM3.500 9.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3z",
  coverage: "M8 2l5 2v4c0 3-2.200 5.200-5 6-2.800-.8-5-3-5-6V4zM5.700 8l1.700 1.700 3-3.200",
  hidden:
    "M2 2l12 12M6.500 6.600a2 2 0 0 0 2.800 2.800M4 5.200C2.900 6.100 2.100 7.100 1.700 8c1 2.200 3.300 4.200 6.300 4.200.9 0 1.800-.2 2.500-.5M7 3.900c.3-.1.7-.1 1-.1 3 0 5.300 2 6.300 4.200-.3.700-.8 1.500-1.500 2.200",
  other: "M8 2l6 6-6 6-6-6z",
};

/** An icon, hidden from screen readers. `cls` is its class. */
export function icon(name: string, size = 16, cls = ""): View {
  const path = Object.hasOwn(PATHS, name) ? PATHS[name] : PATHS["other"];
  return ui`
    <svg class=${`ic ${cls}`} width=${size} height=${size} viewBox="0 0 16 16" aria-hidden="true"
      focusable="false">
      <path d=${path} />
    </svg>
  `;
}

/** The logo of lookervault. */
export function mark(): View {
  return ui`
    <svg class="mark-svg" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
      <rect x="2" y="2" width="20" height="20" rx="6" class="mk-b" />
      <circle cx="12" cy="12" r="6.2" class="mk-c" />
      <path d="M12 8v4l-2.800 2" class="mk-h" />
    </svg>
  `;
}
