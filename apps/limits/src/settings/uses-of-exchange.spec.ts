import { expect, it } from '@jest/globals';
import { referencesOfExchange, referencesOfLimits } from './references-of-exchange.js';
import { settingsOf } from './settings-of.js';
import { usesOfExchange } from './uses-of-exchange.js';

it('names every stage and user of an exchange by its setting', () => {
  const stage = (statusId: number) => ({ pipelineId: 1, statusId });
  const group = {
    ...{
      name: 'А',
      managerIds: [8],
      exchangeStages: [stage(2)],
      exchangeUserIds: [9],
      targetStage: stage(4),
    },
    ...{
      excludedStages: [stage(142)],
      keyStages: [stage(5)],
      saleStages: [stage(6)],
      refusalStages: [stage(7)],
    },
  };
  const users = [{ userId: 7 }];
  const references = [...referencesOfExchange(settingsOf({ groups: [group] })), ...referencesOfLimits(users)];
  const said = usesOfExchange(references).map(({ kind, id, by }) => `${kind} ${id} ${by}`);
  expect(said.filter((one) => !one.startsWith('pipeline 1 '))).toEqual([
    'stage 1/2 exchange-stage',
    'stage 1/142 excluded-stage',
    'stage 1/5 key-stage',
    'stage 1/6 sale-stage',
    'stage 1/7 refusal-stage',
    'stage 1/4 exchange-target',
    'user 9 exchange-user',
    'user 8 limited-user',
    'user 7 limited-user',
  ]);
});
