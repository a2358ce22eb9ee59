import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { touchedBy, withSums } from './touched.js';

const stage = { kind: 'stage', key: 'Заявки/Счёт', name: 'Счёт' } as const;
const deals = { code: 'deals-in-stage', count: 4 } as const;
const gone = { ...stage, after: null, risks: [deals] };

describe('what a plan touches', () => {
  it.each([
    ['goes', { ...gone, action: 'delete', reason: null }, { isRemoved: true, isLeftOut: false }],
    [
      'waits for a target, so that it stays',
      { ...gone, action: 'blocked', reason: { code: 'needs-target', facts: { count: 4 } } },
      { isRemoved: true, isLeftOut: true, needsTarget: true },
    ],
    [
      'is needed by a setting, so that it stays',
      { ...gone, action: 'blocked', reason: { code: 'in-use', facts: {} } },
      { isRemoved: true, isLeftOut: true, needsTarget: false },
    ],
    [
      'gets another name',
      { ...stage, action: 'update', after: { name: 'Счёт' }, risks: [deals] },
      { isRemoved: false, isLeftOut: false },
    ],
  ] as const)('%s', (_title, change, expected) => {
    expect(touchedBy(planOf(change))).toMatchObject([{ risk: 'deals-in-stage', count: 4, ...expected }]);
  });

  it('has the requests that wait among the incoming leads of a pipeline beside its deals', () => {
    const pipeline = { kind: 'pipeline', key: 'Сервис', name: 'Сервис', action: 'blocked' } as const;
    const waiting = { code: 'unsorted-off', count: 3 } as const;
    const reason = { code: 'requests-wait', facts: { count: 3 } } as const;
    const risks = [{ code: 'deals-in-pipeline', count: 0 } as const, waiting];
    const going = planOf({ ...pipeline, after: null, reason, risks });
    expect(touchedBy(going)).toMatchObject([{ risk: 'unsorted-off', count: 3, isRemoved: true }]);
    const off = planOf({ ...pipeline, after: { unsorted: false }, reason, risks: [waiting] });
    const touched = touchedBy(off);
    expect(touched).toMatchObject([{ risk: 'unsorted-off', count: 3, isRemoved: false, isLeftOut: true }]);
    const [sum] = withSums(
      off,
      touched.map((one) => ({ ...one, count: 7 })),
    ).changes;
    expect(sum).toMatchObject({ reason: { facts: { count: 7 } }, risks: [{ count: 7 }] });
  });
});
