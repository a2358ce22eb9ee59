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

  it('names in other accounts what escalation finds there by name, and nothing without it', () => {
    expect(usesOfRules(rules, 'branch')).toEqual([]);
    const named = (branchPipelineName?: string) =>
      usesOfRules({ ...rules, escalation: { pipelineId: 7, branchPipelineName } }, 'branch');
    expect(named()).toMatchObject([
      { kind: 'pipeline', id: '', title: 'Передача в головной офис', by: 'escalation-branch' },
      { kind: 'field', id: 'leads', title: 'комментарий', code: 'HUB_COMMENT', by: 'escalation-reason' },
    ]);
    expect(named('В центр')).toMatchObject([{ title: 'В центр' }, { kind: 'field' }]);
  });
});
