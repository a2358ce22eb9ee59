import { say, type Message } from '@hub/messages';
import type { Draft } from '../configuration/draft.js';

/** A release is stored in words, and its steps are confirmed by their checksum: they have one language. */
export function inReleaseWords(said: Message): string {
  return say(said, 'ru');
}

/** A step for the branch's admin. */
export function stepDraft(name: Message, text: Message): Draft {
  return {
    kind: 'manual',
    within: '',
    attributes: { name: inReleaseWords(name), text: inReleaseWords(text) },
  };
}
