import { describe, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { sayCall } from './say-call.js';

const zone = 'Europe/Moscow';
const note = (note_type: string, params: unknown) => ({ note_type, created_at: 1_780_000_000, params });
const said = (type: string, params: unknown) => {
  const found = sayCall(note(type, params), zone);
  return found && say(found, 'ru');
};

describe('sayCall', () => {
  it('names way, moment, number, length and recording', () => {
    const params = { phone: '+79121234567', duration: 125, link: 'https://ats.example/rec/1.mp3' };
    expect(said('call_in', params)).toBe(
      'Входящий звонок в головной офис, 2026-05-28 23:26, +79121234567, 2 мин 5 с\nhttps://ats.example/rec/1.mp3',
    );
  });

  it.each([undefined, '', 'file:///etc/passwd', 'ftp://ats/1.mp3', 7, `https://${'a'.repeat(2_000)}`])(
    'goes without a recording that nobody can open: %s',
    (link) => {
      expect(said('call_out', { phone: 79121234567, duration: 0, link })).toBe(
        'Исходящий звонок из головного офиса, 2026-05-28 23:26, 79121234567, 0 мин 0 с',
      );
    },
  );

  it.each([null, undefined, 'text', [], { duration: 'long', phone: {} }])(
    'bears any params: %j',
    (params) => {
      expect(said('call_in', params)).toContain('Входящий звонок');
    },
  );

  it('says nothing of other notes', () => {
    expect(sayCall(note('common', { text: 'call_in' }), zone)).toBeNull();
  });
});
