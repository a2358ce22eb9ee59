/** The built-in tab of statistics of leads: every account has it under this id, so a release names it literally (sheet 4.4). */
export const statisticGroup = '~statistic';
