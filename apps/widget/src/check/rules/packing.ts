import { message } from '@hub/messages';
import { fault, isObject, warn, type Rule } from '../archive.js';
import { junk } from '../read-archive.js';

/** Paths as amoCRM unpacks them: with slashes, below the root. */
export const paths: Rule = ({ names }) =>
  names
    .filter((name) => /\\|^\/|^[a-z]:|(^|\/)\.\.(\/|$)/i.test(name))
    .map((path) => ({ code: 'zip-path', path, severity: 'error' as const, text: message('archive.path') }));

/** The manifest is there, at the root. */
export const manifestAtRoot: Rule = (archive) => {
  const { root, files } = archive;
  if (!files.has('manifest.json'))
    return [fault(archive, 'manifest-missing', 'manifest.json', message('archive.no-manifest'))];
  return root === ''
    ? []
    : [fault(archive, 'zip-root', 'manifest.json', message('archive.root', { folder: root }))];
};

/** Nothing of the packer's own is in it. */
export const leftovers: Rule = ({ names }) =>
  names
    .filter((name) => junk.test(name.replaceAll('\\', '/')))
    .map((path) => ({ code: 'zip-junk', path, severity: 'warning' as const, text: message('archive.junk') }));

/** Files of text are UTF-8 without a byte order mark, with Unix line ends. */
export const encoding: Rule = (archive) => {
  const marks = archive.marked.map((path) => fault(archive, 'bom', path, message('archive.bom')));
  const broken = [...archive.texts]
    .filter(([, text]) => text.includes('\uFFFD'))
    .map(([path]) => warn(archive, 'encoding', path, message('archive.encoding')));
  const lines = [...archive.texts]
    .filter(([, text]) => text.includes('\r'))
    .map(([path]) => warn(archive, 'crlf', path, message('archive.crlf')));
  return [...marks, ...broken, ...lines];
};

/** The manifest and the words are JSON objects. */
export const readableJson: Rule = (archive) =>
  [...archive.json]
    .filter(([path, value]) => !isObject(value) && isOwn(path))
    .map(([path]) => fault(archive, 'json', path, message('archive.json')));

/** The manifest and the words; other JSON is the widget's own matter. */
function isOwn(path: string): boolean {
  return path === 'manifest.json' || path.startsWith('i18n/');
}
