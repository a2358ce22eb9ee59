import { message } from '@hub/messages';
import { stepDraft } from './step-draft.js';
import { expected } from '../configuration/yaml-reader.js';
import { distinct } from './blueprint-parts.js';
import { byHand } from './by-hand.js';
import type { Kind } from './kind.js';

/**
 * What no API writes or shows: automations, colours of deals, sources, templates. A step has a `name` and a `text` for
 * the branch's admin, cannot be observed, and stays in every plan until a person confirms it in the ledger.
 */
export const manualKind: Kind = {
  name: 'manual',
  attributes: { name: 'name', text: 'text' },
  harmful: [],
  movedByOthers: [],
  references: {},
  order: 'as-written',
  unwritable: [],
  isStep: true,
  reading: null,
  observe: () => [],
  // Sources and templates can be read, but only those of the reading integration (sheets 5.6, 5.7), which proves
  // nothing.
  steps: () => [
    stepDraft(message('steps.colors'), message('steps.colors-text')),
    stepDraft(message('steps.sources'), message('steps.sources-text')),
    stepDraft(message('steps.templates'), message('steps.templates-text')),
  ],
  blueprint: {
    section: 'manual',
    place: 70,
    read: (reader, node) =>
      distinct(reader, reader.list(node, expected('steps')), (item) => {
        const map = reader.mapping(item, expected('step'), ['name', 'text']);
        const name = reader.words(map.get('name') ?? item, expected('step-name'));
        const text = reader.words(map.get('text') ?? item, expected('step-text'));
        return [{ kind: 'manual', within: '', attributes: { name, text } }];
      }),
    write: (of) => of('manual').map(({ attributes }) => attributes),
  },
  live: null,
  travel: null,
  effect: byHand,
  sample: ({ some, names, one }) =>
    some(names, 1).map((name) => ({
      kind: 'manual',
      within: '',
      attributes: { name, text: one(['Do it', 'Do it twice']) },
    })),
};
