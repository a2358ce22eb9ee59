import type { PlanCounts } from '@hub/contracts';
import { message, type Message, type MessageKey } from '@hub/messages';

/** What each count is called in the catalogue. */
const titles = {
  blocked: 'plans.blocked',
  delete: 'plans.delete',
  create: 'plans.create',
  update: 'plans.update',
  adopt: 'plans.adopt',
  manual: 'plans.manual',
  managed: 'cli.count-managed',
  own: 'cli.count-own',
} as const satisfies Record<keyof PlanCounts, MessageKey>;

/** A change list as Markdown, for a review: a heading, the counts that are not zero, and the list as it is. */
export function markdownOf(
  { heading, counts, text }: { heading: string; counts: Readonly<PlanCounts>; text: string },
  words: (said: Message) => string,
): string {
  const counted = (Object.keys(titles) as (keyof PlanCounts)[])
    .map((name) => [words(message(titles[name])), counts[name]] as const)
    .filter(([, count]) => count > 0);
  const table = [
    '',
    `| ${counted.map(([name]) => name).join(' | ')} |`,
    `|${' --- |'.repeat(counted.length)}`,
  ];
  const row = `| ${counted.map(([, count]) => count).join(' | ')} |`;
  // A fence longer than any in the text, because names of objects are the branch's.
  const fence = '`'.repeat(Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return [
    `## ${heading}`,
    ...(counted.length > 0 ? [...table, row] : []),
    '',
    fence,
    text.trimEnd(),
    fence,
  ].join('\n');
}
