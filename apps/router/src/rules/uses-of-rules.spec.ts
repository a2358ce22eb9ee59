import { describe, expect, it } from '@jest/globals';
import { usesOfRules } from './uses-of-rules.js';

const rules = {
  hqAccountId: 'hq',
  ...{
    intakePipelineId: 1,
    handedOverStatusId: 2,
    regionFieldId: 3,
    branchFieldId: 4,
    allowedFieldIds: [5, 3],
  },
};

describe('usesOfRules', () => {
  it('names every object of the HQ account by its setting', () => {
    expect(usesOfRules(rules, 'hq').map(({ kind, id, by }) => `${kind} ${id} ${by}`)).toEqual([
      'pipeline 1 intake',
      'stage 1/2 handed-over',
      'field leads/3 region-field',
      'field leads/4 branch-field',
      'field leads/5 allowed-field',
      'field leads/3 allowed-field',
    ]);
    expect(usesOfRules({ ...rules, branchFieldId: null }, 'hq')).toHaveLength(5);
  });

  it('names the pipeline for leads of branches, and the stage that hands them back', () => {
    const escalation = { pipelineId: 7, handBackStatusId: 8 };
    const escalates = usesOfRules({ ...rules, escalation }, 'hq').filter(({ by }) => by === 'escalation');
    expect(escalates.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['pipeline 7', 'stage 7/8']);
  });

  it('names nothing of other accounts', () => {
    expect(usesOfRules(rules, 'branch')).toEqual([]);
  });
});
