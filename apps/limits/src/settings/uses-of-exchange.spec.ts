import { expect, it } from '@jest/globals';
import { usesOfExchange } from './uses-of-exchange.js';

it('names every stage and user of an exchange by its setting', () => {
  const stage = (statusId: number) => ({ pipelineId: 1, statusId });
  const settings = {
    ...{ exchangeStages: [stage(2), stage(3)], exchangeUserIds: [9], targetStage: stage(4) },
    excludedStages: [stage(142)],
  };
  expect(usesOfExchange(settings, [7]).map(({ kind, id, by }) => `${kind} ${id} ${by}`)).toEqual([
    'stage 1/2 exchange-stage',
    'stage 1/3 exchange-stage',
    'stage 1/4 exchange-target',
    'stage 1/142 excluded-stage',
    'user 9 exchange-user',
    'user 7 limited-user',
  ]);
});
