import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import { decideReRoute, type Said } from './decide-re-route.js';

const named = message('custody.why-chosen', { branch: 'Тверь' });
type Asked = Parameters<typeof decideReRoute>[0];
const asked: Asked = {
  ...({ why: 're-routed', state: 'asked' } as const),
  ...{ branchId: 'tver', reason: named, stepStartedAt: null, baseline: null },
};
const byPlace: Asked = { ...asked, reason: message('custody.why-region', { branch: 'Тверь' }) };
const begun: Asked = { ...asked, stepStartedAt: new Date(0) };
const place = { pipelineId: 1, statusId: 2, ownerId: 3, price: 0 };
const refused: Asked = { ...asked, baseline: place };
const movedBack: Asked = { ...asked, baseline: { ...place, away: { ...place, rejectTag: null } } };
const closed: Asked = { ...asked, state: 'closed' };
const rejected: Asked = { ...asked, why: 'rejected', branchId: null };

const nothing: Said = { wanted: null, ownBy: null, waitsBy: null, isOver: false };
const another: Said = { ...nothing, wanted: { branchId: 'omsk', isByPlace: false } };
const placed: Said = { ...nothing, wanted: { branchId: 'omsk', isByPlace: true } };
const own: Said = { ...nothing, ownBy: 'name' };
const ownPlace: Said = { ...nothing, ownBy: 'place' };
const waits: Said = { ...nothing, waitsBy: 'name' };
const waitsPlaced: Said = { ...nothing, waitsBy: 'place' };
const over: Said = { ...nothing, isOver: true };

describe('decideWish', () => {
  it.each([
    ['stays while nobody says anything', asked, nothing, 'keep'],
    ['goes to the branch that is named instead', asked, another, 'change'],
    ['also when the lead is closed already', closed, another, 'change'],
    ['and when the branch has rejected it', rejected, another, 'change'],
    ['is not changed by a place where a person has named a branch', asked, placed, 'later'],
    ['is changed by a place that was corrected again', byPlace, placed, 'change'],
    ['is taken back by the own branch', asked, own, 'drop'],
    ['not once the closing is begun', begun, own, 'later'],
    ['not once the lead is closed', closed, own, 'later'],
    ['not where the branch has rejected the lead', rejected, own, 'keep'],
    ['but nobody else was named then', { ...rejected, branchId: 'tver' }, own, 'wait'],
    ['is taken back by the place of before', byPlace, ownPlace, 'drop'],
    ['not by a place where a person has named the branch', asked, ownPlace, 'keep'],
    ['waits with the lead where another branch is named that takes none', asked, waits, 'drop'],
    ['waits for that branch instead where the closing is begun', begun, waits, 'wait'],
    ['also where the lead is closed', closed, waits, 'wait'],
    ['and where the branch has rejected it', { ...rejected, branchId: 'tver' }, waits, 'wait'],
    [
      'is not changed by a place of one that takes none where a person has named a branch',
      closed,
      waitsPlaced,
      'later',
    ],
    ['also before the closing', asked, waitsPlaced, 'later'],
    [
      'waits for the branch of a place that was corrected again',
      { ...byPlace, state: 'closed' },
      waitsPlaced,
      'wait',
    ],
    ['is taken back where amoCRM has refused the closing', refused, own, 'drop'],
    ['not where a person has moved the lead back that the hub had moved', movedBack, own, 'later'],
    ['ends with a lead that HQ has closed', asked, over, 'drop'],
    ['a rejection too', rejected, over, 'drop'],
    ['goes on where it is begun', begun, over, 'keep'],
  ] as const)('%s', (_name, row, said, verdict) => {
    expect(decideReRoute(row, said)).toBe(verdict);
  });
});
