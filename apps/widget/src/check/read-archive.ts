import { isObject, type Archive } from './archive.js';
import { runScript } from './run-script.js';

/** Names of files that hold no text. */
const binary = /\.(png|jpe?g|gif|webp|ico|bmp|woff2?|ttf|otf|eot|mp3|mp4|wav|ogg|pdf|zip)$/i;

/** Files that packers and desktops leave behind. */
export const junk =
  /(^|\/)(__MACOSX|\.git|\.svn|\.idea|\.vscode|node_modules)\/|(^|\/)(\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/** What is known of an upload beside its files. */
export type Circumstances = Pick<Archive, 'integration' | 'previousVersion'>;

/**
 * Reads everything that the rules judge. A manifest in a folder is taken for the root, so that the rest can be judged too.
 * The script is run in a small host page, see `runScript`.
 */
export function readArchive(packed: ReadonlyMap<string, Uint8Array>, about: Circumstances): Archive {
  const root = rootOf([...packed.keys()].map(slashed));
  const files = new Map(
    [...packed]
      .map(([name, bytes]) => [slashed(name), bytes] as const)
      .filter(([name]) => name.startsWith(root) && !junk.test(name) && !name.endsWith('/'))
      .map(([name, bytes]) => [name.slice(root.length), bytes] as const),
  );
  const decoded = [...files]
    .filter(([name, bytes]) => isText(name, bytes))
    .map(([name, bytes]) => [name, decode(bytes)] as const);
  const texts = new Map(decoded.map(([name, text]) => [name, text.replace(/^\uFEFF/, '')]));
  const json = new Map(
    [...texts].filter(([name]) => name.endsWith('.json')).map(([name, text]) => [name, parse(text)]),
  );
  const manifest = json.get('manifest.json');
  return {
    ...about,
    ...{ names: [...packed.keys()], root, files, texts, json },
    marked: decoded.filter(([, text]) => text.startsWith('\uFEFF')).map(([name]) => name),
    manifest: isObject(manifest) ? manifest : null,
    script: texts.has('script.js') ? runScript(texts) : null,
  };
}

function slashed(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\.\//, '');
}

/** The folder of the manifest nearest to the root; empty where there is none. */
function rootOf(names: readonly string[]): string {
  const manifests = names.filter((name) => /(^|\/)manifest\.json$/.test(name) && !junk.test(name));
  const nearest = manifests.sort((a, b) => a.split('/').length - b.split('/').length)[0];
  return nearest?.slice(0, -'manifest.json'.length) ?? '';
}

function isText(name: string, bytes: Uint8Array): boolean {
  return !binary.test(name) && !bytes.subarray(0, 1000).includes(0);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
