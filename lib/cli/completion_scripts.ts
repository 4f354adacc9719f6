/**
 * What a shell loads to complete lookervault's command line: it asks the program itself, so it never grows old.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { Candidate } from "./complete.ts";

/** The shells. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of {@linkcode SHELLS}. */
export type Shell = typeof SHELLS[number];

/** The line that says: there is nothing to offer, not even files. */
export const NOTHING = " ";

/** What each shell loads. Where the program prints nothing, the shell offers files. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# lookervault for bash: eval "$(lookervault completions bash)"
_lookervault() {
  local line=\${COMP_LINE:0:COMP_POINT} words=() reply last head
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  last=\${words[\${#words[@]}-1]}
  # bash takes : and = for ends of words and puts the reply behind the last of them.
  head=\${last%"\${last##*[:=]}"}
  COMPREPLY=()
  while IFS= read -r reply; do
    # A blank says that no file stands there either.
    [[ $reply == " " ]] && { compopt +o default +o bashdefault 2>/dev/null; continue; }
    printf -v reply %q "\${reply#"$head"}"
    COMPREPLY+=("$reply")
  done < <("\${words[0]}" completions bash -- "\${words[@]:1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _lookervault lookervault
`,
  zsh: `#compdef lookervault
# lookervault for zsh: eval "$(lookervault completions zsh)" after compinit, or a file _lookervault in $fpath
_lookervault() {
  local -a found
  found=("\${(@f)$("$words[1]" completions zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "$found[1]" == " " ]]; then _message 'free text'; elif [[ -n "$found[1]" ]]; then _describe lookervault found; else _files; fi
}
if [[ "$funcstack[1]" == _lookervault ]]; then _lookervault "$@"; else compdef _lookervault lookervault; fi
`,
  fish: `# lookervault for fish: lookervault completions fish > ~/.config/fish/completions/lookervault.fish
function __lookervault
    set -l words (commandline -opc)
    set -l found ($words[1] completions fish -- $words[2..] (commandline -ct) 2>/dev/null)
    if test "$found" = ' '
        return
    else if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c lookervault -f -a '(__lookervault)'
`,
};

/** Longest text about a candidate, characters. */
const ABOUT = 60;

/** Candidates as the script of a shell reads them, one a line. What could steer a terminal or break a line goes. */
export function completionLines(found: readonly Candidate[], shell: Shell): string[] {
  return found.filter(({ value }) => value === sanitize(value)).map(({ value, about }) => {
    const text = [...sanitize(about).replaceAll(/\s+/g, " ")].slice(0, ABOUT).join("");
    if (shell === "bash") return value;
    if (shell === "fish") return text === "" ? value : `${value}\t${text}`;
    const escaped = value.replaceAll("\\", "\\\\").replaceAll(":", "\\:");
    return text === "" ? escaped : `${escaped}:${text.replaceAll("\\", "\\\\")}`;
  });
}
