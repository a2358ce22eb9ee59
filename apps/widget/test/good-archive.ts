import { readFileSync } from 'node:fs';
import { isObject, type Json } from '../src/check/archive.js';
import { drawPng } from '../src/build/png.js';
import { judgeArchive } from '../src/check/judge-archive.js';
import { readArchive, type Circumstances } from '../src/check/read-archive.js';

/** A file of a case: JSON, text or a picture. */
interface CaseFile {
  json?: unknown;
  text?: string;
  bom?: boolean;
  crlf?: boolean;
  png?: { w: number; h: number; bytes?: number; frames?: number };
}

export interface Case {
  name: string;
  integration: 'private' | 'public';
  previousVersion?: string;
  files: Record<string, CaseFile>;
  expected: {
    verdict: 'good' | 'bad';
    complaints: { code: string; path: string; about: string; sure: 'certain' | 'likely' }[];
  };
}

/** A case by its name. */
export function readCase(name: string): Case {
  return JSON.parse(
    readFileSync(new URL(`../test-data/cases/${name}.json`, import.meta.url), 'utf8'),
  ) as Case;
}

/** The files of a case as they would be unpacked. */
export function filesOf({ files }: Case): Map<string, Uint8Array> {
  return new Map(Object.entries(files).map(([path, file]) => [path, bytesOf(file)]));
}

function bytesOf({ json, text = '', bom, crlf, png }: CaseFile): Uint8Array {
  if (png) return imageOf(png);
  const plain = json === undefined ? text : `${JSON.stringify(json, null, 2)}\n`;
  return Buffer.from((bom ? '\uFEFF' : '') + (crlf ? plain.replaceAll('\n', '\r\n') : plain));
}

const drawnBefore = new Map<string, Uint8Array>();

/** Drawing takes longer than everything that is done with a picture. */
function plainImage(width: number, height: number): Uint8Array {
  const name = `${width}×${height}`;
  const drawn = drawnBefore.get(name) ?? drawPng(width, height, [9, 9, 9], []);
  drawnBefore.set(name, drawn);
  return drawn;
}

/** A PNG with a padding in front of its end, or with the chunk that makes it animated. */
function imageOf({ w, h, bytes = 0, frames = 1 }: NonNullable<CaseFile['png']>): Uint8Array {
  const drawn = Buffer.from(plainImage(w, h));
  const animation = frames > 1 ? [chunk('acTL', Buffer.from([0, 0, 0, frames, 0, 0, 0, 0]))] : [];
  const rest = bytes - drawn.length;
  const padding = rest > 12 ? [chunk('tEXt', Buffer.alloc(rest - 12, 1))] : [];
  return Buffer.concat([drawn.subarray(0, 33), ...animation, ...padding, drawn.subarray(33)]);
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
}

/** The good case, to be spoilt by a spec. */
export class Spoilt {
  private readonly good = readCase('w01-good-minimal');
  readonly files = this.good.files;

  /** A JSON file's object, to be changed. */
  json(path = 'manifest.json'): Json {
    const { json } = this.files[path] ?? {};
    if (!isObject(json)) throw new Error(`${path} is no JSON object`);
    return json;
  }

  at(...keys: string[]): Json {
    return keys.reduce<Json>((found, key) => found[key] as Json, this.json());
  }

  script(text: string): void {
    this.files['script.js'] = { text };
  }

  /** `E` or `W`, code and path of every complaint. */
  complaints(about: Partial<Circumstances> = {}): string[] {
    const known = { integration: 'private' as const, previousVersion: null, ...about };
    return judgeArchive(readArchive(filesOf(this.good), known)).map(
      ({ severity, code, path }) => `${severity === 'error' ? 'E' : 'W'} ${code} ${path}`,
    );
  }
}

/** What is said of the good case once it is spoilt this way. */
export function complaintsAfter(spoil: (one: Spoilt) => void, about: Partial<Circumstances> = {}): string[] {
  const one = new Spoilt();
  spoil(one);
  return one.complaints(about);
}
