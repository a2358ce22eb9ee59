import { expect, it } from '@jest/globals';
import { referencesOfExchange, referencesOfLimits } from './references-of-exchange.js';
import { usesOfExchange } from './uses-of-exchange.js';

it('names every stage and user of an exchange by its setting', () => {
  const stage = (statusId: number) => ({ pipelineId: 1, statusId });
  const accountId = 'a';
  const settings = {
    ...{ accountId, exchangeStages: [stage(2)], exchangeUserIds: [9], targetStage: stage(4) },
    excludedStages: [stage(142)],
  };
  const users = [{ userId: 7, enabled: true, activeDeals: null }];
  const references = [...referencesOfExchange(settings), ...referencesOfLimits({ accountId, users })];
  const said = usesOfExchange(references).map(({ kind, id, by }) => `${kind} ${id} ${by}`);
  expect(said.filter((one) => !one.startsWith('pipeline 1 '))).toEqual([
    'stage 1/2 exchange-stage',
    'stage 1/4 exchange-target',
    'stage 1/142 excluded-stage',
    'user 9 exchange-user',
    'user 7 limited-user',
  ]);
});
