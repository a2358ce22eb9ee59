import { expect, it } from '@jest/globals';
import { lintEscalation, referencesOfEscalation } from './rules-of-escalation.js';

const rules = {
  ...{ hqAccountId: 'hq', intakePipelineId: 1, handedOverStatusId: 2, regionFieldId: 3, allowedFieldIds: [] },
};
const calendar = {
  timeZone: 'Europe/Moscow',
  hours: [{ weekday: 1, from: '18:00', to: '09:00' }],
  daysOff: [],
};

it('refuses the intake pipeline and hours that are turned round, by field', () => {
  expect(lintEscalation(rules)).toEqual([]);
  expect(lintEscalation({ ...rules, escalation: { pipelineId: 7 } })).toEqual([]);
  const wrong = lintEscalation({ ...rules, escalation: { pipelineId: 1, calendar } });
  expect(wrong.map(({ path }) => path)).toEqual(['escalation.pipelineId', 'escalation.calendar.hours.0.to']);
});

it('names the pipeline, and an open stage of that pipeline behind the first', () => {
  expect(referencesOfEscalation(rules)).toEqual([]);
  const escalation = { pipelineId: 7, handBackStatusId: 8 };
  expect(referencesOfEscalation({ ...rules, escalation })).toMatchObject([
    { to: 'pipeline', id: 7 },
    {
      path: 'escalation.handBackStatusId',
      to: 'stage',
      id: 8,
      pipelineId: 7,
      isOpen: true,
      isBehindFirst: true,
    },
  ]);
});
