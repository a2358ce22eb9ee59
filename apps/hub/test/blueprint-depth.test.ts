import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BlueprintCheck } from '@hub/contracts';
import { startWholeHub, type WholeHub } from './whole-hub.js';

let whole: WholeHub;

beforeAll(async () => {
  whole = await startWholeHub();
});
afterAll(() => whole.close());

describe('a blueprint that nests too deep', () => {
  it.each([
    ['[', '['],
    ['{', '{'],
    ['- ', '- '],
    ['? ', '? '],
  ])('of a thousand "%s" is answered with its place, and the hub lives on', async (_name, step) => {
    const text = step.repeat(1000);
    for (let sent = 0; sent < 2; sent++) {
      const check = await whole.api.post<BlueprintCheck>('blueprints/validate', { text });
      expect(check.isValid).toBe(false);
      expect(check.problems).toEqual([expect.stringMatching(/^blueprint:1:\d+: /)]);
    }
    expect((await fetch(`${whole.hub.url}/health/live`)).status).toBe(200);
  });
});
