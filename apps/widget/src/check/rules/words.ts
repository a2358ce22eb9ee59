import { message } from '@hub/messages';
import {
  fault,
  isObject,
  localesOf,
  objectAt,
  warn,
  type Archive,
  type Complaint,
  type Json,
  type Rule,
} from '../archive.js';

const longestWord = 19;

const pathOf = (locale: string): string => `i18n/${locale}.json`;

/** Every language that the manifest names has its file. */
export const localeFiles: Rule = (archive) =>
  localesOf(archive)
    .filter((locale) => !archive.files.has(pathOf(locale)))
    .map((locale) =>
      fault(archive, 'i18n-missing-file', pathOf(locale), message('archive.locale-file', { locale })),
    );

/** Every text that the manifest names is there in every language: a missing one shows as its path on the screen. */
export const namedWords: Rule = (archive) =>
  filesOf(archive).flatMap(([path, words]) =>
    missingIn(archive, words).map((key) =>
      fault(archive, 'i18n-missing-key', path, message('archive.key', { key })),
    ),
  );

/** All languages have one shape: that of the first one. What the manifest names is reported by `namedWords`. */
export const oneShape: Rule = (archive) => {
  const [first, ...others] = filesOf(archive);
  if (!first) return [];
  const [firstPath, firstWords] = first;
  const wanted = keysOf(firstWords);
  return others.flatMap(([path, words]): Complaint[] => {
    const keys = keysOf(words);
    const named = new Set([...missingIn(archive, words), ...missingIn(archive, firstWords)]);
    const extra = [...keys].filter((key) => !wanted.has(key) && !named.has(key));
    const lacking = [...wanted].filter((key) => !keys.has(key) && !named.has(key));
    return [
      ...extra.map((key) =>
        fault(archive, 'i18n-shape', path, message('archive.key-extra', { key, other: firstPath })),
      ),
      ...lacking.map((key) =>
        fault(archive, 'i18n-shape', path, message('archive.key-lacking', { key, other: firstPath })),
      ),
    ];
  });
};

/** The words of the name are short enough for the card. */
export const shortName: Rule = (archive) =>
  filesOf(archive).flatMap(([path, words]) => {
    const name = valueAt(words, String(objectAt(archive.manifest, 'widget')['name']));
    const long =
      typeof name === 'string' ? name.split(/\s+/).filter((word) => [...word].length > longestWord) : [];
    return long.map((word) =>
      warn(archive, 'long-word', path, message('archive.long-word', { word, most: longestWord })),
    );
  });

/** The readable files of the manifest's languages, in its order. */
function filesOf(archive: Archive): [string, Json][] {
  return localesOf(archive).flatMap((locale): [string, Json][] => {
    const words = archive.json.get(pathOf(locale));
    return isObject(words) ? [[pathOf(locale), words]] : [];
  });
}

function missingIn(archive: Archive, words: Json): string[] {
  return namedIn(archive).filter((key) => typeof valueAt(words, key) !== 'string');
}

/** Keys of texts in the manifest. */
function namedIn({ manifest, integration }: Archive): string[] {
  const widget = objectAt(manifest, 'widget');
  const fields = [objectAt(manifest, 'settings'), objectAt(objectAt(manifest, 'dp'), 'settings')];
  const menu = Object.values(integration === 'public' ? objectAt(manifest, 'left_menu') : {}).map((item) =>
    objectAt({ item }, 'item'),
  );
  const submenus = menu
    .flatMap((item) => Object.values(objectAt(item, 'submenu')))
    .map((item) => objectAt({ item }, 'item'));
  const named = [
    ...[widget['name'], widget['description'], widget['short_description']],
    objectAt(manifest, 'tour')['tour_description'],
    objectAt(manifest, 'advanced')['title'],
    ...fields.flatMap((of) => Object.values(of)).map((field) => objectAt({ field }, 'field')['name']),
    ...[...menu, ...submenus].map(({ title }) => title),
  ];
  return [...new Set(named.filter((key): key is string => typeof key === 'string' && key !== ''))];
}

function valueAt(words: Json, key: string): unknown {
  return key.split('.').reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), words);
}

/** Keys of all texts; whatever is no object counts as one. */
function keysOf(words: Json, prefix = ''): Set<string> {
  return new Set(
    Object.entries(words).flatMap(([name, value]) =>
      isObject(value) ? [...keysOf(value, `${prefix}${name}.`)] : [prefix + name],
    ),
  );
}
