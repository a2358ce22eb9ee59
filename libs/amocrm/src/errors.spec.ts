import { describe, expect, it } from '@jest/globals';
import { locales, say } from '@hub/messages';
import type { VerdictError } from '@hub/platform';
import {
  Blocked,
  ConnectionFailed,
  Forbidden,
  NeedsReconnect,
  NotFound,
  OutcomeUnknown,
  PaymentRequired,
  RateLimited,
  Refused,
  ServerFailed,
  Unauthorized,
  UnexpectedAnswer,
  ValidationFailed,
} from './errors.js';

const call = { host: 'kazan.amocrm.ru', method: 'POST', path: '/api/v4/leads' };
const wrongField = {
  requestId: '0',
  errors: [{ code: 'NotSupportedChoice', path: 'status_id', detail: 'The value is not a valid choice.' }],
};

describe('what the client’s errors say to people', () => {
  it.each<[VerdictError, string]>([
    [
      new RateLimited(call, 1),
      'Аккаунт kazan.amocrm.ru: слишком много запросов, amoCRM просит подождать. Свою работу хаб повторит сам, запрос к API повторите позже.',
    ],
    [
      new ValidationFailed(call, 'Validation failed', [wrongField]),
      'Аккаунт kazan.amocrm.ru не принимает поле status_id: The value is not a valid choice. (NotSupportedChoice). Исправьте его значение или настройку и повторите.',
    ],
    [
      new ValidationFailed(call, 'Request validation failed', []),
      'Аккаунт kazan.amocrm.ru не принимает данные: Request validation failed. Исправьте настройки или карточку и повторите.',
    ],
    [
      new NeedsReconnect('a', 'reconnect', 'refresh_token_refused'),
      'К аккаунту нельзя обращаться: подключите его заново (токен обновления отозван или истёк).',
    ],
    [
      new NeedsReconnect('a', 'suspended', 'каникулы'),
      'К аккаунту нельзя обращаться: он приостановлен, возобновите его (каникулы).',
    ],
  ])('%p', (error, words) => {
    expect(say(error.asMessage(), 'ru')).toBe(words);
  });

  it('takes an unknown route for no word about an object', () => {
    const ofLead = { ...call, path: '/api/v4/leads/5' };
    expect(new NotFound(ofLead, 'Lead not found').isAboutObject).toBe(true);
    expect(new NotFound(ofLead, 'Cannot GET https://kazan.amocrm.ru/api/v4/leads/5').isAboutObject).toBe(
      false,
    );
  });

  it.each<[VerdictError]>([
    [new RateLimited(call, 1)],
    [new Blocked(call)],
    [new Forbidden(call, 'no rights')],
    [new Unauthorized(call)],
    [new PaymentRequired(call)],
    [new NotFound(call, 'gone')],
    [new Refused(call, 'not now')],
    [new ServerFailed(call, 'down', true)],
    [new OutcomeUnknown(call)],
    [new ConnectionFailed(call)],
    [new UnexpectedAnswer('answer.id', 'number')],
  ])('%p names the account or the place, in every language', (error) => {
    for (const locale of locales) {
      const words = say(error.asMessage(), locale);
      expect(words).toMatch(/kazan\.amocrm\.ru|answer\.id/);
      expect(words).not.toMatch(/…|^failures\./);
    }
  });
});
