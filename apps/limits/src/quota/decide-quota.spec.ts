import { describe, expect, it } from '@jest/globals';
import { decideQuota, questionsOf, type QuotaTerms } from './decide-quota.js';

const now = Date.parse('2026-05-20T10:00:00Z');
const terms = (bounds: QuotaTerms['bounds']): QuotaTerms => ({
  ...{ bounds, now, zone: 'Asia/Vladivostok', savedAt: now - 86_400_000 },
});
const got = (given: number, open: number, last: number | null) => (question: { of: string }) =>
  question.of === 'lastGrant' ? last : question.of === 'leadsGiven' ? given : open;
const lastAt = now - 60_000;

describe('decideQuota', () => {
  it('lets a branch get leads below every bound', () => {
    const bounds = { leadsPerDay: 3, openLeads: 5, interval: 1 };
    expect(decideQuota(terms(bounds), got(2, 4, lastAt))).toMatchObject({
      isFull: false,
      since: null,
      until: null,
    });
  });

  it('is full from the last lead until the day of the zone ends', () => {
    expect(decideQuota(terms({ leadsPerDay: 3 }), got(3, 0, lastAt))).toMatchObject({
      ...{ isFull: true, since: lastAt, until: Date.parse('2026-05-20T14:00:00Z') },
    });
  });

  it('is full until the last of its bounds has freed itself, and by no time where leads have to be closed', () => {
    const month = Date.parse('2026-05-31T14:00:00Z');
    expect(decideQuota(terms({ leadsPerDay: 3, leadsPerMonth: 3 }), got(3, 0, lastAt)).until).toBe(month);
    expect(decideQuota(terms({ leadsPerDay: 3, openLeads: 1 }), got(3, 1, lastAt)).until).toBeNull();
  });

  it('is full since the quota was changed, when that came after the last lead', () => {
    const changed = { ...terms({ leadsPerDay: 1 }), savedAt: now - 5 };
    expect(decideQuota(changed, got(1, 0, lastAt)).since).toBe(now - 5);
  });

  it('asks for the last lead once, and for what its bounds count', () => {
    const asked = questionsOf(terms({ interval: 5, leadsPerDay: 3 })).map(({ of }) => of);
    expect(asked).toEqual(['lastGrant', 'leadsGiven']);
  });
});
