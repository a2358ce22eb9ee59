import { readFileSync } from 'node:fs';
import { locales } from '@hub/messages';
import { zipSync } from 'fflate';
import { bundleScript, scriptModules } from './bundle-script.js';
import { drawImages } from './draw-images.js';
import { wordsIn } from './words.js';

/** What differs from archive to archive. None of it is secret: whoever opens amoCRM can read an archive. */
export interface ArchiveOptions {
  /** Address of the hub, without a slash at its end. */
  hub: string;
  /** Takes the place of the manifest's version; amoCRM wants a higher one at every upload. */
  version?: string;
}

interface Manifest {
  widget: { version: string };
}

const sources = new URL('../../archive/', import.meta.url);

const read = (path: string): string => readFileSync(new URL(path, sources), 'utf8');

/** The version that the source says. */
export function archiveVersion(): string {
  return (JSON.parse(read('manifest.json')) as Manifest).widget.version;
}

/** The files of the archive by path. */
export function archiveFiles({ hub, version }: ArchiveOptions): Record<string, Uint8Array> {
  const manifest = JSON.parse(read('manifest.json').replaceAll('{hub}', hub)) as Manifest;
  if (version !== undefined) manifest.widget.version = version;
  const script = bundleScript(
    scriptModules.map((name) => read(`script/${name}`)),
    { hub, css: read('style.css') },
  );
  return {
    'manifest.json': json(manifest),
    'script.js': new TextEncoder().encode(script),
    ...Object.fromEntries(locales.map((locale) => [`i18n/${locale}.json`, json(wordsIn(locale))])),
    ...drawImages(),
  };
}

/** The archive as amoCRM takes it. The same source and options give the same bytes on every machine. */
export function buildArchive(options: ArchiveOptions): Uint8Array {
  // The earliest moment that a zip knows, by the clock of this machine: that is what it says.
  return zipSync(archiveFiles(options), { level: 9, mtime: new Date(1980, 0, 1), os: 0 });
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
