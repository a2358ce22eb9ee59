import { message, say, type Message } from '@hub/messages';
import { kindWords } from '../kind/kind-words.js';
import type { KindName } from '../kind/kind.js';
import { textOf } from './json.js';
import { buildConfiguration, type Draft } from './build-configuration.js';
import type { ConfigObject, Configuration } from './configuration.js';

const step = (name: Message, text: Message): Draft => ({
  kind: 'manual',
  within: '',
  attributes: { name: inWords(name), text: inWords(text) },
});

/** A release is stored in words, and its steps are confirmed by their checksum: they have one language. */
const inWords = (said: Message): string => say(said, 'ru');

/** What a branch admin does where the branch's API does not give a list: the whole of it is one step. */
export function unreadStep(kind: KindName, wanted: readonly ConfigObject[]): ConfigObject {
  const names = wanted.map(({ attributes }) => `«${textOf(attributes.name)}»`).join(', ');
  const { attributes, ...rest } = step(kindWords(kind, 'list'), message('steps.unread-names', { names }));
  // The key is none that words can give, because the release may have a step of the same name.
  return { ...rest, attributes, key: `~${kind}`, ref: `~${kind}` };
}

/**
 * A configuration read from an account, with the steps that no API reads or writes (design 6): what stands there in
 * automations, colours and widgets is for a person to repeat. Steps are told apart by their words, so each is
 * confirmed once per branch, and a new pipeline brings a new one.
 */
export function withManualSteps(configuration: Configuration): Configuration {
  const pipelines = configuration.objects.filter(({ kind }) => kind === 'pipeline');
  const drafts = [
    ...pipelines.map(({ attributes }) => {
      const name = textOf(attributes.name);
      return step(message('steps.automation', { name }), message('steps.automation-text', { name }));
    }),
    step(message('steps.widgets'), message('steps.widgets-text')),
    ...(configuration.unread ?? []).map((kind) => step(kindWords(kind, 'list'), message('steps.unread'))),
  ];
  return { ...configuration, objects: [...configuration.objects, ...buildConfiguration(drafts).objects] };
}
