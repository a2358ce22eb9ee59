import { describe, expect, it } from '@jest/globals';
import type { LeadEvent } from '@hub/journal';
import fc from 'fast-check';
import { foldEvents, inOrder, type LeadNow } from './fold-events.js';

const start: LeadNow = { pipelineId: 1, statusId: 10, ownerId: 100 };
type Step = { kind: 'stage' | 'owner'; value: number; gap: number };
const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom('stage', 'owner'),
    value: fc.integer({ min: 1, max: 5 }),
    gap: fc.integer({ min: 0, max: 2 }),
  }),
  { maxLength: 12 },
);

/** What amoCRM's feed contains of a lead that goes through these steps, and the truth about each entry. */
function play(taken: readonly Step[]) {
  const events: LeadEvent[] = [
    { eventId: 'e00', moment: 0, type: 'lead_added', before: null, after: [{ noteId: 1 }] },
  ];
  const now = { ...start };
  let moment = 1;
  for (const [at, { kind, value, gap }] of taken.entries()) {
    moment += gap;
    const eventId = `e${String(at + 1).padStart(2, '0')}`;
    if (kind === 'owner') {
      events.push({
        ...{ eventId, moment, type: 'entity_responsible_changed' },
        before: [{ ownerId: now.ownerId }],
        after: [{ ownerId: (now.ownerId = value) }],
      });
      continue;
    }
    const before = [{ pipelineId: 1, statusId: now.statusId }];
    now.statusId = value;
    events.push({
      ...{ eventId, moment, type: 'lead_status_changed', before },
      after: [{ pipelineId: 1, statusId: value }],
    });
  }
  return { events, now };
}

/** The owner after all that happened up to the second of the entry: owners go first within it. */
function ownerBy(events: readonly LeadEvent[], moment: number): number {
  const last = events.findLast((one) => one.type === 'entity_responsible_changed' && one.moment <= moment);
  return Number(last?.after?.[0]?.ownerId ?? start.ownerId);
}

describe('foldEvents', () => {
  it('takes a lead for created by its first owner, also when it is passed on in the same second', () => {
    const event = { moment: 5, before: null, after: null };
    const passed: LeadEvent = {
      ...{ ...event, eventId: 'a', type: 'entity_responsible_changed' },
      ...{ before: [{ ownerId: 1 }], after: [{ ownerId: 2 }] },
    };
    const added: LeadEvent = { ...event, eventId: 'b', type: 'lead_added' };
    expect(foldEvents([passed, added], { ...start, ownerId: 2 })).toMatchObject([
      { eventId: 'b', ownerId: 1 },
    ]);
  });

  it('finds stage and owner of every entry, in whatever order the events come and however old the last reading is', () => {
    fc.assert(
      fc.property(steps, fc.infiniteStream(fc.nat()), fc.boolean(), (taken, keys, isOld) => {
        const { events, now } = play(taken);
        const shuffled = events
          .map((event) => ({ event, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ event }) => event);
        const hasOwner = taken.some(({ kind }) => kind === 'owner');
        const seen = isOld && hasOwner ? start : now;
        const entries = foldEvents(shuffled, seen);
        const expected = events.flatMap(({ eventId, moment, type, after }) =>
          type === 'entity_responsible_changed'
            ? []
            : [
                {
                  ...{ eventId, moment, pipelineId: 1, ownerId: ownerBy(events, moment) },
                  statusId: type === 'lead_added' ? start.statusId : after?.[0]?.statusId,
                },
              ],
        );
        const byId = (a: { eventId: string }, b: { eventId: string }) => (a.eventId < b.eventId ? -1 : 1);
        // A lead that was only moved is judged by its present stage; by an old reading it is not asked about.
        expect([...entries].sort(byId)).toEqual([...expected].sort(byId));
      }),
    );
  });

  it('leaves open what nothing says', () => {
    const added: LeadEvent = { eventId: 'a', moment: 1, type: 'lead_added', before: null, after: null };
    expect(foldEvents([added], null)).toEqual([
      { eventId: 'a', moment: 1, pipelineId: null, statusId: null, ownerId: null },
    ]);
    expect(foldEvents([added], start)).toMatchObject([{ ...start }]);
  });
});

describe('inOrder', () => {
  it('puts the creation first within a second, then owners, and the rest by event id', () => {
    const one = (eventId: string, type: string, moment = 5): LeadEvent => ({
      ...{ eventId, moment, type, before: null, after: null },
    });
    const rows = [
      one('c', 'lead_status_changed'),
      one('b', 'lead_added'),
      one('z', 'entity_responsible_changed'),
      one('y', 'x', 4),
    ];
    expect(inOrder(rows).map(({ eventId }) => eventId)).toEqual(['y', 'b', 'z', 'c']);
  });
});
