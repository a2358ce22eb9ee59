import { textOf } from './json.js';
import { buildConfiguration, type Draft } from './build-configuration.js';
import type { Configuration } from './configuration.js';

const step = (name: string, text: string): Draft => ({
  kind: 'manual',
  within: '',
  attributes: { name, text },
});

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
  ];
  return { objects: [...configuration.objects, ...buildConfiguration(drafts).objects] };
}
