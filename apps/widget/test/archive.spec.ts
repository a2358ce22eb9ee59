import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { archiveFiles, buildArchive } from '../src/build/build-archive.js';
import { judgeArchive } from '../src/check/judge-archive.js';
import { readArchive } from '../src/check/read-archive.js';

const hub = 'https://hub.example.com';
const about = { integration: 'private', previousVersion: null } as const;
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

it('is what amoCRM takes, without a complaint', () => {
  const files = new Map(Object.entries(unzipSync(buildArchive({ hub }))));
  expect(judgeArchive(readArchive(files, about))).toEqual([]);
});

it('is the same bytes for the same source', () => {
  const hash = () => createHash('sha256').update(buildArchive({ hub })).digest('hex');
  expect(hash()).toBe(hash());
});

it('holds the address of its hub and its version', () => {
  const files = archiveFiles({ hub, version: '1.2.3' });
  expect(text(files['script.js'])).toContain(JSON.stringify(hub));
  expect(JSON.parse(text(files['manifest.json'])).widget).toMatchObject({
    version: '1.2.3',
    support: { link: `${hub}/api/docs` },
  });
});

it('is small', () => {
  expect(archiveFiles({ hub })['script.js']!.length).toBeLessThan(40_000);
  expect(buildArchive({ hub }).length).toBeLessThan(40_000);
});
