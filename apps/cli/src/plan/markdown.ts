/** A change list as Markdown, for a review: a heading, the counts that are not zero, and the list as it is. */
export function markdownOf(heading: string, counts: Readonly<Record<string, number>>, text: string): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  const table = ['', `| ${told.map(([name]) => name).join(' | ')} |`, `|${' --- |'.repeat(told.length)}`];
  const row = `| ${told.map(([, count]) => count).join(' | ')} |`;
  // A fence longer than any in the text, because names of objects are the branch's.
  const fence = '`'.repeat(Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return [
    `## ${heading}`,
    ...(told.length > 0 ? [...table, row] : []),
    '',
    fence,
    text.trimEnd(),
    fence,
  ].join('\n');
}
