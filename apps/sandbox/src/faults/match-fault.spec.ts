import { describe, expect, it } from '@jest/globals';
import { matchesFault, matchesGlob, randomSeries } from './match-fault.js';

const seen = { subdomain: 'a', method: 'GET', path: '/api/v4/leads?page=2', clientId: 'c' };

describe('matchesFault', () => {
  it.each([
    [{}, true],
    [{ subdomain: 'a', method: 'GET', clientId: 'c' }, true],
    [{ subdomain: 'b' }, false],
    [{ method: 'POST' }, false],
    [{ path: '/api/v4/leads' }, true],
    [{ path: '/api/v4' }, false],
    [{ path: '/api/*' }, true],
    [{ path: '/api/v4/leads?page=*' }, true],
    [{ path: '/api/v4/leads?page=3' }, false],
    [{ pathRegExp: 'page=[23]$' }, true],
    [{ event: 'add_lead' }, false],
    [{ destination: '*' }, false],
  ])('%j is %s', (match, expected) => {
    expect(matchesFault(match, seen)).toBe(expected);
  });

  it('takes everything but the star literally', () => {
    expect(matchesGlob('http://a.b/*', 'http://a.b/c')).toBe(true);
    expect(matchesGlob('http://a.b/*', 'http://aXb/c')).toBe(false);
  });

  it('repeats a series for a seed', () => {
    const [one, two] = [randomSeries(4), randomSeries(4)];
    const numbers = Array.from({ length: 50 }, () => one());
    expect(numbers).toEqual(Array.from({ length: 50 }, () => two()));
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(new Set(numbers).size).toBe(50);
  });
});
