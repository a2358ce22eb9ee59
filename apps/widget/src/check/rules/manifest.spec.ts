import { expect, it } from '@jest/globals';
import { complaintsAfter, type Spoilt } from '../../../test/good-archive.js';

const manifest = (code: string, severity = 'E') => [`${severity} ${code} manifest.json`];

it.each<[string, (one: Spoilt) => void, string[]]>([
  ['no version', (one) => delete one.at('widget')['version'], manifest('manifest-field')],
  ['no short description', (one) => delete one.at('widget')['short_description'], manifest('manifest-field')],
  ['interface 1', (one) => (one.at('widget')['interface_version'] = 1), manifest('interface-version')],
  ['no interface', (one) => delete one.at('widget')['interface_version'], manifest('interface-version')],
  ['no support', (one) => delete one.at('widget')['support'], manifest('support')],
  ['support by mail alone', (one) => delete one.at('widget', 'support')['link'], []],
  ['support by a link alone', (one) => delete one.at('widget', 'support')['email'], []],
  ['an empty support', (one) => (one.at('widget')['support'] = { link: '', email: '' }), manifest('support')],
  ['no installation', (one) => delete one.at('widget')['installation'], manifest('installation', 'W')],
  ['a secret key of old', (one) => (one.at('widget')['secret_key'] = ''), manifest('old-key', 'W')],
  ['an odd version', (one) => (one.at('widget')['version'] = 'beta'), manifest('version', 'W')],
  ['no settings', (one) => delete one.json()['settings'], manifest('manifest-settings')],
  ['empty settings', (one) => (one.json()['settings'] = {}), manifest('manifest-settings')],
  [
    'a setting of no type',
    (one) => (one.at('settings', 'hub_url')['type'] = 'list'),
    manifest('setting-type'),
  ],
])('%s', (_, spoil, found) => {
  expect(complaintsAfter(spoil)).toEqual(found);
});

it('has one custom setting at most', () => {
  const custom = { name: 'settings.hub_url', type: 'custom' };
  expect(complaintsAfter((one) => Object.assign(one.at('settings'), { a: custom }))).toEqual([]);
  expect(complaintsAfter((one) => Object.assign(one.at('settings'), { a: custom, b: custom }))).toEqual(
    manifest('custom-settings'),
  );
});

it.each([
  [null, []],
  ['1.2.9', []],
  ['1.3.0', manifest('version')],
  ['1.10.0', manifest('version')],
  ['1.3', manifest('version')],
])('after version %s the version 1.3.0 is %j', (previousVersion, found) => {
  expect(complaintsAfter(() => undefined, { previousVersion })).toEqual(found);
});

it('needs no settings where no place shows them', () => {
  const found = complaintsAfter((one) => {
    one.json()['locations'] = ['lcard-1', 'everywhere'];
    delete one.json()['settings'];
  });
  expect(found).toEqual([]);
});
