import { message } from '@hub/messages';
import {
  fault,
  isObject,
  localesOf,
  objectAt,
  textsOf,
  warn,
  type Complaint,
  type Rule,
} from '../archive.js';
import { isHigher } from '../compare-versions.js';

const file = 'manifest.json';

/** What `widget` in the manifest has to say. */
export const widgetFields: Rule = (archive) => {
  if (!archive.manifest) return [];
  const widget = objectAt(archive.manifest, 'widget');
  const complaints: Complaint[] = ['name', 'description', 'short_description', 'version', 'locale']
    .filter((name) => isEmpty(widget[name]))
    .map((name) =>
      fault(archive, 'manifest-field', file, message('archive.field', { field: `widget.${name}` })),
    );
  if (Number(widget['interface_version']) !== 2)
    complaints.push(fault(archive, 'interface-version', file, message('archive.interface-version')));
  const { link, email } = objectAt(widget, 'support');
  if (isEmpty(link) && isEmpty(email))
    complaints.push(fault(archive, 'support', file, message('archive.support')));
  if (widget['installation'] !== true)
    complaints.push(warn(archive, 'installation', file, message('archive.installation')));
  for (const locale of localesOf(archive).filter((one) => !['ru', 'en', 'es', 'pt'].includes(one)))
    complaints.push(warn(archive, 'locale', file, message('archive.locale', { locale })));
  return complaints;
};

/** A new upload has a higher version, or browsers keep the old script. */
export const risingVersion: Rule = (archive) => {
  const { version } = objectAt(archive.manifest, 'widget');
  if (typeof version !== 'string' || version === '') return [];
  if (!/^\d+(\.\d+){0,3}$/.test(version))
    return [warn(archive, 'version', file, message('archive.version-form', { version }))];
  const { previousVersion: previous } = archive;
  if (previous === null || isHigher(version, previous)) return [];
  return [fault(archive, 'version', file, message('archive.version', { version, previous }))];
};

/** Keys of manifests of old, and names that never were. */
export const oldKeys: Rule = (archive) => {
  const widget = objectAt(archive.manifest, 'widget');
  const old = [
    ...['code', 'secret_key'].filter((name) => name in widget).map((name) => `widget.${name}`),
    ...['oauth', 'chat_settings', 'secret_key', 'code'].filter((name) => name in (archive.manifest ?? {})),
  ];
  return old.map((field) => warn(archive, 'old-key', file, message('archive.old-key', { field })));
};

const settingTypes = ['text', 'pass', 'users', 'users_lp', 'custom'];

/** The fields of the settings window. */
export const settings: Rule = (archive) => {
  const { manifest } = archive;
  if (!manifest) return [];
  const given = manifest['settings'];
  const isNamed = textsOf(manifest['locations']).includes('settings');
  const fields = isObject(given) ? Object.entries(given) : [];
  const complaints: Complaint[] = [];
  if (isNamed && fields.length === 0)
    complaints.push(fault(archive, 'manifest-settings', file, message('archive.settings')));
  for (const [name, field] of fields) {
    const type = objectAt({ field }, 'field')['type'];
    if (typeof type !== 'string' || !settingTypes.includes(type))
      complaints.push(
        fault(archive, 'setting-type', file, message('archive.setting-type', { name, of: settingTypes })),
      );
  }
  const custom = fields.filter(([, field]) => objectAt({ field }, 'field')['type'] === 'custom');
  if (custom.length > 1)
    complaints.push(
      fault(
        archive,
        'custom-settings',
        file,
        message('archive.custom-settings', { names: custom.map(([name]) => name) }),
      ),
    );
  return complaints;
};

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
