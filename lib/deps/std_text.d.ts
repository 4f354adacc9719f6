/** Returns the number of insertions, deletions and replacements of one character that turn one text into the other. */
export function levenshteinDistance(str1: string, str2: string): number;
