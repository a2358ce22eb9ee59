import { checkReferences } from '@hub/amocrm/pure';
import { expect, it } from '@jest/globals';
import { referencesOfExchange } from './references-of-exchange.js';
import { settingsOf } from './settings-of.js';

const stages = [
  { id: 10, name: 'Неразобранное', isUnsorted: true },
  { id: 20, name: 'Новая', isUnsorted: false },
];
const account = {
  pipelines: [{ id: 1, name: 'Продажи', isArchived: false, stages }],
  users: null,
  leadFields: null,
};
const [unsorted, first] = stages.map(({ id }) => ({ pipelineId: 1, statusId: id }));
const group = { name: 'А', managerIds: [8], exchangeUserIds: [9] };

it('lets «Неразобранное» count nowhere, and be no stage that leads are handed out from, come to or count in', () => {
  const wrong = (change: object) => {
    const stock = { exchangeStages: [first!], targetStage: first! };
    const settings = settingsOf({ groups: [{ ...group, ...stock, ...change }] });
    return checkReferences(referencesOfExchange(settings), account).map(({ path }) => path);
  };
  expect(wrong({ excludedStages: [unsorted!] })).toEqual([]);
  expect(wrong({ exchangeStages: [unsorted!], targetStage: unsorted!, keyStages: [unsorted!] })).toEqual([
    'groups.0.exchangeStages.0.statusId',
    'groups.0.keyStages.0.statusId',
    'groups.0.targetStage.statusId',
  ]);
});
