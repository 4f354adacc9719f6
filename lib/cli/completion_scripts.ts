/**
 * The completion scripts of the shells. A script calls the program for each completion, so it never becomes outdated.
 *
 * @module
 */
import { sanitize } from "../base/log.ts";
import type { Candidate } from "./complete.ts";

/** The supported shells. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of {@linkcode SHELLS}. */
export type Shell = typeof SHELLS[number];

/** The line that tells the script to offer nothing, not even file names. */
export const NOTHING = " ";

/** The script of each shell. If the program prints nothing, the shell offers file names. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# lookervault for bash: eval "$(lookervault completions bash)"
_lookervault() {
  local line=\${COMP_LINE:0:COMP_POINT} words=() word= head= quote= begun= closed= char next reply i
  # Split the line as bash does: names may contain blanks, in quotes or after backslashes.
  for ((i = 0; i < \${#line}; i++)); do
    char=\${line:i:1} next=\${line:i+1:1}
    if [[ $char == "$quote" ]]; then quote= closed=1
    elif [[ $quote == "'" ]]; then word+=$char
    elif [[ $char == '\\' && ( -z $quote || $next == [\\$\\\`\\"\\\\] ) ]]; then word+=$next begun=1; ((i++))
    elif [[ -n $quote ]]; then word+=$char
    elif [[ $char == [\\'\\"] ]]; then quote=$char begun=1
    elif [[ $char == [[:space:]] ]]; then
      [[ -n $begun ]] && words+=("$word")
      word= head= begun= closed=
    else
      word+=$char begun=1
      # bash splits words at : and =, and inserts the reply after the last of them.
      [[ $char == [:=] ]] && head=$word
    fi
  done
  words+=("$word") COMPREPLY=()
  # After a closed quote, bash would insert the reply next to the word.
  [[ -n $closed ]] && { compopt +o default +o bashdefault 2>/dev/null; return; }
  [[ -n $quote ]] && head=
  while IFS= read -r reply; do
    # A blank means that file names are not offered either.
    [[ $reply == " " ]] && { compopt +o default +o bashdefault 2>/dev/null; continue; }
    case $quote in
      "'") reply=\${reply//"'"/"'\\''"} ;;
      '"')
        # In double quotes, bash always expands a !.
        [[ $reply == *!* ]] && continue
        reply=\${reply//'\\'/'\\\\'} reply=\${reply//'"'/'\\"'} reply=\${reply//'$'/'\\$'} reply=\${reply//'\`'/'\\\`'}
        ;;
      *) printf -v reply %q "\${reply#"$head"}" ;;
    esac
    COMPREPLY+=("$reply")
  done < <("\${words[0]}" completions bash -- "\${words[@]:1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _lookervault lookervault
`,
  zsh: `#compdef lookervault
# lookervault for zsh: eval "$(lookervault completions zsh)" after compinit, or a file _lookervault in $fpath
_lookervault() {
  local -a found
  # The words are passed without quotes and backslashes: zsh adds them to the reply.
  found=("\${(@f)$("$words[1]" completions zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ "$found[1]" == " " ]]; then _message 'free text'; elif [[ -n "$found[1]" ]]; then _describe lookervault found; else _files; fi
}
if [[ "$funcstack[1]" == _lookervault ]]; then _lookervault "$@"; else compdef _lookervault lookervault; fi
`,
  fish: `# lookervault for fish: lookervault completions fish > ~/.config/fish/completions/lookervault.fish
function __lookervault
    set -l words (commandline -opc)
    # The words are passed without quotes and backslashes: fish adds them to the reply.
    set -l last (commandline -ct | string unescape --style=script)
    test (count $last) -eq 0; and set last (commandline -ct | string trim --left --chars='"\\'')
    set -l found ($words[1] completions fish -- $words[2..] "$last" 2>/dev/null)
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

/** The maximum length of the description of a candidate, in characters. */
const ABOUT = 60;

/**
 * Returns candidates in the format of a shell's script, one per line. Omits values with control characters, and escapes
 * control characters in descriptions.
 */
export function completionLines(found: readonly Candidate[], shell: Shell): string[] {
  return found.filter(({ value }) => value === sanitize(value)).map(({ value, about }) => {
    const text = [...sanitize(about).replaceAll(/\s+/g, " ")].slice(0, ABOUT).join("");
    if (shell === "bash") return value;
    if (shell === "fish") return text === "" ? value : `${value}\t${text}`;
    const escaped = value.replaceAll("\\", "\\\\").replaceAll(":", "\\:");
    return text === "" ? escaped : `${escaped}:${text.replaceAll("\\", "\\\\")}`;
  });
}
