import { TRANSFER_FIELD_CODE } from '@hub/contracts';
import { message, say } from '@hub/messages';
import { buildConfiguration, draftKey, type Draft } from './build-configuration.js';
import type { Configuration } from './configuration.js';

/** The lead field that holds the transfer id: what makes a crash between two accounts harmless. */
const transferId: Draft = {
  kind: 'field',
  within: 'leads',
  attributes: {
    // A release is stored in words: they have one language.
    name: say(message('cards.transfer-field'), 'ru'),
    type: 'text',
    code: TRANSFER_FIELD_CODE,
    group: null,
    apiOnly: true,
    requiredAt: [],
    hiddenAt: [],
  },
};

/** Key and attributes of that field, where no release of an account has it. */
export const transferField = { key: draftKey(transferId), attributes: transferId.attributes };

/** The configuration with the hub's own fields, which every release must carry. One that has them is not changed. */
export function withHubFields(configuration: Configuration): Configuration {
  const key = draftKey(transferId);
  if (configuration.objects.some((object) => object.kind === 'field' && object.key === key))
    return configuration;
  const [field] = buildConfiguration([transferId]).objects;
  if (!field) return configuration;
  const at = configuration.objects.findLastIndex(
    ({ kind, within }) => kind === 'field' && within === 'leads',
  );
  const after =
    at >= 0 ? at : configuration.objects.findLastIndex(({ kind }) => kind === 'stage' || kind === 'pipeline');
  return {
    ...configuration,
    objects: [...configuration.objects.slice(0, after + 1), field, ...configuration.objects.slice(after + 1)],
  };
}
