import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { unzipSync } from 'fflate';

/** A widget is small: more than this is something else, or a trap. */
const mostBytes = 50 * 1024 * 1024;

/** The files of a zip, or of a folder as they would be packed. Throws where it is neither. */
export function readFiles(path: string): Map<string, Uint8Array> {
  if (statSync(path).isDirectory()) return readFolder(path);
  let bytes = 0;
  const files = unzipSync(readFileSync(path), {
    filter: ({ originalSize }) => {
      bytes += originalSize;
      if (bytes > mostBytes) throw new Error(`more than ${mostBytes / 1024 / 1024} MB`);
      return true;
    },
  });
  return new Map(Object.entries(files).filter(([name]) => !name.endsWith('/')));
}

function readFolder(folder: string): Map<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return new Map(files.map((name) => [name.split(sep).join('/'), readFileSync(join(folder, name))]));
}
