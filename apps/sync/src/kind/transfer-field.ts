import { TRANSFER_FIELD_CODE } from '@hub/contracts/pure';
import { message } from '@hub/messages';
import { draftKey, type Draft } from '../configuration/draft.js';
import type { Attributes } from './kind-name.js';
import { inReleaseWords } from './step-draft.js';

/** The lead field that holds the transfer id: what makes a crash between two accounts harmless. */
export const transferId: Draft = {
  kind: 'field',
  within: 'leads',
  attributes: {
    name: inReleaseWords(message('cards.transfer-field')),
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

/** Whether the hub can write a transfer id into a field that has the key of that one. */
export function isTransferField({ type, code }: Attributes): boolean {
  return type === transferId.attributes.type && code === transferId.attributes.code;
}
