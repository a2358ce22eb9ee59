import { describe, expect, it } from '@jest/globals';
import { isBranchReading, type InsideLeg } from './is-branch-reading.js';

const [intake, own] = [1, 2];
const leg: InsideLeg = {
  ...{ hqWroteAt: 1000, handedAt: new Date(1_001_000), branchKeptAt: null, isEnded: false },
  intakePipelineId: intake,
};
const at = (pipelineId: number, updatedAt: number, statusId = 5) => ({
  ...{ pipelineId, statusId, updatedAt, goneAt: null },
});

describe('isBranchReading', () => {
  it.each<[string, boolean, Parameters<typeof isBranchReading>[0], Partial<InsideLeg>?]>([
    ['the lead in the pipeline of the branch', true, at(own, 1000)],
    ['its place before the move', false, at(intake, 999)],
    ['its place before the move, in the second of it', false, at(intake, 1000)],
    ['a move back to the intake', true, at(intake, 1001)],
    ['the lead as another branch had it', false, at(3, 900)],
    ['a lead that was closed in the intake', true, at(intake, 1000, 143)],
    ['a lead that is gone', true, { ...at(intake, 900), goneAt: 1002 }],
    ['the intake, when the moment of the move is not known', false, at(intake, 1030), { hqWroteAt: null }],
    ['the intake long after a move of unknown moment', true, at(intake, 1100), { hqWroteAt: null }],
    ['the intake before the branch kept the lead', false, at(intake, 1050), { branchKeptAt: 1050 }],
    ['a lead of an ended leg that is back in the intake', false, at(intake, 1100), { isEnded: true }],
    ['a lead of an ended leg that is open again', true, at(own, 1100), { isEnded: true }],
  ])('%s: %s', (_, expected, reading, change = {}) => {
    expect(isBranchReading(reading, { ...leg, ...change })).toBe(expected);
  });
});
