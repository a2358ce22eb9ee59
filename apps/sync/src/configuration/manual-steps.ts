import type { KindName } from '../kind/kind.js';
import { textOf } from './json.js';
import { buildConfiguration, type Draft } from './build-configuration.js';
import type { ConfigObject, Configuration } from './configuration.js';

const step = (name: string, text: string): Draft => ({
  kind: 'manual',
  within: '',
  attributes: { name, text },
});

const lists: Partial<Record<KindName, string>> = { 'loss-reason': 'Причины отказа' };

/** What a branch admin does where the branch's API does not give a list: the whole of it is one step. */
export function unreadStep(kind: KindName, wanted: readonly ConfigObject[]): ConfigObject {
  const names = wanted.map(({ attributes }) => `«${textOf(attributes.name)}»`).join(', ');
  const { attributes, ...rest } = step(
    lists[kind] ?? kind,
    `Сверьте список в настройках вручную, API этого аккаунта его не отдаёт. В нём должны быть: ${names}.`,
  );
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
      return step(
        `Автоматизация воронки «${name}»`,
        `Откройте «${name}» в эталонном аккаунте и повторите здесь действия цифровой воронки: API их не переносит.`,
      );
    }),
    step(
      'Виджеты и цвета сделок',
      'Установите те же виджеты и настройте те же цвета сделок, что в эталонном аккаунте: API их не переносит.',
    ),
    ...(configuration.unread ?? []).map((kind) =>
      step(lists[kind] ?? kind, 'Сверьте список с эталонным аккаунтом вручную: API его не отдаёт.'),
    ),
  ];
  return { ...configuration, objects: [...configuration.objects, ...buildConfiguration(drafts).objects] };
}
