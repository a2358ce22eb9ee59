import { expect, it } from '@jest/globals';
import { isReadByRouter, laneOf } from './lane-of.js';

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

const routed = { ...facts, action: 'update', handedOverStatusId: 9, knownStatusId: 5 };

it.each([
  ['a lead of the intake pipeline', {}, true],
  ['a new lead', { action: 'add', knownPipelineId: null, knownStatusId: null }, true],
  ['a lead that was handed over', { knownStatusId: 9 }, false],
  ['a closed lead', { knownStatusId: 143 }, false],
  ['a lead of another pipeline', { knownPipelineId: 2 }, false],
  ['a deleted lead', { action: 'delete' }, false],
  ['a lead where there are no rules', { intakePipelineId: null }, false],
  ['a lead of a branch', { isHq: false }, false],
])('knows whether the router reads %s', (_name, more, expected) => {
  expect(isReadByRouter({ ...routed, ...more })).toBe(expected);
});
