import type { AmoClient } from '@hub/amocrm';
import { Forbidden, listWidgets, NotFound, Refused } from '@hub/amocrm/pure';
import { message } from '@hub/messages';
import type { Draft } from '../configuration/draft.js';
import { textOf } from '../configuration/json.js';
import { nameOf, namesSection } from './blueprint-parts.js';
import { byHand } from './by-hand.js';
import type { Kind } from './kind.js';
import { inReleaseWords } from './step-draft.js';

/** The codes of the widgets that are switched on; null where the account does not let them be read. */
async function installed(amo: AmoClient): Promise<readonly string[] | null> {
  try {
    const widgets = await listWidgets(amo);
    return widgets.filter(({ is_active_in_account: isOn }) => isOn).map(({ code }) => code);
  } catch (error) {
    if ([Forbidden, NotFound, Refused].some((refusal) => error instanceof refusal)) return null;
    throw error;
  }
}

const step = (code: string): Draft => ({
  kind: 'widget',
  within: '',
  attributes: { name: code, text: inReleaseWords(message('steps.widget-text', { code })) },
});

/**
 * Widgets, by their code. No API of another integration installs one with its settings, so that each is a step for a person;
 * whether it is installed can be read (sheet 5.8), its settings cannot.
 */
export const widgetKind: Kind = {
  name: 'widget',
  attributes: { name: 'name', text: 'text' },
  harmful: [],
  movedByOthers: [],
  references: {},
  order: 'by-name',
  unwritable: [],
  isStep: true,
  listed: { read: installed, step },
  reading: null,
  observe: () => [],
  blueprint: {
    section: 'widgets',
    place: 65,
    read: (reader, node) =>
      namesSection(reader, node, 'widget').map(({ attributes }) => step(textOf(attributes.name))),
    write: (of) => of('widget').map(nameOf),
  },
  live: null,
  travel: null,
  effect: byHand,
  sample: ({ some, names }) => some(names, 2).map(step),
};
