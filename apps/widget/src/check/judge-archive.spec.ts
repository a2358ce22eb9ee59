import { describe, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { filesOf, readCase } from '../../test/good-archive.js';
import { isError, judgeArchive } from './judge-archive.js';
import { readArchive } from './read-archive.js';

describe.each([
  'w01-good-minimal',
  'w02-bad-images',
  'w03-bad-i18n',
  'w04-bad-settings-tour',
  'w05-bad-folder',
])('case %s', (name) => {
  const given = readCase(name);
  const { integration, previousVersion = null, expected } = given;
  const complaints = judgeArchive(readArchive(filesOf(given), { integration, previousVersion }));
  const names = (of: { code: string; path: string }[]) => of.map(({ code, path }) => `${code} ${path}`);

  it('gets its verdict', () => {
    expect(complaints.some(isError) ? 'bad' : 'good').toBe(expected.verdict);
  });

  it('is told everything that is certain, and no error beside it', () => {
    const certain = expected.complaints.filter(({ sure }) => sure === 'certain');
    expect(names(complaints.filter(isError)).sort()).toEqual(names(certain).sort());
  });

  it('is told in words of both languages', () => {
    for (const { text } of complaints)
      for (const locale of ['ru', 'en'] as const) expect(say(text, locale)).not.toMatch(/[{}]/);
  });
});
