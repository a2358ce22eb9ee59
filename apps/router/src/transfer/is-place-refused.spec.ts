import { describe, expect, it } from '@jest/globals';
import { ValidationFailed } from '@hub/amocrm';
import { isPlaceRefused } from './is-place-refused.js';

const refused = (path: string) =>
  new ValidationFailed({ host: 'kazan.amocrm.ru', method: 'POST', path: '/api/v4/leads' }, 'Bad Request', [
    { requestId: '0', errors: [{ code: 'NotSupportedChoice', path, detail: '' }] },
  ]);

describe('isPlaceRefused', () => {
  it.each(['status_id', 'pipeline_id', '0.status_id'])('%s is a place', (path) => {
    expect(isPlaceRefused(refused(path))).toBe(true);
  });

  it.each(['responsible_user_id', 'custom_fields_values.0.field_id', 'loss_status_id_x', ''])(
    '%s is none',
    (path) => {
      expect(isPlaceRefused(refused(path))).toBe(false);
    },
  );

  it('takes no other error for one', () => {
    expect(isPlaceRefused(new Error('status_id'))).toBe(false);
  });
});
