import { describe, expect, it } from '@jest/globals';
import { Journal } from '../src/http/journal.js';

const call = (path: string, subdomain: string | null = 'a') => ({
  subdomain,
  clientId: null,
  method: 'GET',
  path,
});
const shown = (journal: Journal): unknown[] =>
  journal.list({}).map(({ seq, path, status }) => [seq, path, status]);

describe('the journal', () => {
  it('keeps the last calls, open ones without a status', () => {
    const journal = new Journal(3);
    const numbers = ['/1', '/2', '/3', '/4'].map((path) => journal.open(call(path)));
    journal.close(numbers[3] ?? 0, 204);
    expect(shown(journal)).toEqual([
      [2, '/2', null],
      [3, '/3', null],
      [4, '/4', 204],
    ]);
    const [open, , closed] = journal.list({});
    expect(open?.answeredAt).toBeNull();
    expect(closed?.answeredAt).toBeGreaterThanOrEqual(closed?.receivedAt ?? Infinity);
  });

  it('does not close a newer call in the place of a forgotten one', () => {
    const journal = new Journal(2);
    const forgotten = journal.open(call('/1'));
    journal.open(call('/2'));
    journal.open(call('/3'));
    journal.close(forgotten, 200);
    expect(shown(journal)).toEqual([
      [2, '/2', null],
      [3, '/3', null],
    ]);
    journal.clear();
    const fresh = journal.open(call('/4'));
    journal.close(forgotten, 200);
    expect(shown(journal)).toEqual([[1, '/4', null]]);
    journal.close(fresh, 500);
    expect(shown(journal)).toEqual([[1, '/4', 500]]);
  });

  it('filters by subdomain, number and time', () => {
    const journal = new Journal();
    journal.open(call('/1'));
    journal.open(call('/2', 'b'));
    journal.open(call('/3', null));
    const paths = (filter: Parameters<Journal['list']>[0]): string[] =>
      journal.list(filter).map(({ path }) => path);
    expect(paths({ subdomain: 'b' })).toEqual(['/2']);
    expect(paths({ after: 1 })).toEqual(['/2', '/3']);
    expect(paths({ since: Date.now() + 60_000 })).toEqual([]);
  });
});
