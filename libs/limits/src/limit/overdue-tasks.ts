import { defineLimit } from '../limit.js';

/** 4 «Просроченные задачи»: blocks above the bound. */
export const overdueTasks = defineLimit({
  name: 'overdueTasks',
  number: 4,
  bound: { min: 0, max: 10_000, example: 5 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: () => ({ tasks: { of: 'tasksOverdue' } }),
  judge: ({ tasks }, bound) => ({
    blocks: tasks > bound,
    value: tasks,
    freesAt: null,
    facts: { rest: Math.max(0, tasks - bound) },
  }),
  words: {
    title: 'limits.overdue-tasks-title',
    rule: 'limits.overdue-tasks-rule',
    blocks: 'limits.overdue-tasks-blocks',
    frees: 'limits.overdue-tasks-frees',
  },
});
