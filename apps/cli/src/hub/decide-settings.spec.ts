import { describe, expect, it } from '@jest/globals';
import { decideSettings, hubUrl, parseSettings, settingsFolder } from './decide-settings.js';

const stored = { url: 'https://hub.example', key: 'fh_stored' };

describe('decideSettings', () => {
  it('takes what is stored, and lets the environment win', () => {
    expect(decideSettings({}, stored)).toEqual(stored);
    expect(decideSettings({ HUB_KEY: 'fh_other' }, stored)).toEqual({ ...stored, key: 'fh_other' });
    const both = { HUB_URL: 'http://127.0.0.1:3000/', HUB_KEY: 'fh_other' };
    expect(decideSettings(both, stored)).toEqual({ url: 'http://127.0.0.1:3000', key: 'fh_other' });
  });

  it('never sends a stored key to another hub', () => {
    expect(() => decideSettings({ HUB_URL: 'https://elsewhere.example' }, stored)).toThrow(
      'cli.key-of-another-hub',
    );
    expect(decideSettings({ HUB_URL: 'https://hub.example/' }, stored)).toEqual(stored);
  });

  it('asks for a login where nothing is known', () => {
    expect(() => decideSettings({}, null)).toThrow('cli.login-needed');
    expect(() => decideSettings({ HUB_KEY: 'fh_key' }, null)).toThrow('cli.login-needed');
  });
});

describe('hubUrl', () => {
  it.each(['hub', 'ftp://hub.example', 'https://me:secret@hub.example'])('refuses %s', (text) => {
    expect(() => hubUrl(text)).toThrow('cli.bad-url');
  });
});

it('reads back what was stored, and nothing else', () => {
  expect(parseSettings(JSON.stringify(stored))).toEqual(stored);
  expect(['', '{}', 'null', '{"url":1,"key":"k"}'].map(parseSettings)).toEqual([null, null, null, null]);
});

it('stores in the folder that the system names', () => {
  expect(settingsFolder({}, '/home/me')).toBe('/home/me/.config/franchise-hub');
  expect(settingsFolder({ XDG_CONFIG_HOME: '/x' }, '/home/me')).toBe('/x/franchise-hub');
});
