import { message } from '@hub/messages';
import { fault, placesOf, warn, type Complaint, type Rule } from '../archive.js';

const file = 'script.js';
const needed = ['render', 'init', 'bind_actions'];

/** The script is there, loads and gives a constructor back. */
export const loads: Rule = (archive) => {
  const { script, manifest } = archive;
  if (!script) return manifest ? [fault(archive, 'script-missing', file, message('archive.no-script'))] : [];
  const missing = [...new Set(script.missingModules)].map((path) =>
    fault(archive, 'file-missing', path, message('archive.module-missing')),
  );
  if (script.stop) {
    const { at, path, error } = script.stop;
    return [...missing, fault(archive, `script-${at}`, path, message(`archive.script-${at}`, { error }))];
  }
  if (script.isFunction) return missing;
  const name = script.isDefined ? 'no-function' : 'no-define';
  return [...missing, fault(archive, 'script-define', file, message(`archive.${name}`))];
};

/** The three callbacks without which amoCRM drops a widget and says nothing. */
export const callbacks: Rule = (archive) => {
  const { script } = archive;
  if (!script?.isFunction || script.stop) return [];
  return needed
    .filter((name) => !script.callbacks.includes(name))
    .map((name) => fault(archive, 'callback-missing', file, message('archive.callback-missing', { name })));
};

/**
 * What the callbacks give back: without a truthy result of render, init never runs. An unknown page cannot be distinguished from a
 * broken script, so that an error is a warning; a render that fails with every node there and with none is an error.
 */
export const results: Rule = (archive) => {
  const { script } = archive;
  if (!script?.isFunction || script.stop) return [];
  return needed
    .filter((name) => script.callbacks.includes(name))
    .flatMap((name): Complaint[] => {
      const result = script.results[name];
      if (result === true) return [];
      const complain = name === 'render' ? fault : warn;
      return typeof result === 'string'
        ? [
            complain(
              archive,
              'callback-throws',
              file,
              message('archive.callback-throws', { name, error: result }),
            ),
          ]
        : [complain(archive, 'callback-result', file, message('archive.callback-result', { name }))];
    });
};

/** Callbacks that a place of the widget calls for. */
const ofPlaces: Record<string, string[]> = {
  settings: ['onSave'],
  advanced_settings: ['advancedSettings'],
  digital_pipeline: ['dpSettings'],
  widget_page: ['initMenuPage'],
  everywhere: ['destroy'],
};

/** Callbacks of the places that the manifest names. */
export const placeCallbacks: Rule = (archive) => {
  const { script } = archive;
  if (!script?.isFunction || script.stop) return [];
  return placesOf(archive).flatMap((place) =>
    (ofPlaces[place] ?? [])
      .filter((name) => !script.callbacks.includes(name))
      .map((name) =>
        warn(archive, 'place-callback', file, message('archive.place-callback', { place, name })),
      ),
  );
};

const forbidden = [
  ['eval', /(?<![\w.$])(?:window\.)?eval\s*\(|new\s+Function\s*\(/],
  ['alert', /(?<![\w.$])(?:window\.)?(?:alert|confirm|prompt)\s*\(/],
  ['console', /(?<![\w.$])(?:window\.)?console\.(?!debug\b)\w+\s*\(/],
] as const;

/** Calls that moderation refuses and that stand in people's way. Comments do not count. */
export const forbiddenCalls: Rule = (archive) =>
  [...archive.texts]
    .filter(([path]) => path.endsWith('.js'))
    .flatMap(([path, text]) => {
      const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"])\/\/.*$/gm, '$1');
      return forbidden
        .filter(([, pattern]) => pattern.test(code))
        .map(([name]) => warn(archive, `script-${name}`, path, message('archive.forbidden-call', { name })));
    });
