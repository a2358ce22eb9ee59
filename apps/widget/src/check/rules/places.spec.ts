import { expect, it } from '@jest/globals';
import { complaintsAfter, type Spoilt } from '../../../test/good-archive.js';

const manifest = (code: string, severity = 'E') => `${severity} ${code} manifest.json`;
const also = (place: string) => (one: Spoilt) => (one.json()['locations'] as string[]).push(place);

it.each<[string, (one: Spoilt) => void, string[]]>([
  ['no places', (one) => (one.json()['locations'] = []), [manifest('manifest-field')]],
  ['everywhere with a suffix', also('everywhere-1'), [manifest('everywhere-suffix')]],
  ['a card without a suffix', also('ccard'), []],
  ['a card in the left column', also('ccard-0'), []],
  ['a suffix that is none', also('ccard-2'), [manifest('unknown-place', 'W')]],
  ['a place that never was', also('cuscard'), [manifest('unknown-place', 'W')]],
  ['a suffix where none is', also('tline-1'), [manifest('unknown-place', 'W')]],
  ['a left menu', (one) => (one.json()['left_menu'] = {}), [manifest('left-menu')]],
  [
    'a left menu with an icon and words that are missing',
    (one) => (one.json()['left_menu'] = { a: { title: 'menu.title', icon: 'images/a.svg' } }),
    [manifest('left-menu')],
  ],
  ['no title', (one) => delete one.json()['advanced'], [manifest('advanced-title')]],
  ['an empty title', (one) => (one.at('advanced')['title'] = ''), [manifest('advanced-title')]],
])('%s', (_, spoil, found) => {
  expect(complaintsAfter(spoil)).toEqual(found);
});

it('lets public integrations alone into the left menu', () => {
  const spoil = also('widget_page');
  expect(complaintsAfter(spoil)).toContain(manifest('left-menu'));
  expect(complaintsAfter(spoil, { integration: 'public' })).not.toContain(manifest('left-menu'));
});

it('wants the icon and the words of a public one’s left menu', () => {
  const spoil = (one: Spoilt) =>
    (one.json()['left_menu'] = { a: { title: 'menu.title', icon: 'images/a.svg' } });
  expect(complaintsAfter(spoil, { integration: 'public' })).toEqual([
    'E file-missing images/a.svg',
    'E i18n-missing-key i18n/ru.json',
    'E i18n-missing-key i18n/en.json',
  ]);
});

it('wants everything of the digital pipeline at once', () => {
  expect(complaintsAfter(also('digital_pipeline')).filter((line) => line.startsWith('E '))).toEqual([
    manifest('digital-pipeline'),
    manifest('digital-pipeline'),
    'E image-missing images/logo_dp.png',
  ]);
});
