import { describe, expect, it } from '@jest/globals';
import { findHiddenStops, type Drawer, type Stop } from './find-hidden-stops.js';

const since = new Date('2026-05-20T10:00:00Z');
const stop: Stop = { budget: 'egress', since };
const connected = (id: string): Drawer => ({ id, state: 'connected', stateReason: 'ok' });
const blocked: Drawer = { id: 'kazan', state: 'degraded', stateReason: 'blocked' };
const found = (accounts: readonly Drawer[], ids: readonly string[]) =>
  findHiddenStops(accounts, new Map(ids.map((id) => [id, stop]))).map(({ account }) => account.id);

describe('findHiddenStops', () => {
  const all = ['kazan', 'omsk', 'perm'];

  it('names one account of a shared budget when the blocked one is gone or suspended', () => {
    expect(found([connected('omsk'), connected('perm')], all)).toEqual(['omsk']);
    const suspended: Drawer = { ...blocked, state: 'suspended' };
    expect(found([suspended, connected('omsk')], all)).toEqual(['omsk']);
  });

  it('names none while a blocked account has a row of its own, or no account may be called', () => {
    expect(found([blocked, connected('omsk')], all)).toEqual([]);
    expect(found([{ ...blocked, state: 'suspended' }], all)).toEqual([]);
  });

  it('names none for budgets that go on', () => {
    expect(found([connected('omsk')], ['kazan'])).toEqual([]);
  });

  it('names an unpaid account too: paying does not end the stop', () => {
    expect(found([{ ...blocked, id: 'omsk', stateReason: 'unpaid' }], all)).toEqual(['omsk']);
  });
});
