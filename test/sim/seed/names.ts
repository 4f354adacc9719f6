/** Names: plain ones, and the kind that breaks programs. @module */
import { mix, type Random } from "../random.ts";

/** Names that real people have given to real content, and worse. */
export const ODD_NAMES: readonly string[] = [
  "Sales / Revenue \\ Costs",
  `He said "hi" & 'bye' <b>now</b>`,
  "📈 Growth 👩‍👩‍👧 🏳️‍🌈",
  "مبيعات \u202Eevil\u202C",
  "e\u0301 combining n\u0303 vs \u00e9 \u00f1",
  "\u001b[31mred\u001b[0m alert\u0007",
  `${"very long title ".repeat(22)}end`,
  "tab\there, newline\nthere, return\rback",
  "[bold]markup[/bold] {{ liquid }} ${env}",
  "100%_done",
  "  leading and trailing  ",
  "null",
  "../../etc/passwd",
  "=cmd|' /C calc'!A0",
  "line\u2028separator \u2029paragraph \u0085nel",
  "CON",
  "日本語の売上 ①",
  "zero\u200bwidth \ufeffbom",
  "\u0001\u0002\u001f controls \u007f",
  "case TWIN",
  "Case Twin",
  "-rf --help",
  "true",
  "0123",
];

const FIRST = [
  "Daily",
  "Weekly",
  "Monthly",
  "Global",
  "Regional",
  "Legacy",
  "Executive",
  "Draft",
  "Live",
  "Internal",
];
const SECOND = [
  "Sales",
  "Churn",
  "Revenue",
  "Orders",
  "Traffic",
  "Inventory",
  "Support",
  "Marketing",
  "Finance",
  "Risk",
];
const THIRD = [
  "Overview",
  "Report",
  "Dashboard",
  "Pulse",
  "Deep Dive",
  "Scorecard",
  "KPIs",
  "Monitor",
  "Trends",
  "Review",
];

/** An ordinary title, unique by its number. */
export function plainTitle(number: number): string {
  const h = mix(number, 11);
  return `${FIRST[h % 10]} ${SECOND[(h >>> 4) % 10]} ${THIRD[(h >>> 8) % 10]} ${number}`;
}

const GIVEN = [
  "Ada",
  "Bjarne",
  "Chloë",
  "Dmitri",
  "Edsger",
  "Fatima",
  "Grace",
  "Hiro",
  "Ines",
  "Jürgen",
  "Karin",
  "Łukasz",
];
const FAMILY = [
  "Lovelace",
  "O'Neil",
  "Müller",
  "Nguyễn",
  "García-López",
  "Smith",
  "Öztürk",
  "Ivanova",
  "van der Berg",
  "Sato",
];

/** A person's names. */
export function person(random: Random): { first: string; last: string } {
  return { first: random.pick(GIVEN), last: random.pick(FAMILY) };
}

const DAY = 86_400_000;
const ORIGIN = Date.UTC(2025, 5, 1);

/** A time, the same for the same numbers: `Z` or with the offset of Pacific time. */
export function timestamp(number: number, salt: number, offset = false): string {
  const at = ORIGIN - (mix(number, salt) % (900 * 24 * 3600)) * 1000 + (salt % 7) * DAY;
  if (!offset) return new Date(at).toISOString();
  return `${new Date(at - 7 * 3_600_000).toISOString().slice(0, -1)}-07:00`;
}
