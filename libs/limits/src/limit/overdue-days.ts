import { dayMs, defineLimit } from '../limit.js';

/** 5 «Просроченных дней»: blocks while any open task is overdue by more than so many times 24 hours. */
export const overdueDays = defineLimit({
  name: 'overdueDays',
  number: 5,
  bound: { min: 0, max: 3_650, example: 5 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: () => ({ due: { of: 'oldestDue' } }),
  judge: ({ due }, bound, { now }) => {
    if (due === null) return { blocks: false, value: null, freesAt: null };
    return {
      blocks: due < now - bound * dayMs,
      value: Math.max(0, Math.floor((now - due) / dayMs)),
      freesAt: null,
    };
  },
  words: {
    title: 'limits.overdue-days-title',
    rule: 'limits.overdue-days-rule',
    blocks: 'limits.overdue-days-blocks',
    frees: 'limits.overdue-days-frees',
  },
});
