import { message } from '@hub/messages';
import { fault, objectAt, placesOf, textsOf, warn, type Complaint, type Rule } from '../archive.js';

const file = 'manifest.json';

/** Places where `-0` and `-1` say whether the widget is in the right column. */
const withColumn = [
  'lcard',
  'ccard',
  'comcard',
  'cucard',
  'llist',
  'clist',
  'culist',
  'tlist',
  'colist',
  'catalogs',
];

const others = [
  ...['tline', 'tcalendar', 'settings', 'advanced_settings', 'card_sdk', 'digital_pipeline', 'lead_sources'],
  ...[
    'whatsapp_modal',
    'salesbot_designer',
    'sms',
    'mobile_card',
    'amoforms',
    'widget_page',
    'personal_page',
    'everywhere',
  ],
];

/** Places exist, and the widget may be there. */
export const places: Rule = (archive) => {
  const { manifest, integration } = archive;
  if (!manifest) return [];
  const named = textsOf(manifest['locations']);
  if (named.length === 0)
    return [fault(archive, 'manifest-field', file, message('archive.field', { field: 'locations' }))];
  return named.flatMap((place): Complaint[] => {
    const name = place.replace(/-\d+$/, '');
    if (name === 'everywhere' && place !== name)
      return [fault(archive, 'everywhere-suffix', file, message('archive.everywhere-suffix', { place }))];
    if (name === 'widget_page' && integration === 'private')
      return [fault(archive, 'left-menu', file, message('archive.left-menu', { field: place }))];
    const isKnown = withColumn.includes(name) ? /^\w+(-[01])?$/.test(place) : others.includes(place);
    return isKnown ? [] : [warn(archive, 'unknown-place', file, message('archive.unknown-place', { place }))];
  });
};

/** A private integration has no item in the left menu. */
export const leftMenu: Rule = (archive) =>
  archive.manifest?.['left_menu'] !== undefined && archive.integration === 'private'
    ? [fault(archive, 'left-menu', file, message('archive.left-menu', { field: 'left_menu' }))]
    : [];

/** The widget's page under settings has a title. */
export const advancedTitle: Rule = (archive) =>
  placesOf(archive).includes('advanced_settings') && !isText(objectAt(archive.manifest, 'advanced')['title'])
    ? [fault(archive, 'advanced-title', file, message('archive.advanced-title'))]
    : [];

/** The digital pipeline has what it needs. */
export const digitalPipeline: Rule = (archive) => {
  if (!placesOf(archive).includes('digital_pipeline')) return [];
  const dp = objectAt(archive.manifest, 'dp');
  const missing = [
    ...(Object.keys(objectAt(dp, 'settings')).length > 0 ? [] : ['dp.settings']),
    ...(isText(dp['webhook_url']) ? [] : ['dp.webhook_url']),
  ];
  return missing.map((field) =>
    fault(archive, 'digital-pipeline', file, message('archive.digital-pipeline', { field })),
  );
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
