/** What releases leave to people in each account. */
export const checklist = {
  step: '{text}',
  make: 'Make in the settings of the account: {kind} "{name}". The hub will see it by itself.',
  'no-such-step':
    'The release that the account was brought to has no step {kind} "{key}". List of steps: GET /api/v1/checklist.',
  'seen-by-hub':
    'The hub ticks "{name}" off itself when it sees it in the account. Do it and ask for a reading: POST /api/v1/checklist/verify.',
};
