import { ValidationFailed } from '@hub/amocrm/pure';

/** Does amoCRM refuse where a lead is to be put: its pipeline or its stage? */
export function isPlaceRefused(error: unknown): error is ValidationFailed {
  if (!(error instanceof ValidationFailed)) return false;
  return error.items.some(({ errors }) =>
    errors.some(({ path }) => /(^|\.)(pipeline_id|status_id)$/.test(path)),
  );
}
