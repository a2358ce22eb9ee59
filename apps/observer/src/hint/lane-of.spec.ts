import { expect, it } from '@jest/globals';
import { laneOf } from './lane-of.js';

const facts = { entity: 'lead', isHq: true, intakePipelineId: 1, knownPipelineId: 1 };

it.each([
  ['a lead of the intake pipeline', {}, 'intake'],
  ['a new lead', { knownPipelineId: null }, 'intake'],
  ['a lead of another pipeline', { knownPipelineId: 2 }, 'rest'],
  ['a lead while nobody knows the rules', { intakePipelineId: null, knownPipelineId: 2 }, 'intake'],
  ['a lead of a branch', { isHq: false }, 'rest'],
  ['a task', { entity: 'task' }, 'rest'],
])('puts %s into its lane', (_name, more, expected) => {
  expect(laneOf({ ...facts, ...more })).toBe(expected);
});
