import { describe, expect, it } from '@jest/globals';
import type { Heal } from './decide-heal.js';
import { countOwed, isSilent, judgeSilence, type Silence } from './judge-silence.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const none: Silence = { polls: 0, changes: 0 };

describe('judgeSilence', () => {
  it('counts polls that found what webhooks owe, and takes three in a row for silence', () => {
    let silence = none;
    for (const [minute, owed] of [2, 0, 1, 4].entries()) {
      expect(isSilent(silence)).toBe(false);
      silence = judgeSilence({ before: silence, lastPollAt: at(minute), lastWebhookAt: null, owed });
    }
    expect(silence).toEqual({ polls: 3, changes: 7 });
    expect(isSilent(silence)).toBe(true);
  });

  it('ends with a webhook after the last poll, and not with an older one', () => {
    const before = { polls: 5, changes: 9 };
    const facts = { before, lastPollAt: at(1), owed: 1 };
    expect(judgeSilence({ ...facts, lastWebhookAt: at(2) })).toEqual(none);
    expect(judgeSilence({ ...facts, lastWebhookAt: at(0) })).toEqual({ polls: 6, changes: 10 });
  });

  it('does not count the first poll, which finds what was before the connection', () => {
    expect(judgeSilence({ before: none, lastPollAt: null, lastWebhookAt: null, owed: 8 })).toEqual(none);
  });
});

describe('countOwed', () => {
  const missed: Heal = {
    entity: 'lead',
    entityId: 1,
    action: 'add',
    changedAt: 1,
    changedBy: null,
    isMissed: true,
  };

  it.each<[string, Partial<Heal>, number]>([
    ['a new lead', {}, 1],
    ['a moved lead', { action: 'status' }, 1],
    ['a new task', { entity: 'task' }, 1],
    ['what a webhook told', { isMissed: false }, 0],
    ['an update, which may be of a field without webhooks', { action: 'update' }, 0],
    ['a customer, which is not subscribed to', { entity: 'customer' }, 0],
    ['a talk', { entity: 'talk' }, 0],
  ])('counts %s right', (_name, change, owed) => {
    expect(countOwed([{ ...missed, ...change }])).toBe(owed);
  });
});
