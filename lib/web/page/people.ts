/**
 * All users, with what they own and receive.
 *
 * @module
 */
import { useMemo, useState } from "preact/hooks";
import { membershipOf } from "../model/access.ts";
import { NameLines } from "../model/name_lines.ts";
import { plain } from "../model/plain.ts";
import { countText, numberText } from "../model/time.ts";
import { ui, type View } from "./html.ts";
import { icon } from "./icons.ts";
import { bones, Choice, Empty, standingTag } from "./parts.ts";
import { ownedBy, receivedBy } from "./person_view.ts";
import { archive, goTo, itemLink, keyText, nameOf, type Ready } from "./store.ts";
import { VList } from "./vlist.ts";

interface Person {
  i: number;
  name: string;
  mail: string;
  groups: string;
  roles: string;
  owns: number;
  receives: number;
}

type Order = "name" | "owns" | "receives";

function peopleAt(run: number): Person[] {
  const a = archive(), people: Person[] = [];
  for (let i = 0; i < a.size; i++) {
    if (a.typeName(i) !== "users" || a.standing(i, run) === "unborn") continue;
    const { groups, roles } = membershipOf(a, i, run);
    people.push({
      i,
      name: nameOf(i, run),
      mail: plain(a.mailsOf(i, run).map((mail) => a.index.mails[mail] ?? "").join(", ")),
      groups: groups.map((group) => nameOf(group, run)).join(", "),
      roles: roles.map(({ role }) => nameOf(role, run)).join(", "),
      owns: ownedBy(i, run).length,
      receives: receivedBy(i, run).length,
    });
  }
  return people;
}

/** The page of users. */
export function People({ run, ready }: { run: number; ready: Ready }): View {
  const [text, setText] = useState(""),
    [order, setOrder] = useState<Order>("owns"),
    [active, setActive] = useState(-1),
    [focus, setFocus] = useState(0);
  const people = useMemo(() => ready ? peopleAt(run) : null, [ready, run]);
  const lines = useMemo(
    () =>
      new NameLines(people?.length ?? 0, (place) => {
        const { name, mail, groups, roles } = people?.[place] ?? {};
        return `${name}\n${mail}\n${groups}\n${roles}`;
      }),
    [people],
  );
  const shown = useMemo(() => {
    const marks = lines.matching(text);
    return (people ?? []).filter((_, place) => marks[place] === 1).sort((one, other) =>
      (order === "name" ? 0 : other[order] - one[order]) || (one.name < other.name ? -1 : 1)
    );
  }, [people, text, order]);
  const key = (event: KeyboardEvent): void => {
    const chosen = shown[active];
    if (event.key === "Enter" && chosen !== undefined && (event.target as Element).closest("a") === null) {
      return goTo(itemLink(chosen.i));
    }
    const step =
      ({ ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 } as Record<string, number>)[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setFocus(focus + 1);
    setActive(Math.max(0, Math.min(shown.length - 1, active + step)));
  };
  const draw = ({ i, name, mail, groups, roles, owns, receives }: Person, place: number): View =>
    ui`
      <div class=${`prow${place === active ? " on" : ""}`}
        onClick=${() => goTo(itemLink(i))}><span class="irow-i">${
      icon(
        "users",
      )
    }</span><span class="irow-t"><a class="cut" href=${
      itemLink(
        i,
      )
    } tabindex="-1"><bdi>${name}</bdi></a><span class="cut l2"><bdi>${
      mail === name ? keyText(archive().keyOf(i)) : mail
    }</bdi></span></span><span class="prow-g cut"><bdi>${
      groups || "no group"
    }</bdi></span><span class="prow-g cut"><bdi class=${roles === "" ? "mute" : ""}>${
      roles || "no role"
    }</bdi></span>${
      standingTag(
        archive().standing(i, run),
      )
    }<span class="prow-n">${
      numberText(
        owns,
      )
    } <span class="mute">owned</span></span><span class="prow-n">${
      numberText(
        receives,
      )
    } <span class="mute">received</span></span></div>
    `;
  return ui`
    <main id="main" class="page people" tabindex="-1">
      <header class="imp-h">
        <h1>People</h1>
        <p class="mute">Who owns what, receives what and can see what. ${
    people === null ? "" : countText(people.length, "person", "people")
  }.</p>
      </header>
      <section class="panelx"
        aria-label="People"><div class="searchbar">${
    icon(
      "search",
    )
  }<input type="search" id="people-q" value=${text} onInput=${(event: Event) =>
    setText(
      (event.currentTarget as HTMLInputElement).value,
    )} placeholder="Names, addresses, groups, roles" aria-label="Search people" autocomplete="off" spellcheck=${false} /><span class="mute hits" role="status">${
    people === null ? "" : numberText(shown.length)
  }<span class="sr"> people</span></span><${Choice} label="Sort by" value=${order} on=${setOrder} of=${[
    ["owns", "Most owned"],
    ["receives", "Most received"],
    ["name", "Name"],
  ]} /></div>
        ${
    people === null ? ui`<div class="pad">${bones(10, 18)}</div>` : shown.length === 0
      ? ui`
            <${Empty} title="Nobody found">
              <p>${
        people.length === 0
          ? "This vault contains no users."
          : "No person matches these words in a name, an address, a group or a role."
      }</p>
              <//>
          `
      : ui`
            <${VList} rows=${shown} label="People" active=${active} height=${48}
              focus=${focus} onKey=${key} draw=${draw} />
          `
  }</section>
    </main>
  `;
}
