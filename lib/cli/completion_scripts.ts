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

/** The script that each shell loads. Where the program prints nothing, the shell offers files. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# lookervault for bash: eval "$(lookervault completions bash)"
_lookervault() {
  local line=\${COMP_LINE:0:COMP_POINT} words=() word= head= quote= begun= closed= char next reply i
  # The words as bash would read them: names have blanks, within quotes or after backslashes.
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
      # bash takes : and = for ends of words and puts the reply behind the last of them.
      [[ $char == [:=] ]] && head=$word
    fi
  done
  words+=("$word") COMPREPLY=()
  # Behind a closed quote bash would put the reply beside what stands there.
  [[ -n $closed ]] && { compopt +o default +o bashdefault 2>/dev/null; return; }
  [[ -n $quote ]] && head=
  while IFS= read -r reply; do
    # A blank says that no file stands there either.
    [[ $reply == " " ]] && { compopt +o default +o bashdefault 2>/dev/null; continue; }
    case $quote in
      "'") reply=\${reply//"'"/"'\\''"} ;;
      '"')
        # Nothing keeps bash from reading a ! in such quotes.
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
  # Without quotes and backslashes: zsh puts them around the reply itself.
  found=("\${(@f)$("$words[1]" completions zsh -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)}")
  if [[ "$found[1]" == " " ]]; then _message 'free text'; elif [[ -n "$found[1]" ]]; then _describe lookervault found; else _files; fi
}
if [[ "$funcstack[1]" == _lookervault ]]; then _lookervault "$@"; else compdef _lookervault lookervault; fi
`,
  fish: `# lookervault for fish: lookervault completions fish > ~/.config/fish/completions/lookervault.fish
function __lookervault
    set -l words (commandline -opc)
    # Without quotes and backslashes: fish puts them around the reply itself.
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

/** Longest text about a candidate, characters. */
const ABOUT = 60;

/** Candidates as the script of a shell reads them, one a line. Control characters and line breaks are removed. */
export function completionLines(found: readonly Candidate[], shell: Shell): string[] {
  return found.filter(({ value }) => value === sanitize(value)).map(({ value, about }) => {
    const text = [...sanitize(about).replaceAll(/\s+/g, " ")].slice(0, ABOUT).join("");
    if (shell === "bash") return value;
    if (shell === "fish") return text === "" ? value : `${value}\t${text}`;
    const escaped = value.replaceAll("\\", "\\\\").replaceAll(":", "\\:");
    return text === "" ? escaped : `${escaped}:${text.replaceAll("\\", "\\\\")}`;
  });
}
