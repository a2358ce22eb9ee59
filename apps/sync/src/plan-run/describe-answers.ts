import { joined, message, type Fact } from '@hub/messages';
import { answersOf, type AskedBy } from '../plan/answers.js';
import type { Plan } from '../plan/plan.js';

/**
 * How the questions of a plan are answered, as lines of its text: every sort of answer once, shown on the first change that
 * it fits; none for a plan that asks nothing. Each change of the plan has its own answers.
 */
export function describeAnswers({ changes }: Pick<Plan, 'changes'>, by: AskedBy): readonly Fact[] {
  const asking = [...changes].sort((a, b) => Number(b.action === 'blocked') - Number(a.action === 'blocked'));
  const answers = asking.flatMap((change) => answersOf(change, by));
  const sorts = answers.filter(({ code }, at) => answers.findIndex((one) => one.code === code) === at);
  if (sorts.length === 0) return [];
  return [message('plans.answers'), ...sorts.map(({ words }) => joined('', ['  · ', words])), ''];
}
