import { describe, expect, it } from '@jest/globals';
import { buildQuery } from './build-query.js';

describe('buildQuery', () => {
  it.each([
    [{}, ''],
    [{ page: 1, limit: 250, with: undefined }, 'page=1&limit=250'],
    [{ filter: { id: [1, 2] } }, 'filter[id][0]=1&filter[id][1]=2'],
    [
      { filter: { statuses: [{ pipeline_id: 3, status_id: 142 }] } },
      'filter[statuses][0][pipeline_id]=3&filter[statuses][0][status_id]=142',
    ],
    [{ order: { created_at: 'desc' }, query: 'a b&c' }, 'order[created_at]=desc&query=a b&c'],
  ])('%j', (query, expected) => {
    expect(decodeURIComponent(buildQuery(query))).toBe(expected);
  });

  it('escapes what would break out of a value', () => {
    expect(buildQuery({ query: 'a&b=c' })).toBe('query=a%26b%3Dc');
  });
});
