import { describe, expect, it } from '@jest/globals';
import { isSamePlan, readPlanFile, writePlanFile } from './plan-file.js';

const plan = { id: 'p', checksum: 'c', text: 'Создать: 1\n  + Тег «А»' };
const saved = {
  hub: 'https://hub.example',
  planId: 'p',
  checksum: 'c',
  text: plan.text,
  locale: 'ru' as const,
};

describe('a saved plan', () => {
  it('is read back as it was written', () => {
    expect(readPlanFile(writePlanFile(saved), 'plan.json', saved.hub)).toEqual(saved);
  });

  it('is of no known language where it was written before that was kept', () => {
    const { hub, planId, checksum } = saved;
    const text = JSON.stringify({ hub, planId, checksum, text: saved.text.split('\n') });
    expect(readPlanFile(text, 'plan.json', saved.hub)).toEqual({ ...saved, locale: null });
  });

  it.each(['', 'null', '[]', '{"planId":"p"}'])('is not %s', (text) => {
    expect(() => readPlanFile(text, 'plan.json', saved.hub)).toThrow('cli.no-plan-file');
  });

  it('belongs to the hub that made it', () => {
    expect(() => readPlanFile(writePlanFile(saved), 'plan.json', 'https://other')).toThrow(
      'cli.plan-of-another-hub',
    );
  });

  it('is the plan only when checksum and words are the same', () => {
    expect(isSamePlan(saved, plan)).toBe(true);
    expect(isSamePlan(saved, { ...plan, checksum: 'd' })).toBe(false);
    expect(isSamePlan({ ...saved, text: 'Создать: 0' }, plan)).toBe(false);
  });
});
