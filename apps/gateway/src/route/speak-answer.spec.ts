import { describe, expect, it } from '@jest/globals';
import { joined, message } from '@hub/messages';
import { speakAnswer } from './speak-answer.js';

const said = message('problems.no-such-plan');
const words = 'Такого плана нет. Список планов: GET /api/v1/plans.';

describe('speakAnswer', () => {
  it('puts words in the place of messages, however deep they are, with key and facts beside them', () => {
    const at = new Date(0);
    const answer = {
      items: [
        { id: 1, reason: said, at },
        { id: 2, reason: null, at },
      ],
      nextCursor: null,
    };
    expect(speakAnswer(answer, 'ru')).toEqual({
      items: [
        { id: 1, reason: words, reasonMessage: said, at },
        { id: 2, reason: null, at },
      ],
      nextCursor: null,
    });
  });

  it('does so with lists, also where names stand among the messages', () => {
    expect(speakAnswer({ objections: [said], leftOut: ['Файл', said], none: [] }, 'ru')).toEqual({
      objections: [words],
      objectionsMessages: [said],
      leftOut: ['Файл', words],
      none: [],
    });
  });

  it('speaks the language of the reader', () => {
    expect(speakAnswer({ reason: said }, 'en')).toMatchObject({
      reason: 'There is no such plan. All plans: GET /api/v1/plans.',
    });
  });

  it('says a text of several parts, without a second field', () => {
    const text = joined('; ', ['а', said, joined('-', [1, 2])]);
    expect(speakAnswer({ text }, 'en')).toEqual({
      text: 'а; There is no such plan. All plans: GET /api/v1/plans.; 1-2',
    });
  });

  it.each([null, undefined, 3, 'key', { key: 'a', facts: {}, other: 1 }, { key: 'a' }])(
    'leaves %j as it is',
    (answer) => {
      expect(speakAnswer(answer, 'ru')).toEqual(answer);
    },
  );
});
