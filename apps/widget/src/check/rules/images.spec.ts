import { expect, it } from '@jest/globals';
import { complaintsAfter, type Spoilt } from '../../../test/good-archive.js';

it.each<[string, (one: Spoilt) => void, string[]]>([
  [
    'a logo that is missing',
    ({ files }) => delete files['images/logo.png'],
    ['E image-missing images/logo.png'],
  ],
  [
    'one that is too low',
    ({ files }) => (files['images/logo_min.png'] = { png: { w: 84, h: 83 } }),
    ['E image-size images/logo_min.png'],
  ],
  [
    'one that is too heavy',
    ({ files }) => (files['images/logo.png'] = { png: { w: 130, h: 100, bytes: 307_201 } }),
    ['E image-bytes images/logo.png'],
  ],
  [
    'one just light enough',
    ({ files }) => (files['images/logo.png'] = { png: { w: 130, h: 100, bytes: 307_200 } }),
    [],
  ],
  [
    'one that moves',
    ({ files }) => (files['images/logo.png'] = { png: { w: 130, h: 100, frames: 2 } }),
    ['W image-animated images/logo.png'],
  ],
  [
    'one that is text',
    ({ files }) => (files['images/logo.png'] = { text: 'x'.repeat(50) }),
    ['E image-unreadable images/logo.png'],
  ],
  ['a tour that is off', (one) => (one.at('tour')['is_tour'] = false), ['E tour manifest.json']],
  ['a tour that is text', (one) => (one.at('tour')['is_tour'] = 'true'), ['E tour manifest.json']],
  ['no tour', (one) => delete one.json()['tour'], ['W tour manifest.json']],
  [
    'a tour without a language',
    (one) => delete one.at('tour', 'tour_images')['en'],
    ['E tour manifest.json'],
  ],
  [
    'a tour without its picture',
    ({ files }) => delete files['images/tour_1_en.png'],
    ['E tour images/tour_1_en.png'],
  ],
  [
    'a small picture of the tour',
    ({ files }) => (files['images/tour_1_en.png'] = { png: { w: 600, h: 300 } }),
    ['W tour images/tour_1_en.png'],
  ],
])('%s', (_, spoil, found) => {
  expect(complaintsAfter(spoil)).toEqual(found);
});

it('spares two logos where no card is', () => {
  const found = complaintsAfter((one) => {
    one.json()['locations'] = ['everywhere', 'settings', 'advanced_settings'];
    delete one.files['images/logo_medium.png'];
    delete one.files['images/logo_min.png'];
  });
  expect(found).toEqual(['W image-missing images/logo_medium.png', 'W image-missing images/logo_min.png']);
});
