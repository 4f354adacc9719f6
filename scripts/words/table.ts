/**
 * Phrases that no text of lookervault may contain, and replacements. docs/concepts.md is the glossary.
 *
 * @module
 */

/** A phrase that readers stumble over. */
export interface Forbidden {
  /** A regular expression. A space in it matches any white space. */
  phrase: string;
  /** The replacement. */
  write: string;
}

const BACK = "(it|them|that|this|these|those|all|everything|one)?";

/** All forbidden phrases. */
export const FORBIDDEN: readonly Forbidden[] = [
  { phrase: "(go|goes|gone|went|going) on (with|where|from where)", write: "continue, resume" },
  {
    phrase: "(is|are|was|were) (not|never) believed|(do|does|did)(n't| not) believe|disbelie\\w+",
    write: "reject, ignore, check",
  },
  { phrase: "(stands?|stood|standing) on", write: "is in, is on, depends on" },
  {
    phrase: "(stands?|stood|standing) (in|at|under|below|above|among|behind)",
    write: "is in, is set in, is at",
  },
  { phrase: "(stands?|stood|standing) beside", write: "is next to, is in the same directory as" },
  { phrase: `(puts?|putting) ${BACK} ?right`, write: "fix, repair, correct" },
  {
    phrase: "(agree|agrees|agreed|agreeing) to",
    write: "confirm, approve; Not confirmed: nothing was written.",
  },
  { phrase: "(leads?|led|leading) to", write: "point to, refer to, cause" },
  { phrase: "sees nobody", write: "say what is not visible, and to whom" },
  { phrase: "nobody (knows|can know|could know)", write: "unknown" },
  {
    phrase: "since when (is|was|are|were|does|did)",
    write: "say what is asked: created before, updated before",
  },
  { phrase: "(makes?|made|making) no sense", write: "Invalid ..." },
  { phrase: "in silence", write: "silently, without a message; or say what is listed" },
  { phrase: "without a word", write: "without a message, without an error" },
  { phrase: "anew", write: "again; created again, rebuilt" },
  { phrase: `(brings?|brought|bringing) ${BACK} ?back`, write: "restore" },
  { phrase: `(puts?|putting) ${BACK} ?back`, write: "restore" },
  { phrase: `(gives?|gave|given|giving) ${BACK} ?back`, write: "restore, return" },
  { phrase: "(pass|passes|passed|passing) by", write: "skip" },
  { phrase: "(leaves?|left|leaving) (it |them |that )?alone", write: "leave unchanged, skip" },
  { phrase: "(left|leaves|leaving) out", write: "skipped, not included, omitted" },
  { phrase: "log-(in|out)s?", write: "login, logout; the verb is log in" },
  { phrase: "wherefrom", write: "from where, source" },
  { phrase: "thither|whither", write: "destination, to the target instance" },
  { phrase: "(lies|lie|lay|lain|lying) in", write: "is in" },
  { phrase: "as it was made", write: "as it was created" },
  { phrase: "what is not", write: "say what: items that are not ..." },
  { phrase: "of (its|their|your|our) own choice", write: "own; chosen by" },
  { phrase: "(is|are|was|were|be|been|not) whole", write: "is complete, is intact" },
  { phrase: "e-mail(s|ed|ing)?", write: "email" },
  // American spelling. Names of files keep theirs.
  {
    phrase: "(?<!-)(colour|neighbour|honour|flavour|favour|behaviour)(s|ed|ing|al|ite|ites|able)?",
    write: "color, neighbor, honor, flavor, favor, behavior, favorite",
  },
  {
    phrase:
      "(recogn|organ|custom|initial|normal|optim|serial|summar|synchron|minim|maxim|author|categor|visual|util" +
      "|standard|general|special|final|local|random|anonym|priorit|emphas)is(e|es|ed|ing|able|ation|ations)",
    write: "the ending -ize or -ization, such as recognize",
  },
  { phrase: "analys(e|ed|ing)|practis(e|es|ed|ing)", write: "analyze; practice" },
  { phrase: "(un)?licenc(e|es|ed|ing)", write: "license" },
  { phrase: "(un)?(label|model|travel|signal)l(ed|ing)", write: "labeled, modeled, traveled, signaled" },
  { phrase: "(centre|metre|fibre)s?|centred", write: "center, meter, fiber" },
  { phrase: "(towards|whilst|artefacts?|grey|catalogues?)", write: "toward, while, artifact, gray, catalog" },
];

/** Places where a phrase of the table is allowed, such as quotations of Looker and names. */
export const EXCEPTIONS: readonly { file: RegExp; words: RegExp; why: string }[] = [
  {
    file: /^scripts\/words\//,
    words: /./,
    why: "the table itself",
  },
];
