import { expect, it } from '@jest/globals';
import { decideHand, type HandFacts } from './decide-hand.js';

const left: HandFacts = { pipelineId: 1, statusId: 5, isEscalated: false };

it.each<[string, Partial<HandFacts>, string]>([
  ['where the hub left it', {}, 'in-hand'],
  ['in the intake of the rules of before', { pipelineId: 2 }, 'in-hand'],
  ['in another stage of the intake', { statusId: 4 }, 'in-hand'],
  ['in a pipeline of head office', { pipelineId: 3 }, 'taken'],
  ['won at head office', { pipelineId: 3, statusId: 142 }, 'closed'],
  ['lost in the intake', { statusId: 143 }, 'closed'],
  ['given to head office by a branch', { pipelineId: 3, isEscalated: true }, 'escalated'],
  ['given to head office, which has closed it', { statusId: 142, isEscalated: true }, 'closed'],
])('judges a lead %s', (_, change, expected) => {
  expect(decideHand({ ...left, ...change }, [1, 2])).toBe(expected);
});
