import { message } from '@hub/messages';
import { kindWords } from '../kind/kind-words.js';
import type { ObjectsOf } from '../kind/kind.js';
import type { KindName } from '../kind/kind-name.js';
import { kinds } from '../kind/kinds.js';
import { stepDraft } from '../kind/step-draft.js';
import { textOf } from './json.js';
import { buildConfiguration } from './build-configuration.js';
import type { ConfigObject, Configuration } from './configuration.js';
import { draftKey, stepMark, type Draft } from './draft.js';
import type { RawSnapshot } from './raw-snapshot.js';

/** What a branch admin does where the branch's API does not give a list: the whole of it is one step. */
export function unreadStep(kind: KindName, wanted: readonly ConfigObject[]): ConfigObject {
  const names = wanted.map(({ attributes }) => `«${textOf(attributes.name)}»`).join(', ');
  const { attributes, ...rest } = stepDraft(
    kindWords(kind, 'list'),
    message('steps.unread-names', { names }),
  );
  // The key is none that words can give, because the release may have a step of the same name.
  return { ...rest, attributes, key: `${stepMark}${kind}`, ref: `${stepMark}${kind}` };
}

/**
 * A configuration read from an account, as `raw` has it, with the steps that no API writes (design 6): automations,
 * colours, sources and templates are for a person to repeat, and so is each name of a `listed` kind. Each is confirmed once
 * per branch, and a new pipeline brings a new one. What is to be as in the account that was read is about that account:
 * another reference asks for it anew, in whatever words.
 */
export function withManualSteps(
  configuration: Configuration,
  raw: RawSnapshot,
  { accountId, existing = [] }: { accountId: string; existing?: readonly Draft[] },
): Configuration {
  const of: ObjectsOf = (kind, within) =>
    configuration.objects.filter(
      (object) => object.kind === kind && (within === undefined || object.within === within),
    );
  const drafts = [
    ...existing,
    ...kinds.flatMap(({ steps }) => steps?.(of, raw) ?? []),
    ...(configuration.unread ?? []).map((kind) =>
      stepDraft(kindWords(kind, 'list'), message('steps.unread')),
    ),
  ];
  const about = (draft: Draft): Draft =>
    draft.about !== undefined || existing.includes(draft)
      ? draft
      : { ...draft, about: `account ${accountId} ${draftKey(draft)}` };
  const steps = buildConfiguration(drafts.map(about)).objects;
  return { ...configuration, objects: [...configuration.objects, ...steps] };
}
